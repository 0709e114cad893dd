//! recurrence/s4d: with a diagonal state the kernel is a sum of damped waves.

use ndarray::{Array1, ArrayView1};
use recurrence::Complex32;

/// The kernel of a diagonal state space, whose states come in conjugate pairs of which one is kept: with the zero-order hold and B = 1,
/// Kₗ = 2 Re Σ Cₙ (exp(ΔAₙ) − 1)/Aₙ · exp(ΔAₙ)ˡ for l from 0 to `length` − 1.
///
/// `a` and `c` have the same length, at least 1, and `length` may be 0. A state whose A is real is no exception: it counts twice, too. The
/// real parts of `a` lie between −32 and −0.5, the imaginary parts within ±100, and the step Δ = `step` is from 0.001 to 0.1. The views may
/// be strided.
pub fn s4d(
    a: ArrayView1<'_, Complex32>,
    c: ArrayView1<'_, Complex32>,
    step: f32,
    length: usize,
) -> Array1<f32> {
    let mut states: Vec<(Complex32, Complex32)> = Vec::new();
    for (&a, &c) in a.iter().zip(c) {
        let factor = (a * step).exp();
        states.push((factor, c * (factor - 1.0) / a));
    }
    let mut next = || {
        let sum: Complex32 = states.iter().map(|state| state.1).sum();
        for (factor, state) in &mut states {
            *state *= *factor;
        }
        2.0 * sum.re
    };
    (0..length).map(|_| next()).collect()
}
