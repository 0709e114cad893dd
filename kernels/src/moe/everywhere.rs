//! Residual streams and memory.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::launch;
use crate::Argument::{Integer, Integers, IntegersOut, Real, Reals, RealsOut};
use crate::arrays::{flat, shaped, sizes, take};
use crate::{Filled, Launch, Precision, Unavailable};

/// `logits` holds square matrices one below the other.
pub(crate) fn mhc_project_launch(logits: ArrayView2<'_, f64>, iterations: usize) -> Launch {
    let (rows, n) = logits.dim();
    assert_eq!(rows % n, 0, "square matrices");
    let arrays = [Reals(flat(logits)), RealsOut(rows * n)];
    launch("mhc_project", rows / n, arrays.into_iter().chain(sizes([rows / n, n, iterations])).collect())
}

/// Sinkhorn's iteration from exp(logits), columns first and rows last (arXiv 2512.24880).
///
/// # Shapes
/// `logits` (n, n); the result is (n, n).
///
/// # Panics
/// If `logits` is not square.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mhc_project(
    logits: ArrayView2<'_, f64>,
    iterations: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    assert!(logits.is_square(), "a square matrix");
    let [matrix] = take(mhc_project_launch(logits, iterations).run(precision)?);
    Ok(shaped(logits.dim(), matrix))
}

pub(crate) fn mhc_numbers_launch(
    streams: ArrayView2<'_, f64>,
    projection: ArrayView2<'_, f64>,
    bias: ArrayView1<'_, f64>,
    scale: [f64; 3],
    epsilon: f64,
) -> Launch {
    let (n, width) = streams.dim();
    let count = 2 * n + n * n;
    assert_eq!(projection.dim(), (n * width, count), "a row for each number of the streams");
    assert_eq!(bias.len(), count);
    let arrays = [
        Reals(flat(streams)),
        Reals(flat(projection)),
        Reals(flat(bias)),
        Reals(scale.to_vec()),
        RealsOut(count),
    ];
    let rest = sizes([n, width]).chain([Real(epsilon)]);
    launch("mhc_numbers", count, arrays.into_iter().chain(rest).collect())
}

/// `H_pre` (n), `H_post` (n) and `H_res` (n, n).
pub type MhcCoefficients = (Array1<f64>, Array1<f64>, Array2<f64>);

/// The coefficients of mHC for one token: `H_pre` (n), `H_post` (n) and `H_res` (n, n).
///
/// # Shapes
/// `streams` (n, C), `projection` (n C, 2n + n²) and `bias` (2n + n²).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mhc_coefficients(
    streams: ArrayView2<'_, f64>,
    (projection, bias): (ArrayView2<'_, f64>, ArrayView1<'_, f64>),
    scale: [f64; 3],
    epsilon: f64,
    iterations: usize,
    precision: Precision,
) -> Result<MhcCoefficients, Unavailable> {
    let n = streams.nrows();
    let [numbers] = take(mhc_numbers_launch(streams, projection, bias, scale, epsilon).run(precision)?);
    let numbers = numbers.reals();
    let logits = Array2::from_shape_vec((n, n), numbers[2 * n..].to_vec()).expect("n² of them");
    let mix = mhc_project(logits.view(), iterations, precision)?;
    Ok((Array1::from(numbers[..n].to_vec()), Array1::from(numbers[n..2 * n].to_vec()), mix))
}

pub(crate) fn mhc_read_launch(streams: ArrayView2<'_, f64>, pre: ArrayView1<'_, f64>) -> Launch {
    let (n, width) = streams.dim();
    assert_eq!(pre.len(), n, "a coefficient for each stream");
    let arrays = [Reals(flat(streams)), Reals(flat(pre)), RealsOut(width)];
    launch("mhc_read", width, arrays.into_iter().chain(sizes([n, width])).collect())
}

pub(crate) fn mhc_write_launch(
    streams: ArrayView2<'_, f64>,
    post: ArrayView1<'_, f64>,
    mix: ArrayView2<'_, f64>,
    output: ArrayView1<'_, f64>,
) -> Launch {
    let (n, width) = streams.dim();
    assert_eq!((post.len(), mix.dim(), output.len()), (n, (n, n), width), "shapes fit together");
    let arrays =
        [Reals(flat(streams)), Reals(flat(post)), Reals(flat(mix)), Reals(flat(output)), RealsOut(n * width)];
    launch("mhc_write", n * width, arrays.into_iter().chain(sizes([n, width])).collect())
}

/// The streams after a sub-layer: `mix · streams + postᵀ layer(pre · streams)` (arXiv 2512.24880). The sub-layer is the caller's,
/// in double precision.
///
/// # Shapes
/// `streams` (n, C), `pre` and `post` (n), `mix` (n, n); the result is (n, C).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn mhc_step(
    streams: ArrayView2<'_, f64>,
    (pre, post, mix): (ArrayView1<'_, f64>, ArrayView1<'_, f64>, ArrayView2<'_, f64>),
    layer: &dyn Fn(&Array1<f64>) -> Array1<f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [read] = take(mhc_read_launch(streams, pre).run(precision)?);
    let output = layer(&Array1::from(read.reals()));
    let [next] = take(mhc_write_launch(streams, post, mix, output.view()).run(precision)?);
    Ok(shaped(streams.dim(), next))
}

