//! `pipeline`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the three functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod reference;

use judge::{Bent, Data, Fresh, Level, Meta, Output, Part, Plan, Reference, Style};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use sharding::solution::pipeline as solution;
use sharding::{Communicator, Op, Pipeline};

use crate::talk::{Ranks, talk};
use bent::{Apart, Knobs};

/// What one of the functions is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Input {
    /// The orders of all stages.
    Order { stages: usize, micros: usize },
    /// The bubble of some orders; see [`number`].
    Bubble { orders: Vec<Vec<i64>>, forward: f64, backward: f64 },
    /// The gradients of all stages.
    Run { weights: Vec<Array2<f64>>, inputs: Vec<Array2<f64>>, targets: Vec<Array2<f64>> },
}

/// Forward as 1, 2, 3 and so on, backward as −1, −2, −3.
fn number(op: &Op) -> i64 {
    match *op {
        Op::Forward(micro) => micro as i64 + 1,
        Op::Backward(micro) => -1 - micro as i64,
    }
}

fn op(number: &i64) -> Op {
    let micro = number.unsigned_abs() as usize - 1;
    if *number > 0 { Op::Forward(micro) } else { Op::Backward(micro) }
}

/// What it gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Answered {
    Order(Vec<Vec<i64>>),
    Bubble(f64),
    Run(Ranks<Array2<f64>>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Order(orders) => written(orders.iter().map(Vec::as_slice)),
            Answered::Bubble(bubble) => vec![Part::real("bubble", [], [*bubble])],
            Answered::Run(ranks) => gradients(ranks.results.iter()),
        }
    }
}

/// A text for each stage: F0 F1 B0.
fn written<'a>(orders: impl Iterator<Item = &'a [i64]>) -> Vec<Part> {
    let word = |number: &i64| match op(number) {
        Op::Forward(micro) => format!("F{micro}"),
        Op::Backward(micro) => format!("B{micro}"),
    };
    let text = |(stage, order): (usize, &[i64])| Part {
        label: format!("stage {stage}"),
        shape: vec![],
        data: Data::Text(order.iter().map(word).collect::<Vec<_>>().join(" ")),
    };
    orders.enumerate().map(text).collect()
}

fn gradients<'a>(all: impl Iterator<Item = &'a Array2<f64>>) -> Vec<Part> {
    all.enumerate().map(|(rank, array)| Part::array(format!("rank {rank}: gradient"), array)).collect()
}

type Run<'a> =
    dyn Fn(&dyn Communicator, &Array2<f64>, &[Array2<f64>], &[Array2<f64>]) -> Array2<f64> + Sync + 'a;

/// What an answer consists of, or the bent solution.
struct Functions<'a> {
    order: &'a dyn Fn(usize, usize, usize) -> Vec<Op>,
    bubble: &'a dyn Fn(&[Vec<Op>], f64, f64) -> f64,
    run: &'a Run<'a>,
}

impl Input {
    fn given(&self, functions: &Functions<'_>) -> Answered {
        match self {
            &Input::Order { stages, micros } => {
                let order =
                    |stage| (functions.order)(stage, stages, micros).iter().map(number).collect::<Vec<_>>();
                Answered::Order((0..stages).map(order).collect())
            }
            Input::Bubble { orders, forward, backward } => {
                let orders: Vec<Vec<Op>> =
                    orders.iter().map(|order| order.iter().map(op).collect()).collect();
                Answered::Bubble((functions.bubble)(&orders, *forward, *backward))
            }
            Input::Run { weights, inputs, targets } => Answered::Run(talk(weights.len(), |comm| {
                (functions.run)(comm, &weights[comm.rank()], inputs, targets)
            })),
        }
    }
}

pub(super) fn plan(answer: Option<Pipeline>) -> Plan<Pipeline, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "pipeline",
            title: "One forward, one backward",
            level: Level::Medium,
            minutes: 45,
            year: 2018,
            needs: &["sharding/ddp"],
            text: "sharding/layers.html#pipeline",
            hints: [
                "The last stage has nobody behind it: it can do a backward after each forward. The stage before it has to do one forward more in between, or it \
                 would wait. What about the first? For `bubble`, write down when each of the operations of two stages and two micro-batches ends.",
                "Stage s of p begins with min(p − 1 − s, m) forwards. An operation begins when its stage is free and what it waits for has ended; go over the stages, \
                 again and again, and do the next operation of each that can be done. When all have ended, the last end is the time that it took.",
                "`run` goes through `order(rank, size, m)`. Forward: `x` from the rank before, or the inputs; keep x and y = tanh(x·W) of this micro-batch. Backward: \
                 the gradient of y from the rank behind, or (y − target) / m; times 1 − y²; add xᵀ·that to the sum, and send that·Wᵀ to the rank before.",
            ],
            story: "GPipe does all forwards, then all backwards, and holds the activations of all micro-batches. 1F1B, from PipeDream, is just as long and holds those of \
                    p − s. Where there were fewer micro-batches than stages, the warm-up without its min(…, m) has crashed more than one framework: torchtitan's issue \
                    775 is one of them.",
        },
        answer,
        solution: Pipeline { order: solution::order, bubble: solution::bubble, run: solution::run },
        call: |answer, input| {
            input.given(&Functions { order: &answer.order, bubble: &answer.bubble, run: &answer.run })
        },
        reference: Reference { run: reference::reference, ran: || "one process in plain Rust".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Order { stages, micros } => format!("order: {stages} stages, {micros} micro-batches"),
            Input::Bubble { orders, forward, backward } => format!(
                "bubble: {} stages, {} micro-batches, {forward:.2} forward, {backward:.2} backward",
                orders.len(),
                orders[0].len() / 2
            ),
            Input::Run { weights, inputs, .. } => {
                let rows: Vec<usize> = inputs.iter().map(Array2::nrows).collect();
                format!(
                    "run: {} ranks, width {}, micro-batches of {rows:?} rows",
                    weights.len(),
                    weights[0].nrows()
                )
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::given },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "`run` goes another way, and is right",
                bend: |k: &mut Knobs| k.apart = Apart::Run,
            },
            Style { name: "a subtraction is guarded", bend: |k| k.guarded = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
