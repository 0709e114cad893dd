//! Mistakes that `gated_pool` and `overlap` share.

use judge::{Mistake, slips};

use super::knobs::{Bias, Blocks, Knobs, Pooling};
use crate::channels;

/// Those of the biases, of blocks, of a softmax for each channel, and of memory.
pub(crate) fn shared() -> Vec<Mistake<Knobs>> {
    let mut mistakes = vec![
        Mistake::new(
            "bias_ignored",
            "the biases have no effect, as when they are left out, or all tokens of a block get the same row of them. Each place of a \
             block has a row of its own.",
            |k: &mut Knobs| k.bias = Bias::Ignored,
        ),
        Mistake::new(
            "bias_reversed",
            "the places of a block are counted from its end: the last token gets the first row of the bias.",
            |k| k.bias = Bias::FromTheEnd,
        ),
        Mistake::new(
            "bias_to_values",
            "the biases are added to the values, as positions often are. They are added to the gates: they say how much a place counts.",
            |k| k.bias = Bias::ToValues,
        ),
        Mistake::new(
            "bias_to_weights",
            "the biases are added to the weights, behind the softmax. The weights then do not sum to 1, and may be negative: add to the \
             gates.",
            |k| k.bias = Bias::ToWeights,
        ),
        Mistake::new("bias_as_factor", "gates are multiplied with the biases, and not added to them.", |k| {
            k.bias = Bias::Factor
        }),
        Mistake::new("bias_subtracted", "the biases are subtracted from the gates.", |k| {
            k.bias = Bias::Subtracted;
        }),
    ];
    mistakes.extend(channels::mistakes());
    mistakes.extend([
        Mistake::new(
            "softmax_over_all_blocks",
            "one softmax runs over the tokens of all blocks, so that the weights of all entries together sum to 1. Every entry has a \
             softmax of its own.",
            |k: &mut Knobs| k.across = true,
        ),
        Mistake::new(
            "max_of_all_blocks",
            "what is subtracted in a channel is the largest gate of all tokens. An entry whose gates lie far below that underflows, to \
             0/0 or to 0. Each entry has its own largest gate.",
            |k| k.one_max = true,
        ),
        Mistake::new(
            "max_without_bias",
            "what is subtracted is the largest gate before the biases are added. With them another score may be far above it, which \
             overflows, or all far below it. Subtract the largest sum of gate and bias.",
            |k| k.max_without_bias = true,
        ),
        Mistake::new("gates_pooled", "the gates are pooled, weighted by themselves, in place of the values.", |k| {
            k.pooling = Pooling::GatesByGates;
        }),
        Mistake::new(
            "values_and_gates_exchanged",
            "values and gates are exchanged: the gates are pooled, weighted by the values.",
            |k| k.pooling = Pooling::GatesByValues,
        ),
        Mistake::new(
            "tokens_dealt_out",
            "token t goes to block t mod ⌊n/m⌋, as after a reshape to (m, ⌊n/m⌋). A block is m consecutive tokens.",
            |k| k.blocks = Blocks::Dealt,
        ),
        Mistake::new(
            "first_tokens_left_out",
            "blocks are counted from the end, and the first n mod m tokens are left out. Block 0 begins with token 0; the last n mod m \
             tokens wait for those that complete their block.",
            |k| k.blocks = Blocks::FromTheEnd,
        ),
        Mistake::new(
            "incomplete_block",
            "the last block gives an entry although it lacks tokens. It would change with every token that comes; an entry is made once, \
             when its block is complete.",
            |k| k.blocks = Blocks::Incomplete,
        ),
        Mistake::new(
            "incomplete_block_padded",
            "the last block is filled up with zeros and gives an entry although it lacks tokens. An entry is made once, when its block is \
             complete.",
            |k| k.blocks = Blocks::Padded,
        ),
        Mistake::new(
            "needs_an_entry",
            "with fewer than m tokens the answer panics. There is no entry then: the result is (0, c). Stacking no rows is an error, and \
             so is the largest of none.",
            |k| k.some_entry = true,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]);
    mistakes
}

/// Right ways to write either that change how a mistake shows.
pub(crate) fn styles() -> Vec<judge::Style<Knobs>> {
    let mut styles = channels::styles();
    styles.extend([
        judge::Style { name: "takes rows as slices", bend: |k: &mut Knobs| k.row_slices = true },
        judge::Style { name: "cuts off what is left over first", bend: |k| k.complete_only = true },
    ]);
    styles
}
