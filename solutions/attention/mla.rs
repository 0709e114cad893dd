//! attention/mla: decoding from a cache of latents, without ever writing out a key or a value.

use ::attention::Rotate;
use ndarray::{Array2, ArrayView2, ArrayView3, Axis};

/// What is cached of each token: a latent that all heads expand, and one rotated key that all heads share.
///
/// Shapes: `hidden` (tokens, d), `w_dkv` (d, d_c) and `w_kr` (d, d_r) give latents (tokens, d_c) and rotated keys
/// (tokens, d_r). All sizes are at least 1, d_r is even, and every view here and below may be transposed or strided.
///
/// The latent is `hidden · w_dkv`, then RMSNorm over its d_c channels: x / √(mean(x²) + ε) with ε = `1e-6`, without a gain.
/// A row of `hidden` may be tiny, or zero. The key is `hidden · w_kr`, rotated and not normalised. `rotate(x, position)` is
/// RoPE, given to you: it takes the vectors of consecutive tokens as rows, the first of which stands at `position`, and
/// returns them rotated. The first row of `hidden` stands at position `first`.
pub fn compress(
    hidden: ArrayView2<'_, f32>,
    w_dkv: ArrayView2<'_, f32>,
    w_kr: ArrayView2<'_, f32>,
    rotate: Rotate,
    first: usize,
) -> (Array2<f32>, Array2<f32>) {
    let mut latents = hidden.dot(&w_dkv);
    for mut latent in latents.rows_mut() {
        let mean = latent.dot(&latent) / latent.len() as f32;
        latent /= (mean + 1e-6).sqrt();
    }
    (latents, rotate(hidden.dot(&w_kr).view(), first))
}

/// The query of each head, carried into the space of the latents: the vector whose dot product with a latent is that of
/// the query with the key that this head would expand from it, so that no key need be expanded.
///
/// Shapes: `q_nope` (heads, d_nope), `w_uk` (d_c, heads, d_nope) give (heads, d_c). The key of head h for a latent c would
/// be `Σ_i c[i] · w_uk[i, h, ..]`.
pub fn absorb(q_nope: ArrayView2<'_, f32>, w_uk: ArrayView3<'_, f32>) -> Array2<f32> {
    let mut absorbed = Array2::zeros((q_nope.nrows(), w_uk.dim().0));
    for (h, mut query) in absorbed.rows_mut().into_iter().enumerate() {
        query.assign(&w_uk.index_axis(Axis(1), h).dot(&q_nope.row(h)));
    }
    absorbed
}

/// Attention of one query to everything cached: for each head a mean of the latents, weighted by the softmax over the tokens.
///
/// Shapes: `absorbed` (heads, d_c), `q_rope` (heads, d_r), `latents` (tokens, d_c), `keys_rope` (tokens, d_r) give
/// (heads, d_c). `q_rope` and `keys_rope` are rotated already. `latents` are as `compress` returned them: normalised, and a
/// tiny one shorter than the others. Every token is seen.
///
/// A score is `absorbed[h] · latents[t] + q_rope[h] · keys_rope[t]`, divided by the root of the width that queries and keys
/// have before anything is absorbed, d_nope + d_r. Scores can be as large as ±1,000, all those of a head within 60 of each
/// other.
pub fn attend(
    absorbed: ArrayView2<'_, f32>,
    q_rope: ArrayView2<'_, f32>,
    latents: ArrayView2<'_, f32>,
    keys_rope: ArrayView2<'_, f32>,
    d_nope: usize,
) -> Array2<f32> {
    let width = d_nope + q_rope.ncols();
    let scores = absorbed.dot(&latents.t()) + q_rope.dot(&keys_rope.t());
    let weights = super::softmax::softmax((scores / (width as f32).sqrt()).view());
    weights.dot(&latents)
}

/// The output of each head from its mixed latent: one value expanded for each head, not one for each token.
///
/// Shapes: `mixed` (heads, d_c), `w_uv` (d_c, heads, d_v) give (heads, d_v). The value of head h for a latent c would be
/// `Σ_i c[i] · w_uv[i, h, ..]`.
pub fn expand(mixed: ArrayView2<'_, f32>, w_uv: ArrayView3<'_, f32>) -> Array2<f32> {
    let mut output = Array2::zeros((mixed.nrows(), w_uv.dim().2));
    for (h, mut value) in output.rows_mut().into_iter().enumerate() {
        value.assign(&mixed.row(h).dot(&w_uv.index_axis(Axis(1), h)));
    }
    output
}
