//! `consistency`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;
mod weights;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style, Vector,
};
use kernels::diffusion::{consistency_scales, rows_mixed, weighted_error};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::nets::{Counted, Net};
use diffusion::solution::consistency as solution;
use diffusion::{Consistency, Edges, Pair};
use knobs::Knobs;

/// A network of the judge that tells levels apart by 250 ln σ, which may be negative.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Timed(Net);

impl Timed {
    /// What the network inside is told: around e^(level/800), which goes from 0.1 to 4 for levels of 0.001 to 80.
    fn inner<T: Into<f64> + Copy>(levels: &ArrayView1<'_, T>) -> Array1<f64> {
        levels.mapv(|level| (level.into() / 800.0).min(300.0).exp())
    }

    fn real(&self, x: ArrayView2<'_, f64>, levels: ArrayView1<'_, f64>, precision: Precision) -> Array2<f64> {
        self.0.real(x, Timed::inner(&levels).view(), precision)
    }
}

/// σ_min and σ_data.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Ends {
    least: f32,
    data: f32,
}

impl From<Ends> for Edges {
    fn from(Ends { least, data }: Ends) -> Edges {
        Edges { least, data }
    }
}

/// What a loss is computed from.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Batch {
    student: Timed,
    target: Timed,
    data: Matrix,
    noise: Matrix,
    high: Vector,
    low: Vector,
}

/// Which function a case calls, and with what.
#[allow(clippy::large_enum_variant)] // A few are alive at a time.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Scales { sigmas: Vec<f32>, ends: Ends },
    Denoise { net: Timed, x: Matrix, sigmas: Vector, ends: Ends },
    Loss { batch: Batch, ends: Ends },
}

/// What it gives, and for how many rows each network was asked.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Scales(Vec<(f32, f32)>),
    Denoised(Array2<f32>, usize),
    Loss(f32, [usize; 2]),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Scales(all) => {
                let of = |label: &str, number: fn(&(f32, f32)) -> f32| {
                    Part::real(label, [all.len()], all.iter().map(|both| f64::from(number(both))))
                };
                vec![of("c_skip", |both| both.0), of("c_out", |both| both.1)]
            }
            Answered::Denoised(data, _) => vec![Part::array("denoise", data)],
            Answered::Loss(loss, _) => vec![Part::real("loss", [], [f64::from(*loss)])],
        }
    }
}

type Of<'a> = (
    &'a dyn Fn(f32, Edges) -> (f32, f32),
    &'a dyn Fn(diffusion::Network<'_>, ArrayView2<'_, f32>, ArrayView1<'_, f32>, Edges) -> Array2<f32>,
    &'a dyn Fn(Pair<'_>) -> f32,
);

