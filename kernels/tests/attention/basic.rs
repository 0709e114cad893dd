//! Golden values: each with its input, source and derivation. The inputs are waves: `wave(rows, columns, s)[flat i] =
//! sin(0.7 i + s)`, in row-major order.

use kernels::Precision::{Double, Float};
use kernels::attention::{online_softmax, scaled_dot_product, softmax};
use kernels::waves::wave;
use ndarray::{Array2, array};

use crate::arrays::difference;

/// exp(0) / (exp(0) + exp(1)) = 0.268941..., and its complement; 1000 and 1001 overflow a softmax that does not
/// subtract the maximum, in float (exp overflows above 88.72) as in double (above 709.78).
#[test]
fn softmax_of_1000_and_1001() {
    for precision in [Double, Float] {
        let weights = softmax(array![[1000.0, 1001.0]].view(), precision).unwrap();
        assert!(difference(&weights, &array![[0.268_941, 0.731_059]]) < 1e-6, "{weights}");
    }
}

/// A score of minus infinity is masked; a row of them has nothing to attend to (FlashAttention's convention:
/// Dao-AILab/flash-attention, hopper/test_util.py).
#[test]
fn a_row_without_a_finite_score_is_zero() {
    let masked = f64::NEG_INFINITY;
    let weights = softmax(array![[masked, 3.0, masked], [masked, masked, masked]].view(), Double).unwrap();
    assert_eq!(weights, array![[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]);
}

/// Causal attention on four waves. Derived with PyTorch's `scaled_dot_product_attention(is_causal=True)` in float64.
#[test]
fn causal_attention_of_four_queries() {
    let (q, k, v) = (wave(4, 4, 0.0), wave(4, 4, 1.0), wave(4, 4, 2.0));
    let golden = array![
        [0.909_297, 0.427_380, -0.255_541, -0.818_277],
        [-0.478_218, -0.397_588, -0.129_966, 0.198_781],
        [0.529_853, 0.422_978, 0.117_171, -0.243_744],
        [-0.026_763, -0.184_948, -0.256_149, -0.206_879],
    ];
    let output = scaled_dot_product(q.view(), k.view(), v.view(), true, Double).unwrap();
    assert!(difference(&output, &golden) < 1e-6, "{output}");
    let output = scaled_dot_product(q.view(), k.view(), v.view(), true, Float).unwrap();
    assert!(difference(&output, &golden) < 2e-6, "{output}");
}

/// With 2 queries and 5 keys the causal mask is aligned bottom right: rows 11110 and 11111 (flash-attention's README).
/// Values of one hot show the weights themselves.
#[test]
fn the_causal_mask_is_aligned_bottom_right() {
    let weights = |n: usize, m: usize| {
        let (q, k) = (wave(n, 3, 0.0), wave(m, 3, 1.0));
        scaled_dot_product(q.view(), k.view(), Array2::eye(m).view(), true, Double).unwrap()
    };
    let seen = weights(2, 5).mapv(|w| u8::from(w > 0.0));
    assert_eq!(seen, array![[1, 1, 1, 1, 0], [1, 1, 1, 1, 1]]);
    let seen = weights(4, 2).mapv(|w| u8::from(w > 0.0));
    assert_eq!(seen, array![[0, 0], [0, 0], [1, 0], [1, 1]], "queries before the first key see nothing");
}

/// Split keys: the log-sum-exp of keys {0, 1} and of {2, 3} for the four queries above without a mask, and the
/// log-sum-exp of the causal rows. Derived in float64 as `m + ln(sum(exp(s - m)))`.
#[test]
fn log_sum_exp_of_two_halves() {
    let (q, k, v) = (wave(4, 4, 0.0), wave(4, 4, 1.0), wave(4, 4, 2.0));
    let scores = q.dot(&k.t()) / 2.0;
    // For each query: keys {0, 1}, keys {2, 3}, and the keys that the causal mask shows.
    let golden = [
        [0.857_182, 1.161_980, 0.670_188],
        [0.954_835, 1.120_762, 0.954_835],
        [0.550_154, 0.796_197, 1.248_928],
        [0.862_461, 0.885_618, 1.567_254],
    ];
    let causal_output = scaled_dot_product(q.view(), k.view(), v.view(), true, Double).unwrap();
    for (i, golden) in golden.iter().enumerate() {
        let member = Array2::from_shape_fn((3, 4), |(s, j)| [j < 2, j >= 2, j <= i][s]);
        let (lse, mean) = online_softmax(scores.row(i), v.view(), member.view(), Double).unwrap();
        for s in 0..3 {
            assert!((lse[s] - golden[s]).abs() < 1e-6, "query {i}, subset {s}: {}", lse[s]);
        }
        let row = causal_output.row(i);
        assert!(mean.row(2).iter().zip(row).all(|(a, b)| (a - b).abs() < 1e-12), "the same attention");
    }
}

/// The empty subset, and one whose only member is masked.
#[test]
fn an_empty_state_weighs_nothing() {
    let scores = array![f64::NEG_INFINITY, 2.0];
    let values = array![[5.0, 6.0], [7.0, 8.0]];
    let member = array![[false, false], [true, false], [true, true]];
    let (lse, mean) = online_softmax(scores.view(), values.view(), member.view(), Double).unwrap();
    assert_eq!(lse.to_vec(), [f64::NEG_INFINITY, f64::NEG_INFINITY, 2.0]);
    assert_eq!(mean, array![[0.0, 0.0], [0.0, 0.0], [7.0, 8.0]]);
}
