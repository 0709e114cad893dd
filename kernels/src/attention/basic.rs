//! Softmax, scaled dot-product attention and its running state.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use super::{flat, launch, shaped, take};
use crate::Argument::{Integer, Integers, Reals, RealsOut};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn softmax_launch(scores: ArrayView2<'_, f64>) -> Launch {
    let (rows, columns) = scores.dim();
    let outputs = rows * columns;
    let sizes = [Integer(rows as i64), Integer(columns as i64)];
    launch("softmax", outputs, [Reals(flat(scores)), RealsOut(outputs)].into_iter().chain(sizes).collect())
}

/// Softmax of each row.
///
/// # Shapes
/// `scores` (rows, columns) with finite values or −∞; the result has the same shape. A row without a finite score is
/// all zero.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn softmax(scores: ArrayView2<'_, f64>, precision: Precision) -> Result<Array2<f64>, Unavailable> {
    let (rows, columns) = scores.dim();
    let [weights] = take(softmax_launch(scores).run(precision)?);
    Ok(shaped((rows, columns), weights))
}

pub(crate) fn scaled_dot_product_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    causal: bool,
) -> Launch {
    let ((n, width), (m, value_width)) = (queries.dim(), values.dim());
    assert_eq!(keys.dim(), (m, width), "keys must be (rows of values, columns of queries)");
    let outputs = n * value_width;
    let arrays = [Reals(flat(queries)), Reals(flat(keys)), Reals(flat(values)), RealsOut(outputs)];
    let sizes = [n, m, width, value_width, usize::from(causal)].map(|size| Integer(size as i64));
    launch("scaled_dot_product", outputs, arrays.into_iter().chain(sizes).collect())
}

/// Scaled dot-product attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2.1).
///
/// # Shapes
/// `queries` (n, d), `keys` (m, d), `values` (m, e); the result is (n, e). With `causal`, query i sees key j when
/// j ≤ i + (m − n); a query that sees no key gives zeros.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn scaled_dot_product(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    causal: bool,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (queries.nrows(), values.ncols());
    let [output] = take(scaled_dot_product_launch(queries, keys, values, causal).run(precision)?);
    Ok(shaped(shape, output))
}

pub(crate) fn online_softmax_launch(
    scores: ArrayView1<'_, f64>,
    values: ArrayView2<'_, f64>,
    member: ArrayView2<'_, bool>,
) -> Launch {
    let ((items, width), subsets) = (values.dim(), member.nrows());
    assert_eq!(scores.len(), items, "a score for each row of values");
    assert_eq!(member.ncols(), items, "a column of member for each row of values");
    assert!(width > 0, "values need at least one channel");
    let arrays = [
        Reals(flat(scores)),
        Reals(flat(values)),
        Integers(member.iter().map(|&m| i64::from(m)).collect()),
        RealsOut(subsets),
        RealsOut(subsets * width),
    ];
    let sizes = [subsets, items, width].map(|size| Integer(size as i64));
    launch("online_softmax", subsets * width, arrays.into_iter().chain(sizes).collect())
}

/// Log-sum-exp of the scores and softmax-weighted mean of the values, for several subsets of the items.
///
/// # Shapes
/// `scores` (items), `values` (items, width), `member` (subsets, items); the results are (subsets) and
/// (subsets, width). An empty subset has log-sum-exp −∞ and mean zero.
///
/// # Panics
/// If the shapes do not fit together or width is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn online_softmax(
    scores: ArrayView1<'_, f64>,
    values: ArrayView2<'_, f64>,
    member: ArrayView2<'_, bool>,
    precision: Precision,
) -> Result<(Array1<f64>, Array2<f64>), Unavailable> {
    let (subsets, width) = (member.nrows(), values.ncols());
    let [log_sum_exp, mean] = take(online_softmax_launch(scores, values, member).run(precision)?);
    Ok((Array1::from_vec(log_sum_exp.reals()), shaped((subsets, width), mean)))
}
