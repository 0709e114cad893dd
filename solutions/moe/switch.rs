//! moe/switch: each token goes to its best expert, as long as there is room.

use ::moe::Routed;
use ndarray::{ArrayView1, ArrayView2};

/// How many tokens an expert has room for: `⌈tokens · factor / experts⌉`.
///
/// `factor` is meant as it is written in a configuration, a decimal number with at most two digits behind the point, such as
/// 1.25 or 1.1. A float holds 1.1 as a little more than that, and what is whole must not be rounded up to the next number
/// for it: 40 tokens, 4 experts and 1.1 give 11, not 12. Counting in hundredths is exact: `(100.0 * factor).round()` is the
/// whole number that is meant. (Where nothing is whole, the quotient is at least 0.003 above the next lower whole number.)
///
/// `tokens` is from 1 to 4096, `experts` from 1 to 64, `factor` from 0.05 to 4 and not larger than `experts`.
pub fn capacity(tokens: usize, experts: usize, factor: f32) -> usize {
    let hundredths = (100.0 * factor).round() as usize;
    (tokens * hundredths).div_ceil(100 * experts)
}

/// Sends each token to one expert, in the order of the tokens.
///
/// Shapes: `logits` (tokens, experts), both at least 1, give a `Routed` for each token, in order. The view may be transposed
/// or strided.
///
/// * `expert`: that of the largest logit; if several are equally large, the first of them.
/// * `gate`: its probability in the softmax over *all* experts, not divided by anything afterwards. A dropped token has its
///   gate too.
/// * `slot`: how many earlier tokens chose the same expert, if that is less than `capacity`, else `None`: the token is
///   dropped. It goes nowhere else. (Reports show `None` as −1.)
///
/// `capacity` is at least 1. Logits lie between −1100 and 1100, those of a token within 60 of each other; unless its two largest
/// are equal they are at least 0.01 apart. (No logit is −0.0.)
pub fn route(logits: ArrayView2<'_, f32>, capacity: usize) -> Vec<Routed> {
    let mut chosen = vec![0; logits.ncols()];
    let place = |row: ArrayView1<'_, f32>| {
        let expert = first_largest(row);
        let sum: f32 = row.iter().map(|logit| (logit - row[expert]).exp()).sum();
        let slot = chosen[expert];
        chosen[expert] += 1;
        Routed { expert, gate: 1.0 / sum, slot: (slot < capacity).then_some(slot) }
    };
    logits.rows().into_iter().map(place).collect()
}

/// The index of the largest number; of several equal ones the first. (`max_by` would take the last.)
fn first_largest(row: ArrayView1<'_, f32>) -> usize {
    (1..row.len()).fold(0, |best, expert| if row[expert] > row[best] { expert } else { best })
}
