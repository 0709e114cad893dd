//! `all_to_all`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;
mod reference;

use std::sync::Mutex;

use judge::{Bent, Fresh, Level, Meta, Output, Part, Plan, Reference, Style};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};
use sharding::solution::all_to_all as solution;
use sharding::{AllToAll, Communicator, ExpertCall, Routed};

use crate::talk::{Ranks, talk};
use bent::Knobs;

/// What one of the functions is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Input {
    Counts { experts: Vec<Vec<usize>>, each: usize, size: usize },
    Layer(Layer),
}

/// The tokens of all ranks, and all experts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Layer {
    d: usize,
    each: usize,
    ranks: Vec<Own>,
    experts: Vec<Expert>,
}

/// The tokens of a rank.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Own {
    tokens: Array2<f64>,
    experts: Vec<Vec<usize>>,
    weights: Vec<Vec<f64>>,
}

/// x, x·W, or z + 0.3 z² with z = x·W.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Expert {
    Identity,
    Linear(Array2<f64>),
    Curved(Array2<f64>),
}

impl Expert {
    fn of(&self, rows: ArrayView2<'_, f64>) -> Array2<f64> {
        match self {
            Expert::Identity => rows.to_owned(),
            Expert::Linear(w) => rows.dot(w),
            Expert::Curved(w) => rows.dot(w).mapv(|z| z + 0.3 * z * z),
        }
    }
}

/// What it gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Answered {
    Counts(Vec<usize>),
    Layer {
        outputs: Ranks<Array2<f64>>,
        /// How many rows each expert has been given.
        given: Vec<usize>,
    },
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Counts(counts) => {
                vec![Part::whole("counts", [counts.len()], counts.iter().map(|&count| count as i64))]
            }
            Answered::Layer { outputs, .. } => outputs_of(outputs.results.iter()),
        }
    }
}

fn outputs_of<'a>(outputs: impl Iterator<Item = &'a Array2<f64>>) -> Vec<Part> {
    outputs.enumerate().map(|(rank, array)| Part::array(format!("rank {rank}: output"), array)).collect()
}

type Counts<'a> = dyn Fn(&[Vec<usize>], usize, usize) -> Vec<usize> + 'a;
type TheLayer<'a> = dyn Fn(&dyn Communicator, &Routed<'_>, ExpertCall<'_>) -> Array2<f64> + Sync + 'a;

impl Input {
    fn given(&self, counts: &Counts<'_>, layer: &TheLayer<'_>) -> Answered {
        match self {
            Input::Counts { experts, each, size } => Answered::Counts(counts(experts, *each, *size)),
            Input::Layer(input) => {
                let given = Mutex::new(vec![0; input.experts.len()]);
                let outputs = talk(input.ranks.len(), |comm| {
                    let (rank, own) = (comm.rank(), &input.ranks[comm.rank()]);
                    let here = rank * input.each..(rank + 1) * input.each;
                    let expert = |e: usize, rows: ArrayView2<'_, f64>| {
                        assert!(
                            here.contains(&e),
                            "rank {rank} has the experts from {} to {}, and calls expert {e}",
                            here.start,
                            here.end - 1
                        );
                        assert_eq!(rows.ncols(), input.d, "the width of the rows that expert {e} is given");
                        given.lock().expect("no rank panics with it")[e] += rows.nrows();
                        input.experts[e].of(rows)
                    };
                    let routed = Routed {
                        tokens: own.tokens.view(),
                        experts: &own.experts,
                        weights: &own.weights,
                        each: input.each,
                    };
                    layer(comm, &routed, &expert)
                });
                Answered::Layer { outputs, given: given.into_inner().expect("no rank has panicked") }
            }
        }
    }
}

pub(super) fn plan(answer: Option<AllToAll>) -> Plan<AllToAll, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "sharding",
            name: "all_to_all",
            title: "Tokens go to their experts",
            level: Level::Medium,
            minutes: 40,
            year: 2020,
            needs: &["moe/dispatch"],
            text: "sharding/experts.html#all-to-all",
            hints: [
                "Each token goes to each of its experts as a row. Put the rows for one rank together, and keep a list of what you have put where. Who receives them \
                 must know which expert each is for, and nothing else.",
                "Expert e is on rank e / each. Send every rank a list of experts and a list of rows, also empty ones, and then receive from every rank. Results go back \
                 in the order in which rows came, so that the sender's list says where they belong. Weight them there.",
                "Three messages for each pair of ranks: `comm.send(to, 0, &wanted[to])`, `comm.send(to, 1, &rows[to])`, and back with tag 2. On arrival, for each of \
                 the own experts select the places where `wanted` names it, call `expert(e, …)` once, and put its rows at those places. In the end \
                 `out.row_mut(token).scaled_add(weight, …)` for each row that comes back.",
            ],
            story: "DeepSeek-V3 runs its experts this way, 8 of 256 for each token, and limits each token to 4 machines, since what crosses between machines is what costs. \
                    Its kernels, DeepEP, send rows as FP8 and bring results back as bf16. In several engines results once came back to the wrong \
                    tokens because the way back was made from the numbers that experts have after dispatch, and not from those the router gave: with vLLM that was issue \
                    52639.",
        },
        answer,
        solution: AllToAll { counts: solution::counts, layer: solution::layer },
        call: |answer, input| {
            let AllToAll { counts, layer } = *answer;
            input.given(&counts, &move |comm, routed, expert| layer(comm, routed, expert))
        },
        reference: Reference { run: reference::reference, ran: || "all experts on one process".into() },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Counts { experts, each, size } => {
                format!("counts: experts {experts:?}, {each} on each of {size} ranks")
            }
            Input::Layer(Layer { d, each, ranks, .. }) => {
                let tokens: Vec<usize> = ranks.iter().map(|own| own.tokens.nrows()).collect();
                format!(
                    "layer: {} ranks with {each} experts each, {tokens:?} tokens of width {d}",
                    ranks.len()
                )
            }
        },
        properties: laws::laws(),
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "rows are sorted by expert", bend: |k: &mut Knobs| k.by_expert = true },
            Style { name: "`counts` is written apart, and right", bend: |k| k.counts_right = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
