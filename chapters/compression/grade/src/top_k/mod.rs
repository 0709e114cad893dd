//! `top_k`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{
    Bent, Fresh, Level, Matrix, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference,
    Style,
};
use serde::{Deserialize, Serialize};

use bent::{Compare, Knobs};
use compression::TopK;
use compression::solution::top_k::top_k as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    scores: Matrix,
    first: usize,
    block: usize,
    k: usize,
}

impl Input {
    /// How many blocks query i sees.
    fn visible(&self, i: usize) -> usize {
        (self.first + i + 1) / self.block
    }

    /// The scores that query i sees.
    fn seen(&self, i: usize) -> Vec<f32> {
        self.scores.values.row(i).iter().copied().take(self.visible(i)).collect()
    }
}

/// The blocks of each query.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Chosen(Vec<Vec<usize>>);

impl Output for Chosen {
    fn parts(&self) -> Vec<Part> {
        let part = |(i, blocks): (usize, &Vec<usize>)| {
            let whole = blocks.iter().map(|&block| block as i64);
            Part::whole(format!("blocks of query {i}"), vec![blocks.len()], whole)
        };
        self.0.iter().enumerate().map(part).collect()
    }
}

type TheProbe<'a> = Probe<'a, Input, Chosen>;

pub(super) fn plan(answer: Option<TopK>) -> Plan<TopK, Input, Chosen, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "top_k",
            title: "The blocks that a query attends to",
            level: Level::Medium,
            minutes: 20,
            year: 2025,
            needs: &["compression/indexer"],
            text: "compression/select.html#choose",
            hints: [
                "First what a query sees, then what it chooses among that. How many blocks are complete at position 3, if a block has \
                 four tokens? And what becomes of a hidden score that is not a number, if it takes part in a comparison?",
                "For query i: `visible` = (first + i + 1) / block, in whole numbers. List the blocks below it, sort them by score from \
                 the largest with a stable sort, keep the first k, and sort these by their number.",
                "`let mut blocks: Vec<usize> = (0..visible).collect();`, then `sort_by` with `scores[b].partial_cmp(&scores[a])`, \
                 `truncate(k)`, which does nothing to a list that is shorter, and `sort_unstable()`. total_cmp would put −0 below 0.",
            ],
            story: "torch.topk does not promise which of equal values comes first, and ReLU makes exact zeros, so two runs of a sparse model \
                    can attend to different blocks: when the official code of DeepSeek-V4 was run beside a formula, the rows that \
                    differed were those in which the cut fell among equal scores. And whether a token sees the block that it completes is \
                    decided by one place in a formula: the report's s < ⌊t/m⌋ and the code's ⌊(t + 1)/m⌋ agree only if the report \
                    counts positions from 1. Read by a programmer who counts from 0, it is one token late.",
        },
        answer,
        solution,
        call: |top_k, input| Chosen(top_k(input.scores.held().view(), input.first, input.block, input.k)),
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let (n, blocks) = input.scores.values.dim();
            let Input { first, block, k, .. } = input;
            format!("queries {n} from position {first}, columns {blocks}, blocks of {block}, k {k}")
        },
        properties: vec![
            Property {
                name: "a query gets k blocks, or all that it sees if these are fewer, in ascending order",
                holds: laws::as_many,
            },
            Property { name: "what is not seen changes nothing", holds: laws::causal },
            Property { name: "a positive factor changes nothing", holds: laws::scaled },
            Property { name: "a query chooses the same when it is asked alone", holds: laws::alone },
            Property { name: "a smaller k chooses among what a larger one chooses", holds: laws::nested },
            Property { name: "a block that comes to score highest is chosen", holds: laws::promoted },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "unwraps comparisons", bend: |k| k.compare = Compare::Unwrap },
            Style { name: "calls what cannot be compared equal", bend: |k| k.compare = Compare::Equal },
            Style { name: "compares totally, with −0 made 0", bend: |k| k.compare = Compare::Total },
            Style { name: "puts what is not a number last", bend: |k| k.compare = Compare::NanLast },
            Style { name: "never looks behind the last column", bend: |k| k.clamps = true },
            Style { name: "drops hidden blocks from what is chosen", bend: |k| k.drops_hidden = true },
            Style { name: "sorts pairs of block and score", bend: |k| k.pairs = true },
            Style { name: "partitions instead of sorting", bend: |k| k.partitions = true },
            Style { name: "partitions behind the last place", bend: |k| k.partitions_behind = true },
            Style { name: "multiplies by a mask", bend: |k| k.multiplies = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// Scores are compared and not computed with: another precision would give the same, and a nudge would part equal ones.
fn reference(input: &Input, _: Precision) -> Result<Vec<Part>, Missing> {
    let exact = super::kernel_precision(Precision::Double);
    let scores = input.scores.double();
    let ranks = kernels::compression::block_ranks(scores.view(), input.first, input.block, exact)?;
    let k = i64::try_from(input.k).unwrap_or(i64::MAX);
    let chosen = |row: ndarray::ArrayView1<'_, i64>| {
        (0..row.len()).filter(|&s| (0..k).contains(&row[s])).collect::<Vec<_>>()
    };
    Ok(Chosen(ranks.rows().into_iter().map(chosen).collect()).parts())
}
