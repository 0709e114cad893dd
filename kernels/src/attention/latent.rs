//! Multi-head latent attention, as it is defined and in its absorbed form.

use ndarray::{Array2, ArrayView2, ArrayView3};

use super::{flat, launch, shaped, sizes, take};
use crate::Argument::{Reals, RealsOut};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn mla_compress_launch(
    hidden: ArrayView2<'_, f64>,
    w_dkv: ArrayView2<'_, f64>,
    w_kr: ArrayView2<'_, f64>,
    first: usize,
) -> Launch {
    let ((tokens, width), latent, rope) = (hidden.dim(), w_dkv.ncols(), w_kr.ncols());
    assert_eq!([w_dkv.nrows(), w_kr.nrows()], [width; 2], "weights have a row for each channel of hidden");
    assert_eq!(rope % 2, 0, "rotated channels come in pairs");
    let arrays = [
        Reals(flat(hidden)),
        Reals(flat(w_dkv)),
        Reals(flat(w_kr)),
        RealsOut(tokens * latent),
        RealsOut(tokens * rope),
    ];
    let sizes = sizes([tokens, width, latent, rope, first]);
    launch("mla_compress", tokens * (latent + rope), arrays.into_iter().chain(sizes).collect())
}

/// What multi-head latent attention caches: normalised latents and rotated keys (DeepSeek-V2, arXiv 2405.04434, section
/// 2.1; the norm as in deepseek-ai/DeepSeek-V3, inference/model.py, without its gain).
///
/// # Shapes
/// `hidden` (tokens, width), `w_dkv` (width, latent), `w_kr` (width, rope); the results are (tokens, latent) and
/// (tokens, rope). The first token stands at position `first`. rope is even; pairs are interleaved, the base is 10,000.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mla_compress(
    hidden: ArrayView2<'_, f64>,
    w_dkv: ArrayView2<'_, f64>,
    w_kr: ArrayView2<'_, f64>,
    first: usize,
    precision: Precision,
) -> Result<(Array2<f64>, Array2<f64>), Unavailable> {
    let (tokens, latent, rope) = (hidden.nrows(), w_dkv.ncols(), w_kr.ncols());
    let [latents, keys_rope] = take(mla_compress_launch(hidden, w_dkv, w_kr, first).run(precision)?);
    Ok((shaped((tokens, latent), latents), shaped((tokens, rope), keys_rope)))
}

pub(crate) fn mla_launch(
    q_nope: ArrayView2<'_, f64>,
    q_rope: ArrayView2<'_, f64>,
    latents: ArrayView2<'_, f64>,
    keys_rope: ArrayView2<'_, f64>,
    w_uk: ArrayView3<'_, f64>,
    w_uv: ArrayView3<'_, f64>,
) -> Launch {
    let ((heads, nope), (tokens, latent), rope) = (q_nope.dim(), latents.dim(), q_rope.ncols());
    let value_width = w_uv.dim().2;
    assert_eq!(q_rope.nrows(), heads, "a rotated part for each head");
    assert_eq!(keys_rope.dim(), (tokens, rope), "a rotated key for each token");
    assert_eq!(w_uk.dim(), (latent, heads, nope), "w_uk must be (latent, heads, nope)");
    assert_eq!(w_uv.dim(), (latent, heads, value_width), "w_uv must be (latent, heads, value width)");
    let outputs = heads * value_width;
    let arrays = [q_nope, q_rope, latents, keys_rope].map(|array| Reals(flat(array)));
    let weights = [w_uk, w_uv].map(|array| Reals(flat(array)));
    let sizes = sizes([tokens, heads, latent, nope, rope, value_width]);
    let arguments = arrays.into_iter().chain(weights).chain([RealsOut(outputs)]).chain(sizes);
    launch("mla", outputs, arguments.collect())
}

/// Multi-head latent attention of one query as it is defined, with keys and values expanded for every head (DeepSeek-V2,
/// arXiv 2405.04434, section 2.1).
///
/// # Shapes
/// `q_nope` (heads, nope), `q_rope` (heads, rope) rotated, `latents` (tokens, latent), `keys_rope` (tokens, rope) rotated,
/// `w_uk` (latent, heads, nope), `w_uv` (latent, heads, e); the result is (heads, e). There is at least one token.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mla(
    q_nope: ArrayView2<'_, f64>,
    q_rope: ArrayView2<'_, f64>,
    latents: ArrayView2<'_, f64>,
    keys_rope: ArrayView2<'_, f64>,
    w_uk: ArrayView3<'_, f64>,
    w_uv: ArrayView3<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (q_nope.nrows(), w_uv.dim().2);
    let [output] = take(mla_launch(q_nope, q_rope, latents, keys_rope, w_uk, w_uv).run(precision)?);
    Ok(shaped(shape, output))
}

