//! What the stub of `frechet` promises.

use judge::{Layout, Promise};

use super::cases::{FEATURE, MEAN, VARIANCE, layouts};
use super::{Input, Normal};

fn normals(input: &Input) -> Vec<&Normal> {
    match input {
        Input::Moments(_) => Vec::new(),
        Input::Distance(one, other) => vec![one, other],
    }
}

fn features(input: &Input) -> Option<&ndarray::Array2<f64>> {
    match input {
        Input::Moments(features) => Some(&features.values),
        Input::Distance(..) => None,
    }
}

pub(super) fn promises() -> Vec<Promise<Input>> {
    vec![
        Promise::edge("n is at least 2, d at least 1", |input| {
            features(input).is_some_and(|features| features.nrows() == 2)
        }),
        Promise::sizes("n is at least 2, d at least 1", 1, |input| {
            features(input).map_or_else(Vec::new, |features| vec![features.ncols()])
        }),
        Promise::edge("n is at least 2", |input| {
            features(input).is_some_and(|features| features.nrows() > 256)
        }),
        Promise::always("n is at least 2", |input| {
            features(input).is_none_or(|features| features.nrows() >= 2)
        }),
        Promise::range("Features lie within ±1,000,000", -FEATURE..=FEATURE, |input| {
            features(input).map_or_else(Vec::new, |features| features.iter().copied().collect())
        }),
        Promise::layouts("The view may be transposed or strided", |input| match input {
            Input::Moments(_) => layouts(input),
            Input::Distance(..) => Vec::new(),
        }),
        Promise::edge("d at least 1", |input| {
            normals(input).first().is_some_and(|normal| normal.mean.values.len() == 1)
        }),
        Promise::range("Means lie within ±1000", -MEAN..=MEAN, |input| {
            normals(input).iter().flat_map(|normal| normal.mean.values.to_vec()).collect()
        }),
        Promise::range("variances between 0 and 1,000,000", 0.0..=VARIANCE, |input| {
            normals(input).iter().flat_map(|normal| normal.covariance.values.diag().to_vec()).collect()
        }),
        Promise::edge("A covariance may be singular", |input| {
            normals(input).iter().any(|normal| {
                let (values, _) = diffusion::symmetric_eigen(normal.covariance.values.view());
                let largest = values[values.len() - 1];
                largest > 0.0 && values[0] < 1e-13 * largest
            })
        }),
        Promise::edge("and even 0", |input| {
            normals(input).iter().any(|normal| normal.covariance.values.iter().all(|&x| x == 0.0))
        }),
        Promise::edge("The views may be strided", |input| {
            matches!(input, Input::Distance(..))
                && layouts(input).iter().all(|&layout| layout == Layout::Strided)
        }),
    ]
}
