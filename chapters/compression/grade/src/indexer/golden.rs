//! What is known of `indexer` from elsewhere: golden A10, 12 tokens with 3 index heads, in which the scores choose what attention sees.

use judge::{Golden, mistaken};
use kernels::waves::{cube, wave};
use ndarray::{Array1, Array2};

use super::bent::Knobs;
use super::mistakes::mistakes;

pub(super) fn all() -> Vec<Golden> {
    judge::golden![a10_row_11, what_mistakes_do_to_attention, what_does_not_change_the_choice]
}

/// The scores of A10 that a bent solution gives.
fn scores(knobs: Knobs) -> Array2<f64> {
    let single = |x: f64| x as f32;
    let input = super::Input {
        queries: cube((12, 3, 4), 0.1).mapv(single).into(),
        keys: wave(12, 4, 0.2).mapv(single).into(),
        weights: wave(12, 3, 0.4).mapv(single).into(),
    };
    Knobs { double: true, ..knobs }.run(&input).mapv(f64::from)
}

/// The four tokens with the largest scores that each token of A10 sees, with blocks of one token.
pub(in super::super) fn four_best(scores: &Array2<f64>) -> Vec<Vec<usize>> {
    let best = |t: usize| {
        let mut seen: Vec<usize> = (0..=t).collect();
        seen.sort_by(|&a, &b| scores[[t, b]].total_cmp(&scores[[t, a]]));
        seen.truncate(4);
        seen
    };
    (0..12).map(best).collect()
}

/// Attention of A10 to the chosen tokens: one head, q, k, v = g((12, 4), 0/1/2), scale ½. A token that sees nothing gets 0.
pub(in super::super) fn attention(chosen: &[Vec<usize>]) -> Array2<f64> {
    let (q, k, v) = (wave(12, 4, 0.0), wave(12, 4, 1.0), wave(12, 4, 2.0));
    let mut out = Array2::zeros((12, 4));
    for (t, chosen) in chosen.iter().enumerate() {
        let weights: Vec<f64> = chosen.iter().map(|&s| (q.row(t).dot(&k.row(s)) / 2.0).exp()).collect();
        let sum: f64 = weights.iter().sum();
        let parts = chosen.iter().zip(&weights).map(|(&s, w)| v.row(s).mapv(|x| w / sum * x));
        out.row_mut(t).assign(&parts.fold(Array1::zeros(4), |total, part| total + part));
    }
    out
}

/// By how much two outputs differ at most.
pub(in super::super) fn apart(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    a.iter().zip(b).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
}

/// Derived in numpy; the official `Indexer.forward` of DeepSeek-V3.2-Exp gives the same over √3 · √4.
fn a10_row_11() {
    let golden = [
        -1.261_816, -0.681_463, -0.587_247, -0.381_401, -1.624_682, -1.327_217, -2.386_625, -1.717_791,
        -2.077_287, -1.337_302, -0.835_521, -0.570_015,
    ];
    let row = scores(Knobs::default()).row(11).to_vec();
    assert!(row.iter().zip(golden).all(|(a, b)| (a - b).abs() < 2e-6), "{row:?}");
}

/// By how much the output of attention differs at most when the scores are wrong, derived in numpy.
fn what_mistakes_do_to_attention() {
    let right = attention(&four_best(&scores(Knobs::default())));
    for (id, expected) in [
        ("relu_after_sum", 0.86),
        ("no_relu", 0.86),
        ("unweighted", 0.84),
        ("softmax_of_weights", 1.01),
        ("sigmoid_for_relu", 0.86),
        ("queries_rotated", 0.604),
        ("weights_of_key", 0.662),
        ("largest_head", 1.16),
    ] {
        let off = apart(&right, &attention(&four_best(&scores(mistaken(mistakes(), id)))));
        assert!((off - expected).abs() < 0.006, "{id} makes a difference of {off}");
    }
}

/// A positive scale, and so a mean, chooses the same tokens.
fn what_does_not_change_the_choice() {
    let right = four_best(&scores(Knobs::default()));
    for id in ["mean_over_heads", "over_root_width", "over_both_roots", "over_root_heads", "over_width"] {
        assert_eq!(four_best(&scores(mistaken(mistakes(), id))), right, "{id}");
    }
}
