//! Attention that looks only nearby: sliding windows and sinks.

use ndarray::{Array2, Array3, ArrayView1, ArrayView2, ArrayView3, Axis};

use super::{flat, launch, shaped, take};
use crate::Argument::{Integer, Integers, Reals, RealsOut};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn window_attention_launch(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    positions: &[usize],
    window: usize,
) -> Launch {
    let ((n, width), (m, value_width)) = (queries.dim(), values.dim());
    assert_eq!(keys.dim(), (m, width), "keys must be (rows of values, columns of queries)");
    assert_eq!(positions.len(), n, "a position for each query");
    assert!(positions.iter().all(|&position| position < m), "positions {positions:?} of {m} keys");
    assert!(window > 0, "a window of no keys");
    let outputs = n * value_width;
    let positions = Integers(positions.iter().map(|&position| position as i64).collect());
    let arrays = [Reals(flat(queries)), Reals(flat(keys)), Reals(flat(values)), positions, RealsOut(outputs)];
    let sizes = [n, m, width, value_width, window].map(|size| Integer(size as i64));
    launch("window_attention", outputs, arrays.into_iter().chain(sizes).collect())
}

/// Sliding-window attention (Jiang et al. 2023, arXiv 2310.06825, section 2): a query at position p sees the keys j with
/// p − window < j ≤ p.
///
/// # Shapes
/// `queries` (n, d), `keys` (m, d), `values` (m, e), `positions` (n) with entries below m; the result is (n, e).
///
/// # Panics
/// If the shapes do not fit together, a position has no key, or the window is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn window_attention(
    queries: ArrayView2<'_, f64>,
    keys: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    positions: &[usize],
    window: usize,
    precision: Precision,
) -> Result<Array2<f64>, Unavailable> {
    let shape = (queries.nrows(), values.ncols());
    let [output] = take(window_attention_launch(queries, keys, values, positions, window).run(precision)?);
    Ok(shaped(shape, output))
}

pub(crate) fn sink_attention_launch(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView3<'_, f64>,
    values: ArrayView3<'_, f64>,
    sinks: ArrayView1<'_, f64>,
    visible: ArrayView2<'_, bool>,
) -> Launch {
    let ((heads, n, width), (_, m, value_width)) = (queries.dim(), values.dim());
    assert_eq!(keys.dim(), (heads, m, width), "keys must be (heads, rows of values, columns of queries)");
    assert_eq!(values.len_of(Axis(0)), heads, "heads of values");
    assert_eq!(sinks.len(), heads, "a sink for each head");
    assert_eq!(visible.dim(), (n, m), "an entry of visible for each query and key");
    let outputs = heads * n * value_width;
    let visible = Integers(visible.iter().map(|&seen| i64::from(seen)).collect());
    let arrays = [
        Reals(flat(queries)),
        Reals(flat(keys)),
        Reals(flat(values)),
        Reals(flat(sinks)),
        visible,
        RealsOut(outputs),
    ];
    let sizes = [heads, n, m, width, value_width].map(|size| Integer(size as i64));
    launch("sink_attention", outputs, arrays.into_iter().chain(sizes).collect())
}

/// Attention with a learned sink for each head (openai/gpt-oss, gpt_oss/torch/model.py, `sdpa`): the weights are
/// exp(s) / (exp(sink) + Σ exp(s)).
///
/// # Shapes
/// `queries` (h, n, d), `keys` (h, m, d), `values` (h, m, e), `sinks` (h), `visible` (n, m); the result is (h, n, e). A query
/// that sees no key gives zeros.
///
/// # Panics
/// If the shapes do not fit together.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn sink_attention(
    queries: ArrayView3<'_, f64>,
    keys: ArrayView3<'_, f64>,
    values: ArrayView3<'_, f64>,
    sinks: ArrayView1<'_, f64>,
    visible: ArrayView2<'_, bool>,
    precision: Precision,
) -> Result<Array3<f64>, Unavailable> {
    let (heads, n, _) = queries.dim();
    let shape = (heads, n, values.len_of(Axis(2)));
    let [output] = take(sink_attention_launch(queries, keys, values, sinks, visible).run(precision)?);
    Ok(shaped(shape, output))
}
