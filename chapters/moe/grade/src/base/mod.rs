//! `base`: its cases, reference, properties, mistakes and alternatives.
//!
//! An assignment is judged by its balance and by its total: where several are best, any of them is right. The reference does
//! not assign at all. It computes the best total for every way of filling the experts, from the empty one on, in whole
//! 64ths, so totals are exact.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Reference, Style};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use moe::Base;
use moe::solution::base as solution;

/// What an input asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Assign { affinities: Matrix },
    Combine { tokens: Matrix, centroids: Matrix, experts: Vec<usize>, outputs: Matrix },
}

/// What came back.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    /// The assignment, and the affinities by which it is judged.
    Assigned {
        experts: Vec<usize>,
        affinities: Array2<f32>,
    },
    Combined(Array2<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Assigned { experts, affinities } => {
                let (tokens, count) = affinities.dim();
                // Those who are no expert's are in nobody's load, and add nothing.
                let known = || experts.iter().take(tokens).copied().enumerate().filter(|&(_, e)| e < count);
                let mut loads = vec![0; count];
                for (_, e) in known() {
                    loads[e] += 1;
                }
                let total: f64 = known().map(|(t, e)| f64::from(affinities[[t, e]])).sum();
                vec![
                    Part::whole("length of the assignment", vec![], [experts.len() as i64]),
                    Part::whole("tokens of expert", vec![count], loads),
                    Part::real("total affinity", vec![], [total]),
                ]
            }
            Answered::Combined(mixed) => vec![Part::array("combine", mixed)],
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;
type Assign<'a> = &'a dyn Fn(ArrayView2<'_, f32>) -> Vec<usize>;
type Combine<'a> =
    &'a dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, &[usize], ArrayView2<'_, f32>) -> Array2<f32>;

impl Answered {
    fn run(assign: Assign<'_>, combine: Combine<'_>, input: &Input) -> Answered {
        match input {
            Input::Assign { affinities } => Answered::Assigned {
                experts: assign(affinities.held().view()),
                affinities: affinities.values.clone(),
            },
            Input::Combine { tokens, centroids, experts, outputs } => {
                let [tokens, centroids, outputs] = [tokens, centroids, outputs].map(Matrix::held);
                Answered::Combined(combine(tokens.view(), centroids.view(), experts, outputs.view()))
            }
        }
    }
}

pub(super) fn plan(answer: Option<Base>) -> Plan<Base, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "base",
            title: "The best assignment that gives every expert as many tokens",
            level: Level::Hard,
            minutes: 45,
            year: 2021,
            needs: &["moe/switch"],
            text: "moe/assignment.html#base",
            hints: [
                "Taking the best free place for one token after another is not enough: an early token may sit where a later one \
                 gains more. You need a way to undo a choice. One is an auction: a token that is outbid waits again.",
                "An expert with a free place costs nothing; a full one costs the lowest bid of those who sit there. A waiting token \
                 looks for the largest affinity − price, and bids price + (best − second best) + a small step. The lowest bidder \
                 of an expert that is over-full must leave. With a step below 1/(64·T) the end is the optimum.",
                "State: `Vec<Vec<(f64, usize)>>`, for each expert the bids and bidders, and a stack of waiting tokens. `while let \
                 Some(token) = waiting.pop()`: push (bid, token), and if there are more than T/E, remove the lowest and push it \
                 on the stack. With one expert there is no second best. combine: σ of one dot product a token.",
            ],
            story: "Greedy assignments look right because they are balanced, and because the first tokens are happy. Whoever comes late \
                    pays. Repairing it by exchanging pairs until no exchange helps is not enough either: three tokens can each sit \
                    one seat away from where all three belong. And what looks like sloppiness is in the original: fairseq's \
                    auction has a step of a fiftieth of the range of the scores, and so stops near the optimum, not at it.",
        },
        answer,
        solution: Base { assign: solution::assign, combine: solution::combine },
        call: |answer, input| Answered::run(&answer.assign, &answer.combine, input),
        reference: Reference {
            run: |input, precision| match input {
                Input::Assign { affinities } => {
                    let (tokens, count) = affinities.values.dim();
                    let places = tokens / count;
                    let total = largest_total(&sixty_fourths(&affinities.values), places) as f64 / 64.0;
                    Ok(vec![
                        Part::whole("length of the assignment", vec![], [tokens as i64]),
                        Part::whole("tokens of expert", vec![count], vec![places as i64; count]),
                        Part::real("total affinity", vec![], [total]),
                    ])
                }
                Input::Combine { tokens, centroids, experts, outputs } => {
                    let [tokens, centroids, outputs] = [tokens, centroids, outputs].map(Matrix::double);
                    let precision = super::kernel_precision(precision);
                    let mixed = kernels::moe::gated(
                        tokens.view(),
                        centroids.view(),
                        experts,
                        outputs.view(),
                        precision,
                    )?;
                    Ok(vec![Part::array("combine", &mixed)])
                }
            },
            ran: || format!("whole numbers in plain Rust for assign, {} for combine", kernels::ran()),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Assign { affinities } => {
                let (tokens, count) = affinities.values.dim();
                format!("assign: {tokens} tokens, {count} experts")
            }
            Input::Combine { tokens, centroids, .. } => {
                let (count, width) = tokens.values.dim();
                format!("combine: {count} tokens, {} experts, width {width}", centroids.values.nrows())
            }
        },
        properties: vec![
            Property {
                name: "a token that likes all experts more is assigned as well",
                holds: laws::rows_shift,
            },
            Property {
                name: "an expert that all tokens like more gets no other tokens",
                holds: laws::columns_shift,
            },
            Property {
                name: "the order of the tokens does not count for the total",
                holds: laws::permutation,
            },
            Property {
                name: "an expert that changes nothing leaves the token as it is",
                holds: laws::identity,
            },
            Property { name: "the gate does not look at other experts", holds: laws::own_gate },
        ],
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|affinities| knobs.assign(affinities),
                    &|tokens, centroids, experts, outputs| knobs.combine(tokens, centroids, experts, outputs),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "begins with tokens in turn, t mod E", bend: |k| k.in_turn = true },
            Style { name: "begins with each token's best expert that has room", bend: |k| k.served = true },
            Style { name: "serves the first token first", bend: |k| k.first_first = true },
            Style { name: "lets tokens wait in a queue", bend: |k| k.queue = true },
            Style { name: "the best exchange first", bend: |k| k.best_first = true },
            Style { name: "the last of equals wins", bend: |k| k.last_of_equals = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// Affinities as whole numbers of 64ths, which they are.
fn sixty_fourths(affinities: &Array2<f32>) -> Array2<i64> {
    affinities.mapv(|a| (64.0 * f64::from(a)).round() as i64)
}

/// The largest total of an assignment that gives every expert `places` tokens.
///
/// Token n is the one that is assigned after n others. How many tokens each expert has so far is all that the later ones need
/// to know, so the best total for each such tuple of loads is enough; a tuple is written as a number with a digit for each
/// expert, and every step leads to a larger number.
fn largest_total(affinities: &Array2<i64>, places: usize) -> i64 {
    let count = affinities.ncols();
    let power: Vec<usize> = (0..count as u32).map(|e| (places + 1).pow(e)).collect();
    let mut best = vec![None; (places + 1).pow(count as u32)];
    best[0] = Some(0);
    let mut loads = vec![0; count];
    for state in 0..best.len() {
        if let Some(total) = best[state] {
            let token = loads.iter().sum::<usize>();
            for e in (0..count).filter(|&e| loads[e] < places) {
                let next = &mut best[state + power[e]];
                *next = (*next).max(Some(total + affinities[[token, e]]));
            }
        }
        // The loads of the next state: one more, with a carry.
        for load in &mut loads {
            *load = (*load + 1) % (places + 1);
            if *load > 0 {
                break;
            }
        }
    }
    best.last().copied().flatten().expect("tokens fill all places")
}
