//! The smooth step beside a logistic function, and a selector that descends along it.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, text};
use ndarray::{Array1, Array2, array};

use crate::DSelectK;

/// The losses of four experts, of which the second is the best.
pub const LOSSES: [f32; 4] = [1.0, 0.2, 0.7, 0.9];
/// The width of the step.
pub const GAMMA: f32 = 1.0;
/// What the slope is multiplied by.
pub const RATE: f64 = 0.1;

/// A selector at one step of its descent.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which step.
    pub step: usize,
    /// Its two logits.
    pub logits: [f64; 2],
    /// The weights of the four experts.
    pub weights: Array1<f32>,
    /// The entropy of these.
    pub entropy: f64,
}

/// The selector's weights.
pub fn weights(gate: DSelectK, gamma: f32, logits: [f64; 2]) -> Array1<f32> {
    (gate.selector)(array![logits[0] as f32, logits[1] as f32].view(), LOSSES.len(), gamma)
}

/// The slopes of the mixed loss by the two logits. The derivative of the step is written out, 6 (¼ − u²) / gamma with u the
/// logit in units of gamma: differences of values would reach across its edges.
pub fn slopes(gamma: f32, logits: [f64; 2]) -> [f64; 2] {
    let gamma = f64::from(gamma);
    let units = logits.map(|z| (z / gamma).clamp(-0.5, 0.5));
    let values = units.map(|u| -2.0 * u * u * u + 1.5 * u + 0.5);
    let rises = units.map(|u| 6.0 * (0.25 - u * u) / gamma);
    let mut slopes = [0.0, 0.0];
    for (code, loss) in LOSSES.iter().enumerate() {
        let one = [code >> 1 & 1 == 1, code & 1 == 1];
        let factor = |j: usize| if one[j] { values[j] } else { 1.0 - values[j] };
        for (j, slope) in slopes.iter_mut().enumerate() {
            let rise = if one[j] { rises[j] } else { -rises[j] };
            *slope += f64::from(*loss) * rise * factor(1 - j);
        }
    }
    slopes
}

/// Descends on the mixed loss of the experts, from two logits.
pub fn descend(gate: DSelectK, start: [f64; 2], shown: &[usize]) -> Vec<Row> {
    with_width(gate, GAMMA, start, shown)
}

/// The same with a step of another width.
pub fn with_width(gate: DSelectK, gamma: f32, start: [f64; 2], shown: &[usize]) -> Vec<Row> {
    let mut logits = start;
    let mut rows = Vec::new();
    for step in 0..=shown.iter().copied().max().unwrap_or(0) {
        if shown.contains(&step) {
            let selectors = Array2::from_shape_fn((1, 2), |(_, j)| logits[j] as f32);
            let entropy = f64::from((gate.penalty)(selectors.view(), LOSSES.len(), gamma).0);
            rows.push(Row { step, logits, weights: weights(gate, gamma, logits), entropy });
        }
        let slopes = slopes(gamma, logits);
        for (logit, slope) in logits.iter_mut().zip(slopes) {
            *logit -= RATE * slope;
        }
    }
    rows
}

/// The smooth step, its slope, and a logistic function.
///
/// # Panics
/// If the answer gives no finite values.
pub fn figure(gate: DSelectK) -> Figure {
    let step = |t: f64| f64::from((gate.smooth_step)(t as f32, GAMMA));
    let slope = |t: f64| (step(t + 1.0 / 256.0) - step(t - 1.0 / 256.0)) * 128.0;
    let logistic = |t: f64| 1.0 / (1.0 + (-t).exp());
    let text = |x: f64| figures::text(x, 3);
    let description = format!(
        "The smooth step of width {GAMMA} rises from 0 at −0.5 to 1 at 0.5; it is {} at −0.6 and {} at 0.6. Its slope is {} at 0 and {} \
         beyond ±0.5, where it is shaded. A logistic function is {} at −1.5 and {} at 1.5: it never arrives.",
        text(step(-0.6)),
        text(step(0.6)),
        text(slope(0.0)),
        text(slope(0.6)),
        text(logistic(-1.5)),
        text(logistic(1.5)),
    );
    let points = |f: &dyn Fn(f64) -> f64| {
        (-48..=48).map(|i| (f64::from(i) / 32.0, f(f64::from(i) / 32.0))).collect::<Vec<_>>()
    };
    Chart::new("The smooth step arrives, and then it is flat", &description)
        .x(Axis::linear("logit").ticks(&[-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5]))
        .y(Axis::linear("value").range(0.0, 1.8))
        .band(-1.5, -0.5, "no slope")
        .band(0.5, 1.5, "no slope")
        .line(Series::new("smooth step", points(&step)).label_above(1.1))
        .line(Series::new("its slope", points(&slope)).label_above(0.2))
        .line(Series::new("logistic", points(&logistic)).label_above(-1.0))
        .save()
}

/// The steps that are drawn, and how many there are from one point to the next.
pub const STEPS: usize = 400;
const APART: usize = 8;

/// A selector's descent for a width of its step and a start that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Width γ of the step", "", 0.25, (1, 16)).start(1.0),
        Parameter::steps("Both logits at the start", "", 0.1, (-15, 15)).start(0.4),
    ];
    Play::new("moe/dead_zone", parameters, |values| {
        drawn(crate::answers::DSELECT_K, values[0] as f32, values[1])
    })
}

fn drawn(gate: DSelectK, gamma: f32, start: f64) -> Figure {
    let shown: Vec<usize> = (0..=STEPS).step_by(APART).collect();
    let rows = with_width(gate, gamma, [start; 2], &shown);
    let run = |row: &Row| row.weights.iter().filter(|&&weight| weight > 0.0).count();
    let best = |row: &Row| 100.0 * f64::from(row.weights[1]);
    let share = |row: &Row| 100.0 * run(row) as f64 / LOSSES.len() as f64;
    let (first, last) = (&rows[0], &rows[rows.len() - 1]);
    let description = format!(
        "Per cent against {STEPS} steps of descent for a smooth step of width {} and logits that begin at {}. The weight of the best of {} experts goes from {} to {} %. At first {} of \
         them have to run, in the end {}.",
        text(gamma, 2),
        text(start, 1),
        LOSSES.len(),
        text(best(first), 0),
        text(best(last), 0),
        run(first),
        run(last),
    );
    let line = |of: &dyn Fn(&Row) -> f64| -> Vec<(f64, f64)> {
        rows.iter().map(|row| (row.step as f64, of(row))).collect()
    };
    Chart::new("A wider step reaches logits farther away, and lets more experts run for longer", &description)
        .x(Axis::linear("steps of descent").range(0.0, STEPS as f64))
        .y(Axis::linear("%").range(-8.0, 108.0).ticks(&[0.0, 25.0, 50.0, 75.0, 100.0]))
        .line(Series::new(&format!("best expert\n{} %", text(best(last), 0)), line(&best)))
        .line(Series::new(&format!("experts that\nrun: {} of {}", run(last), LOSSES.len()), line(&share)))
        .save()
}
