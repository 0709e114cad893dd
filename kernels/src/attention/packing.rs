//! Packed documents, and attention under any mask.

use ndarray::{Array1, Array2, ArrayView2};

use super::{flat, launch, shaped, sizes, take};
use crate::Argument::{Integers, IntegersOut, Reals, RealsOut};
use crate::{Filled, Launch, Precision, Unavailable};

fn whole(filled: Filled) -> Vec<i64> {
    match filled {
        Filled::Integers(values) => values,
        Filled::Reals(_) => unreachable!("the kernel's declaration says that this output is whole"),
    }
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
