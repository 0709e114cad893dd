//! `ddp`: its cases, reference, properties, mistakes and alternatives.
//!
//! The reference is a single process: it adds up the gradients of all tokens of all micro-batches, and divides once.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod ways;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Reference, Style};
use serde::{Deserialize, Serialize};
use sharding::{Ddp, MicroBatch, solution};

use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;

/// A micro-batch, to be sent to another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Micro {
    tokens: usize,
    gradients: Vec<Vec<f64>>,
}

/// What all ranks have.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Input {
    ranks: Vec<Vec<Micro>>,
    buckets: Vec<Vec<usize>>,
}

/// What a rank is left with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Gradients(Vec<Vec<f64>>);

impl Output for Gradients {
    fn parts(&self) -> Vec<Part> {
        let part = |(tensor, values): (usize, &Vec<f64>)| {
            Part::real(format!("tensor {tensor}"), [values.len()], values.iter().copied())
        };
        self.0.iter().enumerate().map(part).collect()
    }
}

impl Input {
    fn micro(&self, rank: usize) -> Vec<MicroBatch> {
        let batch = |micro: &Micro| MicroBatch { tokens: micro.tokens, gradients: micro.gradients.clone() };
        self.ranks[rank].iter().map(batch).collect()
    }

    /// The numbers of each tensor.
    fn sizes(&self) -> Vec<usize> {
        self.ranks[0][0].gradients.iter().map(Vec::len).collect()
    }

    /// The tokens of each rank's micro-batches.
    fn tokens(&self) -> Vec<Vec<usize>> {
        self.ranks.iter().map(|rank| rank.iter().map(|micro| micro.tokens).collect()).collect()
    }
}

pub(super) fn plan(answer: Option<Ddp>) -> Plan<Ddp, Input, Ranks<Gradients>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "ddp",
            title: "Data-parallel gradients",
            level: Level::Medium,
            minutes: 30,
            year: 2020,
            needs: &["sharding/buckets"],
            text: "sharding/replicas.html#ddp",
            hints: [
                "What can be added over micro-batches and over ranks is a sum over tokens, and what each of them has is a mean. What turns one into \
                 the other?",
                "Multiply each gradient by its micro-batch's tokens, and add up what a rank has. Then all ranks need two sums: that of the \
                 gradients, and that of the tokens. Divide one by the other, once.",
                "`let mut count = [tokens as f64]; all_reduce(comm, &mut count)` gives all tokens. For each bucket put its tensors one behind the \
                 other into a `Vec`, `all_reduce` that, and cut it apart again. No rank may leave a call out, also one without tokens.",
            ],
            story: "Until late in 2024 the trainers of several libraries averaged means, over micro-batches or over ranks, and nobody saw it: the loss goes \
                    down all the same, a little elsewhere. What was missing is what you have written, a count that goes with the sum.",
        },
        answer,
        solution: solution::ddp::ddp,
        call: |answer, input| {
            talk(input.ranks.len(), |comm| Gradients(answer(comm, &input.micro(comm.rank()), &input.buckets)))
        },
        reference: Reference { run: reference, ran: || "a single process with all tokens".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let (sizes, tokens) = (input.sizes(), input.tokens());
            format!("tensors of {sizes:?}, tokens by rank {tokens:?}, buckets {:?}", input.buckets)
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![Style {
            name: "counts are at least 1 wherever something is divided by them",
            bend: |k| k.guard = true,
        }],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let mut sums: Vec<Vec<f64>> = input.sizes().into_iter().map(|size| vec![0.0; size]).collect();
    let mut count = 0.0;
    for micro in input.ranks.iter().flatten() {
        count += micro.tokens as f64;
        for (sum, values) in sums.iter_mut().zip(&micro.gradients) {
            for (sum, &value) in sum.iter_mut().zip(values) {
                match precision {
                    Precision::Double => *sum += micro.tokens as f64 * value,
                    Precision::Float => *sum = f64::from(*sum as f32 + micro.tokens as f32 * value as f32),
                    Precision::Nudged => {
                        *sum += micro.tokens as f64 * (value * (1.0 + f64::from(f32::EPSILON)));
                    }
                }
            }
        }
    }
    let whole = Gradients(
        sums.into_iter()
            .map(|sum| sum.into_iter().map(|x| if count > 0.0 { x / count } else { 0.0 }).collect())
            .collect(),
    );
    Ok(ranked(input.ranks.iter().map(|_| whole.parts())))
}
