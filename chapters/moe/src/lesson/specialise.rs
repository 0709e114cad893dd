//! Two rules, one for each half of the line: learned by one network, and by mixtures of two straight lines under three losses.
//! Then one of the rules changes.
//!
//! Source: the idea of Jacobs, Jordan, Nowlan and Hinton 1991; the toy is this book's.

use figures::{Axis, Chart, Figure, Series, text};
use ndarray::{Array1, Array2, array};

use crate::{Feedback, Mixture};

/// The number of examples, half of them left of −0.4, half of them right of 0.4: two jobs that have nothing to do with each other.
pub const EXAMPLES: usize = 12;
/// Steps of gradient descent on both halves.
pub const STEPS: usize = 1000;
/// Steps on the right half alone, after its rule has changed.
pub const MORE: usize = 100;
/// The number of random starts over which is averaged.
pub const STARTS: u64 = 3;
/// Hidden units of the one network.
pub const HIDDEN: usize = 12;

/// The loss by which a mixture learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// The blend of all outputs is compared with the target.
    Blended,
    /// Each output is compared with the target.
    Competitive,
    /// Each expert is a Gaussian.
    Likelihood,
}

/// Mean squared errors, averaged over the starts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Of the prediction, on both halves, after the first training.
    pub both: f64,
    /// Of one expert alone, drawn with the gate's probabilities, on both halves. For the one network: its own error.
    pub alone: f64,
    /// Of the prediction on the left half, after the first training.
    pub left_before: f64,
    /// The same after training on the right half alone, whose rule has changed.
    pub left_after: f64,
    /// Of the prediction on the right half, after that.
    pub right_after: f64,
}

fn points(left: bool, right: bool) -> Vec<f32> {
    let half = EXAMPLES / 2;
    let away = (0..half).map(|i| 0.4 + 0.6 * (2 * i + 1) as f32 / EXAMPLES as f32);
    let all = away.clone().map(|x| -x).chain(away);
    all.filter(|&x| if x < 0.0 { left } else { right }).collect()
}

/// The rule of the left half, and that of the right before and after it changes.
fn rule(x: f32, changed: bool) -> f32 {
    match (x < 0.0, changed) {
        (true, _) => 4.0 * x + 3.0,
        (false, false) => 2.0 - 4.0 * x,
        (false, true) => -1.0 - 4.0 * x,
    }
}

/// Two straight lines and a gate that is a straight line too: slope and intercept of each.
#[derive(Clone)]
pub struct Lines {
    experts: Array2<f32>,
    gate: Array2<f32>,
}

impl Lines {
    fn start(seed: u64) -> Lines {
        let mut random = figures::random(1991 + seed);
        Lines {
            experts: figures::normals(&mut random, (2, 2)),
            gate: figures::normals(&mut random, (2, 2)) * 0.5,
        }
    }

    fn at(&self, x: f32) -> (Array1<f32>, Array2<f32>) {
        let input = array![x, 1.0];
        (self.gate.dot(&input), self.experts.dot(&input).insert_axis(ndarray::Axis(1)))
    }

    /// The gate at x, and what each expert says there.
    pub fn says(&self, x: f32) -> ([f32; 2], [f32; 2]) {
        let (logits, outputs) = self.at(x);
        let first = 1.0 / (1.0 + (logits[1] - logits[0]).exp());
        ([first, 1.0 - first], [outputs[[0, 0]], outputs[[1, 0]]])
    }

    fn descend(&mut self, mixture: Mixture, loss: Loss, points: &[f32], changed: bool, steps: usize) {
        let teach = match loss {
            Loss::Blended => mixture.blended,
            Loss::Competitive => mixture.competitive,
            Loss::Likelihood => mixture.likelihood,
        };
        // The two squared losses have no ½: half the step.
        let rate = if loss == Loss::Likelihood { 0.4 } else { 0.2 } / points.len() as f32;
        for _ in 0..steps {
            let (mut experts, mut gate) = (Array2::<f32>::zeros((2, 2)), Array2::<f32>::zeros((2, 2)));
            for &x in points {
                let (logits, outputs) = self.at(x);
                let target = array![rule(x, changed)];
                let Feedback { outputs, logits, .. } = teach(logits.view(), outputs.view(), target.view());
                for i in 0..2 {
                    experts[[i, 0]] += outputs[[i, 0]] * x;
                    experts[[i, 1]] += outputs[[i, 0]];
                    gate[[i, 0]] += logits[i] * x;
                    gate[[i, 1]] += logits[i];
                }
            }
            self.experts.scaled_add(-rate, &experts);
            self.gate.scaled_add(-rate, &gate);
        }
    }

    /// Mean squared error of the blend, and of an expert drawn by the gate.
    fn errors(&self, points: &[f32], changed: bool) -> (f64, f64) {
        let (mut blend, mut alone) = (0.0, 0.0);
        for &x in points {
            let (gate, said) = self.says(x);
            let target = rule(x, changed);
            let square = |y: f32| f64::from((target - y).powi(2));
            blend += square(gate[0] * said[0] + gate[1] * said[1]);
            alone += f64::from(gate[0]) * square(said[0]) + f64::from(gate[1]) * square(said[1]);
        }
        (blend / points.len() as f64, alone / points.len() as f64)
    }
}

/// A mixture after the first training, from one start.
pub fn trained(mixture: Mixture, loss: Loss, seed: u64) -> Lines {
    let mut lines = Lines::start(seed);
    lines.descend(mixture, loss, &points(true, true), false, STEPS);
    lines
}

