//! The gated MLP, the parallel block and the resampler.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate};

use super::{flat, launch, layer_norm, rms_norm, shaped, sizes, take};
use crate::Argument::{Reals, RealsOut};
use crate::{Launch, Precision, Unavailable};

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
