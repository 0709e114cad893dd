//! `csa`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
pub(crate) mod inputs;
pub(crate) mod knobs;
mod laws;
mod mistakes;
mod promises;
mod seen;
mod weights;

use judge::{Bent, Cube, Fresh, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style, Vector};
use ndarray::{Array3, s};
use serde::{Deserialize, Serialize};

use compression::Csa;
use compression::solution::csa::csa as solution;
use knobs::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Input {
    pub(crate) queries: Cube,
    pub(crate) tokens: Matrix,
    pub(crate) blocks: Matrix,
    pub(crate) chosen: Vec<Vec<usize>>,
    pub(crate) sinks: Vector,
    pub(crate) window: usize,
}

impl Input {
    /// n, heads, width, blocks
    fn sizes(&self) -> [usize; 4] {
        let (n, heads, width) = self.queries.values.dim();
        [n, heads, width, self.blocks.values.nrows()]
    }

    /// The scores of all tokens and then all blocks for a query in a head, in double precision, each with whether it is seen.
    fn scores(&self, t: usize, h: usize) -> Vec<(f64, bool)> {
        let query = self.queries.values.slice(s![t, h, ..]).mapv(f64::from);
        let root = (query.len() as f64).sqrt();
        let rows = self.tokens.values.rows().into_iter().chain(self.blocks.values.rows());
        let n = self.sizes()[0];
        let seen = |e: usize| match e.checked_sub(n) {
            None => e <= t && t - e < self.window,
            Some(block) => self.chosen[t].contains(&block),
        };
        rows.enumerate().map(|(e, row)| (query.dot(&row.mapv(f64::from)) / root, seen(e))).collect()
    }
}

type TheProbe<'a> = Probe<'a, Input, Array3<f32>>;

pub(super) fn plan(answer: Option<Csa>) -> Plan<Csa, Input, Array3<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "csa",
            title: "One softmax over the last tokens, the chosen blocks and a sink",
            level: Level::Medium,
            minutes: 30,
            year: 2026,
            needs: &["compression/dual_role", "compression/top_k", "attention/sink"],
            text: "compression/attend.html#csa",
            hints: [
                "For one query, put the rows that it sees into one matrix: first those of its window, then those of the blocks in its list. \
                 From there on it is attention to a handful of entries, and nobody needs to know where each came from.",
                "For a query and a head: scores = entries · query / √c; the largest of the scores and the sink; weights = exp(score − \
                 largest); their sum, and exp(sink − largest) on top; the output is Σ weight · entry / sum. Keys and values are the same \
                 matrix.",
                "`tokens.slice(s![(t + 1).saturating_sub(window)..=t, ..])` is the window, `blocks.select(Axis(0), &chosen[t])` are the \
                 blocks, `ndarray::concatenate![Axis(0), near, far]` are both. Then `entries.dot(&queries.slice(s![t, h, ..]))` and \
                 `weights.dot(&entries)`.",
            ],
            story: "The official kernel of DeepSeek-V4 does the same from a single list of row numbers for each query, with −1 where there is \
                    nothing: first the window, then the chosen blocks behind an offset. It gathers 64 rows at a time with a running \
                    maximum, and adds the sink's exp at the very end. Recent tokens are in it twice, raw and inside blocks that are \
                    complete, and that is intended. A public port of the model once left the blocks out of its attention: \
                    as long as a text fits into the window, little is missed.",
        },
        answer,
        solution,
        call: |csa, input| {
            let [tokens, blocks] = [&input.tokens, &input.blocks].map(Matrix::held);
            let (queries, sinks) = (input.queries.held(), input.sinks.held());
            csa(queries.view(), tokens.view(), blocks.view(), &input.chosen, sinks.view(), input.window)
        },
        reference: Reference {
            run: |input, precision| {
                let [tokens, blocks] = [&input.tokens, &input.blocks].map(Matrix::double);
                let (queries, sinks) = (input.queries.double(), input.sinks.double());
                let output = kernels::compression::csa(
                    queries.view(),
                    tokens.view(),
                    blocks.view(),
                    &input.chosen,
                    sinks.view(),
                    input.window,
                    super::kernel_precision(precision),
                )?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, heads, width, b] = input.sizes();
            let lists =
                if n <= 7 && b <= 20 { format!(", chosen {:?}", input.chosen) } else { String::new() };
            format!("queries {n}, heads {heads}, width {width}, blocks {b}, window {}{lists}", input.window)
        },
        properties: vec![
            Property { name: "the order of a list does not matter", holds: laws::order },
            Property {
                name: "a token outside the window, and a block that is not chosen, change nothing",
                holds: laws::hidden,
            },
            Property {
                name: "with every block chosen and a window as wide as the text it is dense attention",
                holds: laws::dense,
            },
            Property { name: "a higher sink shrinks the whole output by one factor", holds: laws::shrinks },
            Property { name: "heads in another order give the same in that order", holds: laws::heads },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "divides only by what is not 0", bend: |k| k.guarded = true },
            Style { name: "the second way to make a mistake that has several", bend: Knobs::second_way },
            Style { name: "the third way", bend: Knobs::third_way },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
