//! `scaled_dot_product`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style, same,
};
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use attention::solution::scaled_dot_product::scaled_dot_product as solution;
use attention::{Mask, ScaledDotProduct};
use cases::normal;
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
    mask: Mask,
}

impl Input {
    /// How many keys query i sees.
    fn visible(&self, i: usize) -> usize {
        let (n, m) = (self.queries.values.nrows(), self.keys.values.nrows());
        if self.mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) }
    }
}

type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

pub(super) fn plan(answer: Option<ScaledDotProduct>) -> Plan<ScaledDotProduct, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "scaled_dot_product",
            title: "Attention with a causal mask, also when queries and keys differ in number",
            level: Level::Easy,
            minutes: 15,
            year: 2017,
            needs: &["attention/luong"],
            text: "attention/scaled.html#scaled-dot-product",
            hints: [
                "Five steps: scores = queries · keysᵀ, divide by √d, put −∞ where a key is not visible, softmax along \
                 each row, multiply by the values. Your `softmax` already treats −∞ as weight 0.",
                "Draw the causal mask for 2 queries and 5 keys. The queries are the last two positions, so the rows \
                 are 11110 and 11111: query i sees key j when j ≤ i + (m − n). In unsigned integers, write it without \
                 a subtraction: j + n ≤ i + m.",
                "`queries.dot(&keys.t()) / (d as f32).sqrt()`, then `for ((i, j), score) in scores.indexed_iter_mut()` \
                 for the mask, then `super::softmax::softmax(scores.view()).dot(&values)`.",
            ],
            story: "The mask from the top left is right for every square matrix, so it passes the tests that people write, and fails in \
                    decoding, where one query meets a cache of keys. And what looks wrong is right: masking after the softmax and \
                    dividing by the new sum is the same formula, as long as the hidden scores do not drown the visible ones.",
        },
        answer,
        solution,
        call: |attend, input| {
            let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Matrix::held);
            attend(queries.view(), keys.view(), values.view(), input.mask)
        },
        reference: Reference {
            run: |input, precision| {
                let [q, k, v] = [&input.queries, &input.keys, &input.values].map(Matrix::double);
                let causal = input.mask == Mask::Causal;
                let precision = super::kernel_precision(precision);
                let output =
                    kernels::attention::scaled_dot_product(q.view(), k.view(), v.view(), causal, precision)?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let sizes = random.distinct(2..=9);
                let mask = if random.chance(0.7) { Mask::Causal } else { Mask::None };
                let mut input = normal(random, sizes, mask);
                let layout = Layout::any(random);
                for matrix in [&mut input.queries, &mut input.keys, &mut input.values] {
                    matrix.layout = layout;
                }
                input
            },
        },
        describe: |input| {
            let ((n, width), (m, value_width)) = (input.queries.values.dim(), input.values.values.dim());
            let mask = if input.mask == Mask::Causal { "causal" } else { "no mask" };
            format!("queries {n}, keys {m}, width {width}, value width {value_width}, {mask}")
        },
        properties: vec![
            Property { name: "a query does not see the keys and values after it", holds: causality },
            Property {
                name: "an output lies between the smallest and the largest value seen",
                holds: convexity,
            },
            Property { name: "the order of the keys does not count without a mask", holds: permutation },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style {
                name: "lets −∞ weigh where no softmax is taken", bend: |k| k.infinite_weights = true
            },
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "does not divide by a sum of 0", bend: |k| k.sum_guarded = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// Changes everything from the first key that query i does not see: its output must stay.
fn causality(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (n, m) = (input.queries.values.nrows(), input.keys.values.nrows());
    if input.mask == Mask::None || m < 2 {
        return Ok(());
    }
    let before = probe.call(input)?;
    let cut = probe.random.whole(1..=m - 1);
    let mut changed = input.clone();
    for j in cut..m {
        for x in changed.values.values.row_mut(j) {
            *x += 0.5 + probe.random.uniform(0.0..1.0) as f32;
        }
        // A key that was there before: a query's scores stay within what the stub promises.
        let key = input.keys.values.row(probe.random.whole(0..=m - 1));
        changed.keys.values.row_mut(j).assign(&key);
    }
    let after = probe.call(&changed)?;
    for i in (0..n).filter(|&i| input.visible(i) <= cut) {
        for (c, (&a, &b)) in before.row(i).iter().zip(after.row(i)).enumerate() {
            if f64::from((a - b).abs()) > 2.0 * probe.tolerance {
                return Err(Broken::Law(format!(
                    "out[{i}, {c}] changes from {a} to {b} when keys and values from {cut} on change"
                )));
            }
        }
    }
    Ok(())
}

fn convexity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let output = probe.call(input)?;
    let slack = probe.tolerance as f32;
    for ((i, c), &x) in output.indexed_iter() {
        let seen = input.values.values.column(c);
        let seen = seen.iter().copied().take(input.visible(i));
        let (low, high) = seen.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        if low <= high && (x < low - slack || x > high + slack) {
            return Err(Broken::Law(format!("out[{i}, {c}] is {x}, outside [{low}, {high}]")));
        }
    }
    Ok(())
}

fn permutation(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut straight = input.clone();
    straight.mask = Mask::None;
    let mut order: Vec<usize> = (0..input.keys.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = straight.clone();
    shuffled.keys.values = straight.keys.values.select(Axis(0), &order);
    shuffled.values.values = straight.values.values.select(Axis(0), &order);
    let (a, b) = (probe.call(&straight)?, probe.call(&shuffled)?);
    same("out", &a, &b, 2.0 * probe.tolerance, "with keys and values in another order")
}
