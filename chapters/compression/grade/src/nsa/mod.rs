//! `nsa`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod bent;
mod branches;
mod cases;
mod choice;
mod golden;
mod inputs;
mod knobs;
mod laws;
mod mistakes;
mod promises;
mod softmax;

use judge::{Bent, Cube, Fresh, Level, Meta, Missing, Part, Plan, Precision, Probe, Property, Reference};
use ndarray::{Array3, Axis, s};
use serde::{Deserialize, Serialize};

use compression::Nsa;
use compression::solution::nsa::nsa as solution;
use knobs::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Cube,
    keys: Cube,
    values: Cube,
    gates: Cube,
    block: usize,
    chosen: usize,
    window: usize,
}

impl Input {
    /// n, heads, groups, the width of keys, that of values
    fn sizes(&self) -> [usize; 5] {
        let (n, heads, width) = self.queries.values.dim();
        [n, heads, self.keys.values.len_of(Axis(1)), width, self.values.values.len_of(Axis(2))]
    }

    /// The products of a query with all keys in a head, divided by √d, in double precision.
    fn products(&self, t: usize, h: usize) -> Vec<f64> {
        let [_, heads, groups, width, _] = self.sizes();
        let query = self.queries.values.slice(s![t, h, ..]).mapv(f64::from);
        let keys = self.keys.values.index_axis(Axis(1), h / (heads / groups));
        keys.rows().into_iter().map(|key| query.dot(&key.mapv(f64::from)) / (width as f64).sqrt()).collect()
    }

    /// The summed weights of the complete blocks of a query in a group, in double precision.
    fn scores(&self, t: usize, g: usize) -> Vec<f64> {
        let [_, heads, groups, ..] = self.sizes();
        let complete = (t + 1) / self.block;
        let mut scores = vec![0.0; complete];
        for h in g * (heads / groups)..(g + 1) * (heads / groups) {
            let products = self.products(t, h);
            let means = products.chunks_exact(self.block).take(complete);
            let means: Vec<f64> = means.map(|chunk| chunk.iter().sum::<f64>() / self.block as f64).collect();
            let most = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = means.iter().map(|mean| (mean - most).exp()).sum();
            scores.iter_mut().zip(means).for_each(|(score, mean)| *score += (mean - most).exp() / sum);
        }
        scores
    }

    /// The blocks of a query in a group, the own one first, and by how much the last that is chosen lies above the first that
    /// is not.
    fn choice(&self, t: usize, g: usize) -> (Vec<usize>, f64) {
        let own = t / self.block;
        if own < self.chosen {
            return ((0..=own).rev().collect(), f64::INFINITY);
        }
        let scores = self.scores(t, g);
        let mut others: Vec<usize> = (0..own).collect();
        others.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        let first_left = scores[others[self.chosen - 1]];
        others.truncate(self.chosen - 1);
        let gap = others.last().map_or(f64::INFINITY, |&last| scores[last] - first_left);
        others.insert(0, own);
        (others, gap)
    }

    /// The least of those distances.
    fn gap(&self) -> f64 {
        let [n, _, groups, ..] = self.sizes();
        let all = (0..n).flat_map(|t| (0..groups).map(move |g| (t, g)));
        all.map(|(t, g)| self.choice(t, g).1).fold(f64::INFINITY, f64::min)
    }

    fn reference(&self, precision: Precision) -> Result<Vec<Part>, Missing> {
        let [n, _, groups, ..] = self.sizes();
        // The choice is made once: rounding must not change it.
        let lists = (0..n).flat_map(|t| (0..groups).map(move |g| (t, g)));
        let lists: Vec<Vec<usize>> = lists.map(|(t, g)| self.choice(t, g).0).collect();
        let [queries, keys, values, gates] =
            [&self.queries, &self.keys, &self.values, &self.gates].map(Cube::double);
        let output = kernels::compression::nsa(
            [queries.view(), keys.view(), values.view(), gates.view()],
            &lists,
            self.block,
            self.window,
            super::kernel_precision(precision),
        )?;
        Ok(vec![Part::array("out", &output)])
    }
}

type TheProbe<'a> = Probe<'a, Input, Array3<f32>>;

pub(super) fn plan(answer: Option<Nsa>) -> Plan<Nsa, Input, Array3<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "compression",
            name: "nsa",
            title: "Three kinds of attention, each with a gate",
            level: Level::Hard,
            minutes: 50,
            year: 2025,
            needs: &["compression/nsa_scores", "compression/top_k", "attention/gqa", "attention/window"],
            text: "compression/others.html#nsa",
            hints: [
                "Begin with a function that attends with one query to any keys and values, and gives zeros if there are none. The three branches \
                 call it with three sets of rows; the first one also tells you the weights that it used. Which of the sets is the same for \
                 all heads of a group?",
                "For a group and a query t: `complete` = (t + 1) / block means are seen. Each head attends to them; add up the weights of the \
                 heads, block by block. The own block is t / block, and comes first; then the blocks before it, from the largest sum. Keep `chosen`, \
                 and of their tokens those up to t. The window is (t + 1).saturating_sub(window) to t. Each branch times its gate, added.",
                "`mean_pool` of an exercise before gives the means of a group's keys, and of its values. Collect the tokens of chosen blocks as a \
                 list, `(0..=t).filter(|s| blocks.contains(&(s / block)))`, and use `keys.select(Axis(0), &tokens)`. The own block's sum set to \
                 f32::INFINITY puts it first in the sort. `output.slice_mut(s![t, h, ..]).scaled_add(gate, &branch)` adds.",
            ],
            story: "The authors trained a model of 27 billion parameters with it from the start, and showed that it is as good as dense attention. The \
                    gates come from a small network with a sigmoid for each branch, so a head can have all three fully on, or none. A public \
                    implementation stopped with an index out of range on short texts, because it cut more blocks out of a list than there \
                    were, and ran into differences between training and writing one token at a time, where blocks are completed on the way.",
        },
        answer,
        solution,
        call: |nsa, input| {
            let [queries, keys, values, gates] =
                [&input.queries, &input.keys, &input.values, &input.gates].map(Cube::held);
            let Input { block, chosen, window, .. } = *input;
            nsa(queries.view(), keys.view(), values.view(), gates.view(), block, chosen, window)
        },
        reference: Reference { run: Input::reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [n, heads, groups, width, of_value] = input.sizes();
            let Input { block, chosen, window, .. } = input;
            format!(
                "tokens {n}, heads {heads}, groups {groups}, width {width}, values {of_value} wide, blocks of {block}, {chosen} chosen, \
                 window {window}"
            )
        },
        properties: vec![
            Property { name: "gates times a number give the output times that number", holds: laws::linear },
            Property {
                name: "the three branches alone, each with its gate, sum to the output",
                holds: laws::branches,
            },
            Property {
                name: "with every block chosen the second branch is dense attention",
                holds: laws::dense_by_blocks,
            },
            Property {
                name: "with a window as wide as the text the third branch is dense attention",
                holds: laws::dense_by_window,
            },
            Property { name: "tokens that come later change nothing", holds: laws::later },
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
