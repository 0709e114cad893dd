//! Packed documents, the parallel block and the resampler.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, concatenate};

use super::{flat, launch, shaped, take};
use crate::Argument::{Integer, Integers, IntegersOut, Real, Reals, RealsOut};
use crate::{Filled, Launch, Precision, Unavailable};

fn whole(filled: Filled) -> Vec<i64> {
    match filled {
        Filled::Integers(values) => values,
        Filled::Reals(_) => unreachable!("the kernel's declaration says that this output is whole"),
    }
}

fn sizes<const N: usize>(sizes: [usize; N]) -> [crate::Argument; N] {
    sizes.map(|size| Integer(size as i64))
}

pub(crate) fn packing_launch(lengths: &[usize], total: usize) -> Launch {
    let documents: usize = lengths.iter().sum();
    assert!(documents <= total, "{documents} positions of documents do not fit into {total}");
    let lengths = lengths.iter().map(|&length| length as i64).collect::<Vec<_>>();
    let count = lengths.len();
    let arrays = [Integers(lengths), IntegersOut(total * total), IntegersOut(total), IntegersOut(total)];
    launch("packing", total * total, arrays.into_iter().chain(sizes([count, total])).collect())
}

/// Mask (total, total), positions (total) and targets (total).
pub type PackedIndices = (Array2<i64>, Array1<i64>, Array1<i64>);

/// Mask (total, total), positions (total) and targets (total) of documents packed one after the other; the mask and the
/// targets are 0 or 1.
///
/// # Panics
/// If the documents are longer than `total`.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn packing(lengths: &[usize], total: usize, precision: Precision) -> Result<PackedIndices, Unavailable> {
    let [mask, positions, targets] = take(packing_launch(lengths, total).run(precision)?).map(whole);
    let mask = Array2::from_shape_vec((total, total), mask).expect("the kernel fills the mask");
    Ok((mask, positions.into(), targets.into()))
}

pub(crate) fn masked_attention_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    mask: ArrayView2<'_, i64>,
) -> Launch {
    let ((n, width), (m, value_width)) = (queries.dim(), values.dim());
    assert_eq!(keys.dim(), (m, width), "keys must be (rows of values, columns of queries)");
    assert_eq!(mask.dim(), (n, m), "the mask has a row for each query and a column for each key");
    let outputs = n * value_width;
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(keys)),
        Reals(flat(values)),
        Integers(mask.iter().copied().collect()),
        RealsOut(outputs),
    ];
    launch("masked_attention", outputs, arrays.into_iter().chain(sizes([n, m, width, value_width])).collect())
}

/// Scaled dot-product attention under any mask.
///
/// # Shapes
/// `queries` (n, d), `keys` (m, d), `values` (m, e), `mask` (n, m) with 0 for what is hidden; the result is (n, e). A query
/// that sees no key gives zeros.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn masked_attention(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    mask: ArrayView2<'_, i64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (queries.nrows(), values.ncols());
    let [output] = take(masked_attention_launch(queries, keys, values, mask).run(precision)?);
    Ok(shaped(shape, output))
}

pub(crate) fn rms_norm_launch(x: ArrayView2<'_, f64>, gain: ArrayView1<'_, f64>, epsilon: f64) -> Launch {
    let (rows, width) = x.dim();
    assert_eq!(gain.len(), width, "a gain for each column of x {:?}", x.dim());
    let outputs = rows * width;
    let arrays = [Reals(flat(x)), Reals(flat(gain)), RealsOut(outputs)];
    let sizes = sizes([rows, width]);
    launch("rms_norm", outputs, arrays.into_iter().chain(sizes).chain([Real(epsilon)]).collect())
}

/// RMSNorm of each row: gain · x / √(ε + mean of x²) (Zhang and Sennrich 2019, arXiv 1910.07467).
///
/// # Shapes
/// `x` (rows, width), `gain` (width); the result is (rows, width).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn rms_norm(
    x: ArrayView2<'_, f64>,
    gain: ArrayView1<'_, f64>,
    epsilon: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(rms_norm_launch(x, gain, epsilon).run(precision)?);
    Ok(shaped(x.dim(), output))
}

