//! Golden values of score functions, DSelect-k and Soft MoE.

use kernels::Precision::{self, Double, Float};
use kernels::moe::{
    dselect_gate, dselect_penalty, dselect_selectors, score_exact, score_samples, smooth_step, soft_logits,
    soft_moe, soft_weights, straight_through,
};
use ndarray::{Array1, Array2, Axis, array};

use crate::arrays::difference;
use crate::lcg::Lcg;

fn line(values: &Array1<f64>) -> Array2<f64> {
    values.clone().insert_axis(Axis(0))
}

fn near(found: &Array1<f64>, golden: &[f64], precision: Precision) {
    let allowed = if precision == Double { 1e-6 } else { 3e-6 };
    let golden = Array1::from_vec(golden.to_vec());
    assert!(difference(&line(found), &line(&golden)) < allowed, "{found}, not {golden}, in {precision:?}");
}

/// Logits (0.3, −0.2), losses (1, 0.2). By hand: p = (e^0.5, 1) / (e^0.5 + 1) = (0.622459, 0.377541), expected loss 0.697967,
/// and p_i (loss_i − expected loss). In numpy, float64.
#[test]
fn the_gradient_of_an_expected_loss() {
    let (logits, losses) = (array![0.3, -0.2], array![1.0, 0.2]);
    for precision in [Double, Float] {
        let gradient = score_exact(logits.view(), losses.view(), precision).unwrap();
        near(&gradient, &[0.188_003, -0.188_003], precision);
    }
}

/// The same two choices, sampled: (1 − p_0, −p_1) for action 0, times its loss. Total variance 0.118459 without a baseline and
/// 0.018044 with the expected loss as one. In numpy, float64, by enumeration.
#[test]
fn the_gradient_of_each_sample() {
    let (logits, losses) = (array![0.3, -0.2], array![1.0, 0.2]);
    let p = [0.622_459_331, 0.377_540_669];
    let exact = score_exact(logits.view(), losses.view(), Double).unwrap();
    let samples =
        |b: f64, precision| score_samples(logits.view(), &[0, 1], losses.view(), Some(b), precision).unwrap();
    let variance = |b: f64| -> f64 {
        let samples = samples(b, Double);
        (0..2).map(|a| p[a] * (&samples.row(a) - &exact).mapv(|x| x * x).sum()).sum()
    };
    for precision in [Double, Float] {
        let golden = array![[0.377_541, -0.377_541], [-0.124_492, 0.124_492]];
        assert!(difference(&samples(0.0, precision), &golden) < 1e-6);
    }
    assert!((variance(0.0) - 0.118_459).abs() < 1e-6, "{}", variance(0.0));
    assert!((variance(p[0] + 0.2 * p[1]) - 0.018_044).abs() < 1e-6);
    // With two choices one baseline leaves no variance at all: both samples are then the exact gradient.
    assert!(variance(p[1] + 0.2 * p[0]) < 1e-15);
    // The mean loss of the others, by hand: sample 0 has cost 3, the others 1 and 5.
    let others =
        score_samples(array![0.0, 0.0].view(), &[0, 1, 1], array![3.0, 1.0, 5.0].view(), None, Double)
            .unwrap();
    assert_eq!(others, array![[0.0, 0.0], [1.5, -1.5], [-1.5, 1.5]]);
}

/// By hand: equal logits, the first of two experts chosen, outputs 1 and −3, target 0. The slope at the output 1 is 1, so the
/// gate weights get 1 and −3, and the logits ½ · (1 + 1) and ½ · (−3 + 1). With the second chosen the slope is −3.
#[test]
fn straight_through_by_hand() {
    let (logits, outputs, target) = (array![0.7, 0.7], array![[1.0], [-3.0]], array![0.0]);
    for precision in [Double, Float] {
        for (chosen, slope) in [(0, 1.0), (1, -3.0)] {
            let (output, gradient) =
                straight_through(logits.view(), outputs.view(), target.view(), chosen, precision).unwrap();
            assert_eq!(output[0], outputs[[chosen, 0]]);
            near(&gradient, &[slope, -slope], precision);
        }
    }
}

