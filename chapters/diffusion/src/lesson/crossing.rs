//! Two modes in one dimension: paths of pairs that cross, the flow of their mean velocity, and paths made straight.

use figures::{Axis, Chart, Figure, Series, Steps, text};
use ndarray::{Array1, Array2, Axis as Of, array};

use crate::{FlowLoss, normal};

/// Data are near 1 and near −1, each half of the time, with this standard deviation. Noise is standard normal.
pub const SPREAD: f64 = 0.1;
/// How many samples of the noise stand for all: the middles of as many equal shares.
const SAMPLES: usize = 200;
/// Steps that count as exact.
const FINE: usize = 2000;
/// Lines in the figure.
const LINES: usize = 12;

/// What is known of data and noise at a point x of level σ: (probability, mean of the data, mean of the noise, variance of noise − data)
/// for each of the modes.
fn modes(x: f64, sigma: f64) -> [(f64, f64, f64, f64); 2] {
    let rest = 1.0 - sigma;
    let variance = (rest * SPREAD).powi(2) + sigma * sigma;
    let of = |mode: f64| {
        let off = x - rest * mode;
        let data = mode + rest * SPREAD * SPREAD * off / variance;
        let noise = sigma * off / variance;
        // Given x, noise − data is (x − data)/σ: its variance is that of the data, which is (spread · σ)²/variance, divided by σ².
        (-0.5 * off * off / variance, data, noise, SPREAD * SPREAD / variance)
    };
    let [low, high] = [of(-1.0), of(1.0)];
    let share = 1.0 / (1.0 + (low.0 - high.0).exp());
    [(1.0 - share, low.1, low.2, low.3), (share, high.1, high.2, high.3)]
}

/// The mean velocity at a point: what a network learns that learns without error.
pub fn velocity(x: f64, sigma: f64) -> f64 {
    modes(x, sigma).iter().map(|(share, data, noise, _)| share * (noise - data)).sum()
}

/// The same for a batch, as networks are called.
pub fn network(x: ndarray::ArrayView2<'_, f32>, sigmas: ndarray::ArrayView1<'_, f32>) -> Array2<f32> {
    let mut out = x.to_owned();
    for (mut row, &sigma) in out.axis_iter_mut(Of(0)).zip(sigmas) {
        row.mapv_inplace(|x| velocity(f64::from(x), f64::from(sigma)) as f32);
    }
    out
}

/// Quantiles of the noise.
pub fn noise(count: usize) -> Array1<f32> {
    Array1::from_shape_fn(count, |at| normal::quantile((at as f64 + 0.5) / count as f64) as f32)
}

/// Each sample after each of so many steps of one size, from level 1 to 0, along a velocity; shape (steps + 1, samples).
fn along(
    flow: FlowLoss,
    start: &Array1<f32>,
    steps: usize,
    velocity: &dyn Fn(f64, f64) -> f64,
) -> Array2<f32> {
    let mut x = start.clone().insert_axis(Of(1));
    let mut all = Array2::zeros((steps + 1, start.len()));
    all.row_mut(0).assign(start);
    for at in 0..steps {
        let level = |at: usize| 1.0 - at as f64 / steps as f64;
        let v = x.mapv(|x| velocity(f64::from(x), level(at)) as f32);
        x = (flow.step)(x.view(), v.view(), level(at) as f32, level(at + 1) as f32);
        all.row_mut(at + 1).assign(&x.column(0));
    }
    all
}

/// Where noise is led in so many steps of Euler's rule.
pub fn led(flow: FlowLoss, start: &Array1<f32>, steps: usize) -> Array1<f32> {
    along(flow, start, steps, &velocity).row(steps).to_owned()
}

/// The mean distance of samples from where many small steps lead them.
pub fn error(flow: FlowLoss, steps: usize) -> f64 {
    let start = noise(SAMPLES);
    distance(&led(flow, &start, steps), &led(flow, &start, FINE))
}

fn distance(a: &Array1<f32>, b: &Array1<f32>) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>() / a.len() as f64
}

/// Pairs of noise and of where the flow leads it, both rising.
struct Pairs {
    noise: Array1<f32>,
    data: Array1<f32>,
}

impl Pairs {
    fn new(flow: FlowLoss) -> Pairs {
        let noise = noise(2 * SAMPLES + 1);
        let data = led(flow, &noise, FINE);
        Pairs { noise, data }
    }

    /// The velocity of the one straight path that goes through a point: paths do not cross, so that there is one.
    fn velocity(&self, x: f64, sigma: f64) -> f64 {
        let at = |i: usize| (1.0 - sigma) * f64::from(self.data[i]) + sigma * f64::from(self.noise[i]);
        let last = self.noise.len() - 1;
        let (mut low, mut high) = (0, last);
        while high - low > 1 {
            let middle = usize::midpoint(low, high);
            if at(middle) <= x { low = middle } else { high = middle }
        }
        let part = ((x - at(low)) / (at(high) - at(low)).max(1e-12)).clamp(0.0, 1.0);
        let of = |i: usize| f64::from(self.noise[i]) - f64::from(self.data[i]);
        of(low) * (1.0 - part) + of(high) * part
    }
}

/// The same error with the velocity of the pairs that the flow has made.
pub fn error_after_reflow(flow: FlowLoss, steps: usize) -> f64 {
    let pairs = Pairs::new(flow);
    let start = noise(SAMPLES);
    let found = along(flow, &start, steps, &|x, sigma| pairs.velocity(x, sigma)).row(steps).to_owned();
    distance(&found, &led(flow, &start, FINE))
}

