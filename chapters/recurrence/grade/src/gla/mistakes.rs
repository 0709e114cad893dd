//! The typical mistakes of `gla`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Chunks, Fade, Knobs, Order, Pairs, Scale, Weights};

const DECAY: &str = "decays.row(t).mapv(f32::exp).insert_axis(Axis(1))";
const STATE: &str = "state = state * decay + &keys.row(t).insert_axis(Axis(1)) * &values.row(t);";
const HIDDEN: &str = "if s > t { 0.0 } else { gamma.powi((t - s) as i32) }";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_fades(), of_order(), of_weights(), of_chunks(), of_chunk_sums()].into_iter().flatten().collect()
}

fn of_fades() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_decay", "nothing fades: gamma, or the decays, are not used.", |k| {
            k.fade = Fade::Nothing;
        })
        .edit("gamma.powi((t - s) as i32)", "gamma.powi(0)"),
        Mistake::<Knobs>::new(
            "grows",
            "what was written grows with every token, and does not fade: the exponent has the wrong sign.",
            |k| k.fade = Fade::Inverse,
        )
        .edit(DECAY, "decays.row(t).mapv(|g| (-g).exp()).insert_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "not_exponentiated",
            "the state is multiplied by the decays themselves. They are logarithms: by their exponentials, which lie between 0 and 1.",
            |k| k.fade = Fade::Raw,
        )
        .edit(DECAY, "decays.row(t).insert_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "columns_fade",
            "the decays are applied along the values, to the columns of the state. They belong to the channels of the key, which are its rows: \
             `insert_axis(Axis(1))` makes a column of them.",
            |k| k.fade = Fade::Columns,
        )
        .edit(DECAY, "decays.row(t).mapv(f32::exp).insert_axis(Axis(0))"),
        Mistake::<Knobs>::new(
            "mean_of_decays",
            "all channels of a token fade by the mean of its decays. Each has its own.",
            |k| k.fade = Fade::Mean,
        )
        .edit(DECAY, "ndarray::arr2(&[[decays.row(t).mean().unwrap().exp()]])"),
        Mistake::new(
            "first_decay_for_all",
            "all channels of a token fade by the decay of the first. Each has its own.",
            |k| k.fade = Fade::FirstChannel,
        ),
        Mistake::<Knobs>::new(
            "decay_of_token_before",
            "the state fades at token t by the decay of token t − 1. It fades by that of t, before t is written.",
            |k| k.fade = Fade::OneLate,
        )
        .edit(DECAY, "decays.row(t.max(1) - 1).mapv(|g| if t == 0 { 1.0 } else { g.exp() }).insert_axis(Axis(1))"),
    ]
}

fn of_order() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_token_fades",
            "a token fades once before it is first read: the decay comes after the write, or the power is t − s + 1. At its own token it is whole.",
            |k| k.order = Order::OwnFades,
        )
        .edit(STATE, "state = (state + &keys.row(t).insert_axis(Axis(1)) * &values.row(t)) * decay;"),
        Mistake::<Knobs>::new(
            "own_token_missing",
            "a token is not in its own output: pairs with s = t are left out, or the state is read before the token is written.",
            |k| k.order = Order::WrittenLast,
        )
        .edit(HIDDEN, "if s >= t { 0.0 } else { gamma.powi((t - s) as i32) }"),
        Mistake::new(
            "read_first",
            "the state is read before it fades and before the token is written: an output is one token late. Fade, write, and then read.",
            |k| k.order = Order::ReadFirst,
        ),
        Mistake::<Knobs>::new(
            "later_tokens_grow",
            "pairs with later tokens are not hidden, and there the exponent is above 0. Output t is a sum over s ≤ t.",
            |k| k.pairs = Pairs::All,
        )
        .edit("if s > t { 0.0 } else { (0..q.ncols())", "if s > q.nrows() { 0.0 } else { (0..q.ncols())"),
        Mistake::<Knobs>::new(
            "both_ways",
            "retention fades by |t − s|: later tokens are seen as well as earlier ones. Output t is a sum over s ≤ t.",
            |k| k.pairs = Pairs::BothWays,
        )
        .edit(HIDDEN, "gamma.powi(t.abs_diff(s) as i32)"),
    ]
}

fn of_weights() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new("no_scale", "products of queries and keys are not divided by √dk.", |k| {
            k.scale = Scale::Nothing;
        }),
        Mistake::new("scale_by_width", "products of queries and keys are divided by dk instead of √dk.", |k| {
            k.scale = Scale::Width;
        }),
        Mistake::new(
            "scale_of_values",
            "products of queries and keys are divided by the root of the width of the values. It is that of the keys.",
            |k| k.scale = Scale::RootValues,
        ),
        Mistake::new(
            "softmax_attention",
            "retention takes a softmax of its weights. There is none: a weight is γᵗ⁻ˢ (q · k) / √dk, and can be negative.",
            |k| k.weights = Weights::Softmax,
        ),
        Mistake::<Knobs>::new(
            "divided_by_sum",
            "the weights of retention are divided by their sum. They have signs, and the sum can be near 0: nothing is divided by it here.",
            |k| k.weights = Weights::Sum,
        )
        .edit("    weights.dot(&values)\n", "    let sums = weights.sum_axis(Axis(1)).insert_axis(Axis(1));\n    weights.dot(&values) / sums\n"),
        Mistake::new(
            "divided_by_size_of_sum",
            "the weights of retention are divided by the size of their sum, or the sum of their sizes, and by 1 where that is less. RetNet's code does so \
             before a normalisation that takes it out again. Here the weights stay as they are.",
            |k| k.weights = Weights::Size,
        ),
        Mistake::new(
            "powers_divided_by_root",
            "the powers of gamma in a row are divided by the root of their sum. RetNet's code does so before a normalisation that takes it out again. \
             Here they stay as they are.",
            |k| k.powers_root = true,
        ),
        Mistake::<Knobs>::new(
            "quotients",
            "the decay of a pair is computed as a quotient or product of two, exp(Gₜ) · exp(−Gₛ), or γᵗ · γ⁻ˢ. The second overflows when −G is above 88 (709 in \
             double precision), while the first is 0. Take the exponential of the difference.",
            |k| k.factored = true,
        )
        .edit("(faded[[t, c]] - faded[[s, c]]).exp()", "faded[[t, c]].exp() * (-faded[[s, c]]).exp()"),
    ]
}

