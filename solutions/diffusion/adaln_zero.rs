//! diffusion/adaln_zero: the condition decides how much each layer says, and at the start it says nothing.

use ::diffusion::Sublayer;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, s};

/// LayerNorm of each token, without weights of its own, then scaled and shifted: (x − mean) / √(variance + ε) · (1 + scale) + shift, channel
/// by channel, with ε = `1e-6`. Mean and variance run over the d channels of a token; the variance divides by d.
///
/// Shapes: `x` (n, d), `shift` (d) and `scale` (d) give (n, d). All sizes are at least 1. Numbers of `x` lie within ±1000; those of a token
/// can be equal, or nearly so, far from 0. The views may be transposed or strided.
pub fn modulate(
    x: ArrayView2<'_, f32>,
    shift: ArrayView1<'_, f32>,
    scale: ArrayView1<'_, f32>,
) -> Array2<f32> {
    let d = x.ncols() as f32;
    let centred = &x - &(x.sum_axis(Axis(1)) / d).insert_axis(Axis(1));
    let variance = centred.mapv(|x| x * x).sum_axis(Axis(1)) / d;
    let normal = centred / variance.mapv(|v| (v + 1e-6).sqrt()).insert_axis(Axis(1));
    normal * (1.0 + &scale) + shift
}

/// A block of DiT. SiLU(c), where SiLU(z) = z / (1 + e^(−z)), goes through a linear layer, `weights` · SiLU(c) + `bias`, whose 6d numbers are
/// a shift, a scale and a gate for attention, and then a shift, a scale and a gate for the MLP. First x + gate ⊙ attention(modulate(x, shift,
/// scale)), and of that result the same with the MLP.
///
/// Shapes: `x` (n, d), `c` (m), `weights` (6d, m) and `bias` (6d) give (n, d). All sizes are at least 1 here, too, and numbers of `c` lie within
/// ±1000. Each of the two is called once, with all tokens. The views of the block may be transposed or strided as well.
pub fn block(
    x: ArrayView2<'_, f32>,
    c: ArrayView1<'_, f32>,
    weights: ArrayView2<'_, f32>,
    bias: ArrayView1<'_, f32>,
    attention: Sublayer<'_>,
    mlp: Sublayer<'_>,
) -> Array2<f32> {
    let d = x.ncols();
    let said = weights.dot(&c.mapv(|z| z / (1.0 + (-z).exp()))) + bias;
    let part = |i: usize| said.slice(s![i * d..(i + 1) * d]);
    let x = &x + &(attention(modulate(x, part(0), part(1)).view()) * part(2));
    let after = mlp(modulate(x.view(), part(3), part(4)).view()) * part(5);
    x + after
}