/// How uncertain the velocity is halfway when x is known: the mean of its variance given x at level ½. Any network has this loss at least.
pub fn uncertainty() -> f64 {
    let (count, widest) = (4000_usize, 4.0);
    let (mut sum, mut weights) = (0.0, 0.0);
    for at in 0..count {
        let x = -widest + 2.0 * widest * (at as f64 + 0.5) / count as f64;
        let all = modes(x, 0.5);
        let mean = velocity(x, 0.5);
        let inside = |(share, data, noise, within): (f64, f64, f64, f64)| {
            share * ((noise - data - mean).powi(2) + within)
        };
        let variance: f64 = all.into_iter().map(inside).sum();
        let weight: f64 = [-1.0, 1.0]
            .iter()
            .map(|mode| (-0.5 * (x - 0.5 * mode).powi(2) / (0.25 * (1.0 + SPREAD * SPREAD))).exp())
            .sum();
        sum += weight * variance;
        weights += weight;
    }
    sum / weights
}

/// Pairs as they are drawn: each noise with data that do not depend on it.
fn drawn_pairs() -> Vec<(f32, f32)> {
    // In a fixed order that mixes them.
    let places = [7, 2, 10, 5, 0, 8, 3, 11, 6, 1, 9, 4];
    let noise = noise(LINES);
    places
        .iter()
        .enumerate()
        .map(|(at, &place)| {
            let mode = if place % 2 == 0 { 1.0 } else { -1.0 };
            (noise[at], mode + SPREAD as f32 * noise[place])
        })
        .collect()
}

/// Lines of one series, with gaps between them.
fn lines(paths: impl Iterator<Item = Vec<(f64, f64)>>) -> Vec<(f64, f64)> {
    paths
        .flat_map(|path| {
            let end = path.last().map_or(0.0, |&(x, _)| x);
            path.into_iter().chain([(end, f64::NAN)])
        })
        .collect()
}

fn straight(pairs: &[(f32, f32)]) -> Vec<(f64, f64)> {
    lines(pairs.iter().map(|&(noise, data)| vec![(0.0, f64::from(data)), (1.0, f64::from(noise))]))
}

fn of_steps(all: &Array2<f32>) -> Vec<(f64, f64)> {
    let steps = all.nrows() - 1;
    let path = |c: usize| {
        (0..=steps)
            .rev()
            .map(|at| (1.0 - at as f64 / steps as f64, f64::from(all[[at, c]])))
            .collect::<Vec<_>>()
    };
    lines((0..all.ncols()).map(path))
}

/// All lines are called the same, so that the plot stays where it is from step to step.
fn frame(title: &str, about: &str, points: Vec<(f64, f64)>) -> Figure {
    Chart::new(title, about)
        .x(Axis::linear("level σ: data at 0, noise at 1").range(0.0, 1.0))
        .y(Axis::linear("x").range(-2.0, 2.0))
        .line(Series::new("paths", points))
        .save()
}

/// Pairs, the flow of their mean velocity, one step of it, and straight paths to where it leads.
pub fn steps(flow: FlowLoss) -> Figure {
    let start = noise(LINES);
    let fine = along(flow, &start, 100, &velocity);
    let one = along(flow, &start, 1, &velocity);
    let ends: Vec<(f32, f32)> = start.iter().copied().zip(led(flow, &start, FINE)).collect();
    let landed = one.row(1).iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let (low, high) = (ends[0].1, ends[LINES - 1].1);
    Steps::new("Straight pairs cross, and the flow learned from them bends; the pairs it makes do not cross")
        .frame(
            "Training: each noise is paired with data that have nothing to do with it. Every path is straight, and where paths cross, a network cannot know which one it is on.",
            frame(
                "Pairs",
                &format!("{LINES} straight lines between noise at level 1 and data near 1 and −1 at level 0. Many cross."),
                straight(&drawn_pairs()),
            ),
        )
        .frame(
            "What it learns is the mean velocity at each point. Its paths do not cross, and they bend: first towards the middle, then to one of the modes.",
            frame(
                "The flow of the mean velocity",
                &format!("{LINES} curves from noise at level 1 to data, the lowest to {}, the highest to {}. They do not cross.", text(low, 2), text(high, 2)),
                of_steps(&fine),
            ),
        )
        .frame(
            "One step of it, from noise to data: every sample lands in the middle, where there are no data. Seen from pure noise, the mean of the data is all that is known.",
            frame(
                "One step",
                &format!("{LINES} straight lines from noise at level 1 to x = 0 at level 0; the farthest ends at {}.", text(landed, 2)),
                of_steps(&one),
            ),
        )
        .frame(
            "Reflow: each noise is paired with where the flow has led it. The lines between them are straight and do not cross, so that the velocity is known at every point, and one step is exact.",
            frame(
                "Pairs of the flow",
                &format!("{LINES} straight lines from noise at level 1 to where the flow leads it. They do not cross."),
                straight(&ends),
            ),
        )
        .save()
}

/// A velocity as the loss sees it: the loss of the best network there is, from many pairs at one level.
pub fn loss_of_the_best(flow: FlowLoss, sigma: f32) -> f32 {
    let noise = noise(SAMPLES);
    let modes = array![-1.0_f32, 1.0];
    // All pairs of noise and data.
    let all = SAMPLES * modes.len();
    let (data, e) = (
        Array2::from_shape_fn((all, 1), |(row, _)| {
            let spread = SPREAD as f32 * noise[(7 * row + 3 * (row / SAMPLES)) % SAMPLES];
            modes[row / SAMPLES] + spread
        }),
        Array2::from_shape_fn((all, 1), |(row, _)| noise[row % SAMPLES]),
    );
    (flow.loss)(&network, data.view(), e.view(), Array1::from_elem(all, sigma).view())
}
