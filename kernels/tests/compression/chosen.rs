//! Golden values of attention to tokens and blocks that were chosen in other ways.

use kernels::Precision::{Double, Float};
use kernels::compression::{block_ranks, dsa, index_scores, nsa, nsa_scores};
use kernels::waves::{cube, wave};
use ndarray::{Array1, Array2, Array3, array, s};

use crate::arrays::difference;

/// The tokens of each query of A10 whose rank is below k.
fn a10(k: i64) -> Vec<Vec<usize>> {
    let (queries, keys, weights) = (cube((12, 3, 4), 0.1), wave(12, 4, 0.2), wave(12, 3, 0.4));
    let scores = index_scores(queries.view(), keys.view(), weights.view(), Double).unwrap();
    let ranks = block_ranks(scores.view(), 0, 1, Double).unwrap();
    let list = |row: ndarray::ArrayView1<'_, i64>| (0..12).filter(|&s| (0..k).contains(&row[s])).collect();
    ranks.rows().into_iter().map(list).collect()
}

/// Golden A10 restricted to the four best: one head, q, k, v = g((12, 4), 0/1/2), scale ½. Derived in numpy, and the same as that of
/// the official layer of DeepSeek-V3.2 to 7e-16.
#[test]
fn rows_of_a10() {
    let (q, k, v) = (cube((12, 1, 4), 0.0), wave(12, 4, 1.0), wave(12, 4, 2.0));
    for (precision, allowed) in [(Double, 1e-6), (Float, 3e-6)] {
        let output = dsa(q.view(), k.view(), v.view(), &a10(4), precision).unwrap();
        for (t, golden) in [
            (5, array![[0.023_892, -0.186_949, -0.309_866, -0.287_047]]),
            (11, array![[0.522_235, 0.481_917, 0.214_946, -0.153_117]]),
        ] {
            let row = output.slice(s![t, .., ..]).to_owned();
            assert!(difference(&row, &golden) < allowed, "row {t}: {row}");
        }
    }
}

/// One token more for each query makes a difference of 0.247, as measured with numpy.
#[test]
fn a_fifth_token_changes_a10() {
    let (q, k, v) = (cube((12, 1, 4), 0.0), wave(12, 4, 1.0), wave(12, 4, 2.0));
    let [four, five] = [4, 5].map(|count| {
        let output = dsa(q.view(), k.view(), v.view(), &a10(count), Double).unwrap();
        output.into_shape_with_order((12, 4)).unwrap()
    });
    assert!((difference(&four, &five) - 0.247).abs() < 6e-4, "{}", difference(&four, &five));
}

/// By hand: one token gives its value, none gives zeros, equal products give the mean, and levels of ±1000 are as good as any.
#[test]
fn dsa_at_its_edges() {
    let queries = Array3::from_shape_fn((4, 1, 1), |(t, ..)| [1.0, 1.0, 0.0, 1.0][t]);
    let keys = array![[1000.0], [-1000.0], [7.0], [1000.0 - 3.0_f64.ln()]];
    let values = array![[1.0, 2.0], [5.0, -6.0], [8.0, 9.0], [-3.0, 6.0]];
    let lists = [vec![0], vec![], vec![1, 2], vec![0, 1, 3]];
    for (precision, allowed) in [(Double, 1e-12), (Float, 1e-4)] {
        let output = dsa(queries.view(), keys.view(), values.view(), &lists, precision).unwrap();
        let rows = output.into_shape_with_order((4, 2)).unwrap();
        let golden = array![[1.0, 2.0], [0.0, 0.0], [6.5, 1.5], [0.0, 3.0]];
        assert!(difference(&rows, &golden) < allowed, "{rows}");
        assert_eq!(rows.row(1), Array1::zeros(2));
    }
}

/// Golden A13: twenty weights (i + 1)/210, length 32, stride 16, blocks of 64. By numpy.
#[test]
fn scores_of_a13() {
    let weights = Array2::from_shape_fn((1, 20), |(_, i)| (i + 1) as f64 / 210.0);
    let golden = [0.076_190, 0.228_571, 0.380_952, 0.533_333, 0.685_714];
    for precision in [Double, Float] {
        let scores = nsa_scores(weights.view(), [32, 16, 64], 5, precision).unwrap();
        assert!(scores.iter().zip(golden).all(|(a, b)| (a - b).abs() < 1e-6), "{scores}");
    }
}

