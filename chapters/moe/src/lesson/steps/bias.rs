//! A bias that is nudged, step by step: load, sign, bias.

use figures::{Figure, Grid, Panel, Steps, normals, random, text};
use ndarray::{Array1, Array2};

use super::{shade, written};
use crate::lesson::nudge::{EXPERTS, LEAN, lean};
use crate::{BiasUpdate, DeepSeek, Groups};

/// Tokens that are routed again in each step.
pub const TOKENS: usize = 64;
/// How far a bias moves in a step.
const RATE: f32 = 0.05;
const SEED: u64 = 15665;

/// A step: the tokens that each expert gets, and the bias after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// How many tokens have chosen each expert.
    pub loads: Vec<usize>,
    /// The bias that follows from them.
    pub bias: Array1<f32>,
}

/// Logits of tokens most of which want the first experts.
fn logits() -> Array2<f32> {
    let (experts, _) = EXPERTS;
    (normals(&mut random(SEED), (TOKENS, experts)) + &lean(LEAN)).mapv(|logit| logit.clamp(-4.0, 4.0))
}

/// So many steps with the same tokens, from a bias of 0 on.
pub fn moments(router: DeepSeek, update: BiasUpdate, steps: usize) -> Vec<Moment> {
    let (experts, k) = EXPERTS;
    let config = Groups { groups: 1, kept: 1, k, scale: 1.0 };
    let logits = logits();
    let mut bias: Array1<f32> = Array1::zeros(experts);
    let mut moment = |_| {
        let mut loads = vec![0; experts];
        for row in logits.rows() {
            for (expert, _) in (router.route)(row, bias.view(), &config) {
                loads[expert] += 1;
            }
        }
        bias = (update.update)(bias.view(), &loads, RATE);
        Moment { loads, bias: bias.clone() }
    };
    (0..steps).map(&mut moment).collect()
}

/// Load, sign and bias of eight experts through so many steps.
pub fn nudges(router: DeepSeek, update: BiasUpdate, count: usize) -> Figure {
    let (experts, k) = EXPERTS;
    let mean = (k * TOKENS) as f64 / experts as f64;
    let mut before: Array1<f32> = Array1::zeros(experts);
    let mut steps =
        Steps::new("At each step biases move against the loads, and the loads come nearer to the mean");
    for (step, Moment { loads, bias }) in moments(router, update, count).into_iter().enumerate() {
        let most = loads.iter().max().copied().unwrap_or(0);
        let signs: Vec<f64> = bias.iter().zip(&before).map(|(new, old)| f64::from(new - old)).collect();
        let up = signs.iter().filter(|&&sign| sign > 0.0).count();
        let down = signs.iter().filter(|&&sign| sign < 0.0).count();
        let caption = format!(
            "Step {step}: the fullest expert gets {most} tokens, where {} would be even. {up} biases go up by {RATE}, {down} down.",
            text(mean, 0)
        );
        let about = format!(
            "The choices of {TOKENS} tokens are {}; the biases after the step {}.",
            loads.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            bias.iter()
                .map(|&bias| text((100.0 * bias).round() / 100.0 + 0.0, 2))
                .collect::<Vec<_>>()
                .join(", "),
        );
        let names: Vec<String> = (0..experts).map(|e| e.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let none = vec![""; experts];
        let sign = |step: f64| match step {
            step if step > 0.0 => "+",
            step if step < 0.0 => "\u{2212}",
            _ => "0",
        };
        let shades = signs.iter().map(|&step| match sign(step) {
            "+" => 0.8,
            "0" => 0.4,
            _ => 0.1,
        });
        let figure = Grid::new("Load, sign, bias", &about)
            .panel(
                Panel::new(
                    "tokens of each expert",
                    vec![loads.iter().map(|&load| shade::<0, 64>(load as f64)).collect()],
                )
                .names(&["load"], &names)
                .axes("", "expert")
                .write(written::<0, 64, 0>),
            )
            .panel(
                Panel::new("below or above the mean", vec![shades.collect()])
                    .names(&["sign"], &none)
                    .write(|shade| {
                        if shade > 0.6 {
                            "+".into()
                        } else if shade > 0.3 {
                            "0".into()
                        } else {
                            "\u{2212}".into()
                        }
                    })
                    .below(),
            )
            .panel(
                Panel::new(
                    "bias from now on, in hundredths",
                    vec![bias.iter().map(|&bias| shade::<-40, 40>(100.0 * f64::from(bias))).collect()],
                )
                .names(&["bias"], &none)
                .write(written::<-40, 40, 0>)
                .below(),
            )
            .save();
        steps = steps.frame(&caption, figure);
        before = bias;
    }
    steps.save()
}
