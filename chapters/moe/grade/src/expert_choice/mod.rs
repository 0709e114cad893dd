//! `expert_choice`: its cases, reference, properties, mistakes and alternatives.
//!
//! A choice is judged as a set: the lists are compared in the order of their tokens.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Cube, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property,
    Reference, Style,
};
use ndarray::{Array1, Array2, ArrayView2, ArrayView3};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::ExpertChoice;
use moe::solution::expert_choice as solution;

/// For each expert its tokens with their weights.
pub(super) type Chosen = Vec<Vec<(usize, f32)>>;

/// What an input asks for.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Choose { logits: Matrix, capacity: usize },
    Combine { tokens: usize, chosen: Chosen, outputs: Cube },
}

/// What came back.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Chosen(Chosen),
    Combined(Array2<f32>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Chosen(chosen) => {
                let mut sorted = chosen.clone();
                for taken in &mut sorted {
                    taken.sort_by_key(|pair| pair.0);
                }
                lists(&sorted, |pair| (pair.0, f64::from(pair.1)))
            }
            Answered::Combined(sums) => vec![Part::array("combine", sums)],
        }
    }
}

/// The tokens of each expert, and their weights.
fn lists<P: Copy>(chosen: &[Vec<P>], pair: impl Fn(P) -> (usize, f64)) -> Vec<Part> {
    let parts = chosen.iter().enumerate().flat_map(|(e, taken)| {
        let (tokens, weights): (Vec<usize>, Vec<f64>) = taken.iter().map(|&p| pair(p)).unzip();
        let shape = vec![taken.len()];
        [
            Part::whole(format!("tokens of expert {e}"), shape.clone(), tokens.into_iter().map(|t| t as i64)),
            Part::real(format!("weights of expert {e}"), shape, weights),
        ]
    });
    parts.collect()
}

type TheProbe<'a> = Probe<'a, Input, Answered>;
type Choose<'a> = &'a dyn Fn(ArrayView2<'_, f32>, usize) -> Chosen;
type Combine<'a> = &'a dyn Fn(usize, &[Vec<(usize, f32)>], ArrayView3<'_, f32>) -> Array2<f32>;

impl Answered {
    fn run(choose: Choose<'_>, combine: Combine<'_>, input: &Input) -> Answered {
        match input {
            Input::Choose { logits, capacity } => Answered::Chosen(choose(logits.held().view(), *capacity)),
            Input::Combine { tokens, chosen, outputs } => {
                Answered::Combined(combine(*tokens, chosen, outputs.held().view()))
            }
        }
    }
}

pub(super) fn plan(answer: Option<ExpertChoice>) -> Plan<ExpertChoice, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "expert_choice",
            title: "Experts that choose their tokens, and what tokens get from them",
            level: Level::Easy,
            minutes: 20,
            year: 2022,
            needs: &["moe/switch"],
            text: "moe/assignment.html#expert-choice",
            hints: [
                "Two axes, two steps. The softmax runs along a token's logits, over the experts. The choice runs along an expert's \
                 column, over the tokens. Which one is normalised and which one is sorted is all there is to it.",
                "For each column: pairs of token and score, sorted by score from the largest, cut at `capacity`. A stable sort keeps \
                 lower tokens first among equal scores. combine: for each pair, add weight · outputs[e, place] to the row of its \
                 token; a token may get several, or none.",
                "`scores.columns().into_iter().map(..)`, in it `column.iter().copied().enumerate().collect::<Vec<_>>()`, \
                 `sort_by(|a, b| b.1.total_cmp(&a.1))` and `truncate(capacity)`. combine: `Array2::zeros((tokens, d))` and \
                 `sums.row_mut(token).scaled_add(weight, &output)`.",
            ],
            story: "Balance is perfect here, and bought from causality: whether an expert takes a token depends on tokens that come \
                    later. In a decoder that is cheating in training, and impossible in use, since what would be compared is not \
                    yet written. flaxformer's own documentation says not to use it there. And two public codes differ: Mesh \
                    TensorFlow takes the softmax over the tokens, and divides by the number of experts that took a token.",
        },
        answer,
        solution: ExpertChoice { choose: solution::choose, combine: solution::combine },
        call: |answer, input| Answered::run(&answer.choose, &answer.combine, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Choose { logits, capacity } => {
                let (tokens, experts) = logits.values.dim();
                format!("choose: {tokens} tokens, {experts} experts, capacity {capacity}")
            }
            Input::Combine { tokens, outputs, .. } => {
                let (experts, capacity, width) = outputs.values.dim();
                format!("combine: {tokens} tokens, {experts} experts, capacity {capacity}, width {width}")
            }
        },
        properties: vec![
            Property {
                name: "every expert takes as many tokens as it has places, none twice",
                holds: laws::full,
            },
            Property { name: "a later token takes the place of an earlier one", holds: laws::not_causal },
            Property {
                name: "tokens in another order are chosen in another order",
                holds: laws::permutation,
            },
            Property {
                name: "with room for all tokens a token's weights sum to 1",
                holds: laws::room_for_all,
            },
            Property { name: "a number added to a token's logits changes nothing", holds: laws::rows_shift },
            Property { name: "twice the weights give twice the output", holds: laws::linear },
        ],
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|logits, capacity| knobs.choose(logits, capacity),
                    &|tokens, chosen, outputs| knobs.combine(tokens, chosen, outputs),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "unwraps comparisons", bend: |k| k.unwraps = true },
            Style { name: "compares with total_cmp", bend: |k| k.total = true },
            Style { name: "takes a taken token if there is no other", bend: |k| k.fills = true },
            Style { name: "sorts pairs of token and score", bend: |k| k.pairs = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let kernel_precision = super::kernel_precision(precision);
    match input {
        Input::Choose { logits, capacity } => {
            let run = |precision| kernels::moe::expert_choice(logits.double().view(), precision);
            let (scores, _) = run(kernel_precision)?;
            // What is chosen is chosen in double precision.
            let (_, ranks) = run(super::kernel_precision(Precision::Double))?;
            let (tokens, experts) = scores.dim();
            let taken = |e: usize| {
                let chosen = (0..tokens).filter(|&t| ranks[[t, e]] < *capacity as i64);
                chosen.map(|t| (t, scores[[t, e]])).collect::<Vec<_>>()
            };
            Ok(lists(&(0..experts).map(taken).collect::<Vec<_>>(), |pair| pair))
        }
        Input::Combine { tokens, chosen, outputs } => {
            let token: Vec<usize> = chosen.iter().flatten().map(|pair| pair.0).collect();
            let weight: Array1<f64> = chosen.iter().flatten().map(|pair| f64::from(pair.1)).collect();
            let width = outputs.values.dim().2;
            let rows = outputs.double().as_standard_layout().into_owned();
            let rows = rows.into_shape_with_order((token.len(), width))?;
            let sums = kernels::moe::gathered(*tokens, &token, weight.view(), rows.view(), kernel_precision)?;
            Ok(vec![Part::array("combine", &sums)])
        }
    }
}