/// Token by token: each compressed block gives every token that it covers weight / stride.
#[test]
fn scores_counted_token_by_token() {
    for cut in [[12, 3, 6], [4, 4, 4], [3, 3, 15], [6, 2, 2], [7, 7, 7], [5, 1, 8]] {
        let [length, stride, block] = cut;
        let weights = wave(3, 13, 0.3).mapv(f64::abs);
        let mut expected = vec![0.0; 9];
        for ((_, i), weight) in weights.indexed_iter() {
            for token in i * stride..i * stride + length {
                if token / block < 9 {
                    expected[token / block] += weight / stride as f64;
                }
            }
        }
        let scores = nsa_scores(weights.view(), cut, 9, Double).unwrap();
        assert!(scores.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12), "{cut:?}: {scores}");
    }
}

/// The golden layer of NSA: 14 tokens, four heads in two groups, width 4, blocks of 4, a window of 3, gates σ(w(0.4)), σ(w(0.5)) and
/// σ(w(0.6)). `naive` of fla-org/native-sparse-attention (commit bd67af5), run in double precision, chooses the blocks 1 and 3 in
/// the one group, and 2 and 3 in the other, for the last query, and gives this.
#[test]
fn last_row_of_nsa() {
    let (queries, keys, values) = (cube((14, 4, 4), 0.1), cube((14, 2, 4), 0.2), cube((14, 2, 4), 0.3));
    let gates = Array3::from_shape_fn((14, 4, 3), |(t, h, branch)| {
        1.0 / (1.0 + (-(0.7 * (4 * t + h) as f64 + 0.4 + 0.1 * branch as f64).sin()).exp())
    });
    let mut lists = vec![vec![0]; 28];
    (lists[26], lists[27]) = (vec![3, 1], vec![3, 2]);
    let golden = array![
        [-0.169_231, -0.169_987, -0.090_795, 0.031_099],
        [-0.664_947, -0.757_937, -0.494_457, 0.001_574],
        [0.934_670, 1.004_130, 0.601_332, -0.084_282],
        [0.809_707, 0.184_908, -0.526_857, -0.990_833],
    ];
    for (precision, allowed) in [(Double, 1e-6), (Float, 3e-6)] {
        let views = [queries.view(), keys.view(), values.view(), gates.view()];
        let output = nsa(views, &lists, 4, 3, precision).unwrap();
        let last = output.slice(s![13, .., ..]).to_owned();
        assert!(difference(&last, &golden) < allowed, "{last}");
    }
}

/// Another kernel: one group whose lists are complete, and the gate of selected blocks alone, or a wide window with its gate alone, is
/// dense attention. And gates of 0 give zeros.
#[test]
fn branches_of_nsa_alone_are_dense() {
    let (queries, keys, values) = (cube((11, 3, 4), 0.1), wave(11, 4, 0.2), wave(11, 5, 0.3));
    let dense: Vec<Vec<usize>> = (0..11).map(|t| (0..=t).collect()).collect();
    let expected = dsa(queries.view(), keys.view(), values.view(), &dense, Double).unwrap();
    let cubes = [&keys, &values].map(|rows| rows.clone().insert_axis(ndarray::Axis(1)));
    for (branch, window) in [(1, 2), (2, 300), (3, 1)] {
        let gates = Array3::from_shape_fn((11, 3, 3), |(_, _, b)| if b == branch { 1.0 } else { 0.0 });
        let lists: Vec<Vec<usize>> =
            (0..11).map(|t| if branch == 1 { (0..=t / 3).rev().collect() } else { vec![t / 3] }).collect();
        let views = [queries.view(), cubes[0].view(), cubes[1].view(), gates.view()];
        let output = nsa(views, &lists, 3, window, Double).unwrap();
        let apart = (&output - &expected).iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let zeros = output.iter().all(|&x| x == 0.0);
        assert!(if branch == 3 { zeros } else { apart < 1e-14 }, "branch {branch}: {apart}");
    }
}
