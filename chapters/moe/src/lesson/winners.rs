//! Winners get bigger: a router and its experts train each other, and few of them are left in the end.
//!
//! Everything that could tell the experts apart is taken away: all tokens are alike, every expert could learn to serve them,
//! and only those that are selected learn. Source of the losses: Shazeer et al. 2017, arXiv 1701.06538.

use figures::{Axis, Chart, Figure, Series, normals, random, text};
use ndarray::{Array1, Array2, Axis as Along};

use crate::{Load, NoisyTopK};

/// Experts.
pub const EXPERTS: usize = 8;
/// How many of them a token selects.
pub const K: usize = 2;
/// Tokens in a batch.
pub const TOKENS: usize = 32;
/// Steps of training.
pub const STEPS: usize = 120;

const SEED: u64 = 2017;
/// The router's step: large, so that what takes a model many thousand steps is seen in these few.
const ROUTER_RATE: f32 = 20.0;
/// softplus(0): the noise of a layer whose noise weights start at zero.
const SCALE: f32 = std::f32::consts::LN_2;

/// What is added to the task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// How it is called.
    pub name: &'static str,
    /// Whether there is noise.
    pub noise: bool,
    /// The weight of the importance loss.
    pub importance: f32,
    /// The weight of the load loss.
    pub load: f32,
}

/// Without noise, with noise, and with noise and both losses in the weights of the paper's language models.
pub const SETTINGS: [Setting; 3] = [
    Setting { name: "no noise", noise: false, importance: 0.0, load: 0.0 },
    Setting { name: "noise", noise: true, importance: 0.0, load: 0.0 },
    Setting { name: "noise and losses", noise: true, importance: 0.1, load: 0.1 },
];

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// For each step, the share of tokens that the busiest expert serves.
    pub busiest: Vec<f64>,
    /// The share of tokens that each expert serves in the last quarter of the steps, largest first.
    pub shares: Vec<f64>,
    /// `cv_squared` of those shares.
    pub uneven: f64,
    /// The mean squared error of the task in the last quarter.
    pub error: f64,
}

/// Trains router and experts by gradient descent.
///
/// An expert is one number, and every token's target is 1. The router has one logit for each expert. A token's output is
/// `Σ gate · expert`, the task's loss ½ (1 − output)², averaged over the batch.
pub fn run(noisy_top_k: NoisyTopK, load: Load, setting: Setting) -> Run {
    let mut random = random(SEED);
    let mut logits: Array1<f32> = normals(&mut random, (1, EXPERTS)).row(0).mapv(|x| 0.05 * x);
    let mut experts = Array1::<f32>::zeros(EXPERTS);
    let (mut busiest, mut errors) = (Vec::new(), Vec::new());
    let mut late = Array1::<f32>::zeros(EXPERTS);
    for step in 0..STEPS {
        let clean = Array2::from_shape_fn((TOKENS, EXPERTS), |(_, e)| logits[e]);
        let mut noise = normals(&mut random, (TOKENS, EXPERTS));
        if !setting.noise {
            noise.fill(0.0);
        }
        let raw = Array2::zeros(clean.raw_dim());
        let noisy = &clean + &(&noise * SCALE);
        let gates = noisy_top_k(clean.view(), raw.view(), noise.view(), K);
        let outputs = gates.dot(&experts);
        let errors_now = outputs.mapv(|output| 1.0 - output);

        // The task: −error · expert for a gate, and through the softmax among those selected.
        let mut of_gates =
            Array2::from_shape_fn(gates.raw_dim(), |(t, e)| -errors_now[t] * experts[e] / TOKENS as f32);
        let importance = gates.sum_axis(Along(0));
        let slopes = cv_slopes(&importance) * setting.importance;
        of_gates += &slopes;
        let inner = (&gates * &of_gates).sum_axis(Along(1)).insert_axis(Along(1));
        let mut of_logits = (&gates * &(&of_gates - &inner)).sum_axis(Along(0));

        // The load: each chance rises with its own clean logit as the normal density says; thresholds are taken as given.
        if setting.load > 0.0 {
            let scale = Array2::from_elem(clean.raw_dim(), SCALE);
            let chance = |clean: &Array2<f32>| {
                (load.chances)(clean.view(), noisy.view(), scale.view(), K).sum_axis(Along(0))
            };
            let step = 0.05;
            let density = (chance(&(&clean + step)) - chance(&(&clean - step))) / (2.0 * step);
            of_logits += &(cv_slopes(&chance(&clean)) * density * setting.load);
        }
        experts += &(gates.t().dot(&errors_now) * (0.6 / TOKENS as f32));
        logits.scaled_add(-ROUTER_RATE, &of_logits);

        let served =
            gates.mapv(|gate| if gate > 0.0 { 1.0_f32 } else { 0.0 }).sum_axis(Along(0)) / TOKENS as f32;
        busiest.push(f64::from(served.fold(0.0_f32, |a, &b| a.max(b))));
        errors.push(f64::from(errors_now.mapv(|e| e * e).sum()) / TOKENS as f64);
        if step >= STEPS - STEPS / 4 {
            late += &(served / (STEPS / 4) as f32);
        }
    }
    let mut shares: Vec<f64> = late.iter().map(|&share| f64::from(share)).collect();
    shares.sort_by(|a, b| b.total_cmp(a));
    let error = errors[STEPS - STEPS / 4..].iter().sum::<f64>() / (STEPS / 4) as f64;
    Run { busiest, shares, uneven: f64::from((load.cv_squared)(late.view())), error }
}

