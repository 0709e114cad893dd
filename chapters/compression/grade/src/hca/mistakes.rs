//! The typical mistakes of `hca`: the solution with knobs, of which each mistake turns one. Here those of which blocks are seen, and of
//! how they are pooled; those of the softmax in `attending`.

use judge::Mistake;

use super::attending;
use super::knobs::{Knobs, Seen, Wiring};
use crate::channels::{self, with_edits};
use crate::gates::knobs::{Bias, Blocks, Pooling};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_blocks(), of_halves(), attending::of_sums(), of_pools(), attending::of_scores()]
        .into_iter()
        .flatten()
        .collect()
}

const COMPLETE: &str = "(0..(t + 1) / bias.nrows()).collect()";
const POOL: &str = "gated_pool(values, gates, bias)";

fn of_blocks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "seen_too_late",
            "a query sees ⌊t/m⌋ blocks: the last token of a block does not see it, and the next token does. With t counted from 0 it is \
             ⌊(t + 1)/m⌋. (The formula of the paper counts from 1.)",
            |k| k.seen = Seen::Late,
        )
        .edit(COMPLETE, "(0..t / bias.nrows()).collect()"),
        Mistake::<Knobs>::new(
            "own_block_seen",
            "a query sees the block that its own token is in, although it is not complete, and has been pooled from tokens that come later. \
             A block is there with its last token.",
            |k| k.seen = Seen::Own,
        )
        .edit(COMPLETE, "(0..(t / bias.nrows() + 1).min(blocks.nrows())).collect()"),
        Mistake::<Knobs>::new(
            "one_block_too_many",
            "a query sees one block more than are complete: ⌊(t + 1)/m⌋ + 1. These are numbered from 0, so the last is ⌊(t + 1)/m⌋ − 1.",
            |k| k.seen = Seen::OneMore,
        )
        .edit(COMPLETE, "(0..((t + 1) / bias.nrows() + 1).min(blocks.nrows())).collect()"),
        Mistake::<Knobs>::new(
            "one_block_too_few",
            "a query does not see the newest of the blocks that are complete. All of them are seen.",
            |k| k.seen = Seen::OneFewer,
        )
        .edit(COMPLETE, "(0..((t + 1) / bias.nrows()).saturating_sub(1)).collect()"),
        Mistake::<Knobs>::new(
            "all_blocks",
            "every query sees every block, those of tokens that come later too. It sees those whose last token is not behind its own.",
            |k| k.seen = Seen::All,
        )
        .edit(COMPLETE, "{ let _ = t; (0..blocks.nrows()).collect() }"),
        Mistake::<Knobs>::new(
            "newest_block_only",
            "a query sees the newest complete block alone. It sees all that are complete.",
            |k| k.seen = Seen::Newest,
        )
        .edit(
            COMPLETE,
            "(((t + 1) / bias.nrows()).saturating_sub(1)..(t + 1) / bias.nrows()).collect()",
        ),
        Mistake::<Knobs>::new("first_block_missing", "no query sees block 0. Blocks are numbered from 0.", |k| {
            k.seen = Seen::WithoutFirst;
        })
        .edit(COMPLETE, "(1..(t + 1) / bias.nrows()).collect()"),
        Mistake::<Knobs>::new(
            "blocks_outside_window",
            "a block that shares a token with the window is left out, so that no token is read twice. A query sees every block that is \
             complete, whatever its window holds: otherwise a block is missing although most of its tokens may be outside.",
            |k| k.seen = Seen::OutsideWindow,
        )
        .edit(COMPLETE, "(0..(t + 1).saturating_sub(window) / bias.nrows()).collect()"),
        Mistake::<Knobs>::new(
            "blocks_within_window_left_out",
            "a block whose tokens are all in the window is left out. A query sees every block that is complete; that a token is read twice, \
             raw and in its block, is intended.",
            |k| k.seen = Seen::NotWithinWindow,
        )
        .edit(
            COMPLETE,
            "(0..((t + 1) / bias.nrows()).min((t + 1).saturating_sub(window).div_ceil(bias.nrows()))).collect()",
        ),
        Mistake::new(
            "pooled_tokens_left_out",
            "a token of the window that is in a complete block is left out, so that no token is read twice. The window is the last \
             `window` tokens, whatever is complete.",
            |k| k.wiring = Wiring::WindowOutsideBlocks,
        ),
        Mistake::new(
            "block_so_far",
            "a query sees its own block, too, pooled from the tokens that there are so far. An entry is made once, when the block is complete; \
             until then its tokens are seen in the window.",
            |k| k.seen = Seen::SoFar,
        ),
        Mistake::<Knobs>::new(
            "blocks_ignored",
            "the blocks have no weight: a query sees its window alone. Those that are complete belong to the same softmax.",
            |k| k.attend.far = crate::csa::knobs::Far::Nothing,
        )
        .edit("csa(queries, tokens, blocks.view(), &seen,", "csa(queries, tokens, blocks.view(), &vec![Vec::new(); seen.len()],"),
        Mistake::new(
            "nothing_without_blocks",
            "the output of a query that sees no block yet is 0. It attends to the tokens of its window.",
            |k| k.wiring = Wiring::NothingBeforeBlocks,
        ),
    ]
}

