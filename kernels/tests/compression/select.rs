//! Golden values of the scores of blocks, and of the choice among them.

use kernels::Precision::{Double, Float};
use kernels::compression::{block_ranks, index_scores};
use kernels::waves::{cube, wave};
use ndarray::{Array1, Array2, Array3, Axis, array};

use crate::arrays::difference;

/// Golden A10: 12 tokens, 3 index heads, width 4.
fn a10(precision: kernels::Precision) -> Array2<f64> {
    let (queries, keys, weights) = (cube((12, 3, 4), 0.1), wave(12, 4, 0.2), wave(12, 3, 0.4));
    index_scores(queries.view(), keys.view(), weights.view(), precision).unwrap()
}

/// The blocks of each query whose rank is below k.
fn sets(scores: &Array2<f64>, first: usize, block: usize, k: i64) -> Vec<Vec<usize>> {
    let ranks = block_ranks(scores.view(), first, block, Double).unwrap();
    let chosen = |row: ndarray::ArrayView1<'_, i64>| {
        (0..row.len()).filter(|&s| (0..k).contains(&row[s])).collect::<Vec<_>>()
    };
    ranks.rows().into_iter().map(chosen).collect()
}

/// Golden A10, derived in numpy; `Indexer.forward` of deepseek-ai/DeepSeek-V3.2-Exp (commit 3b99a53, inference/model.py), run on
/// the same input, gives these scores times 3^(−1/2) · 4^(−1/2).
#[test]
fn scores_of_row_11_of_a10() {
    let golden = array![[
        -1.261_816, -0.681_463, -0.587_247, -0.381_401, -1.624_682, -1.327_217, -2.386_625, -1.717_791,
        -2.077_287, -1.337_302, -0.835_521, -0.570_015
    ]];
    for (precision, allowed) in [(Double, 1e-6), (Float, 3e-6)] {
        let row = a10(precision).row(11).to_owned().insert_axis(Axis(0));
        assert!(difference(&row, &golden) < allowed, "{row}");
    }
}

/// Golden A10 with blocks of one token: the top-4 sets for t = 0 to 11, the same as those of the official `Indexer.forward`.
#[test]
fn the_four_best_of_a10() {
    let golden: [&[usize]; 12] = [
        &[0],
        &[0, 1],
        &[0, 1, 2],
        &[0, 1, 2, 3],
        &[1, 2, 3, 4],
        &[1, 2, 3, 5],
        &[0, 1, 2, 4],
        &[1, 2, 3, 6],
        &[1, 2, 3, 5],
        &[0, 1, 2, 9],
        &[1, 3, 8, 10],
        &[1, 2, 3, 11],
    ];
    for precision in [Double, Float] {
        assert_eq!(sets(&a10(precision), 0, 1, 4), golden);
    }
    // From position 5 on, as a prefill in two parts or a token of a decode asks.
    let later = a10(Double).slice(ndarray::s![5.., ..]).to_owned();
    assert_eq!(sets(&later, 5, 1, 4), golden[5..]);
}

/// Golden A10, core attention restricted to the sets: one head, q, k, v = g((12, 4), 0/1/2), scale ½. Derived in numpy, and the same
/// as the official layer's to 7e-16.
#[test]
fn attention_to_the_four_best_of_a10() {
    let (q, k, v) = (wave(12, 4, 0.0), wave(12, 4, 1.0), wave(12, 4, 2.0));
    let sets = sets(&a10(Double), 0, 1, 4);
    let row = |t: usize| {
        let weights: Vec<f64> = sets[t].iter().map(|&s| (q.row(t).dot(&k.row(s)) / 2.0).exp()).collect();
        let sum: f64 = weights.iter().sum();
        let parts = sets[t].iter().zip(&weights).map(|(&s, w)| v.row(s).mapv(|x| w / sum * x));
        parts.fold(Array1::zeros(4), |total, part| total + part)
    };
    for (t, golden) in [
        (5, array![0.023_892, -0.186_949, -0.309_866, -0.287_047]),
        (11, array![0.522_235, 0.481_917, 0.214_946, -0.153_117]),
    ] {
        let one = |row: Array1<f64>| row.insert_axis(Axis(0));
        assert!(difference(&one(row(t)), &one(golden)) < 1e-6, "row {t}: {}", row(t));
    }
}

/// With blocks of 4 tokens the queries t = 0 to 8 see 0, 0, 0, 1, 1, 1, 1, 2 and 2 blocks: the official code of DeepSeek-V4
/// (inference/model.py), run. (The literal s < ⌊t/m⌋ of its report, counted from 0, gives 0, 0, 0, 0, 1, 1, 1, 1, 2.)
#[test]
fn a_block_is_seen_from_its_last_token_on() {
    let counts = |first: usize, n: usize| -> Vec<usize> {
        let ranks = block_ranks(Array2::zeros((n, 3)).view(), first, 4, Double).unwrap();
        ranks.rows().into_iter().map(|row| row.iter().filter(|&&rank| rank >= 0).count()).collect()
    };
    assert_eq!(counts(0, 9), [0, 0, 0, 1, 1, 1, 1, 2, 2]);
    assert_eq!(counts(6, 3), [1, 2, 2]);
}

/// By hand: equal scores go to the earlier block, −0 is 0, and what is not seen is not read.
#[test]
fn equal_scores_and_hidden_ones() {
    let scores = array![[-0.0, 0.0, -0.0, -1.0, f64::NAN], [2.0, 5.0, 2.0, 5.0, f64::INFINITY]];
    let ranks = block_ranks(scores.view(), 6, 2, Double).unwrap();
    assert_eq!(ranks, array![[0, 1, 2, -1, -1], [2, 0, 3, 1, -1]]);
}

/// One head, weight −2: a match of 3 scores −6, one of −3 scores 0, and so does one at a right angle. By hand.
#[test]
fn a_head_that_does_not_match_scores_nothing() {
    let keys = array![[3.0, 0.0], [-3.0, 0.0], [0.0, 7.0]];
    let query = Array3::from_shape_fn((1, 1, 2), |(_, _, c)| [1.0, 0.0][c]);
    let scores = index_scores(query.view(), keys.view(), array![[-2.0]].view(), Double);
    assert_eq!(scores.unwrap(), array![[-6.0, 0.0, 0.0]]);
}