/// The gradient of the squared coefficient of variation: with the mean m and the variance v of E values it is
/// 2 (x − m) / (E m²) − 2 v / (E m³).
fn cv_slopes(values: &Array1<f32>) -> Array1<f32> {
    let count = values.len() as f32;
    let mean = values.sum() / count;
    let variance = values.mapv(|x| (x - mean) * (x - mean)).sum() / count;
    values.mapv(|x| 2.0 * (x - mean) / (count * mean * mean) - 2.0 * variance / (count * mean.powi(3)))
}

/// V-MoE's variant: noise of one size, 1/E, for all, the softmax before the top k, and one threshold, the k-th largest noisy
/// logit of all, for every expert (google-research/vmoe, vmoe/nn/routing.py). Gives the noisy logits and the chances.
pub fn vmoe(clean: &[f32], noise: &[f32], k: usize) -> (Vec<f32>, Vec<f32>) {
    let scale = 1.0 / clean.len() as f32;
    let noisy: Vec<f32> = clean.iter().zip(noise).map(|(c, e)| c + e * scale).collect();
    let mut sorted = noisy.clone();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let chances = clean.iter().map(|c| crate::normal_cdf((c - sorted[k - 1]) / scale)).collect();
    (noisy, chances)
}

/// The share of the tokens that the busiest expert serves, against the steps of training.
pub fn figure(noisy_top_k: NoisyTopK, load: Load) -> Figure {
    let runs = SETTINGS.map(|setting| run(noisy_top_k, load, setting));
    let mean = |run: &Run| text(100.0 * run.busiest.iter().sum::<f64>() / STEPS as f64, 0);
    let description = format!(
        "The share of a batch's tokens that its busiest expert serves, of {EXPERTS} experts, over {STEPS} steps. Without noise it is \
         100 % from the first step on. With noise it begins at {} % and reaches {} %. With noise and both losses it stays near {} %, \
         and it is not always the same expert; even loads would be {} %.",
        text(100.0 * runs[1].busiest[0], 0),
        text(100.0 * runs[1].busiest[STEPS - 1], 0),
        mean(&runs[2]),
        text(100.0 * K as f64 / EXPERTS as f64, 0),
    );
    let even = K as f64 / EXPERTS as f64;
    let mut chart = Chart::new(
        "Winners get bigger, with noise a little later; with the losses for balance they do not",
        &description,
    )
    .x(Axis::linear("step"))
    .y(Axis::linear("share of tokens, busiest expert").range(0.0, 1.1))
    .line(
        Series::new("even", [(0.0, even), (STEPS as f64, even)]).reference().label_below(0.85 * STEPS as f64),
    );
    for (setting, run) in SETTINGS.iter().zip(&runs) {
        // A mean over ten steps is enough to see, and smooth enough to follow.
        let points = run
            .busiest
            .chunks(10)
            .enumerate()
            .map(|(i, ten)| (10.0 * i as f64 + 5.0, ten.iter().sum::<f64>() / ten.len() as f64));
        let series = Series::new(setting.name, points.collect::<Vec<_>>());
        chart = chart.line(match setting.name {
            "no noise" => series.label_above(20.0),
            "noise" => series.label_below(75.0),
            _ => series.label_above(75.0),
        });
    }
    chart.save()
}
