//! Two ways back from noise: one cloud for both, and other paths. Scores are formulas here.

use figures::{Axis, Chart, Figure, Series, normals, random, rounded, text};
use ndarray::{Array1, Array2, ArrayView2};

use crate::VpSde;

/// β at time 0 and at time 1.
pub const BETAS: [f64; 2] = [0.1, 20.0];
/// The variance of normal data.
pub const VARIANCE: f64 = 0.25;
/// How many steps there are from time 1 to time 0.
pub const STEPS: usize = 1000;

/// A way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The probability flow.
    Flow,
    /// The reverse equation, which has noise.
    Sde,
    /// The drift of the latter, and no noise.
    WithoutNoise,
    /// The drift of the former, and noise.
    HalfScore,
}

/// All of them.
pub const WAYS: [Way; 4] = [Way::Flow, Way::Sde, Way::WithoutNoise, Way::HalfScore];

/// The times of a way back and what is left of it: from 1 down to one step before 0.
fn times(steps: usize) -> impl Iterator<Item = f64> {
    (1..=steps).rev().map(move |at| at as f64 / steps as f64)
}

/// A step from t to t − dt.
fn stepped(
    sde: VpSde,
    way: Way,
    [x, score, noise]: [ArrayView2<'_, f32>; 3],
    [t, dt]: [f64; 2],
) -> Array2<f32> {
    let [first, last] = BETAS;
    let nothing = Array2::zeros(x.dim());
    match way {
        Way::Sde => (sde.step)(x, score, noise, t, dt, first, last),
        Way::WithoutNoise => (sde.step)(x, score, nothing.view(), t, dt, first, last),
        Way::Flow => &x - (sde.flow)(x, score, t, first, last) * dt as f32,
        Way::HalfScore => {
            let spread = (sde.step)(nothing.view(), nothing.view(), noise, t, dt, first, last);
            &x - (sde.flow)(x, score, t, first, last) * dt as f32 + spread
        }
    }
}

/// The variance that normal data has at a time.
pub fn variance(sde: VpSde, t: f64) -> f64 {
    let (coefficient, deviation) = (sde.marginal)(t, BETAS[0], BETAS[1]);
    coefficient * coefficient * VARIANCE + deviation * deviation
}

/// Time and variance of a cloud that begins as standard normal noise at time 1 and goes back, for normal data. A step multiplies what is there
/// by a number and adds noise, so that its variance is a formula: no sample is drawn.
pub fn cloud(sde: VpSde, way: Way, steps: usize) -> Vec<(f64, f64)> {
    let one = |x: f64| Array2::from_elem((1, 1), x as f32);
    let dt = 1.0 / steps as f64;
    let mut now = 1.0;
    let mut all = vec![(1.0, now)];
    for t in times(steps) {
        let score = -1.0 / variance(sde, t);
        let of = |x: f64, noise: f64| {
            let arrays = [one(x), one(score * x), one(noise)];
            f64::from(stepped(sde, way, [0, 1, 2].map(|at| arrays[at].view()), [t, dt])[[0, 0]])
        };
        now = of(1.0, 0.0).powi(2) * now + of(0.0, 1.0).powi(2);
        all.push((t - dt, now));
    }
    all
}

/// What is left at time 0.
pub fn left(sde: VpSde, way: Way, steps: usize) -> f64 {
    cloud(sde, way, steps).last().expect("it begins at 1").1
}

/// The variance of the cloud on all four ways.
pub fn figure(sde: VpSde) -> Figure {
    let line = |way: Way| {
        let all = cloud(sde, way, STEPS);
        all.into_iter().step_by(20).map(|(t, y)| (1.0 - t, y)).collect::<Vec<_>>()
    };
    let data = (0..=50).map(|at| f64::from(at) / 50.0).map(|back| (back, variance(sde, 1.0 - back)));
    let [flow, with_noise, collapsed, spread] = WAYS.map(|way| left(sde, way, STEPS));
    let description = format!(
        "The variance of a cloud that goes back from time 1 to time 0, in {STEPS} steps. The data has the variance {VARIANCE}. By the flow {} is left, by the equation \
         with noise {}. With the whole score and no noise the cloud collapses to {}, and with half of the score and noise it ends at {}.",
        text(flow, 3),
        text(with_noise, 3),
        rounded(collapsed, 2),
        text(spread, 2)
    );
    Chart::new(
        "Half of the score without noise and all of it with noise lead back to the data; the mixtures do not",
        &description,
    )
    .x(Axis::linear("how far back").range(0.0, 1.0))
    .y(Axis::log10("variance of the cloud"))
    .line(Series::new("with noise", line(Way::Sde)).wide())
    .line(Series::new("flow", line(Way::Flow)))
    .line(Series::new("whole score,\nno noise", line(Way::WithoutNoise)))
    .line(Series::new("half score,\nnoise", line(Way::HalfScore)))
    .line(Series::new("data", data).reference())
    .save()
}

/// The middle of each of the two heaps of data on a line, −1 and 1, and their deviation.
const MIDDLE: f64 = 1.0;
const SPREAD: f64 = 0.15;

/// ∇ log p of the two heaps at a time, for each row.
fn pull(sde: VpSde, x: ArrayView2<'_, f32>, t: f64) -> Array2<f32> {
    let (coefficient, deviation) = (sde.marginal)(t, BETAS[0], BETAS[1]);
    let variance = (coefficient * SPREAD).powi(2) + deviation * deviation;
    let middle = coefficient * MIDDLE;
    x.mapv(|x| {
        let x = f64::from(x);
        // The mean of the heaps' middles, weighted by how likely x belongs to each.
        let toward = middle * (x * middle / variance).tanh();
        ((toward - x) / variance) as f32
    })
}

/// Numbers that go back from time 1: where each begins, and where it ends.
pub fn travelled(sde: VpSde, way: Way, start: &Array1<f32>, steps: usize) -> Array1<f32> {
    paths(sde, way, start, steps).pop().expect("it begins at 1").1
}

fn paths(sde: VpSde, way: Way, start: &Array1<f32>, steps: usize) -> Vec<(f64, Array1<f32>)> {
    let mut random = random(5301);
    let dt = 1.0 / steps as f64;
    let mut x = start.clone().insert_axis(ndarray::Axis(1));
    let mut all = vec![(1.0, start.clone())];
    for t in times(steps) {
        let (score, noise) = (pull(sde, x.view(), t), normals(&mut random, x.dim()));
        x = stepped(sde, way, [x.view(), score.view(), noise.view()], [t, dt]);
        all.push((t - dt, x.column(0).to_owned()));
    }
    all
}

/// Standard normal numbers to begin with.
pub fn starts(count: usize) -> Array1<f32> {
    normals(&mut random(5302), (1, count)).row(0).to_owned()
}

/// In words: the share right of 0, the mean distance from the nearer heap, and how many of those that began right of 0 end there.
pub fn told(sde: VpSde, way: Way, count: usize) -> String {
    let start = starts(count);
    let end = travelled(sde, way, &start, 200);
    let right = |x: &Array1<f32>| x.iter().filter(|&&x| x > 0.0).count();
    let share = right(&end) as f64 / count as f64;
    let off = end.iter().map(|x| f64::from((x.abs() - MIDDLE as f32).abs())).sum::<f64>() / count as f64;
    let stayed = start.iter().zip(&end).filter(|(a, b)| **a > 0.0 && **b > 0.0).count();
    let of_those = stayed as f64 / right(&start) as f64;
    format!("{share:.2} end right of 0, {off:.2} from a heap; of those that begin there {of_those:.2}")
}

/// One beginning, and where it leads: by the flow, and by the equation with noise three times.
pub fn same_start(sde: VpSde) -> Figure {
    let (begin, steps) = (0.6, 400);
    let line = |all: &[(f64, Array1<f32>)], row: usize| {
        all.iter().step_by(4).map(|(t, x)| (1.0 - t, f64::from(x[row]))).collect::<Vec<_>>()
    };
    let flow = paths(sde, Way::Flow, &Array1::from_elem(1, begin), steps);
    let noisy = paths(sde, Way::Sde, &Array1::from_elem(3, begin), steps);
    let ends = &noisy.last().expect("it begins at 1").1;
    let flow_end = f64::from(flow.last().expect("it begins at 1").1[0]);
    let description = format!(
        "Paths from time 1 to time 0 that all begin at {}, to data in two heaps at −1 and 1. The flow is smooth, and ends at {}. Three paths with noise wander, and end at \
         {}, {} and {}.",
        text(begin, 1),
        text(flow_end, 2),
        text(ends[0], 2),
        text(ends[1], 2),
        text(ends[2], 2)
    );
    let mut chart = Chart::new(
        "From one beginning the flow has one path, to one heap; with noise a path may end at either",
        &description,
    )
    .x(Axis::linear("how far back").range(0.0, 1.0))
    .y(Axis::linear("x"));
    for (row, name) in ["noise 1", "noise 2", "noise 3"].into_iter().enumerate() {
        chart = chart.line(Series::new(name, line(&noisy, row)));
    }
    chart.line(Series::new("flow", line(&flow, 0)).wide()).save()
}
