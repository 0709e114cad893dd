//! compression/grouped_output: heads are brought together in groups, each on its own narrow way, before all meet.

use ndarray::{Array2, ArrayView2, ArrayView3, s};

/// The output projection of DeepSeek-V4, in two steps.
///
/// Shapes: `heads` (n, h, c), `down` (g, h/g · c, r) and `up` (g · r, d) give (n, d). Group i is the heads i · h/g to
/// (i + 1) · h/g − 1. The channels of its heads, head after head, are multiplied by `down[i]`; the r numbers of each group, group after
/// group, are multiplied by `up`.
///
/// h is a multiple of g; all sizes are at least 1. The three views may be transposed or strided.
pub fn grouped_output(
    heads: ArrayView3<'_, f32>,
    down: ArrayView3<'_, f32>,
    up: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let (n, h, c) = heads.dim();
    let (groups, _, rank) = down.dim();
    let size = h / groups;
    let mut low = Array2::zeros((n, groups * rank));
    for (group, down) in down.outer_iter().enumerate() {
        let members = heads.slice(s![.., group * size..(group + 1) * size, ..]);
        let members = members.to_shape((n, size * c)).expect("as many channels");
        low.slice_mut(s![.., group * rank..(group + 1) * rank]).assign(&members.dot(&down));
    }
    low.dot(&up)
}
