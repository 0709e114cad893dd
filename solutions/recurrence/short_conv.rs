//! recurrence/short_conv: each channel sees its last few tokens.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate, s};

/// A causal convolution of each channel by itself: output (t, c) is Σ weights[c, j] · inputs[t − width + 1 + j, c] over the places j from 0
/// to width − 1 that lie within the text. The last weight meets the token itself.
///
/// Shapes: `inputs` (T, d) and `weights` (d, width) give (T, d). All sizes are at least 1; T can be less than the width. The views of both
/// functions may be transposed or strided.
pub fn whole(inputs: ArrayView2<'_, f32>, weights: ArrayView2<'_, f32>) -> Array2<f32> {
    let (count, d) = inputs.dim();
    let mut held = Array2::zeros((weights.ncols() - 1, d));
    let mut output = Array2::zeros((count, d));
    for (input, mut row) in inputs.rows().into_iter().zip(output.rows_mut()) {
        row.assign(&push(&mut held, input, weights));
    }
    output
}

/// The same for one token more. `held` are the width − 1 inputs before it, the oldest first, with zeros for those before the text. It is
/// brought up to date: the oldest goes, and `input` comes last.
///
/// Shapes: `held` (width − 1, d), `input` (d), `weights` (d, width) give (d). With a width of 1 nothing is held, and `held` stays (0, d).
/// Several texts are under way at once, so keep nothing outside `held`.
pub fn push(held: &mut Array2<f32>, input: ArrayView1<'_, f32>, weights: ArrayView2<'_, f32>) -> Array1<f32> {
    let seen = concatenate![Axis(0), held.view(), input.insert_axis(Axis(0))];
    *held = seen.slice(s![1.., ..]).to_owned();
    (&seen * &weights.t()).sum_axis(Axis(0))
}
