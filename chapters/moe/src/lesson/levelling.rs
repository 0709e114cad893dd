//! A router that does nothing but follow the balance loss downhill.

use figures::{Axis, Chart, Figure, Series, normals, random, text};
use ndarray::{Array1, Array2, Axis as Dimension};

use crate::{BalanceLoss, Switch};

/// Tokens in the batch.
pub const TOKENS: usize = 512;
/// Experts.
pub const EXPERTS: usize = 8;
/// The capacity factor with which dropped tokens are counted.
pub const FACTOR: f32 = 1.25;
/// Steps of gradient descent.
pub const STEPS: usize = 24;
/// The learning rate.
pub const RATE: f32 = 1.0;

const SEED: u64 = 9103;

/// How things stand after some steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Steps taken.
    pub step: usize,
    /// The balance loss.
    pub loss: f32,
    /// The largest fraction of tokens that one expert gets.
    pub busiest: f32,
    /// The share of tokens that is dropped.
    pub dropped: f32,
}

/// Softmax of each row.
pub fn softmax(logits: &Array2<f32>) -> Array2<f32> {
    let mut p = logits.clone();
    for mut row in p.rows_mut() {
        let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        row.mapv_inplace(|x| (x - largest).exp());
        row /= row.sum();
    }
    p
}

/// The fraction f of tokens that choose each expert, and the mean probability P of each.
pub fn fractions(switch: Switch, logits: &Array2<f32>) -> [Array1<f32>; 2] {
    let (tokens, experts) = logits.dim();
    let mut f = Array1::zeros(experts);
    for routed in (switch.route)(logits.view(), tokens) {
        f[routed.expert] += 1.0 / tokens as f32;
    }
    [f, softmax(logits).sum_axis(Dimension(0)) / tokens as f32]
}

/// Logits (TOKENS, EXPERTS) of a router that likes the first experts too much.
pub fn lopsided() -> Array2<f32> {
    let mut logits = normals(&mut random(SEED), (TOKENS, EXPERTS));
    for (expert, mut column) in logits.columns_mut().into_iter().enumerate() {
        column -= 0.8 * ((expert + 1) as f32).ln();
    }
    logits
}

/// Gradient descent on the balance loss alone, where one number for each expert is learned and added to all its logits.
///
/// With f held fixed the slope of the loss for logit j of token t is `E / T · p_tj · (f_j − Σ_e f_e p_te)`.
pub fn rows(switch: Switch, loss: BalanceLoss) -> Vec<Row> {
    let mut logits = lopsided();
    let capacity = (switch.capacity)(TOKENS, EXPERTS, FACTOR);
    let mut rows = Vec::new();
    for step in 0..=STEPS {
        let [f, _] = fractions(switch, &logits);
        let none =
            (switch.route)(logits.view(), capacity).iter().filter(|routed| routed.slot.is_none()).count();
        rows.push(Row {
            step,
            loss: loss(logits.view()),
            busiest: f.fold(0.0, |a, &b| a.max(b)),
            dropped: none as f32 / TOKENS as f32,
        });
        let p = softmax(&logits);
        let mut slope = Array1::<f32>::zeros(EXPERTS);
        for p in p.rows() {
            slope += &(&p * &(&f - f.dot(&p)));
        }
        logits -= &(slope * (RATE * EXPERTS as f32 / TOKENS as f32));
    }
    rows
}

/// The dropped share and the busiest expert's against the steps.
///
/// # Panics
/// If an answer panics.
pub fn figure(switch: Switch, loss: BalanceLoss) -> Figure {
    let rows = rows(switch, loss);
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    let description = format!(
        "Tokens in percent against {STEPS} steps down the balance loss. The share of the busiest expert falls from {} to {} %, that of \
         dropped tokens from {} to {} %.",
        text(100.0 * first.busiest, 0),
        text(100.0 * last.busiest, 0),
        text(100.0 * first.dropped, 0),
        text(100.0 * last.dropped, 0),
    );
    let line = |label: &str, of: fn(&Row) -> f32| {
        Series::new(label, rows.iter().map(|row| (row.step as f64, 100.0 * f64::from(of(row)))))
    };
    Chart::new(
        "Steps down the balance loss even the loads, until hardly a token is dropped any more",
        &description,
    )
    .x(Axis::linear("steps"))
    .y(Axis::linear("tokens, %").range(0.0, 50.0))
    .line(line("of the busiest expert", |row| row.busiest))
    .line(line("dropped", |row| row.dropped))
    .save()
}