impl Answered {
    fn of((scales, denoise, loss): Of<'_>, input: &Input) -> Answered {
        match input {
            Input::Scales { sigmas, ends } => {
                Answered::Scales(sigmas.iter().map(|&sigma| scales(sigma, (*ends).into())).collect())
            }
            Input::Denoise { net, x, sigmas, ends } => {
                let counted = Counted::new(&net.0);
                let network = |x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>| {
                    counted.run(x, Timed::inner(&levels).mapv(|x| x as f32).view())
                };
                let data = denoise(&network, x.held().view(), sigmas.held().view(), (*ends).into());
                Answered::Denoised(data, counted.rows())
            }
            Input::Loss { batch, ends } => {
                let [student, target] = [&batch.student, &batch.target].map(|net| Counted::new(&net.0));
                let told = |levels: ArrayView1<'_, f32>| Timed::inner(&levels).mapv(|x| x as f32);
                let held = [&batch.data, &batch.noise].map(Matrix::held);
                let levels = [&batch.high, &batch.low].map(Vector::held);
                let loss = loss(Pair {
                    student: &|x, levels| student.run(x, told(levels).view()),
                    target: &|x, levels| target.run(x, told(levels).view()),
                    data: held[0].view(),
                    noise: held[1].view(),
                    high: levels[0].view(),
                    low: levels[1].view(),
                    edges: (*ends).into(),
                });
                Answered::Loss(loss, [student.rows(), target.rows()])
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Consistency>) -> Plan<Consistency, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "consistency",
            title: "The same data from every level",
            level: Level::Medium,
            minutes: 30,
            year: 2023,
            needs: &["diffusion/edm"],
            text: "diffusion/short.html#consistency",
            hints: [
                "Put σ = σ_min into both scales: what is left of c_skip x + c_out F? It must be x, whatever the network says. Then look where σ − σ_min stands and where σ stands, for they are not \
                 the same in all four places.",
                "`denoise` needs four numbers for each row: c_skip, c_out, c_in and 250 ln σ. Make columns of them. `loss` calls it twice: the student at `high` with data + high · noise, the \
                 target at `low` with data + low · noise. The noise is the same, only its size is not.",
                "`let noised = |sigmas: ArrayView1<'_, f32>| &pair.data + &(&pair.noise * &sigmas.insert_axis(Axis(1)));`, then `denoise(pair.student, noised(pair.high).view(), pair.high, pair.edges)` and \
                 the same of `target` and `low`. Squares of the difference times `high⁻² + data⁻²` for each row, and the mean.",
            ],
            story: "diffusers had a latent consistency sampler whose c_out lacked the factor σ_data (issue 8547), and a place where σ_min was ignored (issue 6833). Neither showed: pictures come out of a \
                    function that is almost right at its edge. The edge is the one thing that holds the whole together, since every other level only learns to agree with the one below.",
        },
        answer,
        solution: Consistency { scales: solution::scales, denoise: solution::denoise, loss: solution::loss },
        call: |answer, input| Answered::of((&answer.scales, &answer.denoise, &answer.loss), input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let of = |ends: &Ends| format!("σ_min {}, σ_data {}", ends.least, ends.data);
            match input {
                Input::Scales { sigmas, ends } => format!("scales: {} levels, {}", sigmas.len(), of(ends)),
                Input::Denoise { net, x, ends, .. } => {
                    let (rows, columns) = x.values.dim();
                    let kind = if net.0.curved { "curved" } else { "linear" };
                    format!("denoise: {rows} rows of {columns}, a {kind} network, {}", of(ends))
                }
                Input::Loss { batch, ends } => {
                    let (rows, columns) = batch.data.values.dim();
                    format!("loss: {rows} rows of {columns}, {}", of(ends))
                }
            }
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| {
                let scales = |sigma: f32, edges: Edges| knobs.scales(sigma, edges);
                let denoise =
                    |network: diffusion::Network<'_>,
                     x: ArrayView2<'_, f32>,
                     sigmas: ArrayView1<'_, f32>,
                     edges: Edges| knobs.denoise(network, x, sigmas, edges);
                Answered::of((&scales, &denoise, &|pair| knobs.loss(pair)), input)
            },
        },
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

fn denoised(
    net: &Timed,
    x: ArrayView2<'_, f64>,
    sigmas: ArrayView1<'_, f64>,
    ends: Ends,
    precision: Precision,
) -> Result<(Array2<f64>, Array1<f64>), Missing> {
    let kernel = super::kernel_precision(precision);
    let (least, deviation) = (f64::from(ends.least), f64::from(ends.data));
    let [skip, out, inner, time, weight] = consistency_scales(sigmas, least, deviation, kernel)?;
    let none = Array1::zeros(sigmas.len());
    let scaled = rows_mixed(x, x, inner.view(), none.view(), kernel)?;
    let found = net.real(scaled.view(), time.view(), precision);
    Ok((rows_mixed(x, found.view(), skip.view(), out.view(), kernel)?, weight))
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let kernel = super::kernel_precision(precision);
    Ok(match input {
        Input::Scales { sigmas, ends } => {
            let sigmas: Array1<f64> = sigmas.iter().map(|&x| f64::from(x)).collect();
            let (least, deviation) = (f64::from(ends.least), f64::from(ends.data));
            let [skip, out, ..] = consistency_scales(sigmas.view(), least, deviation, kernel)?;
            vec![Part::array("c_skip", &skip), Part::array("c_out", &out)]
        }
        Input::Denoise { net, x, sigmas, ends } => {
            let (data, _) = denoised(net, x.double().view(), sigmas.double().view(), *ends, precision)?;
            vec![Part::array("denoise", &data)]
        }
        Input::Loss { batch, ends } => {
            let (data, noise) = (batch.data.double(), batch.noise.double());
            let ones = Array1::ones(data.nrows());
            let at = |net: &Timed, levels: &Array1<f64>| {
                let x = rows_mixed(data.view(), noise.view(), ones.view(), levels.view(), kernel)?;
                denoised(net, x.view(), levels.view(), *ends, precision)
            };
            let (found, weight) = at(&batch.student, &batch.high.double())?;
            let (wanted, _) = at(&batch.target, &batch.low.double())?;
            let loss = weighted_error(found.view(), wanted.view(), weight.view(), kernel)?;
            vec![Part::real("loss", [], [loss])]
        }
    })
}
