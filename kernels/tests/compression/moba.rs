//! Golden values of blocks chosen by the means of their keys.

use kernels::Precision::{Double, Float};
use kernels::compression::{moba_attend, moba_ranks};
use kernels::waves::wave;
use ndarray::{Array2, array, s};

use crate::arrays::difference;

/// The blocks of each query whose rank is below k.
fn lists(queries: &Array2<f64>, keys: &Array2<f64>, block: usize, k: i64) -> Vec<Vec<usize>> {
    let ranks = moba_ranks(queries.view(), keys.view(), block, Double).unwrap();
    let chosen = |row: ndarray::ArrayView1<'_, i64>| {
        (0..row.len()).filter(|&s| (0..k).contains(&row[s])).collect::<Vec<_>>()
    };
    ranks.rows().into_iter().map(chosen).collect()
}

/// 16 tokens, width 4, queries, keys and values `sin(0.7 i + s)` with s = 0, 1 and 2, blocks of 4, two of them chosen. The official
/// `moba_naive.py` (MoonshotAI/MoBA, commit 61e456b), run, gives the same lists, and the same outputs to 2e-16.
#[test]
fn sixteen_tokens_as_in_the_official_code() {
    let [q, k, v] = [0.0, 1.0, 2.0].map(|seed| wave(16, 4, seed));
    let chosen = lists(&q, &k, 4, 2);
    let golden: [&[usize]; 16] = [
        &[0],
        &[0],
        &[0],
        &[0],
        &[0, 1],
        &[0, 1],
        &[0, 1],
        &[0, 1],
        &[0, 2],
        &[1, 2],
        &[0, 2],
        &[1, 2],
        &[0, 3],
        &[2, 3],
        &[1, 3],
        &[2, 3],
    ];
    assert_eq!(chosen, golden);
    for (precision, allowed) in [(Double, 1e-6), (Float, 2e-6)] {
        let output = moba_attend(q.view(), k.view(), v.view(), 4, &chosen, precision).unwrap();
        let rows = output.select(ndarray::Axis(0), &[12, 15]);
        let golden = array![
            [-0.285_637, -0.425_673, -0.365_508, -0.133_439],
            [-0.448_452, -0.183_912, 0.167_125, 0.439_560]
        ];
        assert!(difference(&rows, &golden) < allowed, "{rows}");
    }
}

/// With as many blocks chosen as there are it is dense causal attention, here in plain loops; the last block lacks two tokens.
#[test]
fn all_blocks_are_dense_attention() {
    let (q, k, v) = (3.0 * wave(13, 5, 0.3), wave(13, 5, 0.4), wave(13, 2, 0.5));
    let chosen = lists(&q, &k, 5, 99);
    assert_eq!(chosen[12], [0, 1, 2]);
    let output = moba_attend(q.view(), k.view(), v.view(), 5, &chosen, Double).unwrap();
    let expected = Array2::from_shape_fn((13, 2), |(t, c)| {
        let weight = |s: usize| (q.row(t).dot(&k.row(s)) / 5.0_f64.sqrt()).exp();
        let sum: f64 = (0..=t).map(weight).sum();
        (0..=t).map(|s| weight(s) * v[[s, c]]).sum::<f64>() / sum
    });
    assert!(difference(&output, &expected) < 1e-12, "{output}");
}

/// By hand: equal means, of which the earlier comes first, and the own block that comes before them all.
#[test]
fn equal_gates_and_the_own_block() {
    let keys = array![[1.0], [3.0], [0.0], [4.0], [9.0], [-9.0], [5.0]];
    let ranks = moba_ranks(Array2::ones((7, 1)).view(), keys.view(), 2, Double).unwrap();
    assert_eq!(ranks.slice(s![1..7;2, ..]), array![[0, -1, -1, -1], [1, 0, -1, -1], [1, 2, 0, -1]]);
    assert_eq!(ranks.row(6), array![1, 2, 3, 0]);
    let ranks = moba_ranks(Array2::from_elem((7, 1), -1.0).view(), keys.view(), 2, Double).unwrap();
    assert_eq!(ranks.row(6), array![2, 3, 1, 0]);
}
