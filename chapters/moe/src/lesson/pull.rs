//! What a balance loss does to the scores of a router, and what a bias does not.

use figures::{normals, random};
use ndarray::{Array1, Array2, ArrayView2, Axis};

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
    let (tokens, experts) = SIZES;
    let mut logits = normals(&mut random(SEED), (tokens, experts));
    for (e, mut column) in logits.columns_mut().into_iter().enumerate() {
        column += 1.2 * (1.0 - 2.0 * e as f32 / (experts - 1) as f32);
    }
    logits
}

/// Gradient descent on `task + alpha · balance`, one row for each coefficient.
///
/// The task is content with the scores that it has: its loss is the cross-entropy between them and the new ones. The balance
/// loss is `E Σ f_e P_e` with the fraction f of tokens that go to each expert, and the mean score P.
pub fn by_loss(alphas: &[f64]) -> Vec<Row> {
    let (tokens, experts) = SIZES;
    let logits = wanted().mapv(f64::from);
    let target = softmax(logits.view());
    let row = |&alpha: &f64| {
        let mut moved = logits.clone();
        for step in 0..STEPS {
            let scores = softmax(moved.view());
            let fraction = loads(&choices(scores.view()), experts) / tokens as f64;
            // ∂(E Σ f P)/∂logit of a token: E p (f − Σ f p), and p − target for the cross-entropy, both over the number of tokens.
            let pull = scores.dot(&fraction).insert_axis(Axis(1));
            let balance = experts as f64 * &scores * (&fraction - &pull);
            let rate = 2.0 * (1.0 - step as f64 / STEPS as f64);
            moved = moved - rate * (&scores - &target + alpha * balance);
        }
        let scores = softmax(moved.view());
        let changed = (&scores - &target).mapv(f64::abs).sum() / (2.0 * tokens as f64);
        measured(Some(alpha), &choices(target.view()), &choices(scores.view()), changed)
    };
    alphas.iter().map(row).collect()
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
    measured(None, &before, &choose(&bias), 0.0)
}

fn measured(alpha: Option<f64>, before: &[usize], after: &[usize], changed: f64) -> Row {
    let (tokens, experts) = SIZES;
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
    let sums = exponentials.sum_axis(Axis(1)).insert_axis(Axis(1));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::{bias_update, deepseek};

    #[test]
    fn a_loss_that_balances_changes_the_scores_and_a_bias_does_not() {
        let router = DeepSeek { route: deepseek::route, combine: deepseek::combine };
        let update =
            BiasUpdate { update: bias_update::bias_update, sequence_loss: bias_update::sequence_loss };
        let rows = by_loss(&[0.0, 0.01, 0.1, 1.0]);
        let bias = by_bias(router, update);
        println!("{rows:#?} {bias:#?}");
        assert!(rows[0].changed < 1e-9 && rows[0].moved == 0.0);
        assert!(rows[0].largest > 2.0);
        assert!(rows.windows(2).all(|pair| pair[1].largest < pair[0].largest));
        assert!(rows.windows(2).all(|pair| pair[1].changed > pair[0].changed));
        assert!(bias.largest < 1.1);
    }
}
