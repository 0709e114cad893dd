//! `luong`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Missing, Part, Plan, Probe, Property, Reference, Style,
    Vector, same,
};
use ndarray::{Array2, Axis, concatenate, s};
use serde::{Deserialize, Serialize};

use crate::tanh::Exponentials;
use attention::solution::luong as solution;
use attention::{Luong, PairScore};
use cases::{Kind, laid, normal};
use mistakes::Knobs;

/// A [`PairScore`] with its arrays.
#[derive(Clone, Serialize, Deserialize)]
enum Form {
    Dot,
    General { weights: Matrix },
    Concat { weights: Matrix, w_score: Vector },
}

impl Form {
    /// Calls something with the form as the answer sees it.
    fn with<R>(&self, call: impl FnOnce(PairScore<'_>) -> R) -> R {
        match self {
            Form::Dot => call(PairScore::Dot),
            Form::General { weights } => call(PairScore::General { weights: weights.held().view() }),
            Form::Concat { weights, w_score } => {
                call(PairScore::Concat { weights: weights.held().view(), w_score: w_score.held().view() })
            }
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    queries: Matrix,
    keys: Matrix,
    form: Form,
    contexts: Matrix,
    w_output: Matrix,
}

/// Scores and attentional outputs.
type Output = (Array2<f32>, Array2<f32>);

pub(super) fn plan(answer: Option<Luong>) -> Plan<Luong, Input, Output, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "luong",
            title: "Three ways to score a pair, and the attentional output",
            level: Level::Easy,
            minutes: 15,
            year: 2015,
            needs: &["attention/additive"],
            text: "attention.html#products",
            hints: [
                "Write the shapes beside each product. Scores have a row for each query and a column for each key, so dot is \
                 (n, d) times (d, m), and general is (n, d_q) times (d_q, d_k) times (d_k, m).",
                "For concat, the first d_q rows of weights meet the query and the others the key: two products, and then it is \
                 the additive score. For the attentional output join row by row, along the second axis, the context first.",
                "`weights.split_at(Axis(0), queries.ncols())` cuts the weights in two, and \
                 `concatenate![Axis(1), contexts, queries]` joins. With these, `attentional` is \
                 `joined.dot(&weights).mapv_into(f32::tanh)`.",
            ],
            story: "Every mistake in an order, key before query or query before context, can be learned away: it is the same network \
                    with the rows of a matrix in another order. So nobody notices, until weights from somewhere else are loaded into \
                    it, and then every number is plausible and every sentence is wrong.",
        },
        answer,
        solution: Luong { scores: solution::scores, attentional: solution::attentional },
        call: |answer, input| {
            let [queries, keys, contexts, w_output] =
                [&input.queries, &input.keys, &input.contexts, &input.w_output].map(Matrix::held);
            let scores = input.form.with(|form| (answer.scores)(queries.view(), keys.view(), form));
            (scores, (answer.attentional)(contexts.view(), queries.view(), w_output.view()))
        },
        reference: Reference { run: reference, ran: kernels::ran },
        cases: cases::cases(),
        fresh: Fresh {
            count: 6,
            make: |random| {
                let sizes = random.distinct(2..=9);
                let kind = [Kind::Dot, Kind::General, Kind::Concat][random.whole(0..=2)];
                let layout = Layout::any(random);
                laid(normal(random, kind, sizes), layout)
            },
        },
        describe: |input| {
            let ((n, query_width), (m, key_width)) = (input.queries.values.dim(), input.keys.values.dim());
            let form = match &input.form {
                Form::Dot => "dot".to_owned(),
                Form::General { .. } => "general".to_owned(),
                Form::Concat { w_score, .. } => format!("concat with {} hidden units", w_score.values.len()),
            };
            let (context_width, width) = (input.contexts.values.ncols(), input.w_output.values.ncols());
            format!(
                "{form}, queries {n}, keys {m}, widths {query_width} and {key_width}, context width {context_width}, \
                 output width {width}"
            )
        },
        properties: vec![
            Property { name: "general with the identity matrix is dot", holds: identity },
            Property { name: "concat is the additive score with its matrices stacked", holds: stacked },
            Property { name: "queries and keys can change places, and their weights too", holds: exchange },
            Property {
                name: "attentional outputs lie between −1 and 1, and turn sign with context and query",
                holds: odd,
            },
        ],
        bent: Bent { run: Knobs::run },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes through indices", bend: |k| k.indices = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "takes memory of w_score alone", bend: |k| k.only_w_score = true },
            Style { name: "cuts the weights in two", bend: |k| k.cut = true },
            Style { name: "takes a width from the keys", bend: |k| k.scale_by_keys = true },
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
    use kernels::attention as kernel;
    let [q, k, c, w] = [&input.queries, &input.keys, &input.contexts, &input.w_output].map(Matrix::double);
    let precision = super::kernel_precision(precision);
    let scores = match &input.form {
        Form::Dot => kernel::luong_dot(q.view(), k.view(), precision),
        Form::General { weights } => {
            kernel::luong_general(q.view(), k.view(), weights.double().view(), precision)
        }
        Form::Concat { weights, w_score } => {
            let (weights, w_score) = (weights.double(), w_score.double());
            kernel::luong_concat(q.view(), k.view(), weights.view(), w_score.view(), precision)
        }
    }?;
    let output = kernel::luong_attentional(c.view(), q.view(), w.view(), precision)?;
    Ok(vec![Part::array("scores", &scores), Part::array("attentional", &output)])
}

type TheProbe<'a> = Probe<'a, Input, Output>;

/// An input with these queries, keys and form, and with some contexts.
fn about(probe: &mut TheProbe<'_>, queries: Array2<f32>, keys: Array2<f32>, form: Form) -> Input {
    let (rows, width) = queries.dim();
    Input {
        queries: queries.into(),
        keys: keys.into(),
        form,
        contexts: probe.random.normals((rows, 2), 1.0).into(),
        w_output: probe.random.normals((2 + width, 3), 0.5).into(),
    }
}

fn identity(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let width = input.queries.values.ncols().min(input.keys.values.ncols());
    let [queries, keys] =
        [&input.queries, &input.keys].map(|matrix| matrix.values.slice(s![.., ..width]).to_owned());
    let dot = about(probe, queries, keys, Form::Dot);
    let general = Input { form: Form::General { weights: Array2::eye(width).into() }, ..dot.clone() };
    let ((a, _), (b, _)) = (probe.call(&dot)?, probe.call(&general)?);
    let largest = a.fold(1.0_f32, |most, &score| most.max(score.abs()));
    let tolerance = probe.tolerance.max(1e-5 * f64::from(largest));
    same("the dot score", &a, &b, 2.0 * tolerance, "as general with the identity")
}

fn stacked(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Form::Concat { weights, w_score } = &input.form else { return Ok(()) };
    let (joined, _) = probe.call(input)?;
    let (of_query, of_key) = weights.values.view().split_at(Axis(0), input.queries.values.ncols());
    let (q, k) = (input.queries.values.view(), input.keys.values.view());
    let (added, _) =
        attention::solution::additive::additive(q, k, k, of_query, of_key, w_score.values.view());
    same("the concat score", &joined, &added, 2.0 * probe.tolerance, "as an additive score")
}

fn exchange(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let form = match &input.form {
        Form::Dot => Form::Dot,
        Form::General { weights } => Form::General { weights: weights.values.t().to_owned().into() },
        Form::Concat { weights, w_score } => {
            let (of_query, of_key) = weights.values.view().split_at(Axis(0), input.queries.values.ncols());
            let weights = concatenate![Axis(0), of_key, of_query].into();
            Form::Concat { weights, w_score: w_score.clone() }
        }
    };
    let (scores, _) = probe.call(input)?;
    let exchanged = about(probe, input.keys.values.clone(), input.queries.values.clone(), form);
    let (turned, _) = probe.call(&exchanged)?;
    let turned = turned.t().to_owned();
    same("scores", &scores, &turned, 2.0 * probe.tolerance, "when queries and keys have changed places")
}

fn odd(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (_, output) = probe.call(input)?;
    if let Some(((i, c), x)) = output.indexed_iter().find(|(_, x)| f64::from(x.abs()) > 1.0 + probe.tolerance)
    {
        return Err(Broken::Law(format!("attentional[{i}, {c}] is {x}")));
    }
    let mut turned = input.clone();
    turned.queries.values.mapv_inplace(|x| -x);
    turned.contexts.values.mapv_inplace(|x| -x);
    let (_, turned) = probe.call(&turned)?;
    same(
        "attentional",
        &output,
        &-turned,
        2.0 * probe.tolerance,
        "with context and query of the other sign, negated",
    )
}
