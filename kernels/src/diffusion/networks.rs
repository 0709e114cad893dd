//! Blocks of networks: embeddings of a time, patches, modulation and joint attention.

use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, ArrayView3};

use super::launch;
use crate::Argument::{Integer, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::waves::{cube, wave};
use crate::{Launch, Precision, Unavailable};

/// What the report runs of it.
pub(crate) fn launches() -> Vec<Launch> {
    let (x, rows) = (wave(43, 7, 0.1), wave(3, 7, 0.2));
    let (queries, keys, values) = (wave(23, 14, 0.3), wave(23, 14, 0.4), wave(23, 14, 0.5));
    vec![
        time_embedding_launch(357.25, 303, 1e4),
        average_pool_launch(cube((3, 22, 34), 0.1).view()),
        patchify_launch(cube((3, 15, 21), 0.2).view(), 3),
        unpatchify_launch(wave(35, 27, 0.3).view(), (3, 15, 21), 3),
        modulate_launch(x.view(), rows.row(0), rows.row(1)),
        silu_linear_launch(rows.row(0), wave(301, 7, 0.6).view(), wave(1, 301, 0.7).row(0)),
        joint_attention_launch(&Joint {
            queries: queries.view(),
            keys: keys.view(),
            values: values.view(),
            gains: Some(wave(4, 7, 0.6).view()),
            first: 9,
            heads: 2,
        }),
    ]
}

fn time_embedding_launch(t: f64, width: usize, longest: f64) -> Launch {
    let arrays = [Reals(vec![t]), Reals(vec![longest]), RealsOut(width)];
    launch("time_embedding", width, arrays.into_iter().chain(sizes([width])).collect())
}

/// Cosines of t · longest^(−i / ⌊width / 2⌋), then sines, and a 0 at the end of an odd width.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn time_embedding(
    t: f64,
    width: usize,
    longest: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [output] = take(time_embedding_launch(t, width, longest).run(precision)?);
    Ok(shaped(width, output))
}

fn average_pool_launch(x: ArrayView3<'_, f64>) -> Launch {
    let (channels, h, w) = x.dim();
    assert!(h.is_multiple_of(2) && w.is_multiple_of(2), "squares of 2 × 2");
    let outputs = x.len() / 4;
    let arrays = [Reals(flat(x)), RealsOut(outputs)];
    launch("average_pool", outputs, arrays.into_iter().chain(sizes([channels, h / 2, w / 2])).collect())
}

/// Means over squares of 2 × 2.
///
/// # Shapes
/// `x` (c, h, w) gives (c, h/2, w/2).
///
/// # Panics
/// If height or width is odd.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn average_pool(x: ArrayView3<'_, f64>, precision: Precision) -> Result<Array3<f64>, Unavailable> {
    let (channels, h, w) = x.dim();
    let [output] = take(average_pool_launch(x).run(precision)?);
    Ok(shaped((channels, h / 2, w / 2), output))
}

fn patchify_launch(image: ArrayView3<'_, f64>, p: usize) -> Launch {
    let (channels, h, w) = image.dim();
    assert!(h.is_multiple_of(p) && w.is_multiple_of(p), "whole patches");
    let arrays = [Reals(flat(image)), RealsOut(image.len())];
    launch("patchify", image.len(), arrays.into_iter().chain(sizes([channels, h / p, w / p, p])).collect())
}

/// Tokens of squares of p × p pixels, row by row, each in the order (row, column, channel).
///
/// # Shapes
/// `image` (c, h, w) gives (h/p · w/p, p · p · c).
///
/// # Panics
/// If height or width is no multiple of p.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn patchify(
    image: ArrayView3<'_, f64>,
    p: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let (channels, h, w) = image.dim();
    let [output] = take(patchify_launch(image, p).run(precision)?);
    Ok(shaped((h / p * (w / p), p * p * channels), output))
}

fn unpatchify_launch(tokens: ArrayView2<'_, f64>, shape: (usize, usize, usize), p: usize) -> Launch {
    let (channels, h, w) = shape;
    assert_eq!(tokens.dim(), (h / p * (w / p), p * p * channels), "a token for each patch");
    let arrays = [Reals(flat(tokens)), RealsOut(tokens.len())];
    let sizes = sizes([channels, h / p, w / p, p]);
    launch("unpatchify", tokens.len(), arrays.into_iter().chain(sizes).collect())
}

