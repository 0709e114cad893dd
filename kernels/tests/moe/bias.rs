//! Golden values of the router of DeepSeek-V3, of the update of its bias and of its loss over a sequence.

use kernels::Precision::{Double, Float};
use kernels::moe::{bias_update, combine, deepseek_route, sequence_loss};
use ndarray::{Array1, array};

use crate::lcg::Lcg;

fn close(found: &[(usize, f64)], expected: &[(usize, f64)]) {
    let experts = |routed: &[(usize, f64)]| routed.iter().map(|r| r.0).collect::<Vec<_>>();
    assert_eq!(experts(found), experts(expected));
    for (found, expected) in found.iter().zip(expected) {
        assert!((found.1 - expected.1).abs() < 1e-6, "{found:?} {expected:?}");
    }
}

/// An example on which eleven readings of the router give eleven results. The official `Gate` (deepseek-ai/DeepSeek-V3,
/// `inference/model.py`), run in float64 on these numbers, gives this one.
#[test]
fn deepseek_chooses_by_the_bias_and_weighs_without_it() {
    let logits = array![0.5, -0.8, 1.6, -1.2, 1.0, 1.0, -2.0, -1.7, -0.1, -1.7, 1.8, -1.5];
    let bias = array![-1.01, -1.14, -0.42, -0.13, -1.2, -0.93, -0.23, -0.66, -0.2, -0.9, -0.35, -0.87];
    for precision in [Double, Float] {
        let routed = deepseek_route(logits.view(), bias.view(), [4, 2, 3], 2.5, precision).unwrap();
        close(&routed, &[(2, 1.458_410), (6, 0.208_946), (8, 0.832_644)]);
    }
}

/// The friendlier example, on which four of the readings agree. Derived by the same formula in numpy.
#[test]
fn deepseek_on_groups_of_two() {
    let logits = array![1.2, -0.3, 0.8, 0.1, -1.0, 2.0, 0.4, -0.6];
    let bias = array![-0.3, 0.05, 0.0, 0.1, 0.0, -0.4, 0.2, 0.0];
    let routed = deepseek_route(logits.view(), bias.view(), [4, 2, 3], 2.5, Double).unwrap();
    close(&routed, &[(2, 0.951_090), (3, 0.723_654), (6, 0.825_256)]);
}

/// Equal groups and equal experts: the lower index. With logits of 0 every score is ½, and k equal weights are scale / k.
#[test]
fn of_equals_the_lower_index_is_chosen() {
    let (logits, bias) = (Array1::zeros(12), Array1::zeros(12));
    let routed = deepseek_route(logits.view(), bias.view(), [4, 2, 4], 2.0, Double).unwrap();
    close(&routed, &[(0, 0.5), (1, 0.5), (2, 0.5), (3, 0.5)]);
}

/// By hand: 0.5 · (1, 2) + 2 · (3, −1) + (10, 20) = (16.5, 19); the expert that is not routed to is not read.
#[test]
fn the_shared_expert_is_added_as_it_is() {
    let outputs = array![[3.0, -1.0], [f64::NAN, f64::NAN], [1.0, 2.0]];
    let output = combine(&[(2, 0.5), (0, 2.0)], outputs.view(), array![10.0, 20.0].view(), Double).unwrap();
    assert_eq!(output, array![16.5, 19.0]);
}

/// Counts 10, 2, 4, 4 have the mean 5 (arXiv 2408.15664, algorithm 1; NVIDIA/Megatron-LM, `get_updated_expert_bias`); an expert at the
/// mean stays, as sign(0) = 0.
#[test]
fn the_bias_moves_by_the_sign() {
    let bias = array![0.0, 0.0, 0.0, 0.0];
    let updated = bias_update(bias.view(), &[10, 2, 4, 4], 0.001, Double).unwrap();
    assert_eq!(updated, array![-0.001, 0.001, 0.001, 0.001]);
    let bias = array![0.5, -0.25, 1.0];
    let updated = bias_update(bias.view(), &[3, 7, 5], 0.125, Double).unwrap();
    assert_eq!(updated, array![0.625, -0.375, 1.0]);
}

/// Five tokens, four experts, k = 2, twice the portable numbers of seed 11. Derived in numpy from equations 17 to 20 of arXiv
/// 2412.19437 with α = 1.
#[test]
fn the_loss_of_a_sequence() {
    let logits = 2.0 * Lcg::new(11).array(5, 4);
    for precision in [Double, Float] {
        let loss = sequence_loss(logits.view(), 2, precision).unwrap();
        assert!((loss - 1.035_776).abs() < 1e-6, "{loss}");
    }
    // With k = E every expert is chosen by every token, and the shares sum to 1.
    assert!((sequence_loss(logits.view(), 4, Double).unwrap() - 1.0).abs() < 1e-12);
}
