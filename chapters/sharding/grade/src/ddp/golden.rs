//! What is known of `ddp` from elsewhere.

use judge::{Golden, mistaken, turned};

use super::bent::Knobs;
use super::mistakes::mistakes;
use super::{Input, Micro};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![one_token_and_three, two_processes_are_one]
}

fn one(tokens: usize, gradient: f64) -> Micro {
    Micro { tokens, gradients: vec![vec![gradient]] }
}

fn is(knobs: &Knobs, input: &Input, known: f64) {
    let found = knobs.run(input).results;
    assert!(found.iter().all(|rank| (rank.0[0][0] - known).abs() < 1e-12), "{found:?} is not {known}");
}

/// Rank 0 has one token of loss 3, rank 1 three of loss 1: (3 + 1 + 1 + 1) / 4 by hand. The mean of both means is 2. So it is with two
/// micro-batches on one rank: huggingface/transformers, issues 34191 and 34242.
fn one_token_and_three() {
    let ranks = Input { ranks: vec![vec![one(1, 3.0)], vec![one(3, 1.0)]], buckets: vec![vec![0]] };
    let micro = Input { ranks: vec![vec![one(1, 3.0), one(3, 1.0)]], buckets: vec![vec![0]] };
    is(&turned(|_| ()), &ranks, 1.5);
    is(&turned(|_| ()), &micro, 1.5);
    is(&mistaken(mistakes(), "mean_of_means"), &ranks, 2.0);
    is(&mistaken(mistakes(), "mean_of_micro_batches"), &micro, 2.0);
    is(&mistaken(mistakes(), "sum_of_means"), &ranks, 4.0);
    is(&mistaken(mistakes(), "divided_twice"), &ranks, 0.75);
    is(&mistaken(mistakes(), "sum_of_tokens"), &ranks, 6.0);
}

/// Batches of one and five examples, a quadratic loss (x − c)²/2 at x = 0 with c = 1, …, 6: the gradient is −21/6 by hand, and the mean of means
/// −(1 + 4)/2. That Σ local / global count is the gradient of one process was executed with DDP on batches of these sizes, not on these numbers.
fn two_processes_are_one() {
    let ranks = Input { ranks: vec![vec![one(1, -1.0)], vec![one(5, -4.0)]], buckets: vec![vec![0]] };
    is(&turned(|_| ()), &ranks, -3.5);
    is(&mistaken(mistakes(), "mean_of_means"), &ranks, -2.5);
}
