//! `sink`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Cube, Fresh, Level, Meta, Part, Plan, Probe, Property, Reference, Style, Vector, close,
};
use ndarray::{Array2, Array3, Axis};
use serde::{Deserialize, Serialize};

use attention::Sink;
use attention::solution::sink::sink as solution;
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Cube,
    keys: Cube,
    values: Cube,
    sinks: Vector,
    visible: Array2<bool>,
}

impl Input {
    /// heads, queries, keys, width, value width
    fn sizes(&self) -> [usize; 5] {
        let (heads, n, width) = self.queries.values.dim();
        let (_, m, value_width) = self.values.values.dim();
        [heads, n, m, width, value_width]
    }

    /// The scores of the visible keys of a query, with their indices, in double precision.
    fn scores(&self, head: usize, i: usize) -> Vec<(usize, f64)> {
        let [_, _, m, width, _] = self.sizes();
        let row = |cube: &Cube, r: usize| -> Vec<f64> {
            (0..width).map(|c| f64::from(cube.values[[head, r, c]])).collect()
        };
        let query = row(&self.queries, i);
        let score = |j: usize| {
            let product: f64 = query.iter().zip(row(&self.keys, j)).map(|(a, b)| a * b).sum();
            product / (width as f64).sqrt()
        };
        (0..m).filter(|&j| self.visible[[i, j]]).map(|j| (j, score(j))).collect()
    }
}

type TheProbe<'a> = Probe<'a, Input, Array3<f32>>;

