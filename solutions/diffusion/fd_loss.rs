//! diffusion/fd_loss: the Fréchet distance as a loss.

use diffusion::{Averages, FdValue, FeatureQueue, symmetric_eigen};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

/// Writes new rows into the ring, the first at `next`, and moves `next` behind the last. After the last row of the ring comes its first.
///
/// `rows` (m, d) into `features` (N, d), m from 0 to N, and d at least 1. Rows lie within ±1000. The view may be transposed or strided.
pub fn push(queue: &mut FeatureQueue, rows: ArrayView2<'_, f64>) {
    for row in rows.rows() {
        queue.features.row_mut(queue.next).assign(&row);
        queue.next = (queue.next + 1) % queue.features.nrows();
    }
}

/// The Fréchet distance FD of all features in the queue from the data, by mean and unbiased covariance; the loss FD/(FD + 0.01); and its
/// gradient in the rows that were written last, `new` of them, in the order in which they were written. All other rows are constants. So
/// is the denominator: the gradient is that of FD, divided by FD + 0.01.
///
/// With μ and Σ of the queue, μ' and Σ' of the data, FD changes by 2 (μ − μ') with μ, and by I − T with Σ, where T is
/// Σ'^½ (Σ'^½ Σ Σ'^½)^−½ Σ'^½.
///
/// `features` (N, d), `mean` (d) and `covariance` (d, d) of the data give a gradient (new, d). `new` is from 1 to N, N at least 2, d at least 1.
/// All eigenvalues of both covariances lie between 0.0001 and 10,000. The views may be strided.
pub fn loss(
    queue: &FeatureQueue,
    new: usize,
    mean: ArrayView1<'_, f64>,
    covariance: ArrayView2<'_, f64>,
) -> FdValue {
    let (size, d) = queue.features.dim();
    let (own_mean, own) = super::frechet::moments(queue.features.view());
    let distance = super::frechet::distance(own_mean.view(), own.view(), mean, covariance);
    let power = |matrix: ArrayView2<'_, f64>, exponent| {
        let (values, vectors) = symmetric_eigen(matrix);
        (&vectors * &values.mapv(|value| value.powf(exponent))).dot(&vectors.t())
    };
    let root = power(covariance, 0.5);
    let inverse = power(root.dot(&own).dot(&root).view(), -0.5);
    let slope = Array2::eye(d) - root.dot(&inverse).dot(&root);
    let newest: Vec<usize> = (0..new).map(|i| (queue.next + size - new + i) % size).collect();
    let centred = queue.features.select(Axis(0), &newest) - &own_mean;
    let by_mean = (&own_mean - &mean) * (2.0 / size as f64);
    let by_covariance = centred.dot(&slope) * (2.0 / (size as f64 - 1.0));
    let gradient = (by_covariance + by_mean) / (distance + 0.01);
    FdValue { distance, loss: distance / (distance + 0.01), gradient }
}

/// The other way to see more than one batch. Each average, of x and of x xᵀ, becomes β times itself and 1 − β times the mean over the new
/// rows. What is given back is the covariance that they then say: the average of x xᵀ, less that of x times itself.
///
/// `mean` (d), `second` (d, d) and `rows` (m, d) give (d, d). m is at least 1, d at least 1; β lies between 0 and 1, and can be both. Rows lie
/// within ±1000. The view may be transposed or strided.
pub fn ema(averages: &mut Averages, rows: ArrayView2<'_, f64>, beta: f64) -> Array2<f64> {
    let count = rows.nrows() as f64;
    let share = (1.0 - beta) / count;
    averages.mean = &averages.mean * beta + rows.sum_axis(Axis(0)) * share;
    averages.second = &averages.second * beta + rows.t().dot(&rows) * share;
    let column = averages.mean.view().insert_axis(Axis(1));
    &averages.second - &column.dot(&column.t())
}
