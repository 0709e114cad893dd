//! What a balance loss does to the scores of a router, and what a bias does not.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, normals, random, text};
use ndarray::{Array1, Array2, ArrayView2, Axis as Lanes};

use super::plays::choice;
use crate::{BiasUpdate, DeepSeek, Groups};

/// Tokens and experts of the toy.
pub const SIZES: (usize, usize) = (512, 8);

const SEED: u64 = 2408;
/// Steps of descent, and of the bias.
const STEPS: usize = 600;

/// What balancing has done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The coefficient of the loss; `None` for the bias.
    pub alpha: Option<f64>,
    /// The largest load, in units of the mean.
    pub largest: f64,
    /// The share of the tokens that go to another expert than they did.
    pub moved: f64,
    /// How far the scores have moved: half the sum of |new − old| over the experts, as a mean over the tokens.
    pub changed: f64,
}

/// What the task wants: logits (tokens, experts) in which the first experts are wanted by most tokens.
pub fn wanted() -> Array2<f32> {
    leaning(SIZES, 1.2)
}

/// The same for other sizes, and for tokens that lean more towards the first experts, or less.
pub fn leaning((tokens, experts): (usize, usize), most: f32) -> Array2<f32> {
    let mut logits = normals(&mut random(SEED), (tokens, experts));
    for (e, mut column) in logits.columns_mut().into_iter().enumerate() {
        column += most * (1.0 - 2.0 * e as f32 / (experts - 1) as f32);
    }
    logits
}

/// Gradient descent on `task + alpha · balance`, one row for each coefficient.
///
/// The task is content with the scores that it has: its loss is the cross-entropy between them and the new ones. The balance
/// loss is `E Σ f_e P_e` with the fraction f of tokens that go to each expert, and the mean score P.
pub fn by_loss(alphas: &[f64]) -> Vec<Row> {
    let logits = wanted();
    alphas.iter().map(|&alpha| settled(&logits, alpha, STEPS)).collect()
}

/// Where one coefficient leads in so many steps.
pub fn settled(logits: &Array2<f32>, alpha: f64, steps: usize) -> Row {
    let (tokens, experts) = logits.dim();
    let logits = logits.mapv(f64::from);
    let target = softmax(logits.view());
    let mut moved = logits;
    for step in 0..steps {
        let scores = softmax(moved.view());
        let fraction = loads(&choices(scores.view()), experts) / tokens as f64;
        // ∂(E Σ f P)/∂logit of a token: E p (f − Σ f p), and p − target for the cross-entropy, both over the number of tokens.
        let pull = scores.dot(&fraction).insert_axis(Lanes(1));
        let balance = experts as f64 * &scores * (&fraction - &pull);
        let rate = 2.0 * (1.0 - step as f64 / steps as f64);
        moved = moved - rate * (&scores - &target + alpha * balance);
    }
    let scores = softmax(moved.view());
    let changed = (&scores - &target).mapv(f64::abs).sum() / (2.0 * tokens as f64);
    measured(Some(alpha), &choices(target.view()), &choices(scores.view()), changed, experts)
}

/// The same tokens with a bias that is updated after every step, and scores that stay what they are.
pub fn by_bias(router: DeepSeek, update: BiasUpdate) -> Row {
    let (_, experts) = SIZES;
    let logits = wanted();
    let config = Groups { groups: 1, kept: 1, k: 1, scale: 1.0 };
    let choose = |bias: &Array1<f32>| -> Vec<usize> {
        logits.rows().into_iter().map(|row| (router.route)(row, bias.view(), &config)[0].0).collect()
    };
    let mut bias = Array1::zeros(experts);
    let before = choose(&bias);
    for step in 0..STEPS {
        let counts: Vec<usize> = loads(&choose(&bias), experts).iter().map(|&load| load as usize).collect();
        let rate = 0.01 * (1.0 - step as f32 / STEPS as f32);
        bias = (update.update)(bias.view(), &counts, rate);
    }
    // Nothing here writes to the scores.
    measured(None, &before, &choose(&bias), 0.0, experts)
}

