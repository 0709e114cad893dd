//! recurrence/s4_conv: a linear recurrence is a convolution.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/s4_conv
//! Stuck?     cargo run -- hint recurrence/s4_conv

use ndarray::{Array1, ArrayView1, ArrayView2};

/// The kernel of a state space: Kₗ = C Āˡ B̄ for l from 0 to `length` − 1.
///
/// Shapes: Ā = `a` (n, n), B̄ = `b` (n) and C = `c` (n), all of discrete time, give (length). n is at least 1, `length` may be 0. No
/// eigenvalue of Ā is larger than 1 in absolute value. The views may be transposed or strided.
pub fn kernel(
    a: ArrayView2<'_, f32>,
    b: ArrayView1<'_, f32>,
    c: ArrayView1<'_, f32>,
    length: usize,
) -> Array1<f32> {
    todo!("write `kernel`")
}

/// The causal convolution: yₜ = Σ Kₗ uₜ₋ₗ over l from 0 to t.
///
/// `kernel` and `input` have the same length, which may be 0. The views may be strided.
pub fn convolve(kernel: ArrayView1<'_, f32>, input: ArrayView1<'_, f32>) -> Array1<f32> {
    todo!("write `convolve`")
}

/// The same output step by step: xₜ = Ā xₜ₋₁ + B̄ uₜ from a state of zeros, yₜ = C xₜ.
///
/// Shapes: `a` (n, n), `b` and `c` (n) as in `kernel`, and `input` (T) give (T). T may be 0. The views may be transposed or strided.
pub fn recur(
    a: ArrayView2<'_, f32>,
    b: ArrayView1<'_, f32>,
    c: ArrayView1<'_, f32>,
    input: ArrayView1<'_, f32>,
) -> Array1<f32> {
    todo!("write `recur`")
}
