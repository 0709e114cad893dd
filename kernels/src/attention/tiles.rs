//! Attention in parts: results over some keys and their merge, the log-sum-exp, and the gradients.

use ndarray::{Array1, Array2, ArrayView2, ArrayView3};

use super::{flat, launch, shaped, take};
use crate::Argument::{Integer, Reals, RealsOut};
use crate::{Launch, Precision, Unavailable};

pub(crate) fn merge_launch(outputs: ArrayView3<'_, f64>, log_sum_exps: ArrayView2<'_, f64>) -> Launch {
    let (parts, n, width) = outputs.dim();
    assert_eq!(log_sum_exps.dim(), (parts, n), "a log-sum-exp for each part and query");
    assert!(width > 0, "outputs need at least one channel");
    let arrays = [Reals(flat(outputs)), Reals(flat(log_sum_exps)), RealsOut(n * width), RealsOut(n)];
    let sizes = [parts, n, width].map(|size| Integer(size as i64));
    launch("merge", n * width, arrays.into_iter().chain(sizes).collect())
}

/// Attention over all keys from parts that have each seen some of them (Dao-AILab/flash-attention,
/// `attention_combine_ref`).
///
/// # Shapes
/// `outputs` (parts, n, width) and `log_sum_exps` (parts, n); the results are (n, width) and (n). A part that has seen
/// nothing has log-sum-exp −∞ and weighs nothing; a query with no other part has zeros and −∞.
///
/// # Panics
/// If the shapes do not fit together or width is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn merge(
    outputs: ArrayView3<'_, f64>,
    log_sum_exps: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<(Array2<f64>, Array1<f64>), Unavailable> {
    let (_, n, width) = outputs.dim();
    let [output, log_sum_exp] = take(merge_launch(outputs, log_sum_exps).run(precision)?);
    Ok((shaped((n, width), output), Array1::from_vec(log_sum_exp.reals())))
}

/// Queries (n, d), keys (m, d), values (m, e) and whether the causal mask, aligned at the bottom right, is on.
#[derive(Clone, Copy, Debug)]
pub struct Attention<'a> {
    /// (n, d)
    pub queries: ArrayView2<'a, f64>,
    /// (m, d)
    pub keys: ArrayView2<'a, f64>,
    /// (m, e)
    pub values: ArrayView2<'a, f64>,
    /// Whether query i sees only the keys j ≤ i + (m − n).
    pub causal: bool,
}

impl<'a> Attention<'a> {
    /// From its parts.
    pub fn new(
        queries: ArrayView2<'a, f64>,
        keys: ArrayView2<'a, f64>,
        values: ArrayView2<'a, f64>,
        causal: bool,
    ) -> Attention<'a> {
        Attention { queries, keys, values, causal }
    }

    /// n, m, d, e, causal.
    fn sizes(&self) -> [usize; 5] {
        let ((n, width), (m, value_width)) = (self.queries.dim(), self.values.dim());
        assert_eq!(self.keys.dim(), (m, width), "keys must be (rows of values, columns of queries)");
        assert!(width > 0 && value_width > 0, "queries and values need at least one channel");
        [n, m, width, value_width, usize::from(self.causal)]
    }

    fn integers(&self) -> impl Iterator<Item = crate::Argument> + use<> {
        self.sizes().map(|size| Integer(size as i64)).into_iter()
    }
}

pub(crate) fn flash_launch(attention: Attention<'_>) -> Launch {
    let [n, _, _, e, _] = attention.sizes();
    let [q, k, v] = [attention.queries, attention.keys, attention.values].map(|a| Reals(flat(a)));
    let arrays = [q, k, v, RealsOut(n * e), RealsOut(n)];
    launch("flash", n * e, arrays.into_iter().chain(attention.integers()).collect())
}

/// Attention, and the log-sum-exp of each query's scores: what FlashAttention-2's algorithm 1 returns.
///
/// # Shapes
/// The results are (n, e) and (n). A query that sees no key gives zeros and −∞.
///
/// # Panics
/// If the shapes do not fit together or a width is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn flash(
    attention: Attention<'_>,
    precision: Precision,
) -> Result<(Array2<f64>, Array1<f64>), Unavailable> {
    let [n, _, _, e, _] = attention.sizes();
    let [output, log_sum_exp] = take(flash_launch(attention).run(precision)?);
    Ok((shaped((n, e), output), Array1::from_vec(log_sum_exp.reals())))
}

/// With respect to what a gradient is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    Queries,
    Keys,
    Values,
}

pub(crate) fn flash_backward_launch(
    attention: Attention<'_>,
    upstream: ArrayView2<'_, f64>,
    of: Of,
) -> Launch {
    let [n, m, d, e, _] = attention.sizes();
    assert_eq!(upstream.dim(), (n, e), "a gradient for each output");
    let [q, k, v, o] =
        [attention.queries, attention.keys, attention.values, upstream].map(|a| Reals(flat(a)));
    let (kernel, inputs, outputs) = match of {
        Of::Queries => ("flash_backward_queries", vec![q, k, v, o], n * d),
        Of::Keys => ("flash_backward_keys", vec![q, k, v, o], m * d),
        // The gradient of a value does not depend on the values.
        Of::Values => ("flash_backward_values", vec![q, k, o], m * e),
    };
    let arguments = inputs.into_iter().chain([RealsOut(outputs)]).chain(attention.integers());
    launch(kernel, outputs, arguments.collect())
}

/// The gradients of attention with respect to queries, keys and values, by the Jacobian of the softmax.
///
/// # Shapes
/// `upstream` (n, e); the results have the shapes of queries (n, d), keys (m, d) and values (m, e). A query that sees no
/// key has gradient zero.
///
/// # Panics
/// If the shapes do not fit together or a width is 0.
///
/// # Errors
/// [`Unavailable`] if no backend can run it.
pub fn flash_backward(
    attention: Attention<'_>,
    upstream: ArrayView2<'_, f64>,
    precision: Precision,
) -> Result<[Array2<f64>; 3], Unavailable> {
    let run = |of: Of, shape: (usize, usize)| {
        let [gradient] = take(flash_backward_launch(attention, upstream, of).run(precision)?);
        Ok(shaped(shape, gradient))
    };
    Ok([
        run(Of::Queries, attention.queries.dim())?,
        run(Of::Keys, attention.keys.dim())?,
        run(Of::Values, attention.values.dim())?,
    ])
}
