//! `indexer`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
pub(super) mod golden;
mod laws;
mod mistakes;
mod promises;

use judge::{Bent, Cube, Fresh, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style};
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use bent::Knobs;
use compression::Indexer;
use compression::solution::indexer::indexer as solution;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Cube,
    keys: Matrix,
    weights: Matrix,
}

impl Input {
    /// n, heads, width, blocks
    fn sizes(&self) -> [usize; 4] {
        let (n, heads, width) = self.queries.values.dim();
        [n, heads, width, self.keys.values.nrows()]
    }

    /// The product of a head's query with a key, in double precision.
    fn product(&self, t: usize, h: usize, s: usize) -> f64 {
        let query = self.queries.values.index_axis(Axis(0), t);
        let pairs = query.row(h).into_iter().zip(self.keys.values.row(s)).collect::<Vec<_>>();
        pairs.iter().map(|(a, b)| f64::from(**a) * f64::from(**b)).sum()
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<Indexer>) -> Plan<Indexer, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "indexer",
            title: "A cheap score of every block for every query",
            level: Level::Easy,
            minutes: 15,
            year: 2025,
            needs: &["compression/mean_pool"],
            text: "compression/select.html#indexer",
            hints: [
                "Three steps, and their order matters: a product of each head's query with the key, ReLU of that product, and then \
                 the sum over the heads, each times its weight. What would be lost if ReLU came last?",
                "For each head: the matrix of products (n, blocks), what is negative in it replaced by 0, and each row times the weight \
                 that this head has for this query. Add these matrices. The keys have no axis of heads; the weights belong to \
                 the query. No scale, no softmax.",
                "`queries.axis_iter(Axis(1)).enumerate()` gives (n, d) for each head; `.dot(&keys.t())`, `.mapv(|x| x.max(0.0))`, and times \
                 `weights.column(head).insert_axis(Axis(1))`, which stretches a column over all blocks.",
            ],
            story: "The official code multiplies the weights by two constants more, one over the root of the number of heads and one over the \
                    root of the width, and rotates queries and keys by a Hadamard matrix before it rounds them to 8 bits. None of that \
                    changes which blocks win, if both sides are rotated: one port rotated only the queries. Nor would a mean over the heads. \
                    What does change it, and was shipped, is a sigmoid in the place of ReLU, and a rotary embedding that pairs other channels \
                    than the one that the model was trained with: the first public demo of DeepSeek-V3.2 had that in its indexer, until \
                    November 2025.",
        },
        answer,
        solution,
        call: |indexer, input| {
            let (keys, weights) = (input.keys.held(), input.weights.held());
            indexer(input.queries.held().view(), keys.view(), weights.view())
        },
        reference: Reference {
            run: |input, precision| {
                let (keys, weights) = (input.keys.double(), input.weights.double());
                let scores = kernels::compression::index_scores(
                    input.queries.double().view(),
                    keys.view(),
                    weights.view(),
                    super::kernel_precision(precision),
                )?;
                Ok(vec![Part::array("out", &scores)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, heads, width, blocks] = input.sizes();
            format!("queries {n}, heads {heads}, width {width}, blocks {blocks}")
        },
        properties: vec![
            Property { name: "a block that no head matches scores 0", holds: laws::no_match },
            Property { name: "a block's score depends on its own key alone", holds: laws::own_key },
            Property { name: "a query's scores are the same when it is asked alone", holds: laws::own_query },
            Property { name: "heads in another order give the same scores", holds: laws::head_order },
            Property { name: "a head whose weights are 0 changes nothing", holds: laws::idle_head },
            Property {
                name: "weights of the other sign give scores of the other sign",
                holds: laws::negated,
            },
            Property { name: "twice the keys give twice the scores", holds: laws::twice },
            Property {
                name: "queries and keys that are turned alike give the same scores",
                holds: laws::turned_alike,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "multiplies whole arrays", bend: |k| k.whole = true },
            Style { name: "gives 0 to what it hides", bend: |k| k.hides_as_zero = true },
            Style { name: "looks at rows as slices", bend: |k| k.row_slices = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
