//! `flow_loss`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the six functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;
mod schedule;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use kernels::diffusion::{flow_density, flow_levels, flow_move, flow_path, flow_shift, weighted_error};
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::nets::{Counted, Net};
use diffusion::FlowLoss;
use diffusion::solution::flow_loss as solution;
use knobs::Knobs;

/// Rows, and a level for each.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Rows {
    /// Data, or x; shape (n, d).
    one: Matrix,
    /// Noise, or v; shape (n, d).
    two: Matrix,
    /// Shape (n).
    sigmas: Vector,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Loss { net: Net, rows: Rows },
    Data(Rows),
    Step { x: Matrix, v: Matrix, sigma: f32, next: f32 },
    Shift { sigmas: Vec<f32>, s: f32 },
    Levels { steps: usize, s: f32 },
    Density { times: Vec<f64>, m: f64, s: f64 },
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    /// And for how many rows the network was asked.
    Loss(f32, usize),
    Data(Array2<f32>),
    Step(Array2<f32>),
    Shift(Vec<f32>),
    Levels(Array1<f32>),
    Density(Vec<f64>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Loss(loss, _) => vec![Part::real("loss", [], [f64::from(*loss)])],
            Answered::Data(data) => vec![Part::array("data", data)],
            Answered::Step(x) => vec![Part::array("step", x)],
            Answered::Shift(levels) => {
                vec![Part::real("shift", [levels.len()], levels.iter().map(|&x| f64::from(x)))]
            }
            Answered::Levels(levels) => vec![Part::array("levels", levels)],
            Answered::Density(all) => vec![Part::real("density", [all.len()], all.iter().copied())],
        }
    }
}

impl Answered {
    fn of(answer: &FlowLoss, input: &Input) -> Answered {
        match input {
            Input::Loss { net, rows } => {
                let counted = Counted::new(net);
                let (one, two, sigmas) = (rows.one.held(), rows.two.held(), rows.sigmas.held());
                let network = |x: ndarray::ArrayView2<'_, f32>, levels: ndarray::ArrayView1<'_, f32>| {
                    counted.run(x, levels)
                };
                let loss = (answer.loss)(&network, one.view(), two.view(), sigmas.view());
                Answered::Loss(loss, counted.rows())
            }
            Input::Data(Rows { one, two, sigmas }) => {
                Answered::Data((answer.data)(one.held().view(), two.held().view(), sigmas.held().view()))
            }
            Input::Step { x, v, sigma, next } => {
                Answered::Step((answer.step)(x.held().view(), v.held().view(), *sigma, *next))
            }
            Input::Shift { sigmas, s } => {
                Answered::Shift(sigmas.iter().map(|&sigma| (answer.shift)(sigma, *s)).collect())
            }
            Input::Levels { steps, s } => Answered::Levels((answer.levels)(*steps, *s)),
            Input::Density { times, m, s } => {
                Answered::Density(times.iter().map(|&t| (answer.density)(t, *m, *s)).collect())
            }
        }
    }

