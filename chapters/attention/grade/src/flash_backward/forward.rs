//! The forward pass that comes before the answer: in double precision, straight from the definition.

use judge::{Matrix, Random, Vector};
use ndarray::{Array1, Array2, ArrayView2, Axis};

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
        // Row by row: the matrix would count as held. As products of matrices, which are fast in any build.
        let seen = ndarray::s![..visible, ..];
        let mut weights = queries.slice(ndarray::s![i..=i, ..]).dot(&keys.slice(seen).t());
        weights /= root;
        let max = weights.fold(f64::NEG_INFINITY, |max, &score| max.max(score));
        weights.mapv_inplace(|score| (score - max).exp());
        let sum = weights.sum();
        output.slice_mut(ndarray::s![i..=i, ..]).assign(&(weights.dot(&values.slice(seen)) / sum));
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

/// How far the gradients of queries, keys and values move when output, log-sum-exp and every score are rounded to float
/// once more. The weights are exp(score − log-sum-exp), so unlike in the reference they then no longer sum to 1, and large
/// scores make that felt.
pub(super) fn rounding(input: &Input) -> [Array2<f64>; 3] {
    let [queries, keys, values, upstream] =
        [&input.queries, &input.keys, &input.values, &input.upstream].map(Matrix::double);
    let (output, total) = attention(&queries, &keys, &values, input.mask);
    let root = (queries.ncols() as f64).sqrt();
    let mut random = Random::new(0, "rounding");
    let mut gradients = |size: f64| {
        let mut rounded = |x: f64| x * (1.0 + if random.chance(0.5) { size } else { -size });
        let mut weights = queries.dot(&keys.t()) / root;
        for ((i, j), weight) in weights.indexed_iter_mut() {
            *weight = if j < input.visible(i) { rounded(*weight) } else { f64::NEG_INFINITY };
        }
        for (mut row, &total) in weights.rows_mut().into_iter().zip(&total) {
            let total = if total.is_finite() { rounded(total) } else { 0.0 };
            row.mapv_inplace(|score| (score - total).exp());
        }
        let delta = (output.mapv(rounded) * &upstream).sum_axis(Axis(1)).insert_axis(Axis(1));
        let scores = (upstream.dot(&values.t()) - delta) * &weights;
        [scores.dot(&keys) / root, scores.t().dot(&queries) / root, weights.t().dot(&upstream)]
    };
    let exact = gradients(0.0);
    let mut most = exact.each_ref().map(|gradient| Array2::zeros(gradient.raw_dim()));
    // One draw can be lucky.
    for _ in 0..4 {
        for ((most, moved), exact) in most.iter_mut().zip(gradients(f64::from(f32::EPSILON))).zip(&exact) {
            most.zip_mut_with(&(moved - exact), |most: &mut f64, &change| *most = most.max(change.abs()));
        }
    }
    most
}
