//! One step of Heun's rule, piece by piece.

use figures::{Axis, Chart, Figure, Series, Steps, text};
use ndarray::{ArrayView1, ArrayView2, array};

use crate::Heun;

/// Where the step begins and ends, and the deviation of the data.
const FROM: f64 = 1.0;
const TO: f64 = 0.3;
const DATA: f64 = 0.5;
/// The row at the beginning.
const START: f64 = 1.0;

fn slope(x: f64, sigma: f64) -> f64 {
    (x - x * DATA * DATA / (sigma * sigma + DATA * DATA)) / sigma
}

/// A step from level 1 to level 0.3, on Gaussian data: the slope, the trial, the second slope, and their mean.
pub fn steps(heun: Heun) -> Figure {
    let denoiser = |x: ArrayView2<'_, f32>, sigmas: ArrayView1<'_, f32>| {
        let sigma = f64::from(sigmas[0]);
        x.mapv(|x| x * (DATA * DATA / (sigma * sigma + DATA * DATA)) as f32)
    };
    let (start, levels) = (array![[START as f32]], array![FROM as f32, TO as f32]);
    let end = |solver: crate::Solver| f64::from(solver(&denoiser, start.view(), levels.view())[[0, 0]]);
    let (trial, corrected) = (end(heun.euler), end(heun.heun));
    let exact = |sigma: f64| START * sigma.hypot(DATA) / FROM.hypot(DATA);
    let (first, second) = (slope(START, FROM), slope(trial, TO));
    let curve: Vec<(f64, f64)> =
        (0..=20).map(|i| f64::from(i) / 20.0 * (FROM - TO)).map(|gone| (gone, exact(FROM - gone))).collect();
    let from_start = |to: f64| [(0.0, START), (FROM - TO, to)];
    let through_trial = [(0.35, trial + second * (FROM - TO - 0.35)), (FROM - TO, trial)];
    let chart = |number: usize, what: &str| {
        Chart::new(&format!("A step of Heun's rule, {number}"), what)
            .x(Axis::linear("noise taken away, 1 − σ").range(0.0, FROM - TO))
            .y(Axis::linear("row").range(0.4, 1.0))
            .line(Series::new("exact", curve.clone()).reference())
    };
    let [a, b, c] = [trial, corrected, exact(TO)].map(|x| text(x, 3));
    let [s1, s2, mean] = [first, second, f64::midpoint(first, second)].map(|x| text(x, 2));
    let frames = [
        (
            format!(
                "At level 1 the row is 1, and the slope there is {s1}. A step along it to level 0.3 is Euler's; here it is a trial."
            ),
            chart(
                1,
                &format!("The exact path goes from 1 to {c}, the straight line of the first slope to {a}."),
            )
            .line(Series::new("trial", from_start(trial))),
        ),
        (
            format!("At the trial, at level 0.3, the slope is {s2}: the path has become flatter."),
            chart(2, &format!("A short line through the end of the first one, at {a}, with the slope {s2}."))
                .line(Series::new("trial", from_start(trial)))
                .line(Series::new("second slope", through_trial).label_below(0.35)),
        ),
        (
            format!("The step is taken again from its beginning, along the mean of both slopes, {mean}."),
            chart(3, &format!("The line of the mean slope goes from 1 to {b}."))
                .line(Series::new("trial", from_start(trial)))
                .line(Series::new("mean\nslope", from_start(corrected))),
        ),
    ];
    let mut steps = Steps::new(
        "A step along the mean of two slopes, by Heun's rule, ends nearer to the exact path than Euler's",
    );
    for (caption, chart) in frames {
        steps = steps.frame(&caption, chart.save());
    }
    steps.save()
}
