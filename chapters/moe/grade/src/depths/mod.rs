//! `depths`: its cases, reference, properties, mistakes and alternatives.
//!
//! The block averages over the tokens that it sees up to each, so it tells which rows it got and in which order. It keeps
//! a list of its calls.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use std::cell::RefCell;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Reference, Style, Vector,
};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use mistakes::Knobs;
use moe::solution::depths as solution;
use moe::{Block, Depths};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    tokens: Matrix,
    scores: Vector,
    capacity: usize,
    /// What the block multiplies by: (d, d).
    mixer: Array2<f32>,
}

impl Input {
    /// Whether each token is among the chosen: fewer than `capacity` have a larger score, or the same and a lower position.
    fn chosen(&self) -> Vec<bool> {
        let scores = &self.scores.values;
        let before = |t: usize| {
            let first = |s: usize| scores[s] > scores[t] || (scores[s] == scores[t] && s < t);
            (0..scores.len()).filter(|&s| first(s)).count()
        };
        (0..scores.len()).map(|t| before(t) < self.capacity).collect()
    }

    /// Row by row, tanh of the mean of the rows up to it times the mixer.
    fn block(&self, rows: ArrayView2<'_, f32>) -> Array2<f32> {
        let width = self.mixer.nrows();
        assert_eq!(
            rows.ncols(),
            width,
            "the block computes rows of {width} numbers, and got {:?}",
            rows.dim()
        );
        let mixer = self.mixer.mapv(f64::from);
        let mut sum = ndarray::Array1::<f64>::zeros(width);
        let mut output = Array2::zeros(rows.raw_dim());
        for (i, row) in rows.rows().into_iter().enumerate() {
            sum += &row.mapv(f64::from);
            let mean = &sum / (i + 1) as f64;
            output.row_mut(i).assign(&mean.dot(&mixer).mapv(|x| x.tanh() as f32));
        }
        output
    }
}

/// What the two functions give.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Computed {
    chosen: Vec<usize>,
    result: Array2<f32>,
    /// The number of rows in each call of the block.
    calls: Vec<usize>,
}

impl Output for Computed {
    fn parts(&self) -> Vec<Part> {
        let chosen = self.chosen.iter().map(|&position| position as i64);
        vec![Part::whole("choose", vec![self.chosen.len()], chosen), Part::array("depths", &self.result)]
    }
}

type Choose<'a> = dyn Fn(ArrayView1<'_, f32>, usize) -> Vec<usize> + 'a;
type Run<'a> = dyn Fn(ArrayView2<'_, f32>, ArrayView1<'_, f32>, usize, &Block<'_>) -> Array2<f32> + 'a;

impl Computed {
    fn run(choose: &Choose<'_>, depths: &Run<'_>, input: &Input) -> Computed {
        let (tokens, scores) = (input.tokens.held(), input.scores.held());
        let chosen = choose(scores.view(), input.capacity);
        let calls = RefCell::new(Vec::new());
        let block = |rows: ArrayView2<'_, f32>| {
            calls.borrow_mut().push(rows.nrows());
            input.block(rows)
        };
        let result = depths(tokens.view(), scores.view(), input.capacity, &block);
        Computed { chosen, result, calls: calls.into_inner() }
    }
}

type TheProbe<'a> = Probe<'a, Input, Computed>;

pub(super) fn plan(answer: Option<Depths>) -> Plan<Depths, Input, Computed, Knobs> {
    Plan {
        meta: Meta {
            chapter: "moe",
            name: "depths",
            title: "Mixture of depths: only some tokens are computed",
            level: Level::Medium,
            minutes: 25,
            year: 2024,
            needs: &["moe/expert_choice"],
            text: "moe/dispatch.html#depths",
            hints: [
                "choose: sort the positions by falling score with a stable sort, keep the first `capacity`, and sort those by \
                 position again. The block stands in a sequence, and wants its rows in that order.",
                "depths: gather the chosen rows, call the block once, and scatter what it returns: row i of the block's output \
                 belongs to position chosen[i], and so does its score. Start from a copy of the tokens, then the others need \
                 nothing.",
                "`positions.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]))`, truncate, sort. Then \
                 `block(tokens.select(Axis(0), &chosen).view())`, and for each chosen position \
                 `result.row_mut(position).scaled_add(scores[position], &output)`.",
            ],
            story: "The score as a factor looks like a detail. Without it the layer computes something, and the router never learns \
                    anything: who is chosen has no gradient, only what the choice is multiplied by has. And the order of the \
                    rows is not a detail either. A block that attends causally takes the first row for the earliest; \
                    torch.topk returns the rows by score.",
        },
        answer,
        solution: Depths { choose: solution::choose, depths: solution::depths },
        call: |answer, input| Computed::run(&answer.choose, &answer.depths, input),
        reference: Reference {
            run: |input, precision| {
                let chosen = input.chosen();
                let positions: Vec<i64> =
                    (0..chosen.len()).filter(|&t| chosen[t]).map(|t| t as i64).collect();
                let result = kernels::moe::depths(
                    input.tokens.double().view(),
                    input.scores.double().view(),
                    &chosen,
                    input.mixer.mapv(f64::from).view(),
                    super::kernel_precision(precision),
                );
                Ok(vec![
                    Part::whole("choose", vec![positions.len()], positions),
                    Part::array("depths", &result?),
                ])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let (t, width) = input.tokens.values.dim();
            format!("tokens {t}, capacity {}, width {width}", input.capacity)
        },
        properties: vec![
            Property {
                name: "tokens that are not chosen are returned to the last bit",
                holds: laws::untouched,
            },
            Property { name: "the block is called once, with the chosen rows", holds: laws::one_call },
            Property { name: "what is not chosen does not matter to what is", holds: laws::unseen },
            Property { name: "with room for every token, every token is computed", holds: laws::everyone },
            Property { name: "a number added to every score changes nobody's choice", holds: laws::shifted },
        ],
        bent: Bent {
            run: |knobs, input| {
                Computed::run(
                    &|scores, capacity| knobs.choose(scores, capacity),
                    &|tokens, scores, capacity, block| knobs.depths(tokens, scores, capacity, block),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "depths chooses by itself, and is right in it", bend: |k| k.own_choice = true },
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "sorts from the smallest", bend: |k| k.rising = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// Some rows of a matrix.
fn rows(matrix: ArrayView2<'_, f32>, positions: &[usize]) -> Array2<f32> {
    matrix.select(Axis(0), positions)
}