fn of_halves() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "tokens_pooled",
            "the rows of `tokens` are pooled. They are for the window; blocks are pooled from `values`.",
            |k| k.wiring = Wiring::TokensPooled,
        )
        .edit(POOL, "gated_pool(tokens, gates, bias)"),
        Mistake::<Knobs>::new(
            "window_of_values",
            "the window is one of `values`. These are for blocks; the last tokens are rows of `tokens`.",
            |k| k.wiring = Wiring::WindowOfValues,
        )
        .edit("csa(queries, tokens,", "csa(queries, values,"),
        Mistake::new(
            "overlapping_blocks",
            "an entry pools the block before its own, too, as in the layers that choose blocks. Here it pools its own m tokens.",
            |k| k.wiring = Wiring::Overlap,
        ),
        Mistake::new(
            "pooled_from_the_start",
            "an entry pools all tokens from the start of the text to the end of its block, as when sums are not set back to 0 behind a block. \
             It pools its own m tokens.",
            |k| k.wiring = Wiring::FromTheStart,
        ),
    ]
}

/// Those of a pooling that are as likely here: most readers call their `gated_pool`.
const LIKELY: [&str; 12] = [
    "softmax_over_channels",
    "divided_by_all_channels",
    "one_weight_for_token",
    "gates_ignored",
    "sigmoid_gates",
    "not_divided",
    "takes_the_largest",
    "gates_scaled",
    "no_max",
    "max_from_zero",
    "max_of_magnitude",
    "max_of_all_channels",
];

fn of_pools() -> Vec<Mistake<Knobs>> {
    let mut mistakes = vec![
        Mistake::new(
            "bias_ignored",
            "the biases have no effect on the gates. Each place of a block has a row of them.",
            |k: &mut Knobs| k.pool.bias = Bias::Ignored,
        ),
        Mistake::new(
            "bias_reversed",
            "the places of a block are counted from its end: the last token gets the first row of the bias.",
            |k| k.pool.bias = Bias::FromTheEnd,
        ),
        Mistake::new(
            "bias_to_values",
            "the biases are added to the values, as positions often are. They are added to the gates: they say how much a place counts.",
            |k| k.pool.bias = Bias::ToValues,
        ),
        Mistake::new(
            "gates_pooled",
            "the gates are pooled, weighted by themselves, in place of the values.",
            |k| k.pool.pooling = Pooling::GatesByGates,
        ),
        Mistake::new(
            "values_and_gates_exchanged",
            "values and gates are exchanged: the gates are pooled, weighted by the values.",
            |k| k.pool.pooling = Pooling::GatesByValues,
        ),
        Mistake::new(
            "tokens_dealt_out",
            "token t goes to block t mod ⌊n/m⌋, as after a reshape to (m, ⌊n/m⌋). A block is m consecutive tokens.",
            |k| k.pool.blocks = Blocks::Dealt,
        ),
        Mistake::new(
            "first_tokens_left_out",
            "blocks are counted from the end of the text, and the first n mod m tokens are in none. Block 0 begins with token 0.",
            |k| k.pool.blocks = Blocks::FromTheEnd,
        ),
        Mistake::new(
            "softmax_over_all_blocks",
            "one softmax runs over the gates of all blocks, so that the weights of all entries together sum to 1. Every entry has a softmax \
             of its own.",
            |k| k.pool.across = true,
        ),
        Mistake::new(
            "max_of_all_blocks",
            "what is subtracted from the gates of a channel is the largest of all tokens. A block whose gates lie far below that underflows, \
             to 0/0 or to 0. Each block has its own largest gate.",
            |k| k.pool.one_max = true,
        ),
        Mistake::new(
            "max_without_bias",
            "what is subtracted is the largest gate before the biases are added. With them another may be far above it, which overflows, or \
             all far below it. Subtract the largest sum of gate and bias.",
            |k| k.pool.max_without_bias = true,
        ),
    ];
    mistakes.extend(channels::mistakes::<Knobs>().into_iter().filter(|m| LIKELY.contains(&m.id)));
    with_edits(
        mistakes,
        &[
            ("bias_ignored", POOL, "gated_pool(values, gates, (&bias * 0.0).view())"),
            ("bias_reversed", POOL, "gated_pool(values, gates, bias.slice(ndarray::s![..;-1, ..]))"),
            ("gates_ignored", POOL, "gated_pool(values, (&gates * 0.0).view(), (&bias * 0.0).view())"),
            ("gates_pooled", POOL, "gated_pool(gates, gates, bias)"),
            ("values_and_gates_exchanged", POOL, "gated_pool(gates, values, bias)"),
            (
                "gates_scaled",
                POOL,
                "{ let root = (values.ncols() as f32).sqrt(); gated_pool(values, (&gates / root).view(), (&bias / root).view()) }",
            ),
        ],
    )
}
