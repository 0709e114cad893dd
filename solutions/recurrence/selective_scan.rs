//! recurrence/selective_scan: the input decides what is kept.

use ndarray::{Array2, Axis};
use recurrence::Selective;

/// The selective scan of Mamba. For each channel, with Δ = softplus(raw + bias), the n states x become exp(ΔA) ⊙ x + Δ u B, from zeros, and
/// the output is (C · x + skip · u) · SiLU(z). What is written is Δ u B, as the code has it, not the zero-order hold.
///
/// Shapes: `u`, `raw` and `z` (T, d), `bias` and `skip` (d), A = `a` (d, n), B = `b` and C = `c` (T, n) give (T, d). All sizes are at
/// least 1. `raw` + `bias` and `z` lie within ±100; small steps count, too. `a` is negative; exp(ΔA) may be 0 or 1 in an f32. The views may
/// be transposed or strided.
pub fn selective_scan(input: Selective<'_>) -> Array2<f32> {
    let softplus = |x: f32| x.max(0.0) + (-x.abs()).exp().ln_1p();
    let silu = |z: f32| z / (1.0 + (-z).exp());
    let mut state = Array2::<f32>::zeros(input.a.raw_dim());
    let mut output = Array2::zeros(input.u.raw_dim());
    for (t, mut row) in output.rows_mut().into_iter().enumerate() {
        let delta = (&input.raw.row(t) + &input.bias).mapv(softplus);
        let written = (&delta * &input.u.row(t)).insert_axis(Axis(1));
        let kept = (&input.a * &delta.insert_axis(Axis(1))).exp();
        state = state * kept + written * input.b.row(t);
        let read = state.dot(&input.c.row(t)) + &input.skip * &input.u.row(t);
        row.assign(&(read * input.z.row(t).mapv(silu)));
    }
    output
}
