//! RMSNorm and LayerNorm.

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::{flat, launch, shaped, sizes, take};
use crate::Argument::{Real, Reals, RealsOut};
use crate::{Launch, Precision, Unavailable};

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
