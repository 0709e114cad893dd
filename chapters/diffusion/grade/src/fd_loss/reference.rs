//! What is right, by another road than the solution's.

use judge::{Missing, Part, Precision};
use ndarray::{Array2, Axis};

use super::{Answered, Compared, Input, moved, parts};
use crate::frechet::reference::{column, distance, factor, moments, singular};

pub(super) fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    match input {
        Input::Push { features, next, batches } => {
            let (mut features, size) = (features.clone(), features.nrows());
            let mut written = *next;
            let mut after = |rows: &Array2<f64>| {
                for row in rows.rows() {
                    features.row_mut(written % size).assign(&row);
                    written += 1;
                }
                (features.clone(), written % size)
            };
            parts(&Answered::Pushed(batches.iter().map(|batch| after(&batch.values)).collect()))
        }
        Input::Loss(compared) => {
            let features = moved(&compared.features, precision);
            parts(&loss(&Compared { features, ..compared.clone() }))
        }
        Input::Ema { mean, second, batches, beta } => {
            let (mut mean, mut second) = (mean.clone(), moved(second, precision));
            let mut after = |rows: &Array2<f64>| {
                let count = rows.nrows() as f64;
                mean.mapv_inplace(|x| beta * x);
                second.mapv_inplace(|x| beta * x);
                for row in rows.rows() {
                    mean.scaled_add((1.0 - beta) / count, &row);
                    second.scaled_add((1.0 - beta) / count, &column(row).dot(&column(row).t()));
                }
                let covariance = &second - &column(mean.view()).dot(&column(mean.view()).t());
                (mean.clone(), second.clone(), covariance)
            };
            parts(&Answered::Averaged(batches.iter().map(|batch| after(&batch.values)).collect()))
        }
    }
}

/// T is L (Lᵀ Σ L)^−½ Lᵀ with L Lᵀ = Σ', and with Σ = C Cᵀ and the singular values s and right vectors V of Cᵀ L it is L V diag(1/s) Vᵀ Lᵀ.
pub(super) fn loss(compared: &Compared) -> Answered {
    let Compared { features, next, new, mean, covariance } = compared;
    let (size, d) = features.dim();
    let (own_mean, own) = moments(features.view());
    let far = distance(own_mean.view(), own.view(), mean.values.view(), covariance.values.view());
    let lower = factor(covariance.values.view());
    let (values, right) = singular(factor(own.view()).t().dot(&lower).view());
    let left = lower.dot(&right);
    let map = (&left / &values).dot(&left.t());
    let mut gradient = Array2::zeros((*new, d));
    for (i, mut row) in gradient.axis_iter_mut(Axis(0)).enumerate() {
        let x = features.row((next + 2 * size - new + i) % size);
        let centred = &x - &own_mean;
        let by_covariance = (&centred - &map.dot(&centred)) / (size as f64 - 1.0);
        let by_mean = (&own_mean - &mean.values) / size as f64;
        row.assign(&((by_covariance + by_mean) * 2.0 / (far + 0.01)));
    }
    Answered::Lost(far, far / (far + 0.01), gradient)
}