/// The inverse of [`patchify`].
///
/// # Shapes
/// `tokens` (h/p · w/p, p · p · c) and `shape` (c, h, w) give (c, h, w).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn unpatchify(
    tokens: ArrayView2<'_, f64>,
    shape: (usize, usize, usize),
    p: usize,
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let [output] = take(unpatchify_launch(tokens, shape, p).run(precision)?);
    Ok(shaped(shape, output))
}

fn modulate_launch(x: ArrayView2<'_, f64>, shift: ArrayView1<'_, f64>, scale: ArrayView1<'_, f64>) -> Launch {
    let (count, width) = x.dim();
    assert!(shift.len() == width && scale.len() == width, "a shift and a scale for each channel");
    let arrays = [Reals(flat(x)), Reals(flat(shift)), Reals(flat(scale)), RealsOut(x.len())];
    launch("modulate", x.len(), arrays.into_iter().chain(sizes([count, width])).collect())
}

/// LayerNorm of each row, ε = 1e-6, times 1 + scale, plus shift.
///
/// # Shapes
/// `x` (n, d), `shift` (d) and `scale` (d) give (n, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn modulate(
    x: ArrayView2<'_, f64>,
    shift: ArrayView1<'_, f64>,
    scale: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(modulate_launch(x, shift, scale).run(precision)?);
    Ok(shaped(x.dim(), output))
}

fn silu_linear_launch(
    c: ArrayView1<'_, f64>,
    weights: ArrayView2<'_, f64>,
    bias: ArrayView1<'_, f64>,
) -> Launch {
    let (count, width) = weights.dim();
    assert!(c.len() == width && bias.len() == count, "a linear layer");
    let arrays = [Reals(flat(c)), Reals(flat(weights)), Reals(flat(bias)), RealsOut(count)];
    launch("silu_linear", count, arrays.into_iter().chain(sizes([count, width])).collect())
}

/// `weights` · SiLU(c) + `bias`.
///
/// # Shapes
/// `c` (m), `weights` (n, m) and `bias` (n) give (n).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn silu_linear(
    c: ArrayView1<'_, f64>,
    weights: ArrayView2<'_, f64>,
    bias: ArrayView1<'_, f64>,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [output] = take(silu_linear_launch(c, weights, bias).run(precision)?);
    Ok(shaped(bias.len(), output))
}

/// What [`joint_attention`] reads: the tokens of two streams, one after the other.
#[derive(Clone, Copy)]
pub struct Joint<'a> {
    /// Shape (n, heads · d).
    pub queries: ArrayView2<'a, f64>,
    /// Shape (n, heads · d).
    pub keys: ArrayView2<'a, f64>,
    /// Shape (n, heads · d).
    pub values: ArrayView2<'a, f64>,
    /// Gains of the RMSNorm of queries and keys of the first stream, then of the second; shape (4, d). Without them there is no norm.
    pub gains: Option<ArrayView2<'a, f64>>,
    /// How many tokens are of the first stream.
    pub first: usize,
    /// How many heads there are.
    pub heads: usize,
}

fn joint_attention_launch(input: &Joint<'_>) -> Launch {
    let (count, all) = input.values.dim();
    let d = all / input.heads;
    assert!(input.queries.dim() == (count, all) && input.keys.dim() == (count, all), "as many tokens");
    let gains = input.gains.map_or_else(|| vec![1.0; 4 * d], flat);
    assert_eq!(gains.len(), 4 * d, "four gains");
    let arrays = [flat(input.queries), flat(input.keys), flat(input.values), gains].map(Reals);
    let last = Integer(i64::from(input.gains.is_some()));
    let numbers = sizes([count, input.first, input.heads, d]).chain([last]);
    let arguments = arrays.into_iter().chain([RealsOut(count * all)]).chain(numbers).collect();
    launch("joint_attention", count * all, arguments)
}

/// Attention of all tokens of two streams to all of both; the result is (n, heads · d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn joint_attention(input: &Joint<'_>, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(joint_attention_launch(input).run(precision)?);
    Ok(shaped(input.values.dim(), output))
}
