//! Right answers to `frechet` by another route.

use diffusion::{Frechet, symmetric_eigen};
use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};

pub(super) fn alternatives() -> Vec<Alternative<Frechet>> {
    vec![
        Alternative {
            name: "loops, around the first row; Cᵀ Σ₂ C with C Cᵀ = Σ₁",
            answer: Frechet { moments: loops, distance: by_factor },
        },
        Alternative {
            name: "differences of all pairs of rows; singular values of the product of both roots",
            answer: Frechet { moments: pairs, distance: by_singular_values },
        },
    ]
}

fn loops(features: ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>) {
    let (n, d) = features.dim();
    let count = n as f64;
    let mut mean = Array1::zeros(d);
    let mut covariance = Array2::zeros((d, d));
    for j in 0..d {
        for i in 0..n {
            mean[j] += (features[[i, j]] - features[[0, j]]) / count;
        }
    }
    for j in 0..d {
        for k in j..d {
            let product = |i: usize| {
                (features[[i, j]] - features[[0, j]] - mean[j])
                    * (features[[i, k]] - features[[0, k]] - mean[k])
            };
            covariance[[j, k]] = (0..n).map(product).sum::<f64>() / (count - 1.0);
            covariance[[k, j]] = covariance[[j, k]];
        }
    }
    (mean + features.row(0), covariance)
}

fn pairs(features: ArrayView2<'_, f64>) -> (Array1<f64>, Array2<f64>) {
    let (n, d) = features.dim();
    let mut sum = Array2::<f64>::zeros((d, d));
    for i in 0..n {
        let apart = &features.slice(s![i + 1.., ..]) - &features.row(i);
        sum += &apart.t().dot(&apart);
    }
    (features.mean_axis(ndarray::Axis(0)).unwrap(), sum / (n * (n - 1)) as f64)
}

fn apart(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum()
}

fn by_factor(
    mean: ArrayView1<'_, f64>,
    one: ArrayView2<'_, f64>,
    other_mean: ArrayView1<'_, f64>,
    other: ArrayView2<'_, f64>,
) -> f64 {
    let (values, vectors) = symmetric_eigen(one);
    let factor = &vectors * &values.mapv(|value| value.abs().sqrt());
    let (values, _) = symmetric_eigen(factor.t().dot(&other).dot(&factor).view());
    let term = |j: usize| one[[j, j]] + other[[j, j]] - 2.0 * values[j].abs().sqrt();
    apart(mean, other_mean) + (0..mean.len()).map(term).sum::<f64>()
}

fn by_singular_values(
    mean: ArrayView1<'_, f64>,
    one: ArrayView2<'_, f64>,
    other_mean: ArrayView1<'_, f64>,
    other: ArrayView2<'_, f64>,
) -> f64 {
    let root = |matrix| {
        let (values, vectors) = symmetric_eigen(matrix);
        (&vectors * &values.mapv(|value: f64| value.max(0.0).sqrt())).dot(&vectors.t())
    };
    let product = root(one).dot(&root(other));
    let d = mean.len();
    // The eigenvalues of [[0, M], [Mᵀ, 0]] are the singular values of M, and these with a minus.
    let mut both = Array2::zeros((2 * d, 2 * d));
    both.slice_mut(s![..d, d..]).assign(&product);
    both.slice_mut(s![d.., ..d]).assign(&product.t());
    let (values, _) = symmetric_eigen(both.view());
    let traces = one.diag().sum() + other.diag().sum();
    apart(mean, other_mean) + traces - 2.0 * values.iter().filter(|&&value| value > 0.0).sum::<f64>()
}
