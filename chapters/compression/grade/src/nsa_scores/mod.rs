//! `nsa_scores`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Fresh, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style};
use ndarray::Array1;
use serde::{Deserialize, Serialize};

use bent::Knobs;
use compression::NsaScores;
use compression::solution::nsa_scores::nsa_scores as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    weights: Matrix,
    length: usize,
    stride: usize,
    block: usize,
    blocks: usize,
}

impl Input {
    /// The token behind the last that a compressed block covers.
    fn end(&self) -> usize {
        (self.weights.values.ncols() - 1) * self.stride + self.length
    }

    /// How many tokens a compressed and a selected block have in common, counted one by one.
    fn common(&self, i: usize, j: usize) -> usize {
        (i * self.stride..i * self.stride + self.length).filter(|token| token / self.block == j).count()
    }
}

type TheProbe<'a> = Probe<'a, Input, Array1<f32>>;

pub(super) fn plan(answer: Option<NsaScores>) -> Plan<NsaScores, Input, Array1<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "nsa_scores",
            title: "Scores of blocks from weights of other blocks",
            level: Level::Medium,
            minutes: 20,
            year: 2025,
            needs: &["compression/mean_pool"],
            text: "compression/others.html#nsa-scores",
            hints: [
                "Draw a line of tokens, and both kinds of blocks above and below it. With length 4, stride 2 and blocks of 8: which \
                 compressed blocks reach into the selected block 1, and how far? Do not forget the one that begins before it.",
                "Compressed block i covers the tokens from i · stride to i · stride + length, the second not included, and selected block j \
                 those from j · block to (j + 1) · block. Two ranges have max(0, smaller end − larger start) tokens in common. Add weight · \
                 common / stride over all heads and all i.",
                "`(i * stride + length).min((j + 1) * block).saturating_sub((i * stride).max(j * block))` is what they have in common, in \
                 tokens. `weights.sum_axis(Axis(0))` adds the heads first. Blocks that nothing reaches get 0 by themselves.",
            ],
            story: "Equation 9 of the paper on NSA subtracts both of its counters from the index. With blocks counted from 1 that is right. Read with \
                    counting from 0, as the other equations of the paper count, it gives a block the weight of tokens before it. Both readings are \
                    in public code, and one project has changed from the right one to the printed one. What is judged here is the reading that agrees \
                    with where blocks lie.",
        },
        answer,
        solution,
        call: |scores, input| {
            let Input { length, stride, block, blocks, .. } = *input;
            scores(input.weights.held().view(), length, stride, block, blocks)
        },
        reference: Reference {
            run: |input, precision| {
                let scores = kernels::compression::nsa_scores(
                    input.weights.double().view(),
                    [input.length, input.stride, input.block],
                    input.blocks,
                    super::kernel_precision(precision),
                )?;
                Ok(vec![Part::array("out", &scores)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 8, make: cases::fresh },
        describe: |input| {
            let (heads, count) = input.weights.values.dim();
            let Input { length, stride, block, blocks, .. } = input;
            format!(
                "heads {heads}, {count} compressed blocks of length {length} with stride {stride}, {blocks} blocks of {block}"
            )
        },
        properties: vec![
            Property {
                name: "what reaches beyond no block is kept: scores sum to weight · length / stride",
                holds: laws::kept,
            },
            Property {
                name: "a weight changes only the blocks that it has tokens in common with",
                holds: laws::local,
            },
            Property {
                name: "with blocks that are cut alike, scores are the weights of all heads",
                holds: laws::alike,
            },
            Property { name: "more blocks change nothing in those before them", holds: laws::more },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "subtracts numbers that are never negative", bend: |k| k.underflows = true },
            Style { name: "the second way to make a mistake that has several", bend: |k| k.way = 1 },
            Style { name: "the third way", bend: |k| k.way = 2 },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