fn measured(alpha: Option<f64>, before: &[usize], after: &[usize], changed: f64, experts: usize) -> Row {
    let tokens = before.len();
    let most = loads(after, experts).iter().copied().fold(0.0, f64::max);
    let moved = before.iter().zip(after).filter(|(a, b)| a != b).count();
    Row {
        alpha,
        largest: most * experts as f64 / tokens as f64,
        moved: moved as f64 / tokens as f64,
        changed,
    }
}

fn softmax(logits: ArrayView2<'_, f64>) -> Array2<f64> {
    let exponentials = logits.mapv(f64::exp);
    let sums = exponentials.sum_axis(Lanes(1)).insert_axis(Lanes(1));
    exponentials / sums
}

fn choices(scores: ArrayView2<'_, f64>) -> Vec<usize> {
    let largest = |row: ndarray::ArrayView1<'_, f64>| {
        (0..row.len()).fold(0, |best, e| if row[e] > row[best] { e } else { best })
    };
    scores.rows().into_iter().map(largest).collect()
}

fn loads(choices: &[usize], experts: usize) -> Array1<f64> {
    let mut loads = Array1::zeros(experts);
    for &expert in choices {
        loads[expert] += 1.0;
    }
    loads
}

/// The sizes of the toy while a slider moves.
pub const QUICK: (usize, usize) = (64, 8);
/// Its steps.
pub const FEW: usize = 50;
/// The coefficients that are drawn, as powers of two.
pub const ALPHAS: (i32, i32) = (-6, 2);

/// Balance and changed scores against the coefficient of the loss, for a lean that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Coefficient α of the loss", "", ALPHAS).start(0.25),
        Parameter::steps("How far tokens lean", "", 0.3, (0, 8)).start(1.2),
    ];
    Play::new("moe/pull", parameters, |values| drawn(values[0], values[1]))
}

fn drawn(alpha: f64, most: f64) -> Figure {
    let logits = leaning(QUICK, most as f32);
    let rows: Vec<Row> =
        (ALPHAS.0..=ALPHAS.1).map(|power| settled(&logits, f64::from(power).exp2(), FEW)).collect();
    let even = 100.0 / QUICK.1 as f64;
    let fullest = |row: &Row| row.largest * even;
    let changed = |row: &Row| 100.0 * row.changed;
    let here = settled(&logits, alpha, FEW);
    let words = format!("fullest {} %, changed {} %", text(fullest(&here), 0), text(changed(&here), 0));
    let description = format!(
        "Per cent against the coefficient of the balance loss, on a logarithmic axis, for {} tokens that lean by {} and {} experts. With {alpha}: the fullest expert has {} % of \
         the tokens, where {even} would be even, and {} % of the scores have changed.",
        QUICK.0,
        text(most, 1),
        QUICK.1,
        text(fullest(&here), 0),
        text(changed(&here), 0),
    );
    let line = |of: &dyn Fn(&Row) -> f64| -> Vec<(f64, f64)> {
        rows.iter().map(|row| (row.alpha.unwrap_or(0.0), of(row))).collect()
    };
    let ends = [ALPHAS.0, ALPHAS.1].map(|power| (f64::from(power).exp2(), even));
    Chart::new("A larger coefficient evens the loads more, and changes more of the scores", &description)
        .x(Axis::log2("coefficient α").ticks(&[0.0625, 0.25, 1.0, 4.0]))
        .y(Axis::linear("%").range(0.0, 92.0).ticks(&[0.0, 20.0, 40.0, 60.0, 80.0]))
        .line(Series::new("tokens of\nthe fullest", line(&fullest)))
        .line(Series::new("scores\nchanged", line(&changed)))
        .line(Series::new("even", ends).reference())
        .line(choice(&words, alpha, (0.0, 80.0)))
        .save()
}