/// gamma 1: S(0.2) = 0.784 and S(−0.1) = 0.352, by hand; products of these and their complements, most significant bit
/// first; mixed with softmax(0.3, −0.2). In numpy, float64, after google-research's `dselect_k_moe.py`.
#[test]
fn dselect_on_four_experts() {
    for precision in [Double, Float] {
        let steps = smooth_step(array![0.2, -0.1, 0.0, 0.5, -0.5, 3.0].view(), 1.0, precision).unwrap();
        near(&steps, &[0.784, 0.352, 0.5, 1.0, 0.0, 1.0], precision);
        let selectors = array![[0.2, -0.1], [-0.4, 0.6]];
        let weights = dselect_selectors(selectors.view(), 4, 1.0, precision).unwrap();
        near(&weights.row(0).to_owned(), &[0.139_968, 0.076_032, 0.508_032, 0.275_968], precision);
        let gate = dselect_gate(selectors.view(), array![0.3, -0.2].view(), 4, 1.0, precision).unwrap();
        near(&gate, &[0.087_124, 0.414_296, 0.316_229, 0.182_350], precision);
        // Beyond gamma / 2 a selector has chosen, and nothing else gets anything.
        let chosen = dselect_selectors(array![[0.6, -0.9]].view(), 4, 1.0, precision).unwrap();
        assert_eq!(chosen, array![[0.0, 0.0, 1.0, 0.0]]);
        let [entropy, unreachable] = dselect_penalty(array![[0.2, -0.1]].view(), 4, 1.0, precision).unwrap();
        assert!((entropy - 1.170_470).abs() < 2e-6 && unreachable == 0.0, "{entropy}");
    }
}

/// Three experts need two bits, and code 3 belongs to nobody: the weights of the others stay, here 1 − 0.784 · 0.352 together.
#[test]
fn dselect_on_three_experts() {
    let weights = dselect_selectors(array![[0.2, -0.1]].view(), 3, 1.0, Double).unwrap();
    near(&weights.row(0).to_owned(), &[0.139_968, 0.076_032, 0.508_032], Double);
    let [_, unreachable] = dselect_penalty(array![[0.2, -0.1], [-0.9, -0.9]].view(), 3, 1.0, Double).unwrap();
    assert!((unreachable - (1.0 / 0.724_032 + 1.0)).abs() < 1e-9, "{unreachable}");
    let [entropy, unreachable] = dselect_penalty(array![[0.9, 0.9]].view(), 3, 1.0, Double).unwrap();
    assert_eq!((entropy, unreachable), (0.0, f64::INFINITY));
}

/// Soft MoE on four tokens of width 2, three experts with a slot each that multiply by 2, −1 and ½. In numpy, float64; with lengths
/// divided out and scale 1 after google-research/vmoe's `router.py`.
#[test]
fn soft_mixture_of_four_tokens() {
    let (tokens, slots) = (Lcg::new(3).array(4, 2), Lcg::new(4).array(2, 3));
    let factors = [2.0, -1.0, 0.5];
    let matrices =
        ndarray::Array3::from_shape_fn((3, 2, 2), |(e, r, c)| if r == c { factors[e] } else { 0.0 });
    let golden = array![
        [-0.229_845, -0.203_114],
        [-0.291_418, -0.278_842],
        [-0.162_076, -0.111_534],
        [-0.318_692, -0.308_473]
    ];
    for precision in [Double, Float] {
        let logits = soft_logits(tokens.view(), slots.view(), None, precision).unwrap();
        let out = soft_moe(tokens.view(), logits.view(), matrices.view(), false, precision).unwrap();
        assert!(difference(&out, &golden) < 1e-6, "{out}");
        let logits = soft_logits(tokens.view(), slots.view(), Some(1.0), precision).unwrap();
        let out = soft_moe(tokens.view(), logits.view(), matrices.view(), false, precision).unwrap();
        near(&out.row(0).to_owned(), &[-0.283_453, -0.242_322], precision);
    }
}

/// Each slot takes a mean of tokens, each token a mean of slots. Logits 0, ln 2 and ln 3 make weights that can be read off.
#[test]
fn dispatch_sums_to_one_over_tokens_and_combine_over_slots() {
    let logits = array![[0.0, 2_f64.ln()], [3_f64.ln(), 2_f64.ln()]];
    let [dispatch, combine] = soft_weights(logits.view(), Double).unwrap();
    assert!(difference(&dispatch, &array![[0.25, 0.5], [0.75, 0.5]]) < 1e-12, "{dispatch}");
    assert!(difference(&combine, &array![[1.0 / 3.0, 2.0 / 3.0], [0.6, 0.4]]) < 1e-12, "{combine}");
}
