//! `hca`: its cases, reference, properties, mistakes and alternatives. The bent solution pools as that of `gated_pool` and attends
//! as that of `csa`, with their knobs.

mod alternatives;
mod attending;
mod bent;
mod cases;
mod golden;
mod inputs;
mod knobs;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Cube, Fresh, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style, Vector};
use ndarray::{Array2, Array3, s};
use serde::{Deserialize, Serialize};

use crate::gates;
use compression::Hca;
use compression::solution::hca::hca as solution;
use knobs::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Cube,
    tokens: Matrix,
    values: Matrix,
    gates: Matrix,
    bias: Matrix,
    sinks: Vector,
    window: usize,
}

impl Input {
    /// n, heads, width, tokens of a block
    fn sizes(&self) -> [usize; 4] {
        let (n, heads, width) = self.queries.values.dim();
        [n, heads, width, self.bias.values.nrows()]
    }

    /// What is pooled.
    fn pooled(&self) -> gates::Input {
        let [values, gates, bias] = [&self.values, &self.gates, &self.bias].map(Matrix::clone);
        gates::Input { values, gates, bias, before: false }
    }

    /// The entries of blocks, as the reference pools them.
    fn entries(&self) -> Array2<f64> {
        gates::knobs::Knobs::default().run(&self.pooled()).mapv(f64::from)
    }

    /// The scores of all tokens and then all entries for a query in a head, in double precision, each with whether it is seen.
    fn scores(&self, entries: &Array2<f64>, t: usize, h: usize) -> Vec<(f64, bool)> {
        let query = self.queries.values.slice(s![t, h, ..]).mapv(f64::from);
        let root = (query.len() as f64).sqrt();
        let block = self.sizes()[3];
        let near = self.tokens.values.rows().into_iter().enumerate();
        let near =
            near.map(|(s, row)| (query.dot(&row.mapv(f64::from)) / root, s <= t && t - s < self.window));
        let far = entries.rows().into_iter().enumerate();
        let far = far.map(|(i, row)| (query.dot(&row) / root, (i + 1) * block <= t + 1));
        near.chain(far).collect()
    }
}

type TheProbe<'a> = Probe<'a, Input, Array3<f32>>;

pub(super) fn plan(answer: Option<Hca>) -> Plan<Hca, Input, Array3<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "hca",
            title: "Long blocks, all of which are read",
            level: Level::Medium,
            minutes: 20,
            year: 2026,
            needs: &["compression/csa"],
            text: "compression/layer.html#hca",
            hints: [
                "You have both halves. gated_pool makes one entry of each complete block, and csa attends to a window and to blocks of which it \
                 is told the numbers. What is left to you is to say which blocks a query sees.",
                "Block i is the tokens i·m to (i + 1)·m − 1, and query t sees it if its last token is not behind t. So it sees as many blocks as \
                 there are complete ones among its first t + 1 tokens, and these are the first ones: 0 to ⌊(t + 1)/m⌋ − 1.",
                "`let blocks = gated_pool(values, gates, bias);`, for each t the list `(0..(t + 1) / bias.nrows()).collect()`, and \
                 `csa(queries, tokens, blocks.view(), &lists, sinks, window)`. Both are called from the file's own folder: `use \
                 super::{csa::csa, gated_pool::gated_pool};`",
            ],
            story: "DeepSeek-V4 has one kernel for both kinds of layers. In a layer like this one the list of row numbers comes from no indexer: \
                    it is 0, 1, 2 and so on, with −1 for blocks that are not complete. An early port of the model to another library made its \
                    mask wider than that when the text was padded to whole blocks, and queries saw blocks of tokens that came after \
                    them. The paper's own formula counts from 1; who reads it as counting from 0 sees each block one token late.",
        },
        answer,
        solution,
        call: |hca, input| {
            let [tokens, values, gates, bias] =
                [&input.tokens, &input.values, &input.gates, &input.bias].map(Matrix::held);
            let (queries, sinks) = (input.queries.held(), input.sinks.held());
            let (values, gates, bias) = (values.view(), gates.view(), bias.view());
            hca(queries.view(), tokens.view(), values, gates, bias, sinks.view(), input.window)
        },
        reference: Reference {
            run: |input, precision| {
                let [tokens, values, gates, bias] =
                    [&input.tokens, &input.values, &input.gates, &input.bias].map(Matrix::double);
                let (queries, sinks) = (input.queries.double(), input.sinks.double());
                let read = kernels::compression::Hca {
                    queries: queries.view(),
                    tokens: tokens.view(),
                    values: values.view(),
                    gates: gates.view(),
                    bias: bias.view(),
                    sinks: sinks.view(),
                    window: input.window,
                };
                let output = kernels::compression::hca(read, super::kernel_precision(precision))?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, heads, width, block] = input.sizes();
            let window = input.window;
            format!("queries {n}, heads {heads}, width {width}, blocks of {block}, window {window}")
        },
        properties: vec![
            Property { name: "a longer text begins with the same outputs", holds: laws::prefix },
            Property {
                name: "a token outside the window, and one whose block is not complete, change nothing",
                holds: laws::hidden,
            },
            Property { name: "with blocks of one token the gates have no say", holds: laws::blocks_of_one },
            Property { name: "a number added to all gates of a channel changes nothing", holds: laws::shift },
            Property { name: "heads in another order give the same in that order", holds: laws::heads },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k: &mut Knobs| k.in_double() },
            Style { name: "divides only by what is not 0", bend: Knobs::guarded },
            Style { name: "the second way to make a mistake that has several", bend: Knobs::second_way },
            Style { name: "the third way", bend: Knobs::third_way },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
