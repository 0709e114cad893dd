//! `eps_loss`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style};
use ndarray::{Array1, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::nets::{Counted, Net};
use crate::q_sample::{Input as Batch, moved, noisy};
use diffusion::{EpsLoss, Network};
use knobs::Knobs;

/// A batch, and the network that is given to the answer; perhaps other batches, which come one after the other.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    batch: Batch,
    net: Net,
    more: Vec<Batch>,
}

impl Input {
    fn new(batch: Batch, net: Net) -> Input {
        Input { batch, net, more: Vec::new() }
    }

    fn batches(&self) -> impl Iterator<Item = &Batch> {
        std::iter::once(&self.batch).chain(&self.more)
    }
}

/// The loss of each batch, and how many rows the network was asked for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Answered {
    losses: Vec<f32>,
    rows: usize,
}

/// A single loss is a number.
fn part(losses: &[f64]) -> Part {
    let shape = if losses.len() == 1 { vec![] } else { vec![losses.len()] };
    Part::real("loss", shape, losses.iter().copied())
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        vec![part(&self.losses.iter().map(|&loss| f64::from(loss)).collect::<Vec<_>>())]
    }
}

/// An answer, or the bent solution.
type Loss<'a> =
    &'a dyn Fn(Network<'_>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f64>, &[usize]) -> f32;

impl Answered {
    fn run(loss: Loss<'_>, input: &Input) -> Answered {
        let counted = Counted::new(&input.net);
        let network = |x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>| counted.run(x, levels);
        let of = |batch: &Batch| {
            let (x0, noise) = (batch.x0.held(), batch.noise.held());
            batch.abar.lent(|abar| loss(&network, x0.view(), noise.view(), abar, &batch.steps))
        };
        let losses = input.batches().map(of).collect();
        Answered { losses, rows: counted.rows() }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<EpsLoss>) -> Plan<EpsLoss, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "diffusion",
            name: "eps_loss",
            title: "Predict the noise",
            level: Level::Easy,
            minutes: 15,
            year: 2020,
            needs: &["diffusion/q_sample"],
            text: "diffusion.html#eps-loss",
            hints: [
                "Three things in a row: make the noisy rows, which you have a function for; ask the network what noise it sees in them; compare that with the noise that you put in.",
                "The network does not see the clean rows, and does not see the noise: it gets the noisy rows, and for each of them the number of its step as an `f32`. Nothing is divided by T. \
                 The mean is over rows and columns alike, so that neither a larger batch nor a larger picture makes the loss larger.",
                "`let noisy = q_sample(x0, noise, abar, steps);`, `let levels: Array1<f32> = steps.iter().map(|&step| step as f32).collect();`, and `network(noisy.view(), levels.view())`. \
                 Then the mean of `(&predicted - &noise).mapv(|error| error * error)`.",
            ],
            story: "The bound on the likelihood that DDPM derives has a weight in front of this square, which is large for the first steps. Ho, Jain and Abbeel left it out, called the result \
                    \"simple\", and got better pictures and a worse likelihood. What that choice says, and which others there are, is the subject of a later page.",
        },
        answer,
        solution: diffusion::solution::eps_loss::eps_loss,
        call: |answer, input| Answered::run(answer, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, d, steps] = input.batch.sizes();
            let kind = if input.net.curved { "curved" } else { "linear" };
            let more = if input.more.is_empty() { "" } else { ", and another batch" };
            format!("{n} rows of {d} numbers, {steps} steps, a {kind} network{more}")
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|network, x0, noise, abar, steps| knobs.loss(network, x0, noise, abar, steps),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.in_double() },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.in_way(1) },
            Style { name: "the third way", bend: |k| k.in_way(2) },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let of = |batch: &Batch| -> Result<f64, Missing> {
        let levels: Array1<f64> = batch.steps.iter().map(|&step| step as f64).collect();
        let predicted = input.net.real(noisy(batch, precision)?.view(), levels.view(), precision);
        let noise = moved(&batch.noise.double(), precision, -1.0);
        let precision = super::kernel_precision(precision);
        Ok(kernels::diffusion::noise_error(predicted.view(), noise.view(), precision)?)
    };
    Ok(vec![part(&input.batches().map(of).collect::<Result<Vec<_>, _>>()?)])
}
