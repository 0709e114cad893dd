//! `additive`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Missing, Part, Plan, Probe, Property, Reference, Style,
    Vector, same,
};
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::tanh::Exponentials;
use attention::Additive;
use attention::solution::additive::additive as solution;
use cases::{laid, normal};
use mistakes::Knobs;

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Matrix,
    keys: Matrix,
    values: Matrix,
    w_query: Matrix,
    w_key: Matrix,
    w_score: Vector,
}

/// Scores and contexts.
type Output = (Array2<f32>, Array2<f32>);

pub(super) fn plan(answer: Option<Additive>) -> Plan<Additive, Input, Output, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "additive",
            title: "A small network scores every query with every key",
            level: Level::Easy,
            minutes: 15,
            year: 2014,
            needs: &["attention/softmax"],
            text: "attention.html#additive",
            hints: [
                "Project every query and every key once: two matrix products, (n, a) and (m, a). A score needs one row of \
                 each: add them, tanh of each of the a sums, and the dot product with w_score.",
                "Add first, then tanh. If tanh is taken of each projection by itself, or of none, the query adds the same \
                 number to all of its scores, and the softmax removes it.",
                "`let (from_query, from_key) = (queries.dot(&w_query), keys.dot(&w_key));`, then \
                 `Array2::from_shape_fn((n, m), |(i, j)| w_score.dot(&(&from_query.row(i) + &from_key.row(j)).mapv(f32::tanh)))`, \
                 and `super::softmax::softmax(scores.view()).dot(&values)`.",
            ],
            story: "Without its tanh the formula looks like attention, has weights that sum to 1, and trains, a little: but every query \
                    gets the same context, because its part of the score is the same for all keys and the softmax removes it. The \
                    shape of the output does not show it; two queries side by side do.",
        },
        answer,
        solution,
        call: |answer, input| {
            let [queries, keys, values] = [&input.queries, &input.keys, &input.values].map(Matrix::held);
            let (w_query, w_key, w_score) = (input.w_query.held(), input.w_key.held(), input.w_score.held());
            answer(queries.view(), keys.view(), values.view(), w_query.view(), w_key.view(), w_score.view())
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let sizes = random.distinct(2..=9);
                let layout = Layout::any(random);
                laid(normal(random, sizes), layout)
            },
        },
        describe: |input| {
            let ((n, query_width), (m, value_width)) =
                (input.queries.values.dim(), input.values.values.dim());
            let (key_width, hidden) = input.w_key.values.dim();
            format!(
                "queries {n}, keys {m}, widths {query_width} and {key_width}, value width {value_width}, hidden units \
                 {hidden}"
            )
        },
        properties: vec![
            Property { name: "no score is larger than the sum of |w_score|", holds: bounded },
            Property { name: "a context lies between the smallest and the largest value", holds: convexity },
            Property { name: "queries and keys can change places", holds: exchange },
            Property { name: "the order of the keys does not count for a context", holds: permutation },
            Property { name: "a hidden unit with every sign turned around is the same unit", holds: signs },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes through indices", bend: |k| k.indices = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "returns scores before scaling them", bend: |k| k.raw_scores = true },
            Style { name: "takes memory of w_score alone", bend: |k| k.only_w_score = true },
            Style { name: "tanh from exp(2x)", bend: |k| k.exponentials = Exponentials::Twice },
            Style { name: "tanh from exp(−2x)", bend: |k| k.exponentials = Exponentials::MinusTwice },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

fn reference(input: &Input, precision: judge::Precision) -> Result<Vec<Part>, Missing> {
    let [q, k, v] = [&input.queries, &input.keys, &input.values].map(Matrix::double);
    let (w_query, w_key, w_score) = (input.w_query.double(), input.w_key.double(), input.w_score.double());
    let (scores, contexts) = kernels::attention::additive(
        q.view(),
        k.view(),
        v.view(),
        w_query.view(),
        w_key.view(),
        w_score.view(),
        super::kernel_precision(precision),
    )?;
    Ok(vec![Part::array("scores", &scores), Part::array("contexts", &contexts)])
}

type TheProbe<'a> = Probe<'a, Input, Output>;

fn bounded(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let bound = input.w_score.values.iter().map(|&w| f64::from(w).abs()).sum::<f64>();
    let (scores, _) = probe.call(input)?;
    match scores.indexed_iter().find(|(_, score)| f64::from(score.abs()) > bound + probe.tolerance) {
        Some(((i, j), score)) => {
            Err(Broken::Law(format!("scores[{i}, {j}] is {score}, and |w_score| sums to {bound:.4}")))
        }
        None => Ok(()),
    }
}

fn convexity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (_, contexts) = probe.call(input)?;
    let slack = probe.tolerance as f32;
    for ((i, c), &x) in contexts.indexed_iter() {
        let values = input.values.values.column(c);
        let (low, high) = values.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), &v| (l.min(v), h.max(v)));
        if x < low - slack || x > high + slack {
            return Err(Broken::Law(format!("contexts[{i}, {c}] is {x}, outside [{low}, {high}]")));
        }
    }
    Ok(())
}

/// The formula is the same in queries and keys: with both exchanged, the scores are transposed.
fn exchange(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (scores, _) = probe.call(input)?;
    let rows = input.queries.values.nrows();
    let exchanged = Input {
        queries: input.keys.clone(),
        keys: input.queries.clone(),
        values: probe.random.normals((rows, 2), 1.0).into(),
        w_query: input.w_key.clone(),
        w_key: input.w_query.clone(),
        w_score: input.w_score.clone(),
    };
    let (turned, _) = probe.call(&exchanged)?;
    let turned = turned.t().to_owned();
    same("scores", &scores, &turned, 2.0 * probe.tolerance, "when queries and keys have changed places")
}

fn permutation(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.keys.values.nrows()).collect();
    probe.random.shuffle(&mut order);
    let mut shuffled = input.clone();
    shuffled.keys.values = input.keys.values.select(Axis(0), &order);
    shuffled.values.values = input.values.values.select(Axis(0), &order);
    let ((_, a), (_, b)) = (probe.call(input)?, probe.call(&shuffled)?);
    same("contexts", &a, &b, 2.0 * probe.tolerance, "with keys and values in another order")
}

/// tanh(−x) = −tanh(x): a unit whose weights, in and out, all change sign gives the same scores.
fn signs(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let unit = probe.random.whole(0..=input.w_score.values.len() - 1);
    let mut turned = input.clone();
    turned.w_query.values.column_mut(unit).mapv_inplace(|w| -w);
    turned.w_key.values.column_mut(unit).mapv_inplace(|w| -w);
    turned.w_score.values[unit] *= -1.0;
    let ((a, _), (b, _)) = (probe.call(input)?, probe.call(&turned)?);
    same(
        "scores",
        &a,
        &b,
        2.0 * probe.tolerance,
        &format!("with the signs of hidden unit {unit} turned around"),
    )
}
