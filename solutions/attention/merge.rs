//! attention/merge: results over parts of the keys become the result over all of them.

use ndarray::{Array1, Array2, ArrayView2, ArrayView3, s};

/// Puts the attention of n queries together from parts, each of which has seen other keys.
///
/// Shapes: `outputs` (parts, n, width), `log_sum_exps` (parts, n) give an output (n, width) and log-sum-exps (n). There is
/// at least one part, one query, one channel. All views may be transposed or strided.
///
/// `outputs[[p, i]]` is the finished attention of query i over the keys of part p, the softmax-weighted mean of their
/// values, and `log_sum_exps[[p, i]]` is ln Σ exp(score) over its scores with these keys, with the natural logarithm. The
/// result is the same two for all keys together. The parts may differ in size; how many keys each has seen is not told,
/// and not needed.
///
/// A log-sum-exp can be as large as ±10,000, and one part's may be thousands away from another's. A query that has seen
/// nothing in a part has log-sum-exp −∞ and an output of zeros there. If it has seen nothing in any part, the result is
/// zeros and −∞.
pub fn merge(outputs: ArrayView3<'_, f32>, log_sum_exps: ArrayView2<'_, f32>) -> (Array2<f32>, Array1<f32>) {
    let (_, n, width) = outputs.dim();
    let mut output = Array2::zeros((n, width));
    let mut log_sum_exp = Array1::from_elem(n, f32::NEG_INFINITY);
    for i in 0..n {
        let parts = log_sum_exps.column(i);
        let max = parts.fold(f32::NEG_INFINITY, |max, &part| max.max(part));
        if max == f32::NEG_INFINITY {
            continue;
        }
        let weights = parts.mapv(|part| (part - max).exp());
        let sum = weights.sum();
        output.row_mut(i).assign(&(weights.dot(&outputs.slice(s![.., i, ..])) / sum));
        log_sum_exp[i] = max + sum.ln();
    }
    (output, log_sum_exp)
}
