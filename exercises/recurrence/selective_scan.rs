//! recurrence/selective_scan: the input decides what is kept.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/selective_scan
//! Stuck?     cargo run -- hint recurrence/selective_scan

use ndarray::{Array2, Axis};
use recurrence::Selective;

/// The selective scan of Mamba. For each channel, with Δ = softplus(raw + bias), the n states x become exp(ΔA) ⊙ x + Δ u B, from zeros, and
/// the output is (C · x + skip · u) · SiLU(z). What is written is Δ u B, as the code has it, not the zero-order hold.
///
/// Shapes: `u`, `raw` and `z` (T, d), `bias` and `skip` (d), A = `a` (d, n), B = `b` and C = `c` (T, n) give (T, d). All sizes are at
/// least 1. `raw` + `bias` and `z` lie within ±100; small steps count, too. `a` is negative; exp(ΔA) may be 0 or 1 in an f32. The views may
/// be transposed or strided.
pub fn selective_scan(input: Selective<'_>) -> Array2<f32> {
    todo!("write `selective_scan`")
}
