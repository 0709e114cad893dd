//! What each way around a choice tells the logit: the slope of the loss, for two experts.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, array};

use crate::{DSelectK, Reinforce};

/// What the two experts give, where [`TARGET`] is wanted.
pub const OUTPUTS: [f32; 2] = [1.0, -3.0];
/// What is wanted.
pub const TARGET: f32 = 0.0;
/// The width of the smooth step.
pub const GAMMA: f32 = 2.0;

/// The slopes of the loss by the logit of the second expert, where the first one's is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// That logit.
    pub logit: f64,
    /// Of the loss of the chosen expert, by differences.
    pub hard: f64,
    /// Of the expected loss.
    pub exact: f64,
    /// Straight-through.
    pub straight: f64,
    /// Of the loss of a mixture by the smooth step.
    pub smooth: f64,
}

/// ½ (y − target)²
pub fn loss(output: f64) -> f64 {
    0.5 * (output - f64::from(TARGET)).powi(2)
}

/// The slopes at one logit.
pub fn row(reinforce: Reinforce, gate: DSelectK, logit: f64) -> Row {
    const STEP: f64 = 1.0 / 128.0;
    let outputs = array![[OUTPUTS[0]], [OUTPUTS[1]]];
    let target = array![TARGET];
    let logits = |t: f64| array![0.0, t as f32];
    let straight = |t: f64| (reinforce.straight_through)(logits(t).view(), outputs.view(), target.view());
    let losses: Array1<f32> = OUTPUTS.iter().map(|&y| loss(f64::from(y)) as f32).collect();
    let difference = |f: &dyn Fn(f64) -> f64| (f(logit + STEP) - f(logit - STEP)) / (2.0 * STEP);
    let smooth = |t: f64| {
        let weight = f64::from((gate.smooth_step)(t as f32, GAMMA));
        loss((1.0 - weight) * f64::from(OUTPUTS[0]) + weight * f64::from(OUTPUTS[1]))
    };
    Row {
        logit,
        hard: difference(&|t| loss(f64::from(straight(t).0[0]))),
        exact: f64::from((reinforce.exact)(logits(logit).view(), losses.view())[1]),
        straight: f64::from(straight(logit).1[1]),
        smooth: difference(&smooth),
    }
}

/// The slope by the second expert's logit if, as in Switch, the chosen output is multiplied by its probability: with the
/// logits (0, `logit`) and these outputs.
pub fn switched(logit: f64, outputs: [f64; 2]) -> f64 {
    let second = 1.0 / (1.0 + (-logit).exp());
    let both = second * (1.0 - second);
    if logit > 0.0 {
        (second * outputs[1] - f64::from(TARGET)) * outputs[1] * both
    } else {
        -((1.0 - second) * outputs[0] - f64::from(TARGET)) * outputs[0] * both
    }
}

/// Rows from −3 to 3, none of them on a corner.
pub fn rows(reinforce: Reinforce, gate: DSelectK) -> Vec<Row> {
    (-48..48).map(|i| row(reinforce, gate, (f64::from(i) + 0.5) / 16.0)).collect()
}

/// The slopes against the logit.
///
/// # Panics
/// If an answer gives no finite slope.
pub fn figure(reinforce: Reinforce, gate: DSelectK) -> Figure {
    let rows = rows(reinforce, gate);
    let at = |logit: f64| row(reinforce, gate, logit);
    let most = rows.iter().map(|row| row.hard.abs()).fold(0.0, f64::max);
    let (left, right) = (at(-0.5), at(0.5));
    let text = |x: f64| figures::text(x, 2);
    let description = format!(
        "Slope of the loss by the second expert's logit, for outputs {} and {} where {TARGET} is wanted. The hard choice has slope {} at \
         every point drawn. The exact slope of the expected loss is positive on both sides, {} at −0.5 and {} at 0.5: the logit should \
         fall. Straight-through says {} at −0.5 and {} at 0.5: towards 0 from both sides. A smooth step of width {GAMMA} has slope {} \
         at −0.9, {} at 0.5, and {} from 1 on.",
        OUTPUTS[0],
        OUTPUTS[1],
        text(most),
        text(left.exact),
        text(right.exact),
        text(left.straight),
        text(right.straight),
        text(at(-0.9).smooth),
        text(right.smooth),
        text(at(1.5).smooth),
    );
    let line = |of: fn(&Row) -> f64| rows.iter().map(move |row| (row.logit, of(row))).collect::<Vec<_>>();
    // The jump at 0 is no line.
    let mut straight = line(|row| row.straight);
    straight.insert(rows.len() / 2, (0.0, f64::NAN));
    Chart::new(
        "A hard choice tells a logit nothing, and the ways around it disagree even about the sign",
        &description,
    )
    .x(Axis::linear("logit of the second expert").ticks(&[-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0]))
    .y(Axis::linear("slope of the loss").range(-3.0, 8.0))
    .line(Series::new("hard choice", line(|row| row.hard)).label_below(2.3))
    .line(Series::new("expected loss", line(|row| row.exact)).label_above(-2.0))
    .line(Series::new("straight-through", straight).label_above(2.2))
    .line(Series::new("smooth step", line(|row| row.smooth)).label_above(0.7))
    .save()
}
