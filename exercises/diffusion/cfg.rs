//! diffusion/cfg: more of what a label adds.
//!
//! Judge it:  cargo test -p diffusion --test exercises -- --exact diffusion/cfg
//! Stuck?     cargo run -- hint diffusion/cfg

use diffusion::{ConditionedNetwork, Network};
use ndarray::{Array2, ArrayView1, ArrayView2};

/// Classifier-free guidance: u + s (c − u), where c is what the network says of each row with its own label, and u with the label `null`. This is
/// the s of code, for which 1 is no guidance.
///
/// Shapes: `x` (n, d), `levels` (n) and n labels give (n, d). n and d are at least 1. The views may be transposed or strided. Labels can be `null`
/// themselves. s lies between 0 and 20. The network is asked for at most two rows for each sample, in as many calls as you like; it has
/// no memory, and rows do not see each other.
pub fn guide(
    network: ConditionedNetwork<'_>,
    x: ArrayView2<'_, f32>,
    levels: ArrayView1<'_, f32>,
    labels: &[usize],
    null: usize,
    s: f32,
) -> Array2<f32> {
    todo!("write `guide`")
}

/// The labels that a network is trained with: `null` in place of those whose draw is less than p, and the others as they are.
///
/// There are as many draws as labels, from 0 on and below 1; there can be none. p lies between 0 and 1.
pub fn drop(labels: &[usize], draws: &[f32], p: f32, null: usize) -> Vec<usize> {
    todo!("write `drop`")
}

/// Autoguidance: the same, away from what a weaker network says: w + s (c − w), where c is of `network` and w of `weaker`.
///
/// Shapes and layouts, and s, are as above. Each network is asked for at most one row for each sample.
pub fn auto(
    network: Network<'_>,
    weaker: Network<'_>,
    x: ArrayView2<'_, f32>,
    levels: ArrayView1<'_, f32>,
    s: f32,
) -> Array2<f32> {
    todo!("write `auto`")
}
