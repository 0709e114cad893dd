//! `blocks`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the four functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style,
};
use kernels::diffusion::blocks_step;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::nets::{Counted, Net};
use diffusion::solution::blocks as solution;
use diffusion::{Blocks, Law, Network, normal};
use knobs::Knobs;

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Boundaries { count: usize, mean: f64, deviation: f64, least: f64, most: f64 },
    Of { sigmas: Vec<f64>, boundaries: Vec<f64> },
    Step { z: Matrix, denoised: Matrix, sigma: f64, next: f64 },
    Sample { nets: Vec<Net>, z: Matrix, sigmas: Vec<f64>, boundaries: Vec<f64> },
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Boundaries(Array1<f64>),
    Of(Vec<usize>),
    Step(Array2<f32>),
    /// And for how many rows the networks were asked.
    Sample(Array2<f32>, usize),
}

/// Each boundary by itself, so that the low ones count as much as the high ones.
fn each(boundaries: &Array1<f64>) -> Vec<Part> {
    let one = |(b, &sigma): (usize, &f64)| Part::real(format!("boundary {b}"), [], [sigma]);
    let many = Part::whole("how many boundaries", [], [boundaries.len() as i64]);
    std::iter::once(many).chain(boundaries.iter().enumerate().map(one)).collect()
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Boundaries(all) => each(all),
            Answered::Of(blocks) => {
                vec![Part::whole("of", [blocks.len()], blocks.iter().map(|&b| b as i64))]
            }
            Answered::Step(z) => vec![Part::array("step", z)],
            Answered::Sample(z, _) => vec![Part::array("sample", z)],
        }
    }
}

type OfRows<'a> = &'a dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, f64, f64) -> Array2<f32>;
type Sampled<'a> =
    &'a dyn Fn(&[Network<'_>], ArrayView2<'_, f32>, ArrayView1<'_, f64>, ArrayView1<'_, f64>) -> Array2<f32>;

/// The four functions of an answer, or of the bent solution.
struct Functions<'a> {
    boundaries: &'a dyn Fn(usize, Law, f64, f64) -> Array1<f64>,
    of: &'a dyn Fn(f64, ArrayView1<'_, f64>) -> usize,
    step: OfRows<'a>,
    sample: Sampled<'a>,
}

