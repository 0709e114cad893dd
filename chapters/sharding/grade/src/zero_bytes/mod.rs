//! `zero_bytes`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Property, Reference, Style};
use serde::{Deserialize, Serialize};
use sharding::{Zero, ZeroBytes, solution};

use bent::Knobs;

/// What is shared out, as [`Zero`] says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stage {
    Nothing,
    Optimizer,
    Gradients,
    Resharded,
    Kept,
}

pub(super) const STAGES: [Stage; 5] =
    [Stage::Nothing, Stage::Optimizer, Stage::Gradients, Stage::Resharded, Stage::Kept];

impl Stage {
    fn zero(self) -> Zero {
        match self {
            Stage::Nothing => Zero::Nothing,
            Stage::Optimizer => Zero::Optimizer,
            Stage::Gradients => Zero::Gradients,
            Stage::Resharded => Zero::Weights { reshard: true },
            Stage::Kept => Zero::Weights { reshard: false },
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Input {
    stage: Stage,
    units: Vec<u64>,
    ranks: u64,
}

/// What the three functions give.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Bill {
    held: u64,
    peak: u64,
    sent: u64,
}

impl Output for Bill {
    fn parts(&self) -> Vec<Part> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let numbers = [self.held, self.peak, self.sent].map(number);
        vec![Part::whole("held, peak, sent", [3], numbers)]
    }
}

pub(super) fn plan(answer: Option<ZeroBytes>) -> Plan<ZeroBytes, Input, Bill, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "zero_bytes",
            title: "What each stage of ZeRO holds and sends",
            level: Level::Easy,
            minutes: 20,
            year: 2019,
            needs: &["sharding/ddp"],
            text: "sharding/shards.html#zero-bytes",
            hints: [
                "Write down three numbers for one weight: bytes of the weight, of its gradient, and of what the optimizer keeps. Which of the \
                 three are shared out in each stage?",
                "What is not shared counts for all weights, what is shared for the own shard, and the largest shard of a unit is its length over the \
                 ranks, rounded up: `div_ceil`. For `sent`, count how many times all weights, or gradients, go round.",
                "With W all weights and S the sum of the shards: 16 W, 4 W + 12 S, 2 W + 14 S, 16 S. The peak is more than that only for the last: \
                 2 bytes for each weight of the largest unit, or of all units without `reshard`. Two rounds of W (N − 1), and three with `reshard`.",
            ],
            story: "Sharing out the optimizer and the gradients costs no traffic at all: an all-reduce was always a reduce-scatter and an \
                    all-gather, and the step of the optimizer only moves in between. Only with the weights comes the third round.",
        },
        answer,
        solution: ZeroBytes {
            held: solution::zero_bytes::held,
            peak: solution::zero_bytes::peak,
            sent: solution::zero_bytes::sent,
        },
        call: |answer, input| Bill {
            held: (answer.held)(input.stage.zero(), &input.units, input.ranks),
            peak: (answer.peak)(input.stage.zero(), &input.units, input.ranks),
            sent: (answer.sent)(input.stage.zero(), &input.units, input.ranks),
        },
        reference: Reference {
            run: |input, _| Ok(reference(input)?.parts()),
            ran: || "counted weight by weight, or kind by kind".into(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let shared = match input.stage {
                Stage::Nothing => "nothing is shared out",
                Stage::Optimizer => "the optimizer's states are shared out",
                Stage::Gradients => "those and gradients are shared out",
                Stage::Resharded => "weights too, with reshard",
                Stage::Kept => "weights too, without reshard",
            };
            let ranks = if input.ranks == 1 { "1 rank".into() } else { format!("{} ranks", input.ranks) };
            format!("{ranks}, units of {:?} weights, {shared}", input.units)
        },
        properties: vec![
            Property { name: "one rank holds the same whatever is shared", holds: laws::alone },
            Property { name: "the peak is at least what is held", holds: laws::above },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "`peak` counts what is held by itself, and right",
                bend: |k: &mut Knobs| k.apart = true,
            },
            Style { name: "rounds bytes up where it divides them", bend: |k| k.bytes_up = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// Every kind of state of every unit, as the first rank has it: that gets one of those that are left over.
#[allow(clippy::unnecessary_wraps)]
fn reference(input: &Input) -> Result<Bill, Missing> {
    let ranks = u128::from(input.ranks);
    // The stage from which on something is shared.
    let kinds = [(2_u128, 3_u8), (2, 2), (12, 1)];
    let stage = match input.stage {
        Stage::Nothing => 0,
        Stage::Optimizer => 1,
        Stage::Gradients => 2,
        Stage::Resharded | Stage::Kept => 3,
    };
    let (mut held, mut all, mut largest) = (0, 0, 0);
    for &unit in &input.units {
        let unit = u128::from(unit);
        let own = unit / ranks + u128::from(unit % ranks > 0);
        for (bytes, from) in kinds {
            held += bytes * if stage >= from { own } else { unit };
        }
        all += unit;
        largest = unit.max(largest);
    }
    let (gathered, rounds) = match input.stage {
        Stage::Resharded => (largest, 3),
        Stage::Kept => (all, 2),
        _ => (0, 2),
    };
    let number = |x: u128| u64::try_from(x).unwrap_or(u64::MAX);
    Ok(Bill {
        held: number(held),
        peak: number(held + 2 * gathered),
        sent: number(rounds * (ranks * all - all)),
    })
}
