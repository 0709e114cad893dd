//! compression/dual_role: a token says one thing to its own block's entry and another to the next one's.

use ::compression::Role;
use ndarray::{Array2, Axis, concatenate, s};

/// DeepSeek-V4's compressor: one entry for each complete block of m tokens, pooled from the block's own tokens in the role
/// `current` and the tokens of the block before it in the role `previous`, in every channel by one softmax over all 2m gates.
///
/// Shapes: each role has `values` (n, c), `gates` (n, c) and `bias` (m, c); the result is (⌊n/m⌋, c). To the gates of the token in
/// place r of its block, row r of the role's bias is added. The first entry has no block before it: it pools its own m tokens alone.
/// The last n mod m tokens, whose block is not complete, are left out. m and c are at least 1, n may be 0. Gates with their bias lie
/// within ±1000. All six views may be transposed or strided.
pub fn dual_role<'a>(current: Role<'a>, previous: Role<'a>) -> Array2<f32> {
    let block = current.bias.nrows();
    let mut pooled = Array2::zeros((current.values.nrows() / block, current.values.ncols()));
    for (i, mut entry) in pooled.rows_mut().into_iter().enumerate() {
        // Of a block in a role: its values, and its gates with their bias.
        let of = |role: &Role<'_>, i: usize| {
            let rows = s![i * block..(i + 1) * block, ..];
            (role.values.slice(rows).to_owned(), &role.gates.slice(rows) + &role.bias)
        };
        let (mut values, mut scores) = of(&current, i);
        if i > 0 {
            let before = of(&previous, i - 1);
            values = concatenate![Axis(0), values, before.0];
            scores = concatenate![Axis(0), scores, before.1];
        }
        let largest = scores.fold_axis(Axis(0), f32::NEG_INFINITY, |most, &score| most.max(score));
        let weights = (scores - largest).exp();
        entry.assign(&((&weights * &values).sum_axis(Axis(0)) / weights.sum_axis(Axis(0))));
    }
    pooled
}
