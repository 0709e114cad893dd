//! Which expert is found: descent along the exact gradient, along samples, and straight through.

use figures::{normals, random};
use ndarray::{Array1, Array2};
use rand::RngExt;

use crate::{Baseline, Reinforce};

/// Choices, and width of what they give.
pub const EXPERTS: usize = 6;
/// Width of outputs and target.
pub const WIDTH: usize = 3;
/// How many problems, each with experts and a target of its own.
pub const PROBLEMS: usize = 100;
/// Steps of descent.
pub const STEPS: usize = 300;
/// After how many of these it is asked how sure the router is already.
pub const EARLY: usize = 10;
/// What a gradient is multiplied by.
pub const RATE: f32 = 0.3;
/// Samples a step.
pub const SAMPLES: usize = 2;

const SEED: u64 = 1992;

/// What a logit is moved by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The gradient of the expected loss.
    Exact,
    /// Samples, without a baseline, and every loss raised by this many units of 1.
    Samples(i8),
    /// The same, each with the others as baseline.
    SamplesWithBaseline(i8),
    /// The straight-through gradient.
    StraightThrough,
}

impl By {
    /// What a table calls it.
    pub fn name(self) -> String {
        match self {
            By::Exact => "exact".to_owned(),
            By::Samples(0) => "samples".to_owned(),
            By::Samples(raised) => format!("samples, {raised:+} on every loss"),
            By::SamplesWithBaseline(0) => "samples, baseline".to_owned(),
            By::SamplesWithBaseline(raised) => format!("samples, baseline, {raised:+} on every loss"),
            By::StraightThrough => "straight-through".to_owned(),
        }
    }
}

/// All of them, in the order of the text.
pub const ALL: [By; 7] = [
    By::Exact,
    By::Samples(0),
    By::Samples(5),
    By::Samples(-5),
    By::SamplesWithBaseline(0),
    By::SamplesWithBaseline(5),
    By::StraightThrough,
];

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// By what.
    pub by: By,
    /// The share of problems in which the largest logit is in the end that of the best expert.
    pub found: f64,
    /// How much more the expert with the largest logit costs than the best, in the mean over the problems.
    pub regret: f64,
    /// The largest probability after [`EARLY`] steps, in the mean over the problems.
    pub early: f64,
    /// In how many of the last 100 steps the largest logit was another than in the step before.
    pub changes: f64,
}

/// The losses ½ ‖output − target‖² of all experts.
fn losses(outputs: &Array2<f32>, target: &Array1<f32>) -> Array1<f32> {
    outputs.rows().into_iter().map(|row| 0.5 * (&row - target).mapv(|x| x * x).sum()).collect()
}

fn argmax(values: &Array1<f32>) -> usize {
    (1..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
}

/// Descends on [`PROBLEMS`] random problems from equal logits.
pub fn row(reinforce: Reinforce, by: By) -> Row {
    let mut random = random(SEED);
    let (mut found, mut regret, mut early, mut changes) = (0, 0.0, 0.0, 0);
    for _ in 0..PROBLEMS {
        let outputs = normals(&mut random, (EXPERTS, WIDTH));
        let target = normals(&mut random, (1, WIDTH)).row(0).to_owned();
        let losses = losses(&outputs, &target);
        let mut logits = Array1::<f32>::zeros(EXPERTS);
        let mut last = 0;
        for step in 0..STEPS {
            let gradient = match by {
                By::Exact => (reinforce.exact)(logits.view(), losses.view()),
                By::StraightThrough => {
                    (reinforce.straight_through)(logits.view(), outputs.view(), target.view()).1
                }
                By::Samples(raised) | By::SamplesWithBaseline(raised) => {
                    let baseline =
                        if by == By::Samples(raised) { Baseline::Fixed(0.0) } else { Baseline::Others };
                    let actions: Vec<usize> =
                        (0..SAMPLES).map(|_| draw(&logits, random.random_range(0.0..1.0))).collect();
                    let costs: Array1<f32> = actions.iter().map(|&a| losses[a] + f32::from(raised)).collect();
                    let rows = (reinforce.sampled)(logits.view(), &actions, costs.view(), baseline);
                    rows.sum_axis(ndarray::Axis(0)) / SAMPLES as f32
                }
            };
            logits.scaled_add(-RATE, &gradient);
            let chosen = argmax(&logits);
            if step + 1 == EARLY {
                let weights = logits.mapv(|l| f64::from(l - logits[chosen]).exp());
                early += weights.sum().recip();
            }
            changes += usize::from(step >= STEPS - 100 && chosen != last);
            last = chosen;
        }
        let best = losses.fold(f32::INFINITY, |a, &b| a.min(b));
        found += usize::from(losses[last] <= best);
        regret += f64::from(losses[last] - best);
    }
    let problems = PROBLEMS as f64;
    Row {
        by,
        found: found as f64 / problems,
        regret: regret / problems,
        early: early / problems,
        changes: changes as f64 / problems,
    }
}

/// An action with the probabilities softmax(logits), from a uniform number.
fn draw(logits: &Array1<f32>, uniform: f64) -> usize {
    let largest = logits.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let weights: Vec<f64> = logits.iter().map(|&l| f64::from(l - largest).exp()).collect();
    let mut left = uniform * weights.iter().sum::<f64>();
    for (action, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return action;
        }
    }
    weights.len() - 1
}
