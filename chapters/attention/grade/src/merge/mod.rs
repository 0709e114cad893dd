//! `merge`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Cube, Fresh, Layout, Level, Matrix, Meta, Output, Part, Plan, Probe, Property, Random,
    Reference, Style, same,
};
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis, concatenate, s};
use serde::{Deserialize, Serialize};

use attention::Merge;
use attention::solution::merge::merge as solution;
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    /// (parts, n, width)
    outputs: Cube,
    /// (parts, n)
    log_sum_exps: Matrix,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Merged {
    output: Array2<f32>,
    log_sum_exp: Array1<f32>,
}

impl From<(Array2<f32>, Array1<f32>)> for Merged {
    fn from((output, log_sum_exp): (Array2<f32>, Array1<f32>)) -> Merged {
        Merged { output, log_sum_exp }
    }
}

impl Output for Merged {
    fn parts(&self) -> Vec<Part> {
        // Whatever large negative number stands for nothing: no log-sum-exp comes near it.
        let total = self.log_sum_exp.mapv(|l| if l < -1e6 && l.is_finite() { f32::MIN } else { l });
        vec![Part::array("out.0 (output)", &self.output), Part::array("out.1 (log-sum-exp)", &total)]
    }
}

type TheProbe<'a> = Probe<'a, Input, Merged>;

pub(super) fn plan(answer: Option<Merge>) -> Plan<Merge, Input, Merged, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "merge",
            title: "Attention over all keys from parts that have seen some of them",
            level: Level::Easy,
            minutes: 15,
            year: 2023,
            needs: &["attention/online_softmax"],
            text: "attention/tiles.html#merge",
            hints: [
                "Undo each part's division: its output times exp(its log-sum-exp) is the sum of exp(score) · value over its \
                 keys, and exp(its log-sum-exp) the sum of exp(score). Such sums can be added.",
                "So part p weighs exp(l_p) / Σ exp(l): a softmax over the parts, for each query on its own. Subtract the \
                 query's largest l_p first. What was subtracted comes back in the result's log-sum-exp: max + ln Σ exp(l_p − max).",
                "for each i: parts = log_sum_exps.column(i); max = its largest; if that is −∞ leave zeros and −∞; weights = \
                 exp(parts − max); output = weights.dot(&outputs.slice(s![.., i, ..])) / weights.sum().",
            ],
            story: "Two traps are told of this kernel. A library that keeps log-sum-exps in base 2, because exp2 is what the hardware \
                    has, meets one that keeps them in base e: nothing crashes, and the text gets a little worse. And with a causal \
                    mask there are parts in which early queries see nothing; the guard against minus infinity minus minus infinity \
                    is missing until somebody splits a long text for the first time.",
        },
        answer,
        solution,
        call: |merge, input| {
            let (outputs, log_sum_exps) = (input.outputs.held(), input.log_sum_exps.held());
            merge(outputs.view(), log_sum_exps.view()).into()
        },
        reference: Reference {
            run: |input, precision| {
                let (outputs, log_sum_exps) = (input.outputs.double(), input.log_sum_exps.double());
                let precision = super::kernel_precision(precision);
                let (output, log_sum_exp) =
                    kernels::attention::merge(outputs.view(), log_sum_exps.view(), precision)?;
                Ok(vec![
                    Part::array("out.0 (output)", &output),
                    Part::array("out.1 (log-sum-exp)", &log_sum_exp),
                ])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let mut input = cases::normal(random, random_sizes, 0.0, 2.0);
                let layout = Layout::any(random);
                (input.outputs.layout, input.log_sum_exps.layout) = (layout, Layout::any(random));
                input
            },
        },
        describe: |input| {
            let (parts, n, width) = input.outputs.values.dim();
            format!("parts {parts}, queries {n}, width {width}")
        },
        properties: vec![
            Property {
                name: "however the keys are dealt out, the result is attention over all",
                holds: any_partition,
            },
            Property { name: "parts can be merged first, and then with the others", holds: associative },
            Property { name: "the order of the parts does not count", holds: commutative },
            Property { name: "a part that has seen nothing changes nothing", holds: identity },
            Property {
                name: "what is added to every log-sum-exp is added to the result's, and the output stays",
                holds: shifted,
            },
            Property {
                name: "an output lies between those of the parts that have seen something",
                holds: convex,
            },
        ],
        bent: Bent { run: |knobs, input| knobs.run(input) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "divides by exp of the log-sum-exp", bend: |k| k.by_total = true },
            Style {
                name: "takes a sum of 0 for a query that has seen nothing",
                bend: |k| k.guards_sum = true,
            },
            Style { name: "leaves out parts that have seen nothing", bend: |k| k.seen_only = true },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

fn random_sizes(random: &mut Random) -> [usize; 3] {
    random.distinct(2..=6)
}

/// Two results are the same.
fn same_results(a: &Merged, b: &Merged, allowed: f64, how: &str) -> Result<(), Broken> {
    same("out.1 (log-sum-exp)", &a.log_sum_exp, &b.log_sum_exp, allowed, how)?;
    same("out.0 (output)", &a.output, &b.output, allowed, how)
}

/// Attention of some queries over some keys and values in double precision: output and log-sum-exp of each query.
fn attention(
    scores: ArrayView2<'_, f64>,
    values: ArrayView2<'_, f64>,
    keys: &[usize],
) -> (Array2<f64>, Array1<f64>) {
    let (n, width) = (scores.nrows(), values.ncols());
    let (mut output, mut log_sum_exp) = (Array2::zeros((n, width)), Array1::from_elem(n, f64::NEG_INFINITY));
    for i in (0..n).filter(|_| !keys.is_empty()) {
        let max = keys.iter().fold(f64::NEG_INFINITY, |max, &j| max.max(scores[[i, j]]));
        let sum: f64 = keys.iter().map(|&j| (scores[[i, j]] - max).exp()).sum();
        for &j in keys {
            output.row_mut(i).scaled_add((scores[[i, j]] - max).exp() / sum, &values.row(j));
        }
        log_sum_exp[i] = max + sum.ln();
    }
    (output, log_sum_exp)
}

