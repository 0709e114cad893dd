//! Residual streams and memory.

use kernels::Precision::{Double, Float};
use kernels::moe::{engram_conv, engram_gate, engram_look_up, engram_slots};
use kernels::moe::{mhc_coefficients, mhc_project, mhc_step};
use kernels::waves::wave;
use ndarray::{Array1, Array2, Axis, array};

use crate::arrays::difference;

/// 3 sin(0.7 i + 0.3).
fn logits() -> Array2<f64> {
    3.0 * wave(4, 4, 0.3)
}

/// Columns first, then rows (arXiv 2512.24880): derived with numpy in float64 from M = exp(H), M /= its column sums, M /=
/// its row sums, once and 20 times.
#[test]
fn sinkhorn_after_one_iteration_and_after_twenty() {
    let once = array![
        [0.116_311, 0.411_700, 0.322_163, 0.149_826],
        [0.878_184, 0.085_090, 0.014_167, 0.022_559],
        [0.022_474, 0.120_881, 0.303_589, 0.553_055],
        [0.899_604, 0.091_245, 0.006_477, 0.002_674],
    ];
    let twenty = array![
        [0.011_735, 0.279_470, 0.490_878, 0.217_917],
        [0.441_334, 0.287_712, 0.107_519, 0.163_435],
        [0.001_678, 0.060_724, 0.342_318, 0.595_280],
        [0.545_256, 0.372_095, 0.059_283, 0.023_365],
    ];
    for (precision, slack) in [(Double, 1e-6), (Float, 2e-6)] {
        for (iterations, golden) in [(1, &once), (20, &twenty)] {
            let matrix = mhc_project(logits().view(), iterations, precision).unwrap();
            assert!(difference(&matrix, golden) < slack, "{iterations}: {matrix}");
        }
    }
}

/// The same source: how far the column sums are from 1 after 1, 2, 3, 5, 10 and 20 iterations. Rows, divided last, sum to 1.
#[test]
fn columns_converge_and_rows_are_exact() {
    for (iterations, golden) in [(1, 0.917), (2, 0.547), (3, 0.295), (5, 0.0776), (10, 2.6e-3), (20, 2.7e-6)]
    {
        let matrix = mhc_project(logits().view(), iterations, Double).unwrap();
        let error =
            |axis| matrix.sum_axis(Axis(axis)).iter().map(|sum| (sum - 1.0).abs()).fold(0.0, f64::max);
        assert!((error(0) / golden - 1.0).abs() < 0.03, "{iterations}: {}", error(0));
        assert!(error(1) < 1e-14);
        assert!(matrix.iter().all(|&x| x > 0.0));
    }
}

/// Sharper logits converge more slowly: column errors after 20 iterations of the logits of scale 1, 3, 10 and 30.
#[test]
fn sharp_logits_converge_slowly() {
    for (scale, golden) in [(1.0, 2e-16), (3.0, 3e-6), (10.0, 0.038), (30.0, 0.80)] {
        let matrix = mhc_project((scale * wave(4, 4, 0.3)).view(), 20, Double).unwrap();
        let error = matrix.sum_axis(Axis(0)).iter().map(|sum| (sum - 1.0).abs()).fold(0.0, f64::max);
        assert!((error - golden).abs() < 0.15 * golden + 1e-15, "{scale}: {error}");
    }
}

/// The spectral norm on the way, by the power method: 1.279, 1.122, 1.040, 1.003, 1.000_004, 1 after 1, 2, 3, 5, 10, 20.
#[test]
fn the_spectral_norm_falls_to_1() {
    let goldens =
        [(1, 1.279, 5e-4), (2, 1.122, 5e-4), (3, 1.040, 5e-4), (5, 1.003, 5e-4), (10, 1.000_004, 1e-6)];
    for (iterations, golden, slack) in goldens.into_iter().chain([(20, 1.0, 1e-9)]) {
        let matrix = mhc_project(logits().view(), iterations, Double).unwrap();
        let mut x = Array1::from_elem(4, 1.0) + wave(1, 4, 0.1).row(0);
        for _ in 0..2000 {
            x = matrix.t().dot(&matrix.dot(&x));
            x /= x.dot(&x).sqrt();
        }
        let image = matrix.dot(&x);
        assert!(
            (image.dot(&image).sqrt() - golden).abs() < slack,
            "{iterations}: {}",
            image.dot(&image).sqrt()
        );
    }
}