pub(super) fn plan(answer: Option<Sink>) -> Plan<Sink, Input, Array3<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "sink",
            title: "A sink for each head: attention that may look at nothing",
            level: Level::Easy,
            minutes: 15,
            year: 2023,
            needs: &["attention/window"],
            text: "attention/nearby.html#sink",
            hints: [
                "Think of one key more, whose score is z and whose value is nothing. What does the softmax over all of them \
                 give, and what happens if you then forget the last weight?",
                "For each head: scores / √d, −∞ where a key is not visible, and then a column with z behind them; it is \
                 neither scaled nor masked. Softmax along each row, drop the last column, multiply by the values. Do not \
                 normalise again.",
                "`Array2::from_elem((n, m + 1), sinks[head])` holds the column already; fill the first m columns. Then \
                 `weights.slice(s![.., ..m]).dot(&values.index_axis(Axis(0), head))`.",
            ],
            story: "One more way to get the same: attention without a sink gives an output o and a log-sum-exp, and o · σ(lse − z) is the \
                    output with it. So a kernel that is finished needs no new \
                    inner loop: the README of DeepSeek's FlashMLA describes its sinks so. And a query that sees no key, the case that needed a guard until now, needs none any more: the \
                    sink is always there, so the sum is never 0. Many answers fail there all the same, because they look for the \
                    maximum among the keys alone.",
        },
        answer,
        solution,
        call: |sink, input| {
            let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Cube::held);
            let sinks = input.sinks.held();
            sink(queries.view(), keys.view(), values.view(), sinks.view(), input.visible.view())
        },
        reference: Reference {
            run: |input, precision| {
                let [q, k, v] = [&input.queries, &input.keys, &input.values].map(Cube::double);
                let (sinks, visible) = (input.sinks.double(), input.visible.view());
                let precision = super::kernel_precision(precision);
                let output = kernels::attention::sink_attention(
                    q.view(),
                    k.view(),
                    v.view(),
                    sinks.view(),
                    visible,
                    precision,
                )?;
                Ok(vec![Part::array("out", &output)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh { count: 5, make: cases::fresh },
        describe: |input| {
            let [heads, n, m, width, value_width] = input.sizes();
            format!("heads {heads}, queries {n}, keys {m}, width {width}, value width {value_width}")
        },
        properties: vec![
            Property {
                name: "a higher sink shrinks the whole output of a query by one factor",
                holds: shrinks_by_one_factor,
            },
            Property { name: "a sink far below the scores changes nothing", holds: low_sink_is_plain },
            Property {
                name: "raising a sink by δ divides the odds of looking at a key by exp(δ)",
                holds: odds,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "the sink is a key whose value is zeros", bend: |k| k.zero_value = true },
            Style { name: "divides without a guard", bend: |k| k.unguarded = true },
            Style {
                name: "measures everything from the larger of keys and sink",
                bend: |k| k.shift_with_sink = true,
            },
            Style { name: "divides only by what is not 0", bend: |k| k.guarded = true },
            Style { name: "takes 64 keys at a time", bend: |k| k.blocks_of_64 = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

/// The same input with another sink in each head.
fn with_sinks(input: &Input, sink: impl Fn(usize) -> f32) -> Input {
    let mut changed = input.clone();
    changed.sinks.values = (0..input.sinks.values.len()).map(sink).collect();
    changed
}

/// A sink for each head that is comparable to the scores of its first query that sees something, and can be raised by 2.
fn among_scores(input: &Input, head: usize) -> f32 {
    let [_, n, ..] = input.sizes();
    let scores = (0..n).map(|i| input.scores(head, i)).find(|scores| !scores.is_empty());
    let largest = scores.map_or(0.0, |scores| {
        scores.iter().map(|(_, score)| *score).fold(f64::NEG_INFINITY, f64::max) as f32
    });
    largest.min(1998.0)
}

fn shrinks_by_one_factor(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let low = with_sinks(input, |head| among_scores(input, head));
    let raise = probe.random.uniform(0.5..2.0) as f32;
    let high = with_sinks(input, |head| low.sinks.values[head] + raise);
    let (before, after) = (probe.call(&low)?, probe.call(&high)?);
    let slack = 4.0 * probe.tolerance + 1e-5;
    let [heads, n, ..] = input.sizes();
    for head in 0..heads {
        for i in 0..n {
            let row = |output: &Array3<f32>| -> Vec<f64> {
                let head = output.index_axis(Axis(0), head);
                head.row(i).iter().map(|&x| f64::from(x)).collect()
            };
            let (a, b) = (row(&before), row(&after));
            let square: f64 = a.iter().map(|x| x * x).sum();
            if square <= 1e-2 {
                continue;
            }
            let factor = a.iter().zip(&b).map(|(a, b)| a * b).sum::<f64>() / square;
            // An error of `slack` in a row of this size is one of `bound` in the factor.
            let bound = slack * (a.len() as f64 / square).sqrt();
            let even = a.iter().zip(&b).all(|(a, b)| (b - factor * a).abs() <= slack);
            if !even || !(-bound..1.0 + bound).contains(&factor) {
                return Err(Broken::Law(format!(
                    "query {i} of head {head}: {a:.4?} becomes {b:.4?} when the sink rises by {raise:.2}; every channel shrinks \
                     by the same factor between 0 and 1"
                )));
            }
        }
    }
    Ok(())
}

fn low_sink_is_plain(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [heads, n, _, _, value_width] = input.sizes();
    let all = |head| (0..n).flat_map(move |i| input.scores(head, i));
    let low = |head| all(head).map(|(_, score)| score).fold(0.0, f64::min) - 150.0;
    let output = probe.call(&with_sinks(input, |head| low(head).max(-2000.0) as f32))?;
    // Where scores are as low as a sink may be, none lies far below them.
    for head in (0..heads).filter(|&head| low(head) >= -2000.0) {
        for i in 0..n {
            let scores = input.scores(head, i);
            let largest = scores.iter().map(|s| s.1).fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = scores.iter().map(|s| (s.1 - largest).exp()).sum();
            for c in 0..value_width {
                let value = |j: usize| f64::from(input.values.values[[head, j, c]]);
                let weighted: f64 = scores.iter().map(|s| (s.1 - largest).exp() * value(s.0)).sum();
                let plain = if scores.is_empty() { 0.0 } else { weighted / sum };
                let yours = output[[head, i, c]];
                if !close(f64::from(yours), plain, 4.0 * probe.tolerance + 1e-5) {
                    return Err(Broken::Law(format!(
                        "out[{head}, {i}, {c}] is {yours} with a sink far below every score, and attention without a sink gives \
                         {plain}"
                    )));
                }
            }
        }
    }
    Ok(())
}

/// With values of 1 the output is the sum w of the weights, and w / (1 − w) = exp(lse − z).
fn odds(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut ones = with_sinks(input, |head| among_scores(input, head));
    ones.values.values.fill(1.0);
    let raise = probe.random.uniform(0.5..1.5) as f32;
    let raised = with_sinks(&ones, |head| ones.sinks.values[head] + raise);
    // The step between the two sinks as floats.
    let step = |head: usize| f64::from(raised.sinks.values[head]) - f64::from(ones.sinks.values[head]);
    let (before, after) = (probe.call(&ones)?, probe.call(&raised)?);
    let slack = 8.0 * probe.tolerance + 1e-4;
    for ((at, &a), &b) in before.indexed_iter().zip(&after) {
        let (a, b) = (f64::from(a), f64::from(b));
        if !(0.05..=0.95).contains(&a) {
            continue;
        }
        let odds = a / (1.0 - a) * (-step(at.0)).exp();
        let expected = odds / (1.0 + odds);
        if !close(b, expected, slack) {
            return Err(Broken::Law(format!(
                "out{at:?} with values of 1 goes from {a:.5} to {b:.5} when the sink rises by {raise:.3}; its odds fall by \
                 exp({raise:.3}), so {expected:.5}"
            )));
        }
    }
    Ok(())
}
