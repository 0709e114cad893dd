//! `edm`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod grids;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use kernels::diffusion::{edm_grid, edm_scales};
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::nets::{Counted, Net};
use bent::{Knobs, Only};
use diffusion::solution::edm as solution;
use diffusion::{Edm, Network, Scales};

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
#[allow(clippy::large_enum_variant)] // There are few of them at a time.
pub(super) enum Input {
    Scales { sigma: f64, sigma_data: f64 },
    Denoise { net: Net, x: Matrix, sigmas: Vector, sigma_data: f32 },
    Grid { n: usize, least: f64, most: f64, rho: f64 },
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    /// skip, out, input, noise, weight.
    Scales([f64; 5]),
    Denoised {
        rows: Array2<f32>,
        /// How many rows the network was asked for.
        asked: usize,
    },
    Grid(Array1<f64>),
}

const NAMES: [&str; 5] = ["skip", "out", "input", "noise", "weight"];

/// Levels tell more than the largest of them: their logarithms are compared, too.
fn grid_parts(levels: &Array1<f64>) -> Vec<Part> {
    let logs = levels.iter().take(levels.len().max(1) - 1).map(|level| level.ln());
    vec![
        Part::array("grid", levels),
        Part::real("ln of the grid without its last", [levels.len().max(1) - 1], logs),
    ]
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Scales(scales) => {
                NAMES.iter().zip(scales).map(|(&name, &scale)| Part::real(name, [], [scale])).collect()
            }
            Answered::Denoised { rows, .. } => vec![Part::array("denoise", rows)],
            Answered::Grid(levels) => grid_parts(levels),
        }
    }
}

/// What a network sees of `noise`, which is negative for low levels: networks here look at the logarithm of 1 plus a positive number.
const SHIFT: f64 = 8.0;

type Denoise<'a> =
    &'a dyn Fn(Network<'_>, ndarray::ArrayView2<'_, f32>, ndarray::ArrayView1<'_, f32>, f32) -> Array2<f32>;

impl Answered {
    fn run(
        scales: &dyn Fn(f64, f64) -> Scales,
        denoise: Denoise<'_>,
        grid: &dyn Fn(usize, f64, f64, f64) -> Array1<f64>,
        input: &Input,
    ) -> Answered {
        match input {
            Input::Scales { sigma, sigma_data } => {
                let Scales { skip, out, input, noise, weight } = scales(*sigma, *sigma_data);
                Answered::Scales([skip, out, input, noise, weight])
            }
            Input::Denoise { net, x, sigmas, sigma_data } => {
                let counted = Counted::new(net);
                let (x, sigmas) = (x.held(), sigmas.held());
                let network = |x: ndarray::ArrayView2<'_, f32>, noise: ndarray::ArrayView1<'_, f32>| {
                    counted.run(x, (&noise + SHIFT as f32).view())
                };
                let rows = denoise(&network, x.view(), sigmas.view(), *sigma_data);
                Answered::Denoised { rows, asked: counted.rows() }
            }
            Input::Grid { n, least, most, rho } => Answered::Grid(grid(*n, *least, *most, *rho)),
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Edm>) -> Plan<Edm, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "edm",
            title: "What stands around the network",
            level: Level::Medium,
            minutes: 25,
            year: 2022,
            needs: &["diffusion/convert"],
            text: "diffusion/levels.html#edm",
            hints: [
                "Begin with `scales` at σ = 1 and σ_data = 0.5, by hand: the variance of a noisy row is 1.25, and 0.2 of it is data. For `denoise` ask of every number \
                 whether it belongs to the row or to the batch. For `grid` look at i = 0 and at i = n − 1: what must come out there?",
                "With v = σ² + σ_data²: `skip` is σ_data²/v, `out` is σ · σ_data/√v, `input` is 1/√v, and `weight` is v/(σ · σ_data)². In `denoise` the network gets \
                 input · x and, as its level, `noise`. Levels of the grid are equally spaced after the power 1/ρ, and the 0 is put behind them at the end.",
                "Make a column of each scale: `sigmas.mapv(|s| …).insert_axis(Axis(1))` has shape (n, 1), and `&x * &column` multiplies each row by its own number. Then \
                 `network((&x * &input).view(), noise.column(0))`. The grid is `(0..n).map(level).chain([0.0]).collect()`.",
            ],
            story: "In EDM's code the four scales are four lines of a class called EDMPrecond, and a network trained in another way is wrapped by a class of the same form: \
                    VPPrecond and VEPrecond make older models fit the same sampler. In the paper's tables that sampler gives the same quality with fewer calls for \
                    all of them, without any training.",
        },
        answer,
        solution: Edm { scales: solution::scales, denoise: solution::denoise, grid: solution::grid },
        call: |answer, input| Answered::run(&answer.scales, &answer.denoise, &answer.grid, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Scales { sigma, sigma_data } => format!("scales: σ {sigma:.4}, σ_data {sigma_data:.2}"),
            Input::Denoise { net, x, .. } => {
                let (n, d) = x.values.dim();
                format!(
                    "denoise: {n} rows of {d}, {} network",
                    if net.curved { "a curved" } else { "a linear" }
                )
            }
            Input::Grid { n, least, most, rho } => {
                format!("grid: {n} levels from {most:.1} to {least:.4}, ρ {rho:.1}")
            }
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|sigma, sigma_data| knobs.scales(sigma, sigma_data),
                    &|network, x, sigmas, sigma_data| knobs.denoise(network, x, sigmas, sigma_data),
                    &|n, least, most, rho| knobs.grid(n, least, most, rho),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "the mistake is in `scales` alone", bend: |k: &mut Knobs| k.only = Only::Scales },
            Style { name: "the mistake is in `denoise` alone", bend: |k| k.only = Only::Denoise },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.second = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let of_kernel = super::kernel_precision(precision);
    Ok(match input {
        Input::Scales { sigma, sigma_data } => {
            let scales = edm_scales(ndarray::array![*sigma].view(), *sigma_data, of_kernel)?;
            NAMES.iter().zip(scales).map(|(&name, scale)| Part::real(name, [], [scale])).collect()
        }
        Input::Denoise { net, x, sigmas, sigma_data } => {
            let scales = edm_scales(sigmas.double().view(), f64::from(*sigma_data), of_kernel)?;
            let column = |at: usize| scales.column(at).insert_axis(Axis(1)).to_owned();
            let x = x.double();
            let noise = scales.column(3).mapv(|noise| noise + SHIFT);
            let predicted = net.real((&x * &column(2)).view(), noise.view(), precision);
            vec![Part::array("denoise", &(&x * &column(0) + predicted * &column(1)))]
        }
        Input::Grid { n, least, most, rho } => grid_parts(&edm_grid(*n, [*least, *most], *rho, of_kernel)?),
    })
}
