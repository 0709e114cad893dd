//! Loads over the steps of training when a bias is moved by the sign of what is missing, or in proportion to it.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, normals, random, text};
use ndarray::Array1;

use crate::{BiasUpdate, DeepSeek, Groups};

/// The number of experts, and of those that a token chooses.
pub const EXPERTS: (usize, usize) = (8, 2);
/// The steps of the figure.
pub const STEPS: usize = 200;
/// The rate of the sign.
pub const RATE: f32 = 0.01;
/// The rate of the proportional step, for each token.
pub const PROPORTIONAL: f32 = 0.001;

const SEED: u64 = 15664;
/// How far the tokens lean towards the first expert, and away from the last.
pub const LEAN: f32 = 1.5;
/// Steps that are drawn while a slider moves, and those of one point.
pub const QUICK: (usize, usize) = (60, 3);

/// How the bias is moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Not at all.
    None,
    /// By a rate, up or down.
    Sign(f32),
    /// By a rate times the number of tokens that are missing.
    Proportional(f32),
}

/// The largest load of each step, in units of the mean load. Every step brings fresh tokens, of which most want the first experts.
pub fn largest_loads(
    router: DeepSeek,
    update: BiasUpdate,
    step: Step,
    tokens: usize,
    steps: usize,
) -> Vec<f64> {
    leaning(router, update, step, (tokens, steps), LEAN)
}

/// The logits that the first expert has more than the mean of all, and the last one less: the others are in between.
pub fn lean(most: f32) -> Array1<f32> {
    let (experts, _) = EXPERTS;
    Array1::from_shape_fn(experts, |e| most * (1.0 - 2.0 * e as f32 / (experts - 1) as f32))
}

/// The same for tokens that lean more towards the first experts, or less.
pub fn leaning(
    router: DeepSeek,
    update: BiasUpdate,
    step: Step,
    (tokens, steps): (usize, usize),
    most: f32,
) -> Vec<f64> {
    let (experts, k) = EXPERTS;
    let config = Groups { groups: 1, kept: 1, k, scale: 1.0 };
    let lean = lean(most);
    let mut random = random(SEED);
    let mut bias: Array1<f32> = Array1::zeros(experts);
    let mut largest = Vec::new();
    for _ in 0..steps {
        let logits = (normals(&mut random, (tokens, experts)) + &lean).mapv(|logit| logit.clamp(-4.0, 4.0));
        let mut counts = vec![0_usize; experts];
        for row in logits.rows() {
            for (expert, _) in (router.route)(row, bias.view(), &config) {
                counts[expert] += 1;
            }
        }
        let mean = (k * tokens) as f32 / experts as f32;
        largest.push(f64::from(counts.iter().copied().max().unwrap_or(0) as f32 / mean));
        bias = match step {
            Step::None => bias,
            Step::Sign(rate) => (update.update)(bias.view(), &counts, rate),
            Step::Proportional(rate) => {
                bias + counts.iter().map(|&count| rate * (mean - count as f32)).collect::<Array1<f32>>()
            }
        };
        // Biases within what the router promises to take.
        bias = bias.mapv(|bias| bias.clamp(-3.0, 3.0));
    }
    largest
}

/// The mean over the last quarter of some steps.
pub fn at_the_end(loads: &[f64]) -> f64 {
    let last = &loads[loads.len() - loads.len() / 4..];
    last.iter().sum::<f64>() / last.len() as f64
}

/// How balanced a number of tokens is in the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batch {
    /// Tokens of a step.
    pub tokens: usize,
    /// The largest load with [`RATE`] up or down.
    pub sign: f64,
    /// The largest load with [`PROPORTIONAL`] for each token.
    pub proportional: f64,
}

/// Both ways to move the bias, at 128 tokens a step and at 1024.
pub fn batches(router: DeepSeek, update: BiasUpdate) -> [Batch; 2] {
    let end = |step, tokens| at_the_end(&largest_loads(router, update, step, tokens, 64));
    [128, 1024].map(|tokens| Batch {
        tokens,
        sign: end(Step::Sign(RATE), tokens),
        proportional: end(Step::Proportional(PROPORTIONAL), tokens),
    })
}