/// What a mixture of two lines learns under a loss, and what it forgets.
pub fn row(mixture: Mixture, loss: Loss) -> Row {
    let rows = (0..STARTS).map(|seed| {
        let mut lines = trained(mixture, loss, seed);
        let (both, alone) = lines.errors(&points(true, true), false);
        let left_before = lines.errors(&points(true, false), false).0;
        lines.descend(mixture, loss, &points(false, true), true, MORE);
        Row {
            both,
            alone,
            left_before,
            left_after: lines.errors(&points(true, false), true).0,
            right_after: lines.errors(&points(false, true), true).0,
        }
    });
    mean(rows.collect())
}

fn mean(rows: Vec<Row>) -> Row {
    let of = |field: fn(&Row) -> f64| rows.iter().map(field).sum::<f64>() / rows.len() as f64;
    Row {
        both: of(|r| r.both),
        alone: of(|r| r.alone),
        left_before: of(|r| r.left_before),
        left_after: of(|r| r.left_after),
        right_after: of(|r| r.right_after),
    }
}

/// One network with [`HIDDEN`] units of tanh, trained in the same way.
struct Network {
    slopes: Vec<f64>,
    shifts: Vec<f64>,
    weights: Vec<f64>,
    bias: f64,
}

impl Network {
    fn start(seed: u64) -> Network {
        let mut random = figures::random(1991 + seed);
        let normals = figures::normals(&mut random, (3, HIDDEN)).mapv(f64::from);
        Network {
            slopes: (normals.row(0).to_owned() * 3.0).to_vec(),
            shifts: normals.row(1).to_vec(),
            weights: (normals.row(2).to_owned() * 0.3).to_vec(),
            bias: 0.0,
        }
    }

    fn says(&self, x: f64) -> f64 {
        let units = self.slopes.iter().zip(&self.shifts).zip(&self.weights);
        self.bias + units.map(|((a, b), w)| w * (a * x + b).tanh()).sum::<f64>()
    }

    fn descend(&mut self, points: &[f32], changed: bool, steps: usize) {
        let rate = 0.1 / points.len() as f64;
        for _ in 0..steps {
            let mut slopes = [[0.0; 3]; HIDDEN];
            let mut bias = 0.0;
            for &x in points {
                let error = self.says(f64::from(x)) - f64::from(rule(x, changed));
                bias += error;
                for (h, slope) in slopes.iter_mut().enumerate() {
                    let unit = (self.slopes[h] * f64::from(x) + self.shifts[h]).tanh();
                    let back = error * self.weights[h] * (1.0 - unit * unit);
                    slope[0] += back * f64::from(x);
                    slope[1] += back;
                    slope[2] += error * unit;
                }
            }
            self.bias -= rate * bias;
            for (h, slope) in slopes.iter().enumerate() {
                self.slopes[h] -= rate * slope[0];
                self.shifts[h] -= rate * slope[1];
                self.weights[h] -= rate * slope[2];
            }
        }
    }

    fn error(&self, points: &[f32], changed: bool) -> f64 {
        let square = |x: &f32| (self.says(f64::from(*x)) - f64::from(rule(*x, changed))).powi(2);
        points.iter().map(square).sum::<f64>() / points.len() as f64
    }
}

/// What one network for everything learns, and what it forgets. It gets five times as many steps as a mixture at first, since
/// it has to find the break between the rules; and as many after the change.
pub fn one_network() -> Row {
    let rows = (0..STARTS).map(|seed| {
        let mut network = Network::start(seed);
        network.descend(&points(true, true), false, 5 * STEPS);
        let both = network.error(&points(true, true), false);
        let left_before = network.error(&points(true, false), false);
        network.descend(&points(false, true), true, MORE);
        Row {
            both,
            alone: both,
            left_before,
            left_after: network.error(&points(true, false), true),
            right_after: network.error(&points(false, true), true),
        }
    });
    mean(rows.collect())
}

/// What the two experts of a mixture say, trained with the blended loss and with the likelihood, from the second of the starts.
pub fn figure(mixture: Mixture) -> Figure {
    let lines = [Loss::Blended, Loss::Likelihood].map(|loss| trained(mixture, loss, 1));
    let at = |lines: &Lines, expert: usize, x: f64| f64::from(lines.says(x as f32).1[expert]);
    let described = |lines: &Lines| {
        let ends =
            [0, 1].map(|e| format!("{} to {}", text(at(lines, e, -1.0), 1), text(at(lines, e, 1.0), 1)));
        format!("{} and {}", ends[0], ends[1])
    };
    let description = format!(
        "What the experts say from x = −1 to x = 1. The rules rise from −1 to 1.4 on the left and fall from 0.4 to −2 on the right. \
         Under the likelihood the experts go from {}: each lies on one rule. Under the blended loss they go from {}: \
         where one is off a rule, the other makes up for it.",
        described(&lines[1]),
        described(&lines[0]),
    );
    // Between the rules there are no examples, and no line.
    let rules = [-1.0, -0.4, 0.0, 0.4, 1.0]
        .map(|x| (x, if x == 0.0 { f64::NAN } else { f64::from(rule(x as f32, false)) }));
    let mut chart = Chart::new(
        "Trained on the blended error experts cancel each other; under the likelihood each owns a rule",
        &description,
    )
    .x(Axis::linear("x"))
    .y(Axis::linear("output"))
    .line(Series::new("the two rules", rules).wide().label_above(0.62));
    for (name, lines) in ["blended", "likelihood"].iter().zip(&lines) {
        for expert in 0..2 {
            let points = [-1.0, 1.0].map(|x| (x, at(lines, expert, x)));
            chart = chart.line(Series::new(name, points));
        }
    }
    chart.save()
}