    fn bent(knobs: &Knobs, input: &Input) -> Answered {
        match input {
            Input::Loss { net, rows } => {
                let counted = Counted::new(net);
                let (one, two, sigmas) = (rows.one.held(), rows.two.held(), rows.sigmas.held());
                let network = |x: ndarray::ArrayView2<'_, f32>, levels: ndarray::ArrayView1<'_, f32>| {
                    counted.run(x, levels)
                };
                let loss = knobs.loss(&network, one.view(), two.view(), sigmas.view());
                Answered::Loss(loss, counted.rows())
            }
            Input::Data(Rows { one, two, sigmas }) => {
                Answered::Data(knobs.data(one.held().view(), two.held().view(), sigmas.held().view()))
            }
            Input::Step { x, v, sigma, next } => {
                Answered::Step(knobs.step(x.held().view(), v.held().view(), *sigma, *next))
            }
            Input::Shift { sigmas, s } => {
                Answered::Shift(sigmas.iter().map(|&sigma| knobs.shift(sigma, *s)).collect())
            }
            Input::Levels { steps, s } => Answered::Levels(knobs.levels(*steps, *s)),
            Input::Density { times, m, s } => {
                Answered::Density(times.iter().map(|&t| knobs.density(t, *m, *s)).collect())
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<FlowLoss>) -> Plan<FlowLoss, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "flow_loss",
            title: "A straight path, and its velocity",
            level: Level::Easy,
            minutes: 30,
            year: 2022,
            needs: &["diffusion/eps_loss"],
            text: "diffusion/straight.html#flow-loss",
            hints: [
                "Write the path down for one number: x = (1 − σ) data + σ noise. What is x at σ = 0, and at σ = 1? Its derivative by σ is the velocity, and it does not depend on σ. \
                 Every other function follows from this line: where is a point of it at σ = 0, where at σ′?",
                "`sigmas` has a number for each row: `insert_axis(Axis(1))` makes a column of it that goes with (n, d). `loss` is a mean over all entries, of rows and of channels. \
                 `data` is a step to level 0. In `levels` shift each of the evenly spaced ones, once; the 0 comes last and needs no shift. In `density` the normal density belongs to \
                 the logit, and dt = t(1 − t) d logit.",
                "`let x = &data * &(1.0 - &sigma) + &noise * &sigma; let error = network(x.view(), sigmas) - (&noise - &data); (&error * &error).mean().unwrap()`. `data`: \
                 x − σ v. `step`: x + (next − sigma) v. `density`: exp(−z²/2)/(s √(2π) t (1 − t)), z = (ln(t/(1 − t)) − m)/s.",
            ],
            story: "diffusers stored the least level of its schedule after it had been shifted, and shifted the whole schedule again when steps were set: with s = 3 and four steps the last level was \
                    0.008929 and not 0.002994 (issue 13243). Nothing crashed, and pictures looked nearly right. Samplers forgive much. Numbers do not, which is why schedules are tested by numbers.",
        },
        answer,
        solution: FlowLoss {
            loss: solution::loss,
            data: solution::data,
            step: solution::step,
            shift: solution::shift,
            levels: solution::levels,
            density: solution::density,
        },
        call: Answered::of,
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let size = |rows: &Matrix| format!("{} rows of {}", rows.values.nrows(), rows.values.ncols());
            match input {
                Input::Loss { net, rows } => {
                    format!(
                        "loss: {}, a {} network",
                        size(&rows.one),
                        if net.curved { "curved" } else { "linear" }
                    )
                }
                Input::Data(rows) => format!("data: {}", size(&rows.one)),
                Input::Step { x, sigma, next, .. } => {
                    format!("step: {}, from level {sigma:.3} to {next:.3}", size(x))
                }
                Input::Shift { sigmas, s } => format!("shift: {} levels, s = {s:.3}", sigmas.len()),
                Input::Levels { steps, s } => format!("levels: {steps} steps, s = {s:.3}"),
                Input::Density { times, m, s } => {
                    format!("density: {} times, m = {m:.3}, s = {s:.3}", times.len())
                }
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Answered::bent },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "the second way to make a mistake that has several",
                bend: |k: &mut Knobs| k.way = 1,
            },
            Style { name: "the third way", bend: |k| k.way = 2 },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let kernel = super::kernel_precision(precision);
    Ok(match input {
        Input::Loss { net, rows: Rows { one, two, sigmas } } => {
            let sigmas = sigmas.double();
            let [x, velocity] = flow_path(one.double().view(), two.double().view(), sigmas.view(), kernel)?;
            let found = net.real(x.view(), sigmas.view(), precision);
            let even = Array1::ones(sigmas.len());
            let loss = weighted_error(found.view(), velocity.view(), even.view(), kernel)?;
            vec![Part::real("loss", [], [loss])]
        }
        Input::Data(Rows { one, two, sigmas }) => {
            let ends = Array1::zeros(sigmas.values.len());
            let sigmas = sigmas.double();
            let data =
                flow_move(one.double().view(), two.double().view(), sigmas.view(), ends.view(), kernel)?;
            vec![Part::array("data", &data)]
        }
        Input::Step { x, v, sigma, next } => {
            let count = x.values.len_of(Axis(0));
            let all = |level: f32| Array1::from_elem(count, f64::from(level));
            let (from, to) = (all(*sigma), all(*next));
            let x = flow_move(x.double().view(), v.double().view(), from.view(), to.view(), kernel)?;
            vec![Part::array("step", &x)]
        }
        Input::Shift { sigmas, s } => {
            let sigmas: Array1<f64> = sigmas.iter().map(|&x| f64::from(x)).collect();
            vec![Part::array("shift", &flow_shift(sigmas.view(), f64::from(*s), kernel)?)]
        }
        Input::Levels { steps, s } => {
            vec![Part::array("levels", &flow_levels(*steps, f64::from(*s), kernel)?)]
        }
        Input::Density { times, m, s } => {
            let times = Array1::from(times.clone());
            vec![Part::array("density", &flow_density(times.view(), *m, *s, kernel)?)]
        }
    })
}
