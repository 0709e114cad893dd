//! `dsa`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod inputs;
mod knobs;
mod laws;
mod mistakes;
mod promises;
mod weights;

use judge::{
    Bent, Cube, Fresh, Level, Matrix, Meta, Missing, Part, Plan, Precision, Probe, Property, Reference,
};
use ndarray::{Array3, s};
use serde::{Deserialize, Serialize};

use compression::Dsa;
use compression::solution::dsa::dsa as solution;
use knobs::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Cube,
    keys: Matrix,
    values: Matrix,
    scores: Matrix,
    k: usize,
}

impl Input {
    /// n, heads, the width of keys, that of values
    fn sizes(&self) -> [usize; 4] {
        let (n, heads, width) = self.queries.values.dim();
        [n, heads, width, self.values.values.ncols()]
    }

    /// The scores that query t sees.
    fn seen(&self, t: usize) -> Vec<f32> {
        self.scores.values.row(t).iter().copied().take(t + 1).collect()
    }

    /// The products of a query with all keys in a head, divided by √d, in double precision.
    fn products(&self, t: usize, h: usize) -> Vec<f64> {
        let query = self.queries.values.slice(s![t, h, ..]).mapv(f64::from);
        let root = (query.len() as f64).sqrt();
        let keys = self.keys.values.rows();
        keys.into_iter().map(|key| query.dot(&key.mapv(f64::from)) / root).collect()
    }

    /// What each query chooses.
    fn chosen(&self) -> Result<Vec<Vec<usize>>, Missing> {
        let exact = super::kernel_precision(Precision::Double);
        // Scores are compared and not computed with: another precision would give the same, and a nudge would part equal ones.
        let ranks = kernels::compression::block_ranks(self.scores.double().view(), 0, 1, exact)?;
        let k = i64::try_from(self.k).unwrap_or(i64::MAX);
        let list = |row: ndarray::ArrayView1<'_, i64>| {
            (0..row.len()).filter(|&s| (0..k).contains(&row[s])).collect()
        };
        Ok(ranks.rows().into_iter().map(list).collect())
    }
}

type TheProbe<'a> = Probe<'a, Input, Array3<f32>>;

pub(super) fn plan(answer: Option<Dsa>) -> Plan<Dsa, Input, Array3<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "dsa",
            title: "Attention to the k tokens with the highest scores",
            level: Level::Medium,
            minutes: 25,
            year: 2025,
            needs: &["compression/top_k"],
            text: "compression/others.html#dsa",
            hints: [
                "First the choice, then attention, and nothing else connects the two. Which tokens does query 2 choose if k is 5? And what \
                 do the scores have to do with the weights, once the choice is made?",
                "For query t: of the tokens 0 to t take the k with the largest scores in row t, of equal ones the earlier. In each head \
                 compute the products of the query with those keys, divide by √d, subtract the largest, take exp, and divide by the sum. \
                 The output is the sum of weight · value over the chosen tokens alone.",
                "A token is a block of one: `top_k(scores, 0, 1, k)` of an exercise before is the choice of all queries. Then \
                 `keys.select(Axis(0), &chosen)` and `values.select(Axis(0), &chosen)`, and for each head \
                 `keys.dot(&queries.slice(s![t, h, ..]))`.",
            ],
            story: "DeepSeek-V3.2 keeps the latent attention of V3 and puts an indexer of 64 small heads in front of it, which picks 2048 tokens \
                    for each query. Its official code adds a mask of −∞ to all products, so the long computation is still there, and the \
                    kernels that serve the model gather the tokens instead. A port to another framework let every head choose \
                    for itself, which is another model: here all heads read the same tokens, because they share one cache.",
        },
        answer,
        solution,
        call: |dsa, input| {
            let [keys, values, scores] = [&input.keys, &input.values, &input.scores].map(Matrix::held);
            dsa(input.queries.held().view(), keys.view(), values.view(), scores.view(), input.k)
        },
        reference: Reference {
            run: |input, precision| {
                let [keys, values] = [&input.keys, &input.values].map(Matrix::double);
                let output = kernels::compression::dsa(
                    input.queries.double().view(),
                    keys.view(),
                    values.view(),
                    &input.chosen()?,
                    super::kernel_precision(precision),
                )?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, heads, width, of_value] = input.sizes();
            format!("tokens {n}, heads {heads}, width {width}, values {of_value} wide, k {}", input.k)
        },
        properties: vec![
            Property { name: "tokens that come later change nothing", holds: laws::later },
            Property { name: "scores times a positive number choose the same", holds: laws::scaled },
            Property { name: "keys and values that are not chosen change nothing", holds: laws::not_chosen },
            Property { name: "with k as large as the text it is dense causal attention", holds: laws::dense },
            Property { name: "heads in another order give the same in that order", holds: laws::heads },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: crate::ways::styles(),
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}
