//! The typical mistakes of `mmdit`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Gains, Heads, Knobs, Norm, Rows, Scale, Shift, Who};

const ROOT: &str = "(d as f32).sqrt()";
const NORMAL: &str = "normalise(x, gains[which])";
const EPS: &str = "(mean + 1e-6).sqrt()";
const LARGEST: &str = "row.fold(f32::NEG_INFINITY, |most, &score| most.max(score))";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_streams(), of_rows(), of_scores(), of_maxima(), of_norms(), of_gains(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_streams() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "cross_attention",
            "the picture attends to the text alone, and the text is not updated by the picture: that is cross-attention, which is often shown as \
             MMDiT. Here every token of both attends to all tokens of both.",
            |k| k.who = Who::PictureReadsText,
        ),
        Mistake::new(
            "each_by_itself",
            "each stream attends to its own tokens alone: text and picture never meet. Keys and values of both stand in one softmax.",
            |k| k.who = Who::OwnStream,
        ),
        Mistake::new(
            "each_other",
            "each stream attends to the tokens of the other alone. A token attends to its own stream, too, in the same softmax.",
            |k| k.who = Who::OtherStream,
        ),
        Mistake::new(
            "text_by_itself",
            "the text attends to itself alone, and the picture to both. In MMDiT the text reads the picture, too.",
            |k| k.who = Who::TextByItself,
        ),
        Mistake::new(
            "picture_by_itself",
            "the picture attends to itself alone, and the text to both. The picture reads the text, too; without it the prompt has no effect.",
            |k| k.who = Who::PictureByItself,
        ),
        Mistake::new(
            "sum_of_two",
            "attention to the own stream and attention to the other are computed by themselves and added: the weights sum to 2. There is one softmax over \
             the keys of both.",
            |k| k.who = Who::Sum,
        ),
        Mistake::new(
            "mean_of_two",
            "attention to the own stream and attention to the other are computed by themselves and averaged: each stream gets half of the weight, whatever \
             its scores. There is one softmax over the keys of both.",
            |k| k.who = Who::Mean,
        ),
        Mistake::new(
            "causal",
            "no token sees those behind it. Pictures have no such order, and here the text has none either: nothing is masked.",
            |k| k.who = Who::Causal,
        ),
    ]
}

fn of_rows() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "outputs_swapped",
            "the picture's output is returned first. The text's comes first.",
            |k| k.rows = Rows::Swapped,
        )
        .edit("(of_text.to_owned(), of_image.to_owned())", "(of_image.to_owned(), of_text.to_owned())"),
        Mistake::<Knobs>::new(
            "cut_after_the_pictures_number",
            "the text's output has as many rows as the picture has tokens. The text stands first, so the first n rows are its.",
            |k| k.rows = Rows::AtM,
        )
        .edit("output.view().split_at(Axis(0), text.values.nrows())", "output.view().split_at(Axis(0), image.values.nrows())"),
        Mistake::new(
            "cut_at_the_picture",
            "the text stands first, and the first m rows of the output are given to the picture, the rest to the text. The first n rows are the text's.",
            |k| k.rows = Rows::PictureFirst,
        ),
        Mistake::new(
            "picture_first_cut_at_the_text",
            "the picture stands first, and the first n rows of the output are given to the text. In which order they stand is free, if they are cut \
             in the same.",
            |k| k.rows = Rows::TextFirst,
        ),
        Mistake::<Knobs>::new(
            "heads_interleaved",
            "head h is taken as every so many channels, from h on. It is the channels h · d to (h + 1) · d − 1.",
            |k| k.heads = Heads::Interleaved,
        )
        .edit("let head = s![.., h * d..(h + 1) * d];", "let head = s![.., h..; heads];"),
        Mistake::new(
            "heads_not_moved_back",
            "heads are cut rightly, but what comes out, (heads, tokens, d), is read as (tokens, heads · d) as it lies. Move the axis of heads behind that of tokens first.",
            |k| k.heads = Heads::NotMovedBack,
        ),
        Mistake::new(
            "one_head",
            "all channels are one head: the scores of different heads are added up before the softmax. Each head has weights of its own.",
            |k| k.heads = Heads::One,
        ),
        Mistake::new(
            "heads_reshaped",
            "the numbers of (tokens, heads · d) are read as (heads, tokens, d), so that a head is a part of the tokens. Cut the channels, or make it \
             (tokens, heads, d) and move axes.",
            |k| k.heads = Heads::Reshaped,
        ),
    ]
}

fn of_scores() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_scale", "scores are not divided by √d.", |k| k.scale = Scale::Nothing)
            .edit(ROOT, "1.0"),
        Mistake::<Knobs>::new("scale_by_width", "scores are divided by d, and not by √d.", |k| {
            k.scale = Scale::Width;
        })
        .edit(ROOT, "d as f32"),
        Mistake::<Knobs>::new(
            "scale_of_all_heads",
            "scores are divided by the root of the width of all heads together. d is the width of one.",
            |k| k.scale = Scale::RootOfAllHeads,
        )
        .edit(ROOT, "(values.ncols() as f32).sqrt()"),
    ]
}

