//! `moba`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod attending;
mod bent;
mod cases;
mod choosing;
mod far_apart;
mod golden;
mod inputs;
mod knobs;
mod laws;
mod mistakes;
mod of_attending;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference,
    Style,
};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

use compression::Moba;
use compression::solution::moba as solution;
use knobs::Knobs;

/// What `choose` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Choosing {
    queries: Matrix,
    keys: Matrix,
    block: usize,
    k: usize,
}

/// What `attend` receives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Attending {
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
    block: usize,
    chosen: Vec<Vec<usize>>,
}

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Choose(Choosing),
    Attend(Attending),
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Chosen(Vec<Vec<usize>>),
    Out(Array2<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        let part = |(t, blocks): (usize, &Vec<usize>)| {
            let whole = blocks.iter().map(|&block| block as i64);
            Part::whole(format!("query {t}: choose"), vec![blocks.len()], whole)
        };
        match self {
            Answered::Chosen(lists) => lists.iter().enumerate().map(part).collect(),
            Answered::Out(out) => vec![Part::array("attend", out)],
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<Moba>) -> Plan<Moba, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "moba",
            title: "Blocks chosen by the means of their keys",
            level: Level::Medium,
            minutes: 30,
            year: 2025,
            needs: &["compression/top_k"],
            text: "compression/moba.html#moba",
            hints: [
                "Which blocks compete, and for how many places? The mean of a block is known once all its keys are; for the blocks before the \
                 query's own it is. And the query's own block: does it have to win anything?",
                "choose: the means of all complete blocks, and one product with the queries give every gate. For query t sort the blocks \
                 below t / block by gate, keep k − 1, put them in ascending order, and add the own one. attend: list the tokens of the chosen blocks, drop \
                 those after t, and the rest is ordinary attention to a handful of keys.",
                "`queries.dot(&mean_pool(keys, block).t())` are the gates. `sort_by` with partial_cmp is stable, `truncate(k - 1)` does nothing to \
                 a shorter list. In attend, `blocks.iter().flat_map(|&b| b * block..(b + 1) * block).filter(|&s| s <= t)` are the tokens, \
                 and `keys.select(Axis(0), &tokens)` their keys.",
            ],
            story: "The mean of a block that a query stands in holds keys of tokens after it. The published code of MoBA computes that mean like all others, and then \
                    overwrites the gates: minus infinity for blocks after the query's own, plus infinity for the own one. So the mean that knows the \
                    future is there, and nobody looks at it; and the own block takes one of the k places, which is why \"top-3\" reads two blocks \
                    of the past. Forget the second overwrite, and the model can see a little of what it is to predict, through the choice alone, while its attention is \
                    perfectly causal.",
        },
        answer,
        solution: Moba { choose: solution::choose, attend: solution::attend },
        call: |answer, input| match input {
            Input::Choose(Choosing { queries, keys, block, k }) => {
                Answered::Chosen((answer.choose)(queries.held().view(), keys.held().view(), *block, *k))
            }
            Input::Attend(Attending { queries, keys, values, block, chosen }) => {
                let [queries, keys, values] = [queries, keys, values].map(Matrix::held);
                Answered::Out((answer.attend)(queries.view(), keys.view(), values.view(), *block, chosen))
            }
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| match input {
            Input::Choose(Choosing { queries, block, k, .. }) => {
                let (n, width) = queries.values.dim();
                format!("choose: {n} tokens in blocks of {block}, width {width}, k {k}")
            }
            Input::Attend(Attending { queries, values, block, chosen, .. }) => {
                let (n, width) = queries.values.dim();
                let lists = if n <= 9 { format!(", chosen {chosen:?}") } else { String::new() };
                let of = values.values.ncols();
                format!("attend: {n} tokens in blocks of {block}, width {width}, values {of}{lists}")
            }
        },
        properties: vec![
            Property {
                name: "a query gets its own block and k − 1 before it, if there are so many",
                holds: laws::as_many,
            },
            Property {
                name: "keys of the own block and of later ones change no choice",
                holds: laws::causal_choice,
            },
            Property { name: "a positive factor for the queries changes no choice", holds: laws::scaled },
            Property { name: "a query chooses the same whatever the others are", holds: laws::alone },
            Property { name: "the order of a list does not matter", holds: laws::order },
            Property { name: "a token that a query does not see changes nothing", holds: laws::hidden },
            Property { name: "with all blocks chosen it is dense causal attention", holds: laws::dense },
            Property { name: "equal values come out as they are", holds: laws::equal_values },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "the second way to make a mistake that has several", bend: Knobs::second_way },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    Ok(match input {
        // Gates are compared, and equal ones would not stay equal if they were nudged.
        Input::Choose(Choosing { queries, keys, block, k }) => {
            let exact = super::kernel_precision(Precision::Double);
            let (queries, keys) = (queries.double(), keys.double());
            let ranks = kernels::compression::moba_ranks(queries.view(), keys.view(), *block, exact)?;
            let k = i64::try_from(*k).unwrap_or(i64::MAX);
            let chosen = |row: ndarray::ArrayView1<'_, i64>| {
                (0..row.len()).filter(|&s| (0..k).contains(&row[s])).collect::<Vec<_>>()
            };
            Answered::Chosen(ranks.rows().into_iter().map(chosen).collect()).parts()
        }
        Input::Attend(Attending { queries, keys, values, block, chosen }) => {
            let [queries, keys, values] = [queries, keys, values].map(Matrix::double);
            let precision = super::kernel_precision(precision);
            let (queries, keys, values) = (queries.view(), keys.view(), values.view());
            let out = kernels::compression::moba_attend(queries, keys, values, *block, chosen, precision)?;
            vec![Part::array("attend", &out)]
        }
    })
}