/// What goes wrong with chunks and the state between them.
fn of_chunks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "chunks_apart",
            "a chunk knows nothing of those before it: the state is not handed over.",
            |k| k.chunks = Chunks::Apart,
        )
        .edit("state = state * last.mapv(f32::exp).insert_axis(Axis(1)) + left.t().dot(&v);", "let _ = (left, last);"),
        Mistake::<Knobs>::new(
            "complete_chunks_only",
            "the tokens after the last complete chunk have outputs of 0. T need not be a multiple of `chunk`, and can be less.",
            |k| k.chunks = Chunks::CompleteOnly,
        )
        .edit("(0..end).step_by(chunk)", "(0..end / chunk * chunk).step_by(chunk)"),
        Mistake::<Knobs>::new(
            "past_the_end",
            "the last chunk is taken as long as the others, and reaches past the last token. It ends at T.",
            |k| k.chunks = Chunks::PastEnd,
        )
        .edit("end.min(first + chunk)", "first + chunk"),
        Mistake::new(
            "written_first",
            "the chunk's own tokens are in the state when it is read for them, and so count twice, the later ones too. Read first, then write.",
            |k| k.chunks = Chunks::WrittenFirst,
        ),
        Mistake::new(
            "pairs_unscaled",
            "pairs within a chunk are not divided by √dk, and what comes from before it is.",
            |k| k.chunks = Chunks::PairsUnscaled,
        ),
        Mistake::new(
            "before_unscaled",
            "what comes from before a chunk is not divided by √dk, and pairs within it are.",
            |k| k.chunks = Chunks::BeforeUnscaled,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}

/// What goes wrong with the sums of decays in chunks.
fn of_chunk_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "read_without_fading",
            "what was there before a chunk is read as it was then. By token t it has faded by all decays of the chunk up to t.",
            |k| k.chunks = Chunks::ReadWhole,
        )
        .edit("(&q * &faded.mapv(f32::exp)).dot(&state)", "q.dot(&state)"),
        Mistake::new(
            "read_one_late",
            "what was there before a chunk is read without the decay of the token itself. It fades by those of the chunk up to and including t.",
            |k| k.chunks = Chunks::ReadOneLate,
        ),
        Mistake::<Knobs>::new(
            "handed_on_without_fading",
            "what was there before a chunk is there after it as it was. It has faded by all decays of the chunk.",
            |k| k.chunks = Chunks::HandedWhole,
        )
        .edit("state * last.mapv(f32::exp).insert_axis(Axis(1))", "state"),
        Mistake::<Knobs>::new(
            "handed_on_by_last_decay",
            "what was there before a chunk is handed on faded by the decay of the last token alone. It has faded by the sum of all decays of the \
             chunk.",
            |k| k.chunks = Chunks::HandedByLast,
        )
        .edit(
            "state * last.mapv(f32::exp).insert_axis(Axis(1))",
            "state * decays.row(end.min(first + chunk) - 1).mapv(f32::exp).insert_axis(Axis(1))",
        ),
        Mistake::<Knobs>::new(
            "written_without_fading",
            "what a chunk writes is put into the state whole. By the end of the chunk it has faded by the decays of the tokens after its own.",
            |k| k.chunks = Chunks::WrittenWhole,
        )
        .edit("let left = &k * &(&last - &faded).mapv(f32::exp);", "let left = &k;"),
        Mistake::<Knobs>::new(
            "written_from_the_start",
            "what a chunk writes fades by the decays from the start of the chunk to its token. It fades by those after its token, up to the end.",
            |k| k.chunks = Chunks::WrittenFromStart,
        )
        .edit("(&last - &faded).mapv(f32::exp)", "faded.mapv(f32::exp)"),
        Mistake::new(
            "sum_goes_on",
            "the running sum of decays goes on from one chunk to the next, and the state, which has faded in the chunks before, fades by it again. It starts \
             anew with each chunk.",
            |k| k.chunks = Chunks::SumGoesOn,
        ),
        Mistake::<Knobs>::new(
            "pairs_without_fading",
            "pairs within a chunk do not fade.",
            |k| k.chunks = Chunks::PairsWhole,
        )
        .edit("q[[t, c]] * k[[s, c]] * (faded[[t, c]] - faded[[s, c]]).exp()", "q[[t, c]] * k[[s, c]]"),
    ]
}
