//! `fused`: its cases, reference, properties, mistakes and alternatives.
//!
//! The way is judged by what it reads of both matrices, which count, and by the bytes that it holds at its peak where keys are many
//! and computed when they are read, so that the answer's own memory is all there is.

mod alternatives;
mod bent;
mod cases;
mod golden;
mod knobs;
mod laws;
mod method;
mod mistakes;
mod promises;

use fast::solution::fused::fused as solution;
use fast::{FarMatrix, Fused};
use judge::{
    Bent, Fresh, Level, Meta, Missing, Output, Part, Plan, Precision, Probe, Property, Reference, Style,
};
use ndarray::{Array1, Array2, NdFloat};
use serde::{Deserialize, Serialize};

use knobs::Knobs;

/// What is far away.
#[derive(Clone, Serialize, Deserialize)]
enum Far {
    /// Scores (rows, keys) and values (keys, width).
    Stored(Array2<f32>, Array2<f32>),
    /// Of these numbers of rows, keys and channels, computed when they are read.
    Computed(usize, usize, usize),
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    far: Far,
    block: usize,
}

impl Input {
    fn new(scores: Array2<f32>, values: Array2<f32>, block: usize) -> Input {
        Input { far: Far::Stored(scores, values), block }
    }

    fn stored(&self) -> (&Array2<f32>, &Array2<f32>) {
        match &self.far {
            Far::Stored(scores, values) => (scores, values),
            Far::Computed(..) => unreachable!("only the check of what is held computes scores"),
        }
    }

    fn stored_mut(&mut self) -> (&mut Array2<f32>, &mut Array2<f32>) {
        match &mut self.far {
            Far::Stored(scores, values) => (scores, values),
            Far::Computed(..) => unreachable!("only the check of what is held computes scores"),
        }
    }

    /// Rows, keys, width.
    fn sizes(&self) -> [usize; 3] {
        match &self.far {
            Far::Stored(scores, values) => [scores.nrows(), scores.ncols(), values.ncols()],
            Far::Computed(rows, keys, width) => [*rows, *keys, *width],
        }
    }

    /// What an answer makes of both matrices.
    fn answered(
        &self,
        answer: impl FnOnce(&FarMatrix<'_>, &FarMatrix<'_>, usize) -> (Array2<f32>, Array1<f32>),
    ) -> Product {
        let run = |scores: &FarMatrix<'_>, values: &FarMatrix<'_>| {
            let (output, log_sum_exp) = answer(scores, values, self.block);
            Product { output, log_sum_exp, scores: scores.reads(), values: values.reads() }
        };
        match &self.far {
            Far::Stored(scores, values) => {
                run(&FarMatrix::new(scores.view()), &FarMatrix::new(values.view()))
            }
            Far::Computed(rows, keys, width) => run(
                &FarMatrix::computed((*rows, *keys), |i, j| ((7 * i + 3 * j) % 11) as f32),
                &FarMatrix::computed((*keys, *width), |j, c| ((5 * j + c) % 13) as f32),
            ),
        }
    }
}

/// What an answer returned, and how much it read for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Product {
    output: Array2<f32>,
    log_sum_exp: Array1<f32>,
    scores: u64,
    values: u64,
}

impl Output for Product {
    fn parts(&self) -> Vec<Part> {
        // Whatever low number an answer has put in place of −∞: no right one comes near it.
        let total = self.log_sum_exp.mapv(|l| if l < -3000.0 && l.is_finite() { f32::MIN } else { l });
        vec![Part::array("out.0 (output)", &self.output), Part::array("out.1 (log-sum-exp)", &total)]
    }
}

type TheProbe<'a> = Probe<'a, Input, Product>;