fn of_maxima() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of the scores themselves. Near 1000 they overflow, near −1000 they underflow to 0/0: subtract the largest first.",
            |k| k.shift = Shift::Nothing,
        )
        .edit(LARGEST, "0.0"),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "what is subtracted is never below 0, as when the search for the maximum starts at 0: where all scores are near −1000 every exponential \
             underflows. Start at f32::NEG_INFINITY.",
            |k| k.shift = Shift::FromZero,
        )
        .edit("row.fold(f32::NEG_INFINITY,", "row.fold(0.0_f32,"),
        Mistake::<Knobs>::new(
            "max_of_magnitude",
            "what is subtracted is the largest absolute value. Scores far below zero underflow: the largest score is meant.",
            |k| k.shift = Shift::OfMagnitude,
        )
        .edit("most.max(score)", "most.max(score.abs())"),
        Mistake::new(
            "max_of_own_stream",
            "what is subtracted is the largest score among the keys of the query's own stream. Where the other stream lies far above, exp overflows. Take \
             it over both.",
            |k| k.shift = Shift::OfOwnStream,
        ),
        Mistake::new(
            "max_of_each_stream",
            "the scores of each stream are measured from their own largest, and then the sums are added as they are. Exponentials can be added if they are \
             measured from the same number.",
            |k| k.shift = Shift::OfEachStream,
        ),
        Mistake::new(
            "max_of_all_queries",
            "one maximum is subtracted for all queries: for those whose scores are far below it every exponential underflows. Each query has its own.",
            |k| k.shift = Shift::OfAllQueries,
        ),
        Mistake::<Knobs>::new("not_divided", "weights are not divided by their sum.", |k| {
            k.shift = Shift::NotDivided;
        })
        .edit("row /= row.sum();", ""),
        Mistake::<Knobs>::new(
            "softmax_over_queries",
            "the softmax runs over the queries, and not over the keys: the weights of a query do not sum to 1.",
            |k| k.shift = Shift::OverQueries,
        )
        .edit("weights.rows_mut()", "weights.columns_mut()"),
    ]
}

fn of_norms() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("gains_ignored_altogether", "queries and keys are not normalised although there are gains.", |k| {
            k.norm = Norm::Nothing;
        })
        .edit(NORMAL, "if which > 1 { normalise(x, gains[which]) } else { x.to_owned() }"),
        Mistake::<Knobs>::new("queries_alone", "queries are normalised, and keys are not.", |k| k.norm = Norm::QueriesAlone)
        .edit(NORMAL, "if which == 0 { normalise(x, gains[which]) } else { x.to_owned() }"),
        Mistake::<Knobs>::new("keys_alone", "keys are normalised, and queries are not.", |k| k.norm = Norm::KeysAlone)
        .edit(NORMAL, "if which == 1 { normalise(x, gains[which]) } else { x.to_owned() }"),
        Mistake::new(
            "values_too",
            "values are normalised as well, with the gains of the keys. Only queries and keys are: the norm bounds the scores.",
            |k| k.norm = Norm::ValuesToo,
        ),
        Mistake::new(
            "norm_over_all_heads",
            "the mean square runs over the channels of all heads. Each head has its own.",
            |k| k.norm = Norm::OverAll,
        ),
        Mistake::<Knobs>::new(
            "divided_by_length",
            "vectors are divided by their length, the root of the *sum* of squares. RMSNorm divides by the root of the mean: it leaves √d times as much.",
            |k| k.norm = Norm::Length,
        )
        .edit("head.dot(&head) / gain.len() as f32", "head.dot(&head)"),
        Mistake::new(
            "layer_norm",
            "the mean of a vector is subtracted first, as LayerNorm does. RMSNorm does not.",
            |k| k.norm = Norm::OfLayer,
        ),
        Mistake::<Knobs>::new(
            "larger_epsilon",
            "ε is 1e-5. It is 1e-6, which counts where a vector is small.",
            |k| k.norm = Norm::LargerEps,
        )
        .edit(EPS, "(mean + 1e-5).sqrt()"),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "there is no ε: a vector of zeros becomes 0/0, and a small one too long.",
            |k| k.norm = Norm::NoEps,
        )
        .edit(EPS, "mean.sqrt()"),
        Mistake::<Knobs>::new(
            "epsilon_outside",
            "ε is added after the root. It is added to the mean square.",
            |k| k.norm = Norm::EpsOutside,
        )
        .edit(EPS, "(mean.sqrt() + 1e-6)"),
        Mistake::<Knobs>::new(
            "divided_by_square",
            "vectors are divided by their mean square, and not by its root.",
            |k| k.norm = Norm::BySquare,
        )
        .edit(EPS, "(mean + 1e-6)"),
    ]
}

fn of_gains() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_gains",
            "normalised queries and keys are not multiplied by their gains.",
            |k| k.gains = Gains::Nothing,
        )
        .edit("head *= &gain;", ""),
        Mistake::<Knobs>::new(
            "gains_of_the_text",
            "the gains of the text are used for both streams, as when both are put together first and normalised then. Each stream has its own.",
            |k| k.gains = Gains::OfText,
        )
        .edit("stream.gains.map_or(", "text.gains.map_or("),
        Mistake::<Knobs>::new(
            "gains_of_the_picture",
            "the gains of the picture are used for both streams. Each has its own.",
            |k| k.gains = Gains::OfPicture,
        )
        .edit("stream.gains.map_or(", "image.gains.map_or("),
        Mistake::new("gains_exchanged", "each stream has the gains of the other.", |k| k.gains = Gains::Exchanged),
        Mistake::<Knobs>::new(
            "gains_of_keys_first",
            "the first gains are used for the keys, and the second for the queries. Those of queries come first.",
            |k| k.gains = Gains::KeysFirst,
        )
        .edit(NORMAL, "normalise(x, gains[1 - which])"),
        Mistake::<Knobs>::new(
            "one_plus_gain",
            "normalised queries and keys are multiplied by 1 + gain, as in Gemma. Here the gain multiplies as it is.",
            |k| k.gains = Gains::OnePlus,
        )
        .edit("head *= &gain;", "head *= &(1.0 + &gain);"),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
