//! `clip`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Reference, Style};
use serde::{Deserialize, Serialize};
use sharding::{Clip, Communicator, solution};

use crate::talk::{Ranks, ranked, talk};
use bent::Knobs;

/// The gradients of all ranks, and the norm that they may have.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Input {
    shards: Vec<Vec<f64>>,
    replicated: Vec<f64>,
    most: f64,
}

/// What a rank has in the end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Clipped {
    norm: f64,
    sharded: Vec<f64>,
    replicated: Vec<f64>,
}

impl Output for Clipped {
    fn parts(&self) -> Vec<Part> {
        let real = |name: &str, values: &Vec<f64>| Part::real(name, [values.len()], values.iter().copied());
        vec![
            Part::real("norm", [], [self.norm]),
            real("sharded", &self.sharded),
            real("replicated", &self.replicated),
        ]
    }
}

fn run(
    input: &Input,
    clip: impl Fn(&dyn Communicator, &mut [f64], &mut [f64], f64) -> f64 + Sync,
) -> Ranks<Clipped> {
    talk(input.shards.len(), |comm| {
        let (mut sharded, mut replicated) = (input.shards[comm.rank()].clone(), input.replicated.clone());
        let norm = clip(comm, &mut sharded, &mut replicated, input.most);
        Clipped { norm, sharded, replicated }
    })
}

pub(super) fn plan(answer: Option<Clip>) -> Plan<Clip, Input, Ranks<Clipped>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "clip",
            title: "One norm over all shards",
            level: Level::Easy,
            minutes: 15,
            year: 2012,
            needs: &["sharding/zero_bytes"],
            text: "sharding/shards.html#clip",
            hints: [
                "The norm is a root of a sum. Which of the two can be computed in parts?",
                "Sum the squares of the own shard, all-reduce that one number, add the squares of the replicated gradients once, and take the root then. All of them \
                 are scaled by the same number, which is never above 1.",
                "`let mut sum = [own_squares]; sharding::collectives::all_reduce(comm, &mut sum);`, `let norm = (sum[0] + replicated_squares).sqrt();`, \
                 `let coefficient = (most / (norm + 1e-6)).min(1.0);`.",
            ],
            story: "Forgetting that a gradient is a shard is a mistake that trains: each rank scales its part by another number, which turns the gradient a little. So is \
                    counting replicated parameters on every rank, which TransformerEngine found to make the norm 1.36 to 1.52 times as large.",
        },
        answer,
        solution: solution::clip::clip,
        call: |answer, input| run(input, answer),
        reference: Reference { run: reference, ran: || "one process, with all gradients".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let sizes: Vec<usize> = input.shards.iter().map(Vec::len).collect();
            format!(
                "shards of {sizes:?}, {} replicated, a norm of {:.3e} at the most",
                input.replicated.len(),
                input.most
            )
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "gathers the sums, and adds them in the order of the ranks",
                bend: |k: &mut Knobs| k.gathers = true,
            },
            Style {
                name: "adds squares of what is replicated, where it adds norms",
                bend: |k| k.mixed = true,
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let rounded = |x: f64| precision.pick(x, f64::from(x as f32), x * (1.0 + f64::from(f32::EPSILON)));
    let whole: Vec<f64> =
        input.shards.iter().flatten().chain(&input.replicated).map(|&g| rounded(g)).collect();
    // Scaled by the largest, so that squares are of one size.
    let largest = whole.iter().fold(0.0_f64, |most, g| most.max(g.abs()));
    let sum = whole.iter().fold(0.0, |sum, g| match largest {
        0.0 => 0.0,
        _ => precision.pick(
            sum + (g / largest).powi(2),
            f64::from((sum + (g / largest).powi(2)) as f32),
            sum + (g / largest).powi(2),
        ),
    });
    let norm = largest * sum.sqrt();
    let scaled =
        |g: &f64| if norm + 1e-6 > input.most { rounded(*g) * input.most / (norm + 1e-6) } else { *g };
    let rank = |shard: &Vec<f64>| {
        Clipped {
            norm,
            sharded: shard.iter().map(scaled).collect(),
            replicated: input.replicated.iter().map(scaled).collect(),
        }
        .parts()
    };
    Ok(ranked(input.shards.iter().map(rank)))
}
