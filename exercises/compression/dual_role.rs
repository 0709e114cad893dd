//! compression/dual_role: a token says one thing to its own block's entry and another to the next one's.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/dual_role
//! Stuck?     cargo run -- hint compression/dual_role

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
    todo!("write `dual_role`")
}
