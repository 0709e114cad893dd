//! A queue of features, and points that move down the gradient of their distance.

use figures::{Figure, Grid, Panel, Steps};
use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use super::fd_sets::{distance, near_a_mode, noise, ring, sliced};
use crate::{Averages, FdLoss, FdValue, FeatureQueue, Frechet};

/// sin(0.7 i + s), row by row: numbers that any language makes again.
pub fn sines(shape: (usize, usize), s: f64) -> Array2<f64> {
    Array2::from_shape_fn(shape, |(row, k)| (0.7 * (row * shape.1 + k) as f64 + s).sin())
}

/// Mean and covariance of the data in examples.
pub fn data() -> (Array1<f64>, Array2<f64>) {
    (ndarray::array![1.0, -1.0], ndarray::array![[1.0, -0.3], [-0.3, 2.0]])
}

/// Six old rows and two new ones in a queue of six.
pub fn eight_rows(fd: FdLoss) -> FeatureQueue {
    let mut queue = FeatureQueue { features: sines((6, 2), 0.1), next: 0 };
    (fd.push)(&mut queue, sines((2, 2), 0.9).view());
    queue
}

/// What the loss says of a perfect generator, whose `batch` new rows are of the data's own law, in a queue of `size`: the distance, and how
/// far a row is asked to move, in deviations of the data.
pub fn perfect(fd: FdLoss, size: usize, batch: usize) -> [f64; 2] {
    let d = 8;
    let queue = FeatureQueue { features: noise(size, d, 77), next: 0 };
    let (mean, covariance) = (Array1::zeros(d), Array2::eye(d));
    let found: FdValue = (fd.loss)(&queue, batch, mean.view(), covariance.view());
    let asked = &found.gradient * ((found.distance + 0.01) * size as f64 / 2.0);
    [found.distance, asked.mapv(|x| x * x).mean().expect("there are rows").sqrt()]
}

/// One line of [`descend`].
pub struct Row {
    /// Steps so far.
    pub step: usize,
    /// The Fréchet distance.
    pub distance: f64,
    /// The distance of all shadows.
    pub sliced: f64,
    /// The share of points near a mode.
    pub near: f64,
}

/// 256 points, a narrow cloud beside the middle, move down the gradient: in each step 64 of them go into a queue of 256, and
/// move. The data are the ring.
pub fn descend(fd: FdLoss, frechet: Frechet, marks: &[usize]) -> Vec<Row> {
    let (count, batch) = (256, 64);
    let data = ring(count, 3);
    let (mean, covariance) = (frechet.moments)(data.view());
    let mut points = noise(count, 2, 5) * 0.3 + 1.0;
    let mut queue = FeatureQueue { features: points.clone(), next: 0 };
    let mut rows = Vec::new();
    for step in 0..=marks.iter().copied().max().unwrap_or(0) {
        if marks.contains(&step) {
            rows.push(Row {
                step,
                distance: distance(frechet, points.view(), data.view()),
                sliced: sliced(points.view(), data.view()),
                near: near_a_mode(points.view()),
            });
        }
        let first = step * batch % count;
        let mut moving = points.slice_mut(s![first..first + batch, ..]);
        (fd.push)(&mut queue, moving.view());
        let found = (fd.loss)(&queue, batch, mean.view(), covariance.view());
        // FD + 0.01 is the normaliser: times it, a step is as long as the distance asks for.
        moving.scaled_add(-0.1 * count as f64 * (found.distance + 0.01), &found.gradient);
    }
    rows
}

/// Two batches around different means: the covariance that averages over both say, and the average of their covariances.
pub fn between(fd: FdLoss) -> [f64; 2] {
    let old = sines((6, 2), 0.1);
    let new = sines((2, 2), 0.9);
    let mut averages =
        Averages { mean: old.mean_axis(Axis(0)).expect("there are rows"), second: old.t().dot(&old) / 6.0 };
    let said = (fd.ema)(&mut averages, new.view(), 0.9);
    let own = |rows: ArrayView2<'_, f64>| {
        let centred = &rows - &rows.mean_axis(Axis(0)).expect("there are rows");
        (centred.t().dot(&centred) / rows.nrows() as f64)[[0, 0]]
    };
    [said[[0, 0]], 0.9 * own(old.view()) + 0.1 * own(new.view())]
}

/// Batches of three rows come into a ring of eight.
///
/// # Panics
/// If the answer changes the shape of the queue.
pub fn steps(fd: FdLoss) -> Figure {
    let (size, batch) = (8, 3);
    let columns: Vec<String> = (0..size).map(|at| at.to_string()).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let strip = |caption: &str, cells: Vec<f64>| Panel::new(caption, vec![cells]).names(&[""], &columns);
    let mut queue = FeatureQueue { features: Array2::zeros((size, 1)), next: 0 };
    let mut steps = Steps::new(
        "A new batch takes the place of the oldest rows of the queue, and its rows alone have a gradient",
    );
    for number in 1..=4 {
        (fd.push)(&mut queue, Array2::from_elem((batch, 1), f64::from(number)).view());
        assert_eq!(queue.features.dim(), (size, 1), "the shape of the queue");
        let held: Vec<f64> = queue.features.iter().copied().collect();
        let of = |value: &dyn Fn(usize) -> f64| (0..size).map(value).collect::<Vec<f64>>();
        let new = |at: usize| f64::from(u8::from(held[at] == f64::from(number)));
        let pointer = |at: usize| f64::from(u8::from(at == queue.next));
        let batches = held.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let caption = match number {
            1 => "Batch 1 goes to rows 0, 1 and 2. The other rows still hold zeros.",
            2 => {
                "Batch 2 goes behind it. Its rows alone have a gradient; those of batch 1 count in the moments, as constants."
            }
            3 => "Batch 3 goes over the end: rows 6 and 7, then row 0, where the oldest row was.",
            _ => "Batch 4 takes the place of what is oldest: the last rows of batch 1, and a row of batch 2.",
        };
        let about = format!(
            "The rows of the ring are of the batches {batches}. The next one goes to row {}.",
            queue.next
        );
        let grid = Grid::new(&format!("After batch {number}"), &about)
            .panel(
                strip("of batch", held.iter().map(|x| (x / 4.0).clamp(0.0, 1.0)).collect())
                    .write(|cell| if cell > 0.0 { format!("{:.0}", 4.0 * cell) } else { String::new() }),
            )
            .panel(strip("has a gradient", of(&new)).below())
            .panel(strip("next", of(&pointer)).below());
        steps = steps.frame(caption, grid.save());
    }
    steps.save()
}
