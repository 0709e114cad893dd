//! The forward pass that comes before the answer: in double precision, straight from the definition.

use judge::{Matrix, Vector};
use ndarray::{Array1, Array2, ArrayView2};

use super::{Input, Mask, Saved};

/// Output and log-sum-exp of attention.
pub(super) fn attention(
    queries: &Array2<f64>,
    keys: &Array2<f64>,
    values: &Array2<f64>,
    mask: Mask,
) -> (Array2<f64>, Array1<f64>) {
    let (n, m) = (queries.nrows(), keys.nrows());
    let root = (queries.ncols() as f64).sqrt();
    let (mut output, mut total) =
        (Array2::zeros((n, values.ncols())), Array1::from_elem(n, f64::NEG_INFINITY));
    for i in 0..n {
        let visible = if mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) };
        if visible == 0 {
            continue;
        }
        let scores: Vec<f64> = (0..visible).map(|j| queries.row(i).dot(&keys.row(j)) / root).collect();
        let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = scores.iter().map(|score| (score - max).exp()).sum();
        for (score, value) in scores.iter().zip(values.rows()) {
            output.row_mut(i).scaled_add((score - max).exp() / sum, &value);
        }
        total[i] = max + sum.ln();
    }
    (output, total)
}

/// Runs `backward` on what the forward pass of an input leaves, rounded to float.
pub(super) fn with_saved<T>(input: &Input, backward: impl FnOnce(&Saved<'_>, ArrayView2<'_, f32>) -> T) -> T {
    let (output, total) =
        attention(&input.queries.double(), &input.keys.double(), &input.values.double(), input.mask);
    let output = Matrix::from(output.mapv(|x| x as f32)).laid(input.layout).held();
    let total = Vector::from(total.mapv(|x| x as f32)).laid(input.layout).held();
    let [queries, keys, values, upstream] =
        [&input.queries, &input.keys, &input.values, &input.upstream].map(Matrix::held);
    let saved = Saved {
        queries: queries.view(),
        keys: keys.view(),
        values: values.view(),
        output: output.view(),
        log_sum_exp: total.view(),
        mask: input.mask,
    };
    backward(&saved, upstream.view())
}
