//! `q_sample`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
pub(crate) mod bent;
pub(crate) mod cases;
mod golden;
pub(crate) mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Matrix, Meta, Missing, Part, Plan, Precision, Probe, Reference, Style};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::schedule::levels::Levels;
use diffusion::QSample;
use knobs::Knobs;

/// Rows, their noise, ᾱ of all steps, and a step for each row.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    pub(super) x0: Matrix,
    pub(super) noise: Matrix,
    pub(super) abar: Levels,
    pub(super) steps: Vec<usize>,
}

impl Input {
    /// Rows, numbers in a row, steps.
    pub(super) fn sizes(&self) -> [usize; 3] {
        let (n, d) = self.x0.values.dim();
        [n, d, self.abar.values.len()]
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<QSample>) -> Plan<QSample, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "q_sample",
            title: "To any step of the noise in one go",
            level: Level::Easy,
            minutes: 15,
            year: 2020,
            needs: &["diffusion/schedule"],
            text: "diffusion.html#q-sample",
            hints: [
                "Take a batch of one row and one number, and write the two factors down. Their squares add up to 1. Then: which factors does the second row have, if its step is another?",
                "ᾱ is a share of variance, and numbers are multiplied by roots of that: √ᾱ in front of the picture, √(1 − ᾱ) in front of the noise. For each row look up ᾱ by its step, in \
                 double precision, take 1 − ᾱ, take both roots, and only then go to f32.",
                "`let left = abar[steps[i]];`, then `(left.sqrt() as f32, (1.0 - left).sqrt() as f32)` for row i, and `alpha * &x0.row(i) + sigma * &noise.row(i)`.",
            ],
            story: "In most code the schedule lies in tables with names like alphas, alphas_cumprod and sqrt_alphas_cumprod, and a step picks from one of them. Whoever picks from the wrong one \
                    gets a network that trains without complaint, and pictures that are a little worse: sampled with the right schedule, a network trained with ᾱ in the place of its root was \
                    hard to tell from the right one on a toy. That is why this exercise is judged by numbers, and not by pictures.",
        },
        answer,
        solution: diffusion::solution::q_sample::q_sample,
        call: |answer, input| {
            let (x0, noise) = (input.x0.held(), input.noise.held());
            input.abar.lent(|abar| answer(x0.view(), noise.view(), abar, &input.steps))
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, d, steps] = input.sizes();
            format!("{n} rows of {d} numbers, {steps} steps")
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.double = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third way", bend: |k| k.way = 2 },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// Values as they are, or moved by a unit in the last place to both sides in turn, the first by `sign`. ᾱ stays in double precision,
/// as the contract says.
pub(crate) fn moved(values: &Array2<f64>, precision: Precision, sign: f64) -> Array2<f64> {
    let mut sign = sign;
    values.mapv(|x| match precision {
        Precision::Double | Precision::Float => x,
        Precision::Nudged => {
            sign = -sign;
            x * (1.0 - sign * f64::from(f32::EPSILON))
        }
    })
}

/// The rows at their steps by the kernel, in double precision; with inputs moved against each other for what nudges ask.
pub(crate) fn noisy(input: &Input, precision: Precision) -> Result<Array2<f64>, Missing> {
    let x0 = moved(&input.x0.double(), precision, 1.0);
    let noise = moved(&input.noise.double(), precision, -1.0);
    Ok(kernels::diffusion::q_sample(
        x0.view(),
        noise.view(),
        input.abar.values.view(),
        &input.steps,
        kernels::Precision::Double,
    )?)
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    Ok(vec![Part::array("out", &noisy(input, precision)?)])
}
