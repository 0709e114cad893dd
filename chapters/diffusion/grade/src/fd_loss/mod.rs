//! `fd_loss`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions. Numbers are doubles throughout, so the reference is plain Rust.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod of_loss;
mod promises;
mod reference;

use judge::{
    Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Ix1, Ix2};
use serde::{Deserialize, Serialize};

use crate::frechet::laid::Laid;
use bent::Knobs;
use diffusion::solution::fd_loss as solution;
use diffusion::{Averages, FdLoss, FdValue, FeatureQueue};

/// A queue, some rows of which are new, and the data's mean and covariance.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Compared {
    features: Array2<f64>,
    next: usize,
    new: usize,
    mean: Laid<Ix1>,
    covariance: Laid<Ix2>,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    /// Batch after batch into a queue.
    Push {
        features: Array2<f64>,
        next: usize,
        batches: Vec<Laid<Ix2>>,
    },
    Loss(Compared),
    /// Batch after batch into averages.
    Ema {
        mean: Array1<f64>,
        second: Array2<f64>,
        batches: Vec<Laid<Ix2>>,
        beta: f64,
    },
}

/// Both averages, and the covariance.
type Averaged = (Array1<f64>, Array2<f64>, Array2<f64>);

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    /// Features and `next` after each batch.
    Pushed(Vec<(Array2<f64>, usize)>),
    /// Distance, loss and gradient.
    Lost(f64, f64, Array2<f64>),
    /// After each batch both averages and the covariance.
    Averaged(Vec<Averaged>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Pushed(states) => {
                let of = |(batch, (features, next)): (usize, &(Array2<f64>, usize))| {
                    [
                        Part::array(format!("push {batch}: features"), features),
                        Part::whole(format!("push {batch}: next"), [], [*next as i64]),
                    ]
                };
                states.iter().enumerate().flat_map(of).collect()
            }
            Answered::Lost(distance, loss, gradient) => vec![
                Part::real("distance", [], [*distance]),
                Part::real("loss", [], [*loss]),
                Part::array("gradient", gradient),
            ],
            Answered::Averaged(states) => {
                let of = |(batch, state): (usize, &Averaged)| {
                    [
                        Part::array(format!("ema {batch}: mean"), &state.0),
                        Part::array(format!("ema {batch}: second"), &state.1),
                        Part::array(format!("ema {batch}: covariance"), &state.2),
                    ]
                };
                states.iter().enumerate().flat_map(of).collect()
            }
        }
    }
}

type Loss<'a> = &'a dyn Fn(&FeatureQueue, usize, ArrayView1<'_, f64>, ArrayView2<'_, f64>) -> FdValue;

type Ema<'a> = &'a dyn Fn(&mut Averages, ArrayView2<'_, f64>, f64) -> Array2<f64>;

/// The three functions of an answer, or of the bent solution.
struct Functions<'a> {
    push: &'a dyn Fn(&mut FeatureQueue, ArrayView2<'_, f64>),
    loss: Loss<'a>,
    ema: Ema<'a>,
}

