//! The typical mistakes of `overlap`: those of its windows, and those of `gates`.

use judge::Mistake;

use crate::channels::with_edits;
use crate::gates::knobs::{Before, Knobs};
use crate::gates::mistakes::shared;

/// Those of the block before.
fn windows() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "no_overlap",
            "an entry pools its own block alone. The block before it takes part too, in the same softmax.",
            |k: &mut Knobs| k.before = Before::Nothing,
        ),
        Mistake::new(
            "zeros_before_first",
            "before the first entry stand m tokens of zeros, and the biases are added to their gates. They take part in the softmax and \
             draw the entry towards 0. Where there is no token there is no weight: leave them out, or give them gates of −∞.",
            |k| k.before = Before::Zeros,
        ),
        Mistake::new(
            "zeros_without_bias_before_first",
            "before the first entry stand m tokens of zeros with scores of 0. exp(0) is 1: they take part in the softmax and draw the \
             entry towards 0. Where there is no token there is no weight: leave them out, or give them scores of −∞.",
            |k| k.before = Before::ZerosWithoutBias,
        ),
        Mistake::new(
            "first_block_twice",
            "before the first entry its own block stands once more. It has no block before it, and pools its own tokens once.",
            |k| k.before = Before::OwnBlock,
        ),
        Mistake::new(
            "last_block_before_first",
            "the last block stands before the first, as an index of −1 or a roll gives it: the first entry sees the future.",
            |k| k.before = Before::LastBlock,
        ),
        Mistake::new(
            "first_window_whole",
            "the first window begins with token 0 and has 2m tokens all the same, so that the first entry sees the second block, which \
             comes later. It ends with its own block.",
            |k| k.before = Before::FirstWindowWhole,
        ),
        Mistake::new(
            "first_rows_for_first",
            "the first entry's tokens get the rows 0 to m − 1 of the bias. Those belong to the block before, which it does not have; its own \
             tokens have rows m to 2m − 1, as in every entry.",
            |k| k.before = Before::FirstRows,
        ),
        Mistake::new(
            "halves_exchanged",
            "the two halves of the bias are exchanged. Rows 0 to m − 1 belong to the block before, rows m to 2m − 1 to the entry's own.",
            |k| k.before = Before::Exchanged,
        ),
        Mistake::new(
            "first_half_for_both",
            "both blocks get the rows 0 to m − 1 of the bias, as when the row is t mod m. A token has another bias as the one before.",
            |k| k.before = Before::FirstHalfTwice,
        ),
        Mistake::new(
            "rows_by_position",
            "the row of the bias is the token's position in the text mod 2m. It goes by the place in the window: a token has one row in \
             its own block's entry, and another in the next one's.",
            |k| k.before = Before::RowsByPosition,
        ),
        Mistake::new(
            "second_half_for_both",
            "both blocks get the rows m to 2m − 1 of the bias. Rows 0 to m − 1 belong to the block before.",
            |k| k.before = Before::SecondHalfTwice,
        ),
        Mistake::new(
            "block_behind",
            "an entry pools its own block and the one behind it. It looks back, not ahead: whoever sees the entry would see tokens that \
             are not there yet.",
            |k| k.before = Before::Behind,
        ),
        Mistake::new(
            "two_softmaxes_added",
            "each of the two blocks has a softmax of its own, and the results are added: the weights sum to 2. One softmax runs over all \
             2m tokens.",
            |k| k.before = Before::SeparateSum,
        ),
        Mistake::new(
            "two_softmaxes_averaged",
            "each of the two blocks has a softmax of its own, and the entry is the mean of the results. One softmax runs over all 2m \
             tokens, so that one block may win against the other.",
            |k| k.before = Before::SeparateMean,
        ),
        Mistake::new(
            "all_blocks_before",
            "an entry pools all tokens before its own block. Only the block just before it takes part.",
            |k| k.before = Before::All,
        ),
        Mistake::new(
            "max_of_own_block",
            "what is subtracted is the largest gate of the entry's own block. Where the block before has one that is far above it, its \
             exponential overflows. Subtract the largest of all 2m.",
            |k| k.max_of_own = true,
        ),
        Mistake::new(
            "first_entry_missing",
            "there is no entry for the first block. It has one, from its own tokens: there are ⌊n/m⌋ entries, as without overlap.",
            |k| k.before = Before::FirstLeftOut,
        ),
        Mistake::new(
            "steps_of_two_blocks",
            "windows of 2m tokens follow each other without overlap. The next window begins m tokens later.",
            |k| k.before = Before::Pairs,
        ),
        Mistake::new(
            "window_lacks_a_token",
            "the window begins a token too late, and misses the first of the block before.",
            |k| k.before = Before::WithoutItsFirst,
        ),
    ]
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let weighted = "(&weights * &values.slice(window)).sum_axis(Axis(0))";
    let divided = "/ weights.sum_axis(Axis(0))";
    let largest = "scores.fold_axis(Axis(0), f32::NEG_INFINITY, |most, &score| most.max(score))";
    let added = "&gates.slice(window) + &bias";
    let own = "let bias = bias.slice(s![start + block - i * block.., ..]);";
    let mistakes = windows().into_iter().chain(shared()).collect();
    with_edits(
        mistakes,
        &[
            ("no_overlap", "(i * block).saturating_sub(block)", "i * block"),
            ("first_rows_for_first", own, "let bias = bias.slice(s![..(i + 1) * block - start, ..]);"),
            (
                "halves_exchanged",
                own,
                "let bias = ndarray::concatenate![Axis(0), bias.slice(s![block.., ..]), bias.slice(s![..block, ..])];\n        let bias = bias.slice(s![start + block - i * block.., ..]);",
            ),
            (
                "first_half_for_both",
                own,
                "let bias = ndarray::concatenate![Axis(0), bias.slice(s![..block, ..]), bias.slice(s![..block, ..])];\n        let bias = bias.slice(s![start + block - i * block.., ..]);",
            ),
            (
                "second_half_for_both",
                own,
                "let bias = ndarray::concatenate![Axis(0), bias.slice(s![block.., ..]), bias.slice(s![block.., ..])];\n        let bias = bias.slice(s![start + block - i * block.., ..]);",
            ),
            ("bias_ignored", added, "gates.slice(window).to_owned() + 0.0 * &bias"),
            ("bias_as_factor", added, "&gates.slice(window) * &bias"),
            ("bias_subtracted", added, "&gates.slice(window) - &bias"),
            ("not_divided", divided, ""),
            ("divided_by_count", divided, "/ weights.nrows() as f32"),
            ("divided_by_all_channels", divided, "/ weights.sum()"),
            ("gates_scaled", added, "(&gates.slice(window) + &bias) / (values.ncols() as f32).sqrt()"),
            ("gates_ignored", "(scores - largest).exp()", "(0.0 * (scores - largest)).exp()"),
            ("gates_cut_off", added, "(&gates.slice(window) + &bias).mapv(|score| score.clamp(-50.0, 50.0))"),
            ("no_max", "(scores - largest).exp()", "{ let _ = largest; scores.exp() }"),
            ("max_from_zero", "f32::NEG_INFINITY", "0.0_f32"),
            ("max_of_magnitude", "most.max(score)", "most.max(f32::abs(score))"),
            (
                "max_of_all_channels",
                largest,
                "scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score))",
            ),
            ("first_gate_subtracted", largest, "scores.row(0).to_owned()"),
            (
                "low_gates_skipped",
                "(scores - largest).exp()",
                "(scores - largest).mapv(|x| if x <= -10.0 { 0.0 } else { x.exp() })",
            ),
            ("gates_pooled", weighted, "(&weights * &gates.slice(window)).sum_axis(Axis(0))"),
        ],
    )
}