pub(super) fn plan(answer: Option<Fused>) -> Plan<Fused, Input, Product, Knobs> {
    Plan {
        meta: Meta {
            chapter: "fast",
            name: "fused",
            title: "Softmax and the product behind it in one pass",
            level: Level::Medium,
            minutes: 35,
            year: 2021,
            needs: &["attention/online_softmax"],
            text: "fast/share.html#fused",
            hints: [
                "A softmax needs the largest score before it can begin, and by then all scores have been read. So begin with the largest *so far*, and keep for each row what \
                 can be corrected: the largest score, the sum of weights, the sum of weighted values.",
                "Three loops: blocks of rows, keys, rows of the block. Between the second and the third the values of the key are read, once for all rows of the block. Where a \
                 score exceeds the largest so far, sum and output are multiplied by exp(old − new); then the weight exp(score − new) is added, and weight · value.",
                "Leave a score of −∞ out before anything is computed with it: −∞ − (−∞) is NaN. Divide by the sum once, at the end and where it is not 0. \
                 `max + sum.ln()` is the log-sum-exp, also where nothing was seen: ln 0 is −∞.",
            ],
            story: "Written as two operations, softmax and product, every score crosses the road to memory several times, as a score and as a weight, and none of that is in the formula. Libraries have a name \
                    for each operation, and so what lies between two of them has to be stored. Fusing is no more than to compute both while a number is at hand; what makes it hard is a \
                    step that wants to have seen everything first, as the largest score. A running maximum with a correction takes that away, and the rest is a loop.",
        },
        answer,
        solution,
        call: |answer, input| input.answered(answer),
        reference: Reference {
            run: reference,
            ran: || "the definition in plain Rust, in double precision".to_owned(),
        },
        cases: cases::cases(),
        fresh: Fresh { count: 6, make: cases::fresh },
        describe: |input| {
            let [rows, keys, width] = input.sizes();
            let masked = input.stored().0.iter().filter(|&&score| score == f32::NEG_INFINITY).count();
            let block = input.block;
            format!("rows {rows}, keys {keys}, width {width}, blocks of {block}, {masked} scores masked")
        },
        properties: vec![
            Property {
                name: "what is added to all scores of a row moves its log-sum-exp alone",
                holds: laws::shifted,
            },
            Property { name: "the order of the keys does not count", holds: laws::permuted },
            Property { name: "the size of the blocks does not count", holds: laws::any_block },
            Property { name: "no row depends on another", holds: laws::alone },
            Property { name: "what is behind a mask does not count", holds: laws::hidden },
            Property {
                name: "an output lies between the smallest and the largest value seen",
                holds: laws::between,
            },
            Property { name: "a score is read once", holds: method::scores_once },
            Property {
                name: "a block of rows shares what is read of the values",
                holds: method::values_shared,
            },
            Property { name: "what is held does not grow with the number of keys", holds: method::held },
        ],
        bent: Bent {
            run: |knobs, input| input.answered(|scores, values, block| knobs.run(scores, values, block)),
        },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "takes four keys at a time", bend: |k| k.step = 4 },
            Style { name: "keeps the output divided by the sum", bend: |k| k.mean = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: golden::all(),
    }
}

/// The definition: the largest score of a row, the weights, the sum, the product.
fn definition<T: NdFloat>(scores: &Array2<T>, values: &Array2<T>) -> (Array2<T>, Array1<T>) {
    let mut output = Array2::zeros((scores.nrows(), values.ncols()));
    let mut total = Array1::from_elem(scores.nrows(), T::neg_infinity());
    for (i, row) in scores.rows().into_iter().enumerate() {
        let seen: Vec<usize> = (0..row.len()).filter(|&j| row[j].is_finite()).collect();
        let Some(largest) = seen.iter().map(|&j| row[j]).reduce(T::max) else { continue };
        let weights: Vec<T> = seen.iter().map(|&j| (row[j] - largest).exp()).collect();
        let sum = weights.iter().fold(T::zero(), |sum, &weight| sum + weight);
        total[i] = largest + sum.ln();
        for (j, weight) in seen.into_iter().zip(weights) {
            let value = values.row(j);
            output.row_mut(i).zip_mut_with(&value, |o: &mut T, &v| *o += weight / sum * v);
        }
    }
    (output, total)
}

#[allow(clippy::unnecessary_wraps)] // That is the type of all references.
fn reference(input: &Input, precision: Precision) -> Result<Vec<Part>, Missing> {
    let (scores, values) = input.stored();
    let parts = |output: &Array2<f64>, total: &Array1<f64>| {
        Ok(vec![Part::array("out.0 (output)", output), Part::array("out.1 (log-sum-exp)", total)])
    };
    if precision == Precision::Float {
        let (output, total) = definition(scores, values);
        return parts(&output.mapv(f64::from), &total.mapv(f64::from));
    }
    // Moved by one unit in the last place of a float, up and down in turn.
    let mut sign = if precision == Precision::Nudged { f64::from(f32::EPSILON) } else { 0.0 };
    let mut nudged = |x: f32| {
        sign = -sign;
        f64::from(x) * (1.0 + sign)
    };
    let (output, total) = definition(&scores.mapv(&mut nudged), &values.mapv(&mut nudged));
    parts(&output, &total)
}