pub(crate) fn layer_norm_launch(
    x: ArrayView2<'_, f64>,
    gain: ArrayView1<'_, f64>,
    bias: ArrayView1<'_, f64>,
    epsilon: f64,
) -> Launch {
    let (rows, width) = x.dim();
    assert_eq!((gain.len(), bias.len()), (width, width), "gain and bias for each column of x {:?}", x.dim());
    let outputs = rows * width;
    let arrays = [Reals(flat(x)), Reals(flat(gain)), Reals(flat(bias)), RealsOut(outputs)];
    let sizes = sizes([rows, width]);
    launch("layer_norm", outputs, arrays.into_iter().chain(sizes).chain([Real(epsilon)]).collect())
}

/// LayerNorm of each row: gain · (x − mean) / √(ε + variance) + bias (Ba et al. 2016, arXiv 1607.06450).
///
/// # Shapes
/// `x` (rows, width), `gain` and `bias` (width); the result is (rows, width).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn layer_norm(
    x: ArrayView2<'_, f64>,
    gain: ArrayView1<'_, f64>,
    bias: ArrayView1<'_, f64>,
    epsilon: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(layer_norm_launch(x, gain, bias, epsilon).run(precision)?);
    Ok(shaped(x.dim(), output))
}

pub(crate) fn swiglu_launch(
    x: ArrayView2<'_, f64>,
    gate: ArrayView2<'_, f64>,
    up: ArrayView2<'_, f64>,
    down: ArrayView2<'_, f64>,
) -> Launch {
    let ((rows, width), hidden) = (x.dim(), gate.ncols());
    assert_eq!(gate.dim(), (width, hidden), "gate must be (columns of x, hidden)");
    assert_eq!(up.dim(), (width, hidden), "up must be (columns of x, hidden)");
    assert_eq!(down.dim(), (hidden, width), "down must be (hidden, columns of x)");
    let outputs = rows * width;
    let arrays = [Reals(flat(x)), Reals(flat(gate)), Reals(flat(up)), Reals(flat(down)), RealsOut(outputs)];
    launch("swiglu", outputs, arrays.into_iter().chain(sizes([rows, width, hidden])).collect())
}

/// The gated MLP (silu(x · gate) ∘ (x · up)) · down (Shazeer 2020, arXiv 2002.05202).
///
/// # Shapes
/// `x` (rows, width), `gate` and `up` (width, hidden), `down` (hidden, width); the result is (rows, width).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn swiglu(
    x: ArrayView2<'_, f64>,
    gate: ArrayView2<'_, f64>,
    up: ArrayView2<'_, f64>,
    down: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(swiglu_launch(x, gate, up, down).run(precision)?);
    Ok(shaped(x.dim(), output))
}

/// The four matrices of multi-head attention; head e has columns e · head width … of `query` and rows of `out`.
#[derive(Clone, Copy)]
pub struct Projections<'a> {
    /// (width, heads · head width)
    pub query: ArrayView2<'a, f64>,
    /// (width, key heads · head width)
    pub key: ArrayView2<'a, f64>,
    /// (width, key heads · head width)
    pub value: ArrayView2<'a, f64>,
    /// (heads · head width, width)
    pub out: ArrayView2<'a, f64>,
}

/// The three matrices of a gated MLP, as in [`swiglu`].
#[derive(Clone, Copy)]
pub struct Gated<'a> {
    /// (width, hidden)
    pub gate: ArrayView2<'a, f64>,
    /// (width, hidden)
    pub up: ArrayView2<'a, f64>,
    /// (hidden, width)
    pub down: ArrayView2<'a, f64>,
}