pub(crate) fn engram_slots_launch(ids: &[i64], multipliers: &[i64], pad: i64, primes: &[Vec<i64>]) -> Launch {
    assert_eq!(primes.len() + 1, multipliers.len(), "primes for the 2-grams and all longer ones");
    let order = primes.iter().zip(2..).flat_map(|(heads, n)| heads.iter().map(move |_| n)).collect();
    let all: Vec<i64> = primes.concat();
    let heads = all.len();
    let outputs = ids.len() * heads;
    let arrays = [
        Integers(ids.to_vec()),
        Integers(multipliers.to_vec()),
        Integers(order),
        Integers(all),
        IntegersOut(outputs),
    ];
    let rest = sizes([ids.len(), heads]).chain([Integer(pad)]);
    launch("engram_slots", outputs, arrays.into_iter().chain(rest).collect())
}

/// The rows of the common table that each token's n-grams look up (deepseek-ai/Engram).
///
/// # Shapes
/// `ids` (T); `primes[i]` are the table sizes of the heads of (i + 2)-grams; the result is (T, all heads).
///
/// # Panics
/// If there are not as many orders as multipliers, less one.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn engram_slots(
    ids: &[i64],
    multipliers: &[i64],
    pad: i64,
    primes: &[Vec<i64>],
    precision: Precision,
) -> Result<Array2<i64>, Unavailable> {
    let heads = primes.iter().map(Vec::len).sum();
    let [slots] = take(engram_slots_launch(ids, multipliers, pad, primes).run(precision)?);
    let Filled::Integers(slots) = slots else { unreachable!("slots are whole numbers") };
    Ok(Array2::from_shape_vec((ids.len(), heads), slots).expect("a slot for each head and token"))
}

pub(crate) fn engram_look_up_launch(slots: ArrayView2<'_, i64>, table: ArrayView2<'_, f64>) -> Launch {
    let ((tokens, heads), (rows, width)) = (slots.dim(), table.dim());
    assert!(slots.iter().all(|&slot| (0..rows as i64).contains(&slot)), "slots are rows of the table");
    let outputs = tokens * heads * width;
    let arrays = [Integers(slots.iter().copied().collect()), Reals(flat(table)), RealsOut(outputs)];
    launch("engram_look_up", outputs, arrays.into_iter().chain(sizes([tokens, heads, width])).collect())
}

/// The table's rows of each token's slots, side by side.
///
/// # Shapes
/// `slots` (T, heads), `table` (rows, w); the result is (T, heads · w).
///
/// # Panics
/// If a slot is not a row of the table.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn engram_look_up(
    slots: ArrayView2<'_, i64>,
    table: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (slots.nrows(), slots.ncols() * table.ncols());
    let [found] = take(engram_look_up_launch(slots, table).run(precision)?);
    Ok(shaped(shape, found))
}

pub(crate) fn engram_gate_launch(
    hidden: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    gain: ArrayView1<'_, f64>,
    epsilon: f64,
) -> Launch {
    let (tokens, width) = hidden.dim();
    assert_eq!((keys.dim(), gain.len()), ((tokens, width), width), "shapes fit together");
    let arrays = [Reals(flat(hidden)), Reals(flat(keys)), Reals(flat(gain)), RealsOut(tokens)];
    let rest = sizes([tokens, width]).chain([Real(epsilon)]);
    launch("engram_gate", tokens, arrays.into_iter().chain(rest).collect())
}

/// How much of its memory each token lets in (deepseek-ai/Engram), with the gains of the two norms as one product.
///
/// # Shapes
/// `hidden` and `keys` (T, d), `gain` (d); the result is (T).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn engram_gate(
    hidden: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    gain: ArrayView1<'_, f64>,
    epsilon: f64,
    precision: Precision,
) -> Result<Array1<f64>, Unavailable> {
    let [gates] = take(engram_gate_launch(hidden, keys, gain, epsilon).run(precision)?);
    Ok(shaped(hidden.nrows(), gates))
}

pub(crate) fn engram_conv_launch(
    values: ArrayView2<'_, f64>,
    gain: ArrayView1<'_, f64>,
    taps: ArrayView2<'_, f64>,
    dilation: usize,
    epsilon: f64,
) -> Launch {
    let ((tokens, width), count) = (values.dim(), taps.nrows());
    assert_eq!((gain.len(), taps.ncols()), (width, width), "shapes fit together");
    let outputs = tokens * width;
    let arrays = [Reals(flat(values)), Reals(flat(gain)), Reals(flat(taps)), RealsOut(outputs)];
    let rest = sizes([tokens, width, count, dilation]).chain([Real(epsilon)]);
    launch("engram_conv", outputs, arrays.into_iter().chain(rest).collect())
}

/// Values and a causal, dilated convolution of their norm through SiLU (deepseek-ai/Engram, `ShortConv`).
///
/// # Shapes
/// `values` (T, d), `gain` (d), `taps` (K, d), the last for the token itself; the result is (T, d).
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn engram_conv(
    values: ArrayView2<'_, f64>,
    gain: ArrayView1<'_, f64>,
    taps: ArrayView2<'_, f64>,
    dilation: usize,
    epsilon: f64,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let [output] = take(engram_conv_launch(values, gain, taps, dilation, epsilon).run(precision)?);
    Ok(shaped(values.dim(), output))
}