/// A number added to a row or to a column of the logits does not move the limit, and one added to a column does not move any
/// iteration; the limit of logits that a permutation dominates is that permutation.
#[test]
fn what_the_limit_does_not_see() {
    let shifted = logits() + &wave(4, 1, 0.7) + &wave(1, 4, 0.9);
    let [a, b] = [&logits(), &shifted].map(|h| mhc_project(h.view(), 400, Double).unwrap());
    assert!(difference(&a, &b) < 1e-12);
    let [a, b] =
        [&logits(), &(logits() + &wave(1, 4, 0.9))].map(|h| mhc_project(h.view(), 1, Double).unwrap());
    assert!(difference(&a, &b) < 1e-15);
    let permutation: Array2<f64> =
        Array2::from_shape_fn((4, 4), |(i, j)| if (i + 1) % 4 == j { 1.0 } else { 0.0 });
    let limit = mhc_project((logits() + 60.0 * &permutation).view(), 20, Double).unwrap();
    assert!(difference(&limit, &permutation) < 1e-12);
}

/// Coefficients by hand: streams [3, 4] and [0, 0] have mean square 25/4, so that x is [1.2, 1.6, 0, 0]; projection columns that
/// pick x[0] for everything, factors 1, 2 and 0: pre σ(1.2 + bias), post 2σ(2.4 + bias), mix of the bias alone.
#[test]
fn coefficients_by_hand() {
    let streams = array![[3.0, 4.0], [0.0, 0.0]];
    let mut projection = Array2::zeros((4, 8));
    projection.row_mut(0).fill(1.0);
    let bias = array![0.0, -1.2, 0.0, -2.4, 0.0, 2_f64.ln(), 2_f64.ln(), 0.0];
    let weights = (projection.view(), bias.view());
    let (pre, post, mix) =
        mhc_coefficients(streams.view(), weights, [1.0, 2.0, 0.0], 0.0, 1, Double).unwrap();
    assert!(difference(&pre.insert_axis(Axis(0)), &array![[0.768_525, 0.5]]) < 1e-6);
    assert!(difference(&post.insert_axis(Axis(0)), &array![[1.833_655, 1.0]]) < 1e-6);
    assert!(difference(&mix, &(array![[1.0, 2.0], [2.0, 1.0]] / 3.0)) < 1e-12, "{mix}");
}

/// With one coefficient 1 and the rest as a plain residual block has them, all streams stay copies of it: arXiv 2409.19606's
/// initialisation. And by hand: mix exchanges the streams, the layer doubles what it reads of stream 0.
#[test]
fn a_step_by_hand() {
    let streams = array![[1.0, 2.0], [10.0, 20.0]];
    let twice = |x: &Array1<f64>| 2.0 * x;
    let mix = array![[0.0, 1.0], [0.5, 0.25]];
    let coefficients = (array![1.0, 0.5], array![1.0, -1.0]);
    let views = (coefficients.0.view(), coefficients.1.view(), mix.view());
    let next = mhc_step(streams.view(), views, &twice, Double).unwrap();
    // read [6, 12], output [12, 24].
    assert_eq!(next, array![[22.0, 44.0], [-9.0, -18.0]]);
}

