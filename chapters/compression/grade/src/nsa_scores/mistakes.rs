//! The typical mistakes of `nsa_scores`.

use judge::Mistake;

use super::bent::{After, Gather, Heads, Knobs, Part};

const COMMON: &str = "(common(i, j) / stride) as f32";
const HEADS: &str = "weights.sum_axis(Axis(0))";
const END: &str = "(i * stride + length).min((j + 1) * block)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all = of_place();
    all.extend(of_amount());
    all.extend(of_sums());
    all
}

fn of_place() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "as_printed",
            "the sum runs over (l'/d)·j − m − n, as the formula is printed, with blocks counted from 0. Then every block gets what belongs to tokens that \
             lie l'/d − 1 strides before its own. Counted from 0, the terms are at (l'/d)·j + m − n.",
            |k| k.part = Part::Printed,
        ),
        Mistake::new(
            "previous_block",
            "every block gets what belongs to the block before it. Block j covers the tokens from j · block on, counted from 0, and block 0 has a score too.",
            |k| k.part = Part::Previous,
        ),
        Mistake::new(
            "both_forward",
            "the sum runs over (l'/d)·j + m + n: it looks at compressed blocks that begin behind the selected one, and not at those that begin before \
             it and reach into it. These are at (l'/d)·j + m − n.",
            |k| k.part = Part::BothForward,
        ),
        Mistake::<Knobs>::new(
            "next_block",
            "every block gets what belongs to the block after it. Block j covers the tokens from j · block on.",
            |k| k.part = Part::Next,
        )
        .edit(
            "let parts = weights.iter()",
            "let j = j + 1;\n        let parts = weights.iter()",
        ),
        Mistake::<Knobs>::new(
            "one_stride_late",
            "compressed blocks are taken to begin one stride later than they do. Block i begins at token i · stride, the first at 0.",
            |k| k.part = Part::OneStrideLate,
        )
        .edit("weights.iter().enumerate().map(|(i, weight)|", "weights.iter().enumerate().map(|(i, weight)| (i + 1, weight)).map(|(i, weight)|"),
        Mistake::new(
            "one_stride_early",
            "compressed blocks are taken to begin one stride earlier than they do. Block i begins at token i · stride, the first at 0.",
            |k| k.part = Part::OneStrideEarly,
        ),
        Mistake::new(
            "begins_in",
            "the weight of a compressed block goes to the block in which it begins, all of it. It can reach into the next one, and that gets its part.",
            |k| k.part = Part::Begins,
        ),
        Mistake::new(
            "ends_in",
            "the weight of a compressed block goes to the block in which it ends, all of it. It can begin in another one, and that gets its part.",
            |k| k.part = Part::Ends,
        ),
        Mistake::new(
            "middle_in",
            "the weight of a compressed block goes to the block in which its middle lies, all of it. Each block that it reaches gets its part.",
            |k| k.part = Part::Middle,
        ),
        Mistake::new(
            "same_number",
            "the score of block j is the weight of compressed block j: that is right where both are cut alike. Here their numbers mean other places.",
            |k| k.part = Part::SameNumber,
        ),
        Mistake::<Knobs>::new(
            "without_overlap",
            "compressed block i is taken to begin at i · length. They overlap: it begins at i · stride.",
            |k| k.part = Part::WithoutOverlap,
        )
        .edit("let common = |i: usize, j: usize| {", "let common = |i: usize, j: usize| {\n        let i = i * length / stride;"),
        Mistake::<Knobs>::new(
            "sizes_swapped",
            "`length` and `block` are exchanged: compressed blocks have `length` tokens, selected ones have `block`.",
            |k| k.part = Part::Swapped,
        )
        .edit("let common = |i: usize, j: usize| {", "let (length, block) = (block, length);\n    let common = |i: usize, j: usize| {"),
    ]
}