pub(crate) fn parallel_block_launch(
    x: ArrayView2<'_, f64>,
    normed: ArrayView2<'_, f64>,
    projections: Projections<'_>,
    mlp: Gated<'_>,
) -> Launch {
    let ((rows, width), hidden) = (x.dim(), mlp.gate.ncols());
    let Projections { query, key, value, out } = projections;
    let (inner, head_width) = (query.ncols(), key.ncols());
    assert_eq!(inner % head_width, 0, "query has {inner} columns, a multiple of key's {head_width}");
    assert_eq!(value.dim(), (width, head_width), "one value head as wide as the key head");
    assert_eq!(out.dim(), (inner, width), "out must be (columns of query, columns of x)");
    let outputs = rows * width;
    let arrays = [
        Reals(flat(x)),
        Reals(flat(normed)),
        Reals(flat(query)),
        Reals(flat(key)),
        Reals(flat(value)),
        Reals(flat(out)),
        Reals(flat(mlp.gate)),
        Reals(flat(mlp.up)),
        Reals(flat(mlp.down)),
        RealsOut(outputs),
    ];
    let sizes = sizes([rows, width, inner / head_width, head_width, hidden]);
    launch("parallel_block", outputs, arrays.into_iter().chain(sizes).collect())
}

/// The parallel block of PaLM (arXiv 2204.02311, section 2) without rotary embedding and with RMSNorm:
/// x + attention(norm(x)) + MLP(norm(x)), with causal multi-query attention.
///
/// # Shapes
/// `x` (rows, width), `gain` (width); [`Projections`] with one key head, [`Gated`]. The result is (rows, width).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn parallel_block(
    x: ArrayView2<'_, f64>,
    gain: ArrayView1<'_, f64>,
    epsilon: f64,
    projections: Projections<'_>,
    mlp: Gated<'_>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let normed = rms_norm(x, gain, epsilon, precision)?;
    let [output] = take(parallel_block_launch(x, normed.view(), projections, mlp).run(precision)?);
    Ok(shaped(x.dim(), output))
}

pub(crate) fn resampler_launch(
    normed_inputs: ArrayView2<'_, f64>,
    normed_latents: ArrayView2<'_, f64>,
    latents: ArrayView2<'_, f64>,
    projections: Projections<'_>,
    heads: usize,
) -> Launch {
    let (latent_count, width) = latents.dim();
    let Projections { query, key, value, out } = projections;
    let inner = query.ncols();
    assert_eq!(inner % heads, 0, "query has {inner} columns, a multiple of {heads} heads");
    assert_eq!(key.dim(), query.dim(), "as many key heads as query heads");
    assert_eq!(value.dim(), query.dim(), "as many value heads as query heads");
    assert_eq!(out.dim(), (inner, width), "out must be (columns of query, columns of latents)");
    let seen = concatenate(Axis(0), &[normed_inputs, normed_latents]).expect("equally wide rows");
    let outputs = latent_count * width;
    let arrays = [
        Reals(flat(seen.view())),
        Reals(flat(latents)),
        Reals(flat(query)),
        Reals(flat(key)),
        Reals(flat(value)),
        Reals(flat(out)),
        RealsOut(outputs),
    ];
    let sizes = sizes([normed_inputs.nrows(), latent_count, width, heads, inner / heads]);
    launch("resampler", outputs, arrays.into_iter().chain(sizes).collect())
}

/// One attention sublayer of the Perceiver resampler (open_flamingo, open_flamingo/src/helpers.py): latents attend to
/// inputs and latents. `norms` are (gain, bias) for the inputs and for the latents.
///
/// # Shapes
/// `inputs` (n, width) with n ≥ 0, `latents` (r, width); [`Projections`] with as many key heads as query heads. The result is
/// (r, width).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn resampler(
    inputs: ArrayView2<'_, f64>,
    latents: ArrayView2<'_, f64>,
    norms: [(ArrayView1<'_, f64>, ArrayView1<'_, f64>); 2],
    epsilon: f64,
    projections: Projections<'_>,
    heads: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let normed_inputs = if inputs.nrows() == 0 {
        inputs.to_owned()
    } else {
        layer_norm(inputs, norms[0].0, norms[0].1, epsilon, precision)?
    };
    let normed_latents = layer_norm(latents, norms[1].0, norms[1].1, epsilon, precision)?;
    let launch = resampler_launch(normed_inputs.view(), normed_latents.view(), latents, projections, heads);
    let [output] = take(launch.run(precision)?);
    Ok(shaped(latents.dim(), output))
}
