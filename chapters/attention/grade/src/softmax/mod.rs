//! `softmax`: its cases, reference, properties, mistakes and alternatives.

mod alternatives;
mod cases;
mod mistakes;
mod promises;

use judge::{
    Bent, Broken, Fresh, Layout, Level, Matrix, Meta, Part, Plan, Probe, Property, Reference, Style,
};
use ndarray::{Array2, s};
use serde::{Deserialize, Serialize};

use attention::Softmax;
use attention::solution::softmax::softmax as solution;
use mistakes::{Guard, Knobs};

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Input {
    scores: Matrix,
}

pub(super) fn plan(answer: Option<Softmax>) -> Plan<Softmax, Input, Array2<f32>, Knobs> {
    Plan {
        meta: Meta {
            chapter: "attention",
            name: "softmax",
            title: "Scores become weights, without overflow",
            level: Level::Easy,
            minutes: 5,
            year: 1990,
            needs: &[],
            text: "attention.html#softmax",
            hints: [
                "exp(89) is already too large for an f32. Which number can you subtract from every score of a row \
                 without changing the quotient?",
                "For each row: find the largest score, replace each score by exp(score - largest), add these up, \
                 divide by the sum. Start the search for the largest at f32::NEG_INFINITY, not at 0.",
                "A row of nothing but -inf has the largest score -inf, and -inf - -inf is NaN: look for that row \
                 first and fill it with 0. With ndarray: `for mut row in weights.rows_mut()`, `row.fold(...)`, \
                 `row.mapv_inplace(...)`, `row /= sum`.",
            ],
            story: "Nobody writes the textbook formula and keeps it: it works on the first test and fails on the first trained model, whose \
                    scores are large. The guard that is forgotten most is the other one, for the row that sees nothing; it shows up \
                    months later, as a NaN in a batch with padding.",
        },
        answer,
        solution,
        call: |softmax, input| softmax(input.scores.held().view()),
        reference: Reference {
            run: |input, precision| {
                let scores = input.scores.double();
                let weights = kernels::attention::softmax(scores.view(), super::kernel_precision(precision))?;
                Ok(vec![Part::array("out", &weights)])
            },
            ran: kernels::ran,
        },
        cases: cases::cases(),
        fresh: Fresh {
            count: 5,
            make: |random| {
                let [rows, columns] = random.distinct(2..=9);
                let layout = Layout::any(random);
                Input { scores: Matrix::from(random.normals((rows, columns), 3.0)).laid(layout) }
            },
        },
        describe: |input| {
            let (rows, columns) = input.scores.values.dim();
            format!("rows {rows}, columns {columns}, {:?}", input.scores.layout).to_lowercase()
        },
        properties: properties(),
        bent: Bent { run: |knobs, input| knobs.softmax(input.scores.held().view()) },
        mistakes: mistakes::mistakes(),
        styles: vec![
            Style { name: "looks for an empty row by its sum", bend: |k| k.guard = Guard::Sum },
            Style { name: "looks for an empty row by what is subtracted", bend: |k| k.guard = Guard::Shift },
            Style { name: "computes in double precision", bend: |k| k.double = true },
            Style { name: "goes from row to row", bend: |k| k.row_slices = true },
            Style { name: "computes exp(score - log-sum-exp)", bend: |k| k.log_space = true },
            Style { name: "adds the 1 as a score of 0", bend: |k| k.one_as_score = true },
            Style {
                name: "computes in double precision and looks for an empty row by its sum",
                bend: |k| (k.double, k.guard) = (true, Guard::Sum),
            },
        ],
        twins: vec![],
        alternatives: alternatives::alternatives(),
        promises: promises::promises(),
        golden: Vec::new(),
    }
}

fn properties() -> Vec<Property<Input, Array2<f32>>> {
    fn row_sums(input: &Input, probe: &mut Probe<'_, Input, Array2<f32>>) -> Result<(), Broken> {
        let weights = probe.call(input)?;
        for (row, (weights, scores)) in weights.rows().into_iter().zip(input.scores.values.rows()).enumerate()
        {
            let expected = if scores.iter().any(|s| s.is_finite()) { 1.0 } else { 0.0 };
            let sum: f64 = weights.iter().map(|&w| f64::from(w)).sum();
            let allowed = probe.tolerance * weights.len() as f64;
            if (sum - expected).abs() > allowed || weights.iter().any(|&w| w < 0.0) {
                return Err(Broken::Law(format!(
                    "row {row} sums to {sum}, allowed {expected} ± {allowed:.1e}"
                )));
            }
        }
        Ok(())
    }
    fn alone(input: &Input, probe: &mut Probe<'_, Input, Array2<f32>>) -> Result<(), Broken> {
        let all = probe.call(input)?;
        for row in 0..all.nrows() {
            let scores = input.scores.values.slice(s![row..=row, ..]).to_owned();
            let alone = probe.call(&Input { scores: scores.into() })?;
            for (column, (&a, &b)) in all.row(row).iter().zip(&alone).enumerate() {
                if f64::from((a - b).abs()) > probe.tolerance {
                    return Err(Broken::Law(format!(
                        "out[{row}, {column}] is {a}, and {b} if the row is alone"
                    )));
                }
            }
        }
        Ok(())
    }
    vec![
        Property { name: "the weights of a row are not negative and sum to 1", holds: row_sums },
        Property { name: "the weights of a row depend on that row alone", holds: alone },
    ]
}
