//! recurrence/kda: every channel of the key fades at its own rate.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use recurrence::KdaTokens;

/// The logarithms of the decays: −exp(`a_log`) · softplus(`raw` + `bias`), with softplus(x) = ln(1 + eˣ).
///
/// Shapes: `raw` (T, dk) and `bias` (dk) give (T, dk). All sizes are at least 1. `raw` + `bias` lies within ±1000, `a_log` between −5 and
/// 3. Small decays count: softplus(−17) is 4 · 10⁻⁸, and not 0. The views may be transposed or strided.
pub fn decay(raw: ArrayView2<'_, f32>, a_log: f32, bias: ArrayView1<'_, f32>) -> Array2<f32> {
    let softplus = |x: f32| x.max(0.0) + (-x.abs()).exp().ln_1p();
    (&raw + &bias).mapv(|x| -a_log.exp() * softplus(x))
}

/// Kimi Delta Attention: first each row of the state fades, S̃ = Diag(exp(gₜ)) S, then what S̃ lacks at kₜ is written, in part:
/// S = S̃ + βₜ kₜ (vₜ − S̃ᵀ kₜ)ᵀ, from zeros; output t is Sᵀ qₜ / √dk.
///
/// Shapes: queries, keys and decays g (T, dk), values (T, dv), β (T) give (T, dv). All sizes are at least 1. β lies between 0 and 1,
/// decays between −20 and 0; queries and keys are used as they are, and keys need not have length 1. It holds one state at a time: not
/// one for each token, and no number for each pair of tokens. The views may be transposed or strided.
pub fn attend(tokens: KdaTokens<'_>) -> Array2<f32> {
    let KdaTokens { queries, keys, values, beta, decays } = tokens;
    let root = (queries.ncols() as f32).sqrt();
    let mut state = Array2::<f32>::zeros((keys.ncols(), values.ncols()));
    let mut output = Array2::zeros(values.raw_dim());
    for (t, mut row) in output.rows_mut().into_iter().enumerate() {
        let key = keys.row(t);
        state *= &decays.row(t).exp().insert_axis(Axis(1));
        let missing = &values.row(t) - &key.dot(&state);
        state += &(&key.insert_axis(Axis(1)) * &(missing * beta[t]));
        row.assign(&(queries.row(t).dot(&state) / root));
    }
    output
}

/// What a head gives on: each row of `outputs` divided by √(mean of its squares + 10⁻⁵), and then multiplied by σ(`asked`), number by
/// number.
///
/// Shapes: `outputs` and `asked` (T, dv) give (T, dv). All sizes are at least 1. Both lie within ±1000, and a row of outputs may be 0. The
/// views may be transposed or strided.
pub fn gate(outputs: ArrayView2<'_, f32>, asked: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut gated = asked.mapv(|x| 1.0 / (1.0 + (-x).exp()));
    for (mut row, output) in gated.rows_mut().into_iter().zip(outputs.rows()) {
        let mean = output.dot(&output) / output.len() as f32;
        row *= &(&output / (mean + 1e-5).sqrt());
    }
    gated
}
