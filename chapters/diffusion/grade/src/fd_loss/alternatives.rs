//! Right answers to `fd_loss` by another route.

use diffusion::{Averages, FdLoss, FdValue, FeatureQueue, symmetric_eigen};
use judge::Alternative;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, s};

pub(super) fn alternatives() -> Vec<Alternative<FdLoss>> {
    vec![
        Alternative {
            name: "slices of the ring; Σ^−½ (Σ^½ Σ' Σ^½)^½ Σ^−½; averages of rows with a 1 in front",
            answer: FdLoss { push: slices, loss: other_root, ema: with_ones },
        },
        Alternative {
            name: "loops; the map by Newton's iteration for a root and its inverse; averages around the batch's mean",
            answer: FdLoss { push: from_the_last, loss: by_iteration, ema: around_the_mean },
        },
    ]
}

fn slices(queue: &mut FeatureQueue, rows: ArrayView2<'_, f64>) {
    let (size, count, next) = (queue.features.nrows(), rows.nrows(), queue.next);
    let before_end = count.min(size - next);
    queue.features.slice_mut(s![next..next + before_end, ..]).assign(&rows.slice(s![..before_end, ..]));
    queue.features.slice_mut(s![..count - before_end, ..]).assign(&rows.slice(s![before_end.., ..]));
    queue.next = if next + count < size { next + count } else { next + count - size };
}

fn from_the_last(queue: &mut FeatureQueue, rows: ArrayView2<'_, f64>) {
    let (size, d) = queue.features.dim();
    let end = (queue.next + rows.nrows()) % size;
    for back in 1..=rows.nrows() {
        for k in 0..d {
            queue.features[[(end + size - back) % size, k]] = rows[[rows.nrows() - back, k]];
        }
    }
    queue.next = end;
}

fn power(matrix: &Array2<f64>, exponent: f64) -> Array2<f64> {
    let symmetric = (matrix + &matrix.t()) * 0.5;
    let (values, vectors) = symmetric_eigen(symmetric.view());
    (&vectors * &values.mapv(|value| value.powf(exponent))).dot(&vectors.t())
}

/// With the map's values at hand, and tr (ΣΣ')^½, the rest.
fn finish(
    queue: &FeatureQueue,
    new: usize,
    mean: ArrayView1<'_, f64>,
    traces: f64,
    map: &Array2<f64>,
) -> FdValue {
    let (size, d) = queue.features.dim();
    let count = size as f64;
    let own_mean = queue.features.mean_axis(Axis(0)).unwrap();
    let apart = &own_mean - &mean;
    let distance = apart.mapv(|x| x * x).sum() + traces;
    let mut all = Array2::zeros((size, d));
    for (x, mut row) in queue.features.rows().into_iter().zip(all.rows_mut()) {
        let centred = &x - &own_mean;
        row.assign(&((&centred - &map.dot(&centred)) / (count - 1.0) + &apart / count));
    }
    let first = (queue.next + size - new) % size;
    let order: Vec<usize> = (first..size).chain(0..first).take(new).collect();
    let gradient = all.select(Axis(0), &order) * 2.0 / (distance + 0.01);
    FdValue { distance, loss: 1.0 - 0.01 / (distance + 0.01), gradient }
}

fn covariance_of(queue: &FeatureQueue) -> Array2<f64> {
    let centred = &queue.features - &queue.features.mean_axis(Axis(0)).unwrap();
    centred.t().dot(&centred) / (queue.features.nrows() as f64 - 1.0)
}

fn other_root(
    queue: &FeatureQueue,
    new: usize,
    mean: ArrayView1<'_, f64>,
    covariance: ArrayView2<'_, f64>,
) -> FdValue {
    let own = covariance_of(queue);
    let (root, inverse) = (power(&own, 0.5), power(&own, -0.5));
    let middle = power(&root.dot(&covariance).dot(&root), 0.5);
    let traces = own.diag().sum() + covariance.diag().sum() - 2.0 * middle.diag().sum();
    finish(queue, new, mean, traces, &inverse.dot(&middle).dot(&inverse))
}

/// Denman and Beavers: Y goes to the root of a matrix and Z to its inverse, with inverses by elimination. Not for singular matrices, which
/// are not promised.
fn roots(matrix: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    let (mut y, mut z) = (matrix.clone(), Array2::eye(matrix.nrows()));
    for _ in 0..40 {
        let (a, b) = (inverse(&y), inverse(&z));
        (y, z) = ((&y + &b) * 0.5, (&z + &a) * 0.5);
    }
    (y, z)
}

fn inverse(matrix: &Array2<f64>) -> Array2<f64> {
    let d = matrix.nrows();
    let mut both = ndarray::concatenate![Axis(1), *matrix, Array2::<f64>::eye(d)];
    for k in 0..d {
        let best = (k..d).max_by(|&i, &j| both[[i, k]].abs().total_cmp(&both[[j, k]].abs())).unwrap();
        for column in 0..2 * d {
            both.swap([k, column], [best, column]);
        }
        let row = &both.row(k) / both[[k, k]];
        for i in (0..d).filter(|&i| i != k) {
            let factor = both[[i, k]];
            both.row_mut(i).scaled_add(-factor, &row);
        }
        both.row_mut(k).assign(&row);
    }
    both.slice(s![.., d..]).to_owned()
}

fn by_iteration(
    queue: &FeatureQueue,
    new: usize,
    mean: ArrayView1<'_, f64>,
    covariance: ArrayView2<'_, f64>,
) -> FdValue {
    let own = covariance_of(queue);
    let (root, _) = roots(&covariance.to_owned());
    let (middle, middle_inverse) = roots(&root.dot(&own).dot(&root));
    let traces = own.diag().sum() + covariance.diag().sum() - 2.0 * middle.diag().sum();
    finish(queue, new, mean, traces, &root.dot(&middle_inverse).dot(&root))
}

/// The products of (1, x) with itself hold both averages.
fn with_ones(averages: &mut Averages, rows: ArrayView2<'_, f64>, beta: f64) -> Array2<f64> {
    let (count, d) = rows.dim();
    let extended = ndarray::concatenate![Axis(1), Array2::ones((count, 1)), rows];
    let new = extended.t().dot(&extended) / count as f64;
    averages.mean.zip_mut_with(&new.slice(s![0, 1..]), |old, new| *old += (1.0 - beta) * (new - *old));
    averages.second.zip_mut_with(&new.slice(s![1.., 1..]), |old, new| *old += (1.0 - beta) * (new - *old));
    Array2::from_shape_fn((d, d), |(i, k)| averages.second[[i, k]] - averages.mean[i] * averages.mean[k])
}

/// The covariance without a difference of large numbers: that of before, that of the batch, and the spread between their means.
fn around_the_mean(averages: &mut Averages, rows: ArrayView2<'_, f64>, beta: f64) -> Array2<f64> {
    let outer = |a: &ndarray::Array1<f64>| {
        let column = a.view().insert_axis(Axis(1));
        column.dot(&column.t())
    };
    let mean = rows.mean_axis(Axis(0)).unwrap();
    let centred = &rows - &mean;
    let batch = centred.t().dot(&centred) / rows.nrows() as f64;
    let before = &averages.second - &outer(&averages.mean);
    let between = outer(&(&mean - &averages.mean)) * (beta * (1.0 - beta));
    averages.mean = &averages.mean * beta + &mean * (1.0 - beta);
    let covariance = before * beta + batch * (1.0 - beta) + between;
    averages.second = &covariance + &outer(&averages.mean);
    covariance
}