pub(crate) fn mla_absorb_launch(q_nope: ArrayView2<'_, f64>, w_uk: ArrayView3<'_, f64>) -> Launch {
    let ((heads, nope), latent) = (q_nope.dim(), w_uk.dim().0);
    assert_eq!(w_uk.dim(), (latent, heads, nope), "w_uk must be (latent, heads, nope)");
    let arrays = [Reals(flat(q_nope)), Reals(flat(w_uk)), RealsOut(heads * latent)];
    launch("mla_absorb", heads * latent, arrays.into_iter().chain(sizes([heads, latent, nope])).collect())
}

/// The query of each head brought into the space of the latents: the first step of the absorbed form.
///
/// # Shapes
/// `q_nope` (heads, nope), `w_uk` (latent, heads, nope); the result is (heads, latent).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mla_absorb(
    q_nope: ArrayView2<'_, f64>,
    w_uk: ArrayView3<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [absorbed] = take(mla_absorb_launch(q_nope, w_uk).run(precision)?);
    Ok(shaped((q_nope.nrows(), w_uk.dim().0), absorbed))
}

pub(crate) fn mla_attend_launch(
    absorbed: ArrayView2<'_, f64>,
    q_rope: ArrayView2<'_, f64>,
    latents: ArrayView2<'_, f64>,
    keys_rope: ArrayView2<'_, f64>,
    nope: usize,
) -> Launch {
    let ((heads, latent), (tokens, rope)) = (absorbed.dim(), keys_rope.dim());
    assert_eq!(q_rope.dim(), (heads, rope), "a rotated part for each head");
    assert_eq!(latents.dim(), (tokens, latent), "latents must be (tokens of keys_rope, columns of absorbed)");
    let arrays = [absorbed, q_rope, latents, keys_rope].map(|array| Reals(flat(array)));
    let sizes = sizes([tokens, heads, latent, rope, nope]);
    let arguments = arrays.into_iter().chain([RealsOut(heads * latent)]).chain(sizes);
    launch("mla_attend", heads * latent, arguments.collect())
}

/// The latents mixed by the weights of each head: the second step of the absorbed form.
///
/// # Shapes
/// `absorbed` (heads, latent), `q_rope` (heads, rope), `latents` (tokens, latent), `keys_rope` (tokens, rope); the result is
/// (heads, latent). Scores are divided by √(nope + rope). There is at least one token.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mla_attend(
    absorbed: ArrayView2<'_, f64>,
    q_rope: ArrayView2<'_, f64>,
    latents: ArrayView2<'_, f64>,
    keys_rope: ArrayView2<'_, f64>,
    nope: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [mixed] = take(mla_attend_launch(absorbed, q_rope, latents, keys_rope, nope).run(precision)?);
    Ok(shaped(absorbed.dim(), mixed))
}

pub(crate) fn mla_expand_launch(mixed: ArrayView2<'_, f64>, w_uv: ArrayView3<'_, f64>) -> Launch {
    let ((heads, latent), value_width) = (mixed.dim(), w_uv.dim().2);
    assert_eq!(w_uv.dim(), (latent, heads, value_width), "w_uv must be (latent, heads, value width)");
    let outputs = heads * value_width;
    let arrays = [Reals(flat(mixed)), Reals(flat(w_uv)), RealsOut(outputs)];
    launch("mla_expand", outputs, arrays.into_iter().chain(sizes([heads, latent, value_width])).collect())
}

/// The values of each head from its mixed latent: the third step of the absorbed form.
///
/// # Shapes
/// `mixed` (heads, latent), `w_uv` (latent, heads, e); the result is (heads, e).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mla_expand(
    mixed: ArrayView2<'_, f64>,
    w_uv: ArrayView3<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(mla_expand_launch(mixed, w_uv).run(precision)?);
    Ok(shaped((mixed.nrows(), w_uv.dim().2), output))
}