/// Tokens 5 9 2 9 5, multipliers 7, 11, 13, pad 0, one head of 17 for each order: slots of the 2-grams and 3-grams, derived with
/// Python's integers; the second table starts at row 17. Then with a pad of 3, by hand at position 0:
/// 5·7 xor 3·11 = 35 xor 33 = 2, and xor 3·13 = 39 gives 37 = 3 mod 17.
#[test]
fn engram_slots_of_five_tokens() {
    let slots =
        |pad| engram_slots(&[5, 9, 2, 9, 5], &[7, 11, 13], pad, &[vec![17], vec![17]], Double).unwrap();
    assert_eq!(slots(0), array![[1, 18], [8, 25], [7, 27], [7, 24], [13, 22]]);
    assert_eq!(slots(3).row(0), array![2, 17 + 3]);
    let big =
        engram_slots(&[70_000], &[100_000_000_000_001, 3], 1, &[vec![1_000_003, 999_983]], Double).unwrap();
    let hash = (70_000_u128 * 100_000_000_000_001) ^ 3;
    assert_eq!(big, array![[(hash % 1_000_003) as i64, 1_000_003 + (hash % 999_983) as i64]]);
}

/// z = −4, −0.25, 0, 0.25, 4 give .119 .378 .5 .622 .881; without the signed root it would be .018 .438 .5 .562 .982. Keys and
/// hidden states of four equal components have root mean square 1, so that z is gain · √4.
#[test]
fn engram_gates_of_five_logits() {
    let ones = Array2::ones((1, 4));
    let gate = |z: f64| {
        let gain = Array1::from_elem(4, z / 2.0);
        engram_gate(ones.view(), ones.view(), gain.view(), 0.0, Double).unwrap()[0]
    };
    let goldens = [
        (-4.0, 0.119, 0.018),
        (-0.25, 0.378, 0.438),
        (0.0, 0.5, 0.5),
        (0.25, 0.622, 0.562),
        (4.0, 0.881, 0.982),
    ];
    for (z, golden, plain) in goldens {
        assert!((gate(z) - golden).abs() < 5e-4, "{z}: {}", gate(z));
        assert!((1.0 / (1.0 + (-z).exp()) - plain).abs() < 5e-4, "without the root");
    }
    assert!((gate(1e-9) - 0.500_25).abs() < 1e-6, "the floor: sigmoid(0.001)");
    assert_eq!(gate(0.0), 0.5, "the sign of 0 is 0");
}

/// One channel, taps 1, 10, 100, 1000 three apart: a value at position 0 comes back at 0, 3, 6 and 9, the last tap first. The norm
/// makes every value ±1 (0 where it is 0), and SiLU of large numbers is the number, of large negative ones 0.
#[test]
fn engram_convolution_of_an_impulse() {
    let mut values = Array2::zeros((11, 1));
    values[[0, 0]] = 5.0;
    let taps = array![[1.0], [10.0], [100.0], [1000.0]];
    let output = engram_conv(values.view(), array![1.0].view(), taps.view(), 3, 1e-12, Double).unwrap();
    let silu_of_1 = 0.731_058_578_6;
    let expected = [1005.0, 0.0, 0.0, 100.0, 0.0, 0.0, 9.999_546, 0.0, 0.0, silu_of_1, 0.0];
    for (t, expected) in expected.into_iter().enumerate() {
        assert!((output[[t, 0]] - expected).abs() < 1e-6, "{t}: {output}");
    }
}

/// Rows side by side.
#[test]
fn engram_rows_side_by_side() {
    let found = engram_look_up(array![[2, 0], [1, 1]].view(), wave(3, 2, 0.0).view(), Double).unwrap();
    let w = wave(3, 2, 0.0);
    assert_eq!(found.row(0).to_vec(), [w[[2, 0]], w[[2, 1]], w[[0, 0]], w[[0, 1]]]);
    assert_eq!(found.row(1).to_vec(), [w[[1, 0]], w[[1, 1]], w[[1, 0]], w[[1, 1]]]);
}