/// Deals out the keys of an attention of its own, of the input's sizes.
fn any_partition(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (parts, n, width) = input.outputs.values.dim();
    let keys = probe.random.whole(1..=12);
    let scores = probe.random.normals((n, keys), 2.0).mapv(f64::from);
    let values = probe.random.normals((keys, width), 1.0).mapv(f64::from);
    let owners: Vec<usize> = (0..keys).map(|_| probe.random.whole(0..=parts - 1)).collect();
    let mut dealt = input.clone();
    for part in 0..parts {
        let mine: Vec<usize> = (0..keys).filter(|&j| owners[j] == part).collect();
        let (output, log_sum_exp) = attention(scores.view(), values.view(), &mine);
        dealt.outputs.values.slice_mut(s![part, .., ..]).assign(&output.mapv(|x| x as f32));
        dealt.log_sum_exps.values.row_mut(part).assign(&log_sum_exp.mapv(|x| x as f32));
    }
    let all: Vec<usize> = (0..keys).collect();
    let (output, log_sum_exp) = attention(scores.view(), values.view(), &all);
    let whole = Merged { output: output.mapv(|x| x as f32), log_sum_exp: log_sum_exp.mapv(|x| x as f32) };
    let merged = probe.call(&dealt)?;
    same_results(
        &merged,
        &whole,
        1e-4,
        &format!("by attention over all {keys} keys at once; parts by key: {owners:?}"),
    )
}

fn select(input: &Input, parts: &[usize]) -> Input {
    let mut selected = input.clone();
    selected.outputs.values = input.outputs.values.select(Axis(0), parts);
    selected.log_sum_exps.values = input.log_sum_exps.values.select(Axis(0), parts);
    selected
}

/// The input with one more part at its end.
fn with(input: &Input, part: &Merged) -> Input {
    let mut longer = input.clone();
    let (output, log_sum_exp) =
        (part.output.view().insert_axis(Axis(0)), part.log_sum_exp.view().insert_axis(Axis(0)));
    longer.outputs.values =
        concatenate(Axis(0), &[input.outputs.values.view(), output]).expect("parts of one shape");
    longer.log_sum_exps.values =
        concatenate(Axis(0), &[input.log_sum_exps.values.view(), log_sum_exp]).expect("parts of one shape");
    longer
}

fn associative(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let parts = input.outputs.values.dim().0;
    if parts < 3 {
        return Ok(());
    }
    let cut = probe.random.whole(1..=parts - 2);
    let all = probe.call(input)?;
    let tail: Vec<usize> = (cut..parts).collect();
    let tail = probe.call(&select(input, &tail))?;
    if tail.output.dim() != all.output.dim() || tail.log_sum_exp.dim() != all.log_sum_exp.dim() {
        return same_results(&tail, &all, 0.0, "with more parts");
    }
    let head: Vec<usize> = (0..cut).collect();
    let nested = probe.call(&with(&select(input, &head), &tail))?;
    same_results(
        &all,
        &nested,
        2.0 * probe.tolerance,
        &format!("when the parts from {cut} on are merged first"),
    )
}

fn commutative(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.outputs.values.dim().0).collect();
    probe.random.shuffle(&mut order);
    let (straight, shuffled) = (probe.call(input)?, probe.call(&select(input, &order))?);
    same_results(
        &straight,
        &shuffled,
        2.0 * probe.tolerance,
        &format!("with the parts in the order {order:?}"),
    )
}

fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (_, n, width) = input.outputs.values.dim();
    let nothing =
        Merged { output: Array2::zeros((n, width)), log_sum_exp: Array1::from_elem(n, f32::NEG_INFINITY) };
    let (without, with) = (probe.call(input)?, probe.call(&with(input, &nothing))?);
    same_results(&without, &with, 2.0 * probe.tolerance, "with one more part, which has seen nothing")
}

fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mean = input.log_sum_exps.values.iter().filter(|l| l.is_finite()).sum::<f32>();
    // Towards zero: log-sum-exps stay within what the stub promises.
    let shift = if mean > 0.0 { -3.0 } else { 3.0 };
    let mut moved = input.clone();
    moved.log_sum_exps.values += shift;
    let (mut before, after) = (probe.call(input)?, probe.call(&moved)?);
    before.log_sum_exp += shift;
    same_results(
        &before,
        &after,
        2.0 * probe.tolerance,
        &format!("if {shift} is added to every log-sum-exp first"),
    )
}

fn convex(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let merged = probe.call(input)?;
    let slack = probe.tolerance as f32;
    for ((i, c), &x) in merged.output.indexed_iter() {
        let column = input.outputs.values.slice(s![.., i, c]);
        let seen = column.iter().zip(input.log_sum_exps.values.column(i)).filter(|(_, l)| l.is_finite());
        let (low, high) =
            seen.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), (&v, _)| (l.min(v), h.max(v)));
        if low <= high && (x < low - slack || x > high + slack) {
            return Err(Broken::Law(format!("out.0 (output)[{i}, {c}] is {x}, outside [{low}, {high}]")));
        }
    }
    Ok(())
}

/// The values of the outputs in double precision, for the bent solution.
fn doubles(input: &Input) -> (Array3<f64>, Array2<f64>) {
    (input.outputs.double(), input.log_sum_exps.double())
}
