//! Golden values of attention in parts: the merge, the log-sum-exp, and the gradients.

use kernels::Precision::{Double, Float};
use kernels::attention::{Attention, flash, flash_backward, merge, scaled_dot_product};
use kernels::waves::wave;
use ndarray::{Array1, Array2, array, s, stack};

use crate::arrays::difference;

fn far(a: &Array1<f64>, b: &Array1<f64>) -> f64 {
    difference(&a.clone().insert_axis(ndarray::Axis(0)), &b.clone().insert_axis(ndarray::Axis(0)))
}

/// Causal attention on four waves with its log-sum-exps. The output was derived with PyTorch's
/// `scaled_dot_product_attention(is_causal=True)` in float64, the log-sum-exps as `m + ln(sum(exp(s - m)))` in float64.
#[test]
fn causal_attention_and_its_log_sum_exp() {
    let (q, k, v) = (wave(4, 4, 0.0), wave(4, 4, 1.0), wave(4, 4, 2.0));
    let attention = Attention { queries: q.view(), keys: k.view(), values: v.view(), causal: true };
    let golden = array![
        [0.909_297, 0.427_380, -0.255_541, -0.818_277],
        [-0.478_218, -0.397_588, -0.129_966, 0.198_781],
        [0.529_853, 0.422_978, 0.117_171, -0.243_744],
        [-0.026_763, -0.184_948, -0.256_149, -0.206_879],
    ];
    let golden_lse = array![0.670_188, 0.954_835, 1.248_928, 1.567_254];
    for (precision, within) in [(Double, 1e-6), (Float, 2e-6)] {
        let (output, log_sum_exp) = flash(attention, precision).unwrap();
        assert!(difference(&output, &golden) < within, "{output}");
        assert!(far(&log_sum_exp, &golden_lse) < within, "{log_sum_exp}");
    }
}

/// The gradients of the same attention, for the upstream gradient `wave(4, 4, 5.0)`. Derived in float64 with
/// D = rowsum(dO ∘ O), dS = P ∘ (dO Vᵀ − D), dQ = dS K / 2, dK = dSᵀ Q / 2, dV = Pᵀ dO (FlashAttention-2, algorithm 2):
/// another route than the kernel's.
#[test]
fn gradients_of_causal_attention() {
    let (q, k, v, upstream) = (wave(4, 4, 0.0), wave(4, 4, 1.0), wave(4, 4, 2.0), wave(4, 4, 5.0));
    let attention = Attention { queries: q.view(), keys: k.view(), values: v.view(), causal: true };
    for (precision, within) in [(Double, 1e-6), (Float, 5e-6)] {
        let [dq, dk, dv] = flash_backward(attention, upstream.view(), precision).unwrap();
        assert!(dq.row(0).iter().all(|x| x.abs() < within), "one visible key leaves nothing to choose");
        let golden = array![
            [0.490_169, 0.664_156, 0.525_781, 0.140_123],
            [0.286_629, -0.061_710, -0.381_027, -0.521_140],
            [0.248_532, 0.335_452, 0.264_604, 0.069_308],
        ];
        let rows = stack![ndarray::Axis(0), dq.row(1), dk.row(0), dv.row(3)];
        assert!(difference(&rows, &golden) < within, "{rows}");
    }
    let (output, _) = flash(attention, Double).unwrap();
    let delta = (output * &upstream).sum_axis(ndarray::Axis(1));
    assert!(far(&delta, &array![-1.733_581, -0.914_907, -0.987_810, -0.449_259]) < 1e-6, "{delta}");
}

/// Two definitions of the gradient: the softmax's Jacobian, and central differences of the forward kernel.
#[test]
fn the_gradients_are_those_of_central_differences() {
    for (n, m, d, e) in [(5, 7, 3, 4), (7, 5, 4, 2), (4, 4, 4, 4)] {
        let arrays = [wave(n, d, 0.3) * 2.0, wave(m, d, 0.9) * 2.0, wave(m, e, 0.5)];
        let upstream = wave(n, e, 0.1);
        for causal in [false, true] {
            let attention = |arrays: &[Array2<f64>; 3], f: &dyn Fn(Attention<'_>) -> f64| {
                let [queries, keys, values] = [0, 1, 2].map(|a| arrays[a].view());
                f(Attention { queries, keys, values, causal })
            };
            let loss = |a: Attention<'_>| (flash(a, Double).unwrap().0 * &upstream).sum();
            let [queries, keys, values] = [0, 1, 2].map(|a| arrays[a].view());
            let gradients =
                flash_backward(Attention { queries, keys, values, causal }, upstream.view(), Double).unwrap();
            for (a, gradient) in gradients.iter().enumerate() {
                assert_eq!(gradient.dim(), arrays[a].dim());
                let differences = Array2::from_shape_fn(gradient.dim(), |at| {
                    let moved = |step: f64| {
                        let mut moved = arrays.clone();
                        moved[a][at] += step;
                        attention(&moved, &loss)
                    };
                    (moved(1e-5) - moved(-1e-5)) / 2e-5
                });
                let worst = difference(gradient, &differences);
                assert!(worst < 1e-8, "{n} queries, {m} keys, causal {causal}, array {a}: {worst:e}");
            }
        }
    }
}

/// Keys {0, 1} and {2, 3} of the four waves, without a mask. The log-sum-exps were derived in float64; their merge is
/// attention over all four keys.
#[test]
fn two_halves_merge_to_the_whole() {
    let (q, k, v) = (wave(4, 4, 0.0), wave(4, 4, 1.0), wave(4, 4, 2.0));
    let part = |keys: std::ops::Range<usize>| {
        let (keys, values) = (k.slice(s![keys.clone(), ..]), v.slice(s![keys, ..]));
        flash(Attention { queries: q.view(), keys, values, causal: false }, Double).unwrap()
    };
    let ((first, lse_first), (second, lse_second)) = (part(0..2), part(2..4));
    assert!(far(&lse_first, &array![0.857_182, 0.954_835, 0.550_154, 0.862_461]) < 1e-6, "{lse_first}");
    assert!(far(&lse_second, &array![1.161_980, 1.120_762, 0.796_197, 0.885_618]) < 1e-6, "{lse_second}");
    let outputs = stack![ndarray::Axis(0), first, second];
    let log_sum_exps = stack![ndarray::Axis(0), lse_first, lse_second];
    let (output, log_sum_exp) = merge(outputs.view(), log_sum_exps.view(), Double).unwrap();
    let whole = scaled_dot_product(q.view(), k.view(), v.view(), false, Double).unwrap();
    assert!(difference(&output, &whole) < 1e-14);
    assert!(far(&log_sum_exp, &part(0..4).1) < 1e-14);
}

/// A part without keys, and a query without any (`attention_combine_ref` of Dao-AILab/flash-attention: zeros, −∞).
#[test]
fn an_empty_part_weighs_nothing() {
    let nothing = f64::NEG_INFINITY;
    let outputs = array![[[1.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]]];
    let log_sum_exps = array![[3.0, nothing], [nothing, nothing]];
    let (output, log_sum_exp) = merge(outputs.view(), log_sum_exps.view(), Double).unwrap();
    assert_eq!(output, array![[1.0, 2.0], [0.0, 0.0]]);
    assert_eq!(log_sum_exp, array![3.0, nothing]);
}