impl Functions<'_> {
    fn run(&self, input: &Input) -> Answered {
        match input {
            Input::Push { features, next, batches } => {
                let mut queue = FeatureQueue { features: features.clone(), next: *next };
                let mut after = |batch: &Laid<Ix2>| {
                    (self.push)(&mut queue, batch.held().view());
                    (queue.features.clone(), queue.next)
                };
                Answered::Pushed(batches.iter().map(&mut after).collect())
            }
            Input::Loss(Compared { features, next, new, mean, covariance }) => {
                let queue = FeatureQueue { features: features.clone(), next: *next };
                let found = (self.loss)(&queue, *new, mean.held().view(), covariance.held().view());
                Answered::Lost(found.distance, found.loss, found.gradient)
            }
            Input::Ema { mean, second, batches, beta } => {
                let mut averages = Averages { mean: mean.clone(), second: second.clone() };
                let mut after = |batch: &Laid<Ix2>| {
                    let covariance = (self.ema)(&mut averages, batch.held().view(), *beta);
                    (averages.mean.clone(), averages.second.clone(), covariance)
                };
                Answered::Averaged(batches.iter().map(&mut after).collect())
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<FdLoss>) -> Plan<FdLoss, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "fd_loss",
            title: "The score as a loss",
            level: Level::Hard,
            minutes: 40,
            year: 2026,
            needs: &["diffusion/frechet"],
            text: "diffusion/scores.html#fd-loss",
            hints: [
                "Start with `ema`, which is three lines, and `push`, which writes one row at a time. For the gradient change one number of one new row by a little, h. The mean changes by h/N \
                 in that place. By how much does the covariance change, to first order? The mean that moves along does not matter there: the deviations sum to 0.",
                "Row x of the gradient is 2/N (μ − μ') plus 2/(N − 1) (I − T)(x − μ), all over FD + 0.01: both functions of μ and Σ are quadratic in x, which is where the 2 comes from. \
                 Row i of the new ones lies at (next + N − new + i) mod N.",
                "`let root = power(covariance, 0.5); let inverse = power(root.dot(&own).dot(&root).view(), -0.5); let map = root.dot(&inverse).dot(&root);`, where `power` takes the eigenvalues to \
                 an exponent and puts the matrix together again. Σ is what `frechet` gives for all rows of the queue.",
            ],
            story: "A FID needs tens of thousands of samples, and no batch has as many: that is why it was not trained on for years. The queue is MoCo's trick. Old features are stale, because \
                    the network has moved on, but the mean and the covariance hardly notice. In a run on many GPUs each rank holds the gradient of its own rows alone; whoever lets the \
                    framework average over W ranks, which is what it does, trains with 1/W of the gradient.",
        },
        answer,
        solution: FdLoss { push: solution::push, loss: solution::loss, ema: solution::ema },
        call: |answer, input| {
            let FdLoss { push, loss, ema } = answer;
            Functions { push, loss, ema }.run(input)
        },
        reference: Reference { run: reference::reference, ran: || "doubles in plain Rust".to_owned() },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Push { features, batches, .. } => {
                let (size, d) = features.dim();
                format!("push: {} batches into {size} rows of {d}", batches.len())
            }
            Input::Loss(Compared { features, new, .. }) => {
                let (size, d) = features.dim();
                format!("loss: {size} rows of {d}, {new} of them new")
            }
            Input::Ema { mean, batches, beta, .. } => {
                format!("ema: {} batches of {} features, β = {beta:.4}", batches.len(), mean.len())
            }
        },
        properties: vec![
            Property { name: "the loss is FD/(FD + 0.01)", holds: laws::normalised },
            Property { name: "the gradient says how the distance changes", holds: laws::slope },
            Property { name: "equal moments have the distance 0", holds: laws::zero },
            Property { name: "moving features and data alike changes nothing", holds: laws::moved },
            Property { name: "what was new before is in the gradient of more new rows", holds: laws::nested },
            Property { name: "two batches are one batch of all their rows", holds: laws::joined },
            Property {
                name: "with β = 1 the averages stay, with β = 0 they are the batch's",
                holds: laws::ends,
            },
        ],
        bent: Bent {
            run: |knobs, input| {
                let functions = Functions {
                    push: &|queue, rows| knobs.push(queue, rows),
                    loss: &|queue, new, mean, covariance| knobs.loss(queue, new, mean, covariance),
                    ema: &|averages, rows, beta| knobs.ema(averages, rows, beta),
                };
                functions.run(input)
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

#[allow(clippy::unnecessary_wraps)] // That is the type of all references.
fn parts(answered: &Answered) -> Result<Vec<Part>, Missing> {
    Ok(answered.parts())
}

/// Doubles moved in their last places, to both sides in turn, unless all is to be exact.
fn moved(values: &Array2<f64>, precision: Precision) -> Array2<f64> {
    let mut by = if precision == Precision::Double { 0.0 } else { 16.0 * f64::EPSILON };
    values.mapv(|x| {
        by = -by;
        x * (1.0 + by)
    })
}
