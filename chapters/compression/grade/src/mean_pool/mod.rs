//! `mean_pool`: its cases, reference, properties, mistakes and alternatives.
//!
//! Each case calls one of the two functions.

mod alternatives;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Reference, Style,
};
use kernels::compression::{mean_pool, visible_blocks};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use compression::MeanPool;
use compression::solution::mean_pool as solution;
use mistakes::Knobs;

/// Which function a case calls, and with what.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Input {
    Pool {
        tokens: Matrix,
        block: usize,
    },
    /// `visible` at each position.
    Visible {
        positions: Vec<usize>,
        block: usize,
    },
}

/// What it gives.
#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Answered {
    Pooled(Array2<f32>),
    Seen(Vec<usize>),
}

impl Output for Answered {
    fn parts(&self) -> Vec<Part> {
        match self {
            Answered::Pooled(pooled) => vec![Part::array("mean_pool", pooled)],
            Answered::Seen(seen) => {
                vec![Part::whole("visible", [seen.len()], seen.iter().map(|&blocks| blocks as i64))]
            }
        }
    }
}

impl Answered {
    fn run(
        pool: &dyn Fn(ArrayView2<'_, f32>, usize) -> Array2<f32>,
        visible: &dyn Fn(usize, usize) -> usize,
        input: &Input,
    ) -> Answered {
        match input {
            Input::Pool { tokens, block } => Answered::Pooled(pool(tokens.held().view(), *block)),
            Input::Visible { positions, block } => {
                Answered::Seen(positions.iter().map(|&position| visible(position, *block)).collect())
            }
        }
    }
}

type TheProbe<'a> = Probe<'a, Input, Answered>;

pub(super) fn plan(answer: Option<MeanPool>) -> Plan<MeanPool, Input, Answered, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "mean_pool",
            title: "A block of tokens as its mean, and who may see it",
            level: Level::Easy,
            minutes: 10,
            year: 2025,
            needs: &["attention/scaled_dot_product"],
            text: "compression.html#mean-pool",
            hints: [
                "How many complete blocks are there in n tokens? And once the token at position t is there, how many tokens have come?",
                "Integer division does the rounding down in both. Block i holds the tokens i · block to (i + 1) · block − 1, and what \
                 comes after the last complete block is left out.",
                "`tokens.axis_chunks_iter(Axis(0), block)` goes through the blocks, the incomplete one last; zipped with the rows of an \
                 `Array2::zeros((n / block, c))` it stops before that one. `mean_axis(Axis(0))` is the mean down the columns. \
                 For `visible`, mind that positions begin at 0.",
            ],
            story: "The report on DeepSeek-V4 writes s < ⌊t/m⌋ for the blocks s that the query at t sees, and the published code computes \
                    ⌊(t + 1)/m⌋ with t from 0. Both are the same if the report counts tokens from 1. Whoever takes the formula of \
                    the one with the indices of the other hides a complete block from its last token; whoever corrects that by \
                    adding 1 to the result lets tokens see blocks that are not written yet.",
        },
        answer,
        solution: MeanPool { pool: solution::mean_pool, visible: solution::visible },
        call: |answer, input| Answered::run(&answer.pool, &answer.visible, input),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| match input {
            Input::Pool { tokens, block } => {
                let (n, channels) = tokens.values.dim();
                format!("mean_pool: {n} tokens in blocks of {block}, {channels} channels")
            }
            Input::Visible { positions, block } => {
                format!("visible: {} positions, blocks of {block}", positions.len())
            }
        },
        properties: laws::laws(),
        bent: Bent {
            run: |knobs, input| {
                Answered::run(
                    &|tokens, block| knobs.pool(tokens, block),
                    &|position, block| knobs.visible(position, block),
                    input,
                )
            },
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "takes rows as slices", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let precision = super::kernel_precision(precision);
    Ok(match input {
        Input::Pool { tokens, block } => {
            vec![Part::array("mean_pool", &mean_pool(tokens.double().view(), *block, precision)?)]
        }
        Input::Visible { positions, block } => {
            let positions: Vec<i64> = positions.iter().map(|&position| position as i64).collect();
            let seen = visible_blocks(&positions, *block, precision)?;
            vec![Part::whole("visible", [seen.len()], seen)]
        }
    })
}