fn of_amount() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "counted_once",
            "each compressed block that reaches into the selected one counts once, however far it reaches. Its weight is multiplied by \
             common tokens / stride: in the paper's sizes the parts are 1, 2, 2, 2, 1.",
            |k| k.part = Part::Once,
        )
        .edit(COMMON, "(common(i, j) > 0) as u8 as f32"),
        Mistake::<Knobs>::new(
            "fraction_of_length",
            "common tokens are divided by the length of the compressed block. They are divided by `stride`: that is what the sums of the \
             formula come to.",
            |k| k.part = Part::OfLength,
        )
        .edit(COMMON, "common(i, j) as f32 / length as f32"),
        Mistake::<Knobs>::new(
            "fraction_of_block",
            "common tokens are divided by the length of the selected block. They are divided by `stride`.",
            |k| k.part = Part::OfBlock,
        )
        .edit(COMMON, "common(i, j) as f32 / block as f32"),
        Mistake::<Knobs>::new(
            "in_tokens",
            "weights are multiplied by the number of common tokens, and nothing is divided by `stride`.",
            |k| k.part = Part::InTokens,
        )
        .edit(COMMON, "common(i, j) as f32"),
        Mistake::<Knobs>::new(
            "only_contained",
            "only compressed blocks count that lie in the selected one as a whole, as when a fraction is computed in whole numbers \
             and becomes 0. One that reaches into it from the block before counts for its part.",
            |k| k.part = Part::OnlyContained,
        )
        .edit(COMMON, "(common(i, j) / length) as f32"),
        Mistake::<Knobs>::new(
            "one_token_more",
            "one token too many is counted in common: of a range without its end, end − start is the number.",
            |k| k.part = Part::OneTokenMore,
        ),
        Mistake::<Knobs>::new(
            "one_token_fewer",
            "one token too few is counted in common. From start to end, the end not included, there are end − start.",
            |k| k.part = Part::OneTokenFewer,
        ),
        Mistake::<Knobs>::new(
            "block_one_stride_longer",
            "the sum over m has one term too many: m runs over block / stride numbers, from 0.",
            |k| k.part = Part::LongerBlock,
        )
        .edit(END, "(i * stride + length).min((j + 1) * block + stride)"),
        Mistake::<Knobs>::new(
            "block_one_stride_shorter",
            "the sum over m has one term too few: m runs over block / stride numbers, from 0.",
            |k| k.part = Part::ShorterBlock,
        )
        .edit(END, "(i * stride + length).min((j + 1) * block - stride)"),
        Mistake::<Knobs>::new(
            "length_one_stride_longer",
            "the sum over n has one term too many: n runs over length / stride numbers, from 0. A compressed block that ends where the selected one \
             begins has no token in common with it.",
            |k| k.part = Part::LongerLength,
        )
        .edit(END, "((i + 1) * stride + length).min((j + 1) * block)"),
        Mistake::<Knobs>::new(
            "length_one_stride_shorter",
            "the sum over n has one term too few: n runs over length / stride numbers, from 0. A compressed block that only just reaches into the selected \
             one counts.",
            |k| k.part = Part::ShorterLength,
        )
        .edit(END, "(i * stride + length - stride).min((j + 1) * block)"),
    ]
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "mean_of_heads",
            "the mean over the heads is taken. It orders the blocks as the sum does; what is asked for is the sum.",
            |k| k.heads = Heads::Mean,
        )
        .edit(HEADS, "weights.mean_axis(Axis(0)).unwrap()"),
        Mistake::<Knobs>::new(
            "largest_of_heads",
            "the largest weight among the heads is taken. Heads choose together: their weights are added.",
            |k| k.heads = Heads::Largest,
        )
        .edit(HEADS, "weights.fold_axis(Axis(0), 0.0_f32, |most, &weight| most.max(weight))"),
        Mistake::<Knobs>::new("first_head", "only the weights of head 0 count. Heads choose together: their weights are added.", |k| {
            k.heads = Heads::First;
        })
        .edit(HEADS, "weights.row(0)"),
        Mistake::new("last_head", "only the weights of the last head count. Heads choose together: their weights are added.", |k| {
            k.heads = Heads::Last;
        }),
        Mistake::new(
            "largest_part",
            "the score is the largest of the parts. They are added.",
            |k| k.gather = Gather::Largest,
        ),
        Mistake::new(
            "mean_of_weights",
            "the score is the mean of the weights of all compressed blocks that reach into the selected one. Their parts are added.",
            |k| k.gather = Gather::Mean,
        ),
        Mistake::new(
            "mean_by_parts",
            "the sum is divided by the sum of the parts: a mean, as average pooling gives it. It is the sum.",
            |k| k.gather = Gather::WeightedMean,
        ),
        Mistake::<Knobs>::new(
            "divided_by_sum",
            "the scores are divided by their sum. They need not sum to 1, and are left as they are.",
            |k| k.after = After::Divided,
        )
        .edit("    (0..blocks).map(score).collect()", "    let all: Array1<f32> = (0..blocks).map(score).collect();\n    &all / all.sum().max(1e-30)"),
        Mistake::new(
            "softmax_again",
            "a softmax is taken of the scores. The weights were made by one, and the scores are their sums.",
            |k| k.after = After::Softmax,
        ),
        Mistake::new(
            "rest_to_last",
            "what lies beyond the last selected block is added to it, as when an index stops at the last place. It belongs to none.",
            |k| k.after = After::RestToLast,
        ),
        Mistake::new(
            "wraps_around",
            "what lies beyond the last selected block is added from the first one on, as when an index begins anew. It belongs to none.",
            |k| k.after = After::Wraps,
        ),
        Mistake::<Knobs>::new(
            "too_short",
            "there are fewer scores than `blocks`: only blocks that compressed ones reach have one, or only those that they cover to the end. The \
             others get 0.",
            |k| k.after = After::TooShort,
        )
        .edit("    (0..blocks).map(score)", "    (0..blocks.min(((weights.len() - 1) * stride + length).div_ceil(block))).map(score)"),
        Mistake::new(
            "reads_beyond",
            "a weight is read behind the last compressed block. Selected blocks can lie beyond it: what is not there counts 0.",
            |k| k.after = After::Panics,
        ),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
        judge::slips::memory_order(|k| k.memory_order = true),
    ]
}