/// The largest load over the steps: without a bias, and with three ways to move it, at 128 tokens a step.
pub fn figure(router: DeepSeek, update: BiasUpdate) -> Figure {
    let run = |step| largest_loads(router, update, step, 128, STEPS);
    let (none, fast, slow) = (run(Step::None), run(Step::Sign(RATE)), run(Step::Sign(RATE / 10.0)));
    let line = |label: &str, loads: &[f64]| {
        // Means of ten steps: single ones are jagged.
        let means = loads.chunks(10).map(|chunk| chunk.iter().sum::<f64>() / chunk.len() as f64);
        Series::new(label, means.enumerate().map(|(i, mean)| (10.0 * i as f64 + 5.0, mean)))
    };
    let description = format!(
        "The largest load over {STEPS} steps, in units of the mean load. Without a bias it stays near {:.1}. With a step of {RATE} up or \
         down it falls to {:.2}, with a step of {} to {:.2} in the same time.",
        at_the_end(&none),
        at_the_end(&fast),
        text(RATE / 10.0, 3),
        at_the_end(&slow),
    );
    Chart::new("A bias finds the balance, and with larger steps it finds it sooner", &description)
        .x(Axis::linear("step"))
        .y(Axis::linear("largest load ÷ mean load").range(0.0, 3.0))
        .line(line("no bias", &none))
        .line(line("γ = 0.001", &slow))
        .line(line("γ = 0.01", &fast))
        .save()
}

/// The largest load over the steps, for a rate, a number of tokens and a lean that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Rate γ", "", (-10, -1)).start(0.015_625),
        Parameter::powers_of_two("Tokens in a step", "", (3, 7)).start(64.0),
        Parameter::steps("How far they lean", "", 0.5, (0, 6)).start(1.5),
    ];
    Play::new("moe/nudge", parameters, |values| {
        controlled(
            crate::answers::DEEPSEEK,
            crate::answers::BIAS_UPDATE,
            values[0],
            values[1] as usize,
            values[2],
        )
    })
}

fn controlled(router: DeepSeek, update: BiasUpdate, rate: f64, tokens: usize, lean: f64) -> Figure {
    let (steps, point) = QUICK;
    let loads = leaning(router, update, Step::Sign(rate as f32), (tokens, steps), lean as f32);
    // Nothing changes without a bias, so fewer steps tell as much.
    let none = leaning(router, update, Step::None, (tokens, steps / 4), lean as f32);
    let none = none.iter().sum::<f64>() / none.len() as f64;
    let end = at_the_end(&loads);
    let description = format!(
        "The largest load over {steps} steps of {tokens} tokens that lean by {}, in units of the mean load, with a bias that moves by {} in each step. It begins at {}, and \
         in the last quarter it is {} on average. Without a bias it would be {}.",
        text(lean, 1),
        text(rate, 3),
        text(loads[0], 1),
        text(end, 2),
        text(none, 2),
    );
    let means = loads.chunks(point).map(|chunk| chunk.iter().sum::<f64>() / chunk.len() as f64);
    let line: Vec<(f64, f64)> =
        means.enumerate().map(|(i, mean)| ((point * i) as f64 + point as f64 / 2.0, mean)).collect();
    let ends = [0.0, steps as f64];
    let last = (steps - steps / 4) as f64;
    Chart::new(
        "A bias that moves too slowly comes late, and one that moves too fast swings about the balance",
        &description,
    )
    .x(Axis::linear("step").range(0.0, steps as f64))
    .y(Axis::linear("largest load ÷ mean load").range(0.0, 4.5).ticks(&[0.0, 1.0, 2.0, 3.0, 4.0]))
    .band(last, steps as f64, &format!("last quarter: {}", text(end, 2)))
    .line(Series::new("with\nthe bias", line))
    .line(Series::new("no bias", ends.map(|x| (x, none))).reference())
    .line(Series::new("even", ends.map(|x| (x, 1.0))).reference())
    .save()
}