impl Functions<'_> {
    fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Boundaries { count, mean, deviation, least, most } => {
                let law = Law { mean: *mean, deviation: *deviation };
                Answered::Boundaries((self.boundaries)(*count, law, *least, *most))
            }
            Input::Of { sigmas, boundaries } => {
                let boundaries = ArrayView1::from(boundaries);
                Answered::Of(sigmas.iter().map(|&sigma| (self.of)(sigma, boundaries)).collect())
            }
            Input::Step { z, denoised, sigma, next } => {
                Answered::Step((self.step)(z.held().view(), denoised.held().view(), *sigma, *next))
            }
            Input::Sample { nets, z, sigmas, boundaries } => {
                let counted: Vec<Counted<'_>> = nets.iter().map(Counted::new).collect();
                let closures: Vec<_> = counted
                    .iter()
                    .map(|net| move |x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>| net.run(x, levels))
                    .collect();
                let networks: Vec<Network<'_>> =
                    closures.iter().map(|closure| closure as Network<'_>).collect();
                let held = z.held();
                let sampled = (self.sample)(
                    &networks,
                    held.view(),
                    ArrayView1::from(sigmas),
                    ArrayView1::from(boundaries),
                );
                Answered::Sample(sampled, counted.iter().map(Counted::rows).sum())
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Blocks>) -> Plan<Blocks, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "blocks",
            title: "Each block of layers denoises levels of its own",
            level: Level::Medium,
            minutes: 30,
            year: 2025,
            needs: &["diffusion/edm"],
            text: "diffusion/short.html#blocks",
            hints: [
                "Draw the bell of ln σ and cut it into pieces of the same area, between the least level and the most. Then turn to the step: at the level `next` = σ nothing may happen, and at \
                 `next` = 0 only `denoised` may be left.",
                "The share below a level is Φ((ln σ − mean)/deviation). Shares of the boundaries are evenly spaced between those of `most` and `least`; Φ⁻¹ and exp lead back. For `of`, look for the first \
                 lower boundary that is not above σ. `sample` is a loop: which block, what does it say, one step; behind the last level comes 0.",
                "`(law.mean + law.deviation * normal::quantile(share)).exp()` for shares of `Array1::linspace(share(most), share(least), count + 1)`. `of`: \
                 `boundaries.iter().skip(1).position(|&lower| sigma >= lower).unwrap()`. `step`: z + (σ − next)/σ · (denoised − z).",
            ],
            story: "In the paper's equations the step has the opposite sign, and with it z runs away from what it is denoised to. The released code multiplies two negative numbers and is right. A quick test that takes no \
                    code at all finds it: put `next` = 0 into the formula, and see whether the noise is gone.",
        },
        answer,
        solution: Blocks {
            boundaries: solution::boundaries,
            of: solution::of,
            step: solution::step,
            sample: solution::sample,
        },
        call: |answer, input| {
            let Blocks { boundaries, of, step, sample } = answer;
            Functions { boundaries, of, step, sample }.run(input)
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Boundaries { count, mean, deviation, least, most } => format!(
                "boundaries: {count} blocks, mean {mean:.3}, deviation {deviation:.3}, from {least:.4} to {most:.4}"
            ),
            Input::Of { sigmas, boundaries } => {
                format!("of: {} levels, {} blocks", sigmas.len(), boundaries.len() - 1)
            }
            Input::Step { z, sigma, next, .. } => {
                let (rows, columns) = z.values.dim();
                format!("step: {rows} rows of {columns}, from {sigma:.4} to {next:.4}")
            }
            Input::Sample { nets, z, sigmas, .. } => {
                let (rows, columns) = z.values.dim();
                format!("sample: {rows} rows of {columns}, {} blocks, {} levels", nets.len(), sigmas.len())
            }
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    boundaries: &|count, law, least, most| knobs.boundaries(count, law, least, most),
                    of: &|sigma, boundaries| knobs.of(sigma, boundaries),
                    step: &|z, denoised, sigma, next| knobs.step(z, denoised, sigma, next),
                    sample: &|networks, z, sigmas, boundaries| knobs.sample(networks, z, sigmas, boundaries),
                };
                functions.run(input)
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "`sample` is written apart", bend: |k: &mut Knobs| k.apart = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third way", bend: |k| k.way = 2 },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The level below which a share lies, by halving.
fn level_of(share: f64, law: Law, [mut low, mut high]: [f64; 2]) -> f64 {
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if normal::cdf((middle - law.mean) / law.deviation) < share { low = middle } else { high = middle }
    }
    (0.5 * (low + high)).exp()
}

/// The first block whose lower boundary is not above the level.
fn block_of(sigma: f64, boundaries: &[f64]) -> usize {
    (0..boundaries.len() - 2).find(|&b| sigma >= boundaries[b + 1]).unwrap_or(boundaries.len() - 2)
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let kernel = super::kernel_precision(precision);
    Ok(match input {
        Input::Boundaries { count, mean, deviation, least, most } => {
            let law = Law { mean: *mean, deviation: *deviation };
            let share = |sigma: f64| normal::cdf((sigma.ln() - mean) / deviation);
            let (above, below) = (share(*most), share(*least));
            let all = Array1::from_shape_fn(count + 1, |b| match b {
                0 => *most,
                b if b == *count => *least,
                b => {
                    let part = b as f64 / *count as f64;
                    level_of(above + part * (below - above), law, [least.ln(), most.ln()])
                }
            });
            each(&all)
        }
        Input::Of { sigmas, boundaries } => {
            let blocks = sigmas.iter().map(|&sigma| block_of(sigma, boundaries) as i64);
            vec![Part::whole("of", [sigmas.len()], blocks)]
        }
        Input::Step { z, denoised, sigma, next } => {
            let z = blocks_step(z.double().view(), denoised.double().view(), *sigma, *next, kernel)?;
            vec![Part::array("step", &z)]
        }
        Input::Sample { nets, z, sigmas, boundaries } => {
            let mut z = z.double();
            for (at, &sigma) in sigmas.iter().enumerate() {
                let levels = Array1::from_elem(z.nrows(), sigma);
                let denoised = nets[block_of(sigma, boundaries)].real(z.view(), levels.view(), precision);
                let next = sigmas.get(at + 1).copied().unwrap_or(0.0);
                z = blocks_step(z.view(), denoised.view(), sigma, next, kernel)?;
            }
            vec![Part::array("sample", &z)]
        }
    })
}
