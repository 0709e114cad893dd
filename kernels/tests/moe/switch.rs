//! Golden values of top-1 and top-2 routing and of the two losses.

use kernels::Precision::{Double, Float};
use kernels::moe::{Routing, balance_loss, gshard_route, switch_route, z_loss};
use ndarray::{Array2, array};

use crate::lcg::Lcg;

/// `2 · LCG(7)` in 6 rows of 3: the logits that most of these values belong to.
fn logits() -> Array2<f64> {
    2.0 * Lcg::new(7).array(6, 3)
}

/// The token and choice pairs that are kept, in order.
fn kept(routing: &Routing) -> Vec<(usize, usize)> {
    routing.slot.indexed_iter().filter(|(_, slot)| **slot >= 0).map(|(at, _)| at).collect()
}

/// Derived in numpy: argmax, softmax and an exclusive cumulative count of the one-hot rows (as in google/flaxformer,
/// `flaxformer/architectures/moe/routing.py`).
#[test]
fn six_tokens_and_three_experts() {
    for precision in [Double, Float] {
        let routing = switch_route(logits().view(), 6, precision).unwrap();
        assert_eq!(routing.expert, array![[0], [1], [0], [2], [0], [2]]);
        assert_eq!(routing.slot, array![[0], [0], [1], [0], [2], [1]]);
        let gates = [0.606_136, 0.752_644, 0.494_126, 0.741_214, 0.601_816, 0.728_481];
        for (gate, golden) in routing.gate.iter().zip(gates) {
            assert!((gate - golden).abs() < 1e-6, "{gate} and {golden}");
        }
        let routing = switch_route(logits().view(), 1, precision).unwrap();
        assert_eq!(kept(&routing), [(0, 0), (1, 0), (3, 0)]);
    }
}

/// In order of the tokens: of experts 0, 0, 1, 1 with one slot each the first token of each is kept, although its gate is the
/// smaller one.
#[test]
fn slots_are_given_in_the_order_of_the_tokens() {
    let logit = |gate: f64| (gate / (1.0 - gate)).ln();
    // The gates are 0.5, 0.9, 0.6, 0.7; a third expert keeps the first token's choice from being a tie.
    let logits = array![
        [0.25_f64.ln() + 2.0_f64.ln(), 0.25_f64.ln(), 0.25_f64.ln()],
        [logit(0.9), 0.0, f64::MIN],
        [0.0, logit(0.6), f64::MIN],
        [0.0, logit(0.7), f64::MIN],
    ];
    let routing = switch_route(logits.view(), 1, Double).unwrap();
    assert_eq!(routing.expert, array![[0], [0], [1], [1]]);
    for (gate, golden) in routing.gate.iter().zip([0.5, 0.9, 0.6, 0.7]) {
        assert!((gate - golden).abs() < 1e-12);
    }
    assert_eq!(kept(&routing), [(0, 0), (2, 0)]);
}

/// Of equal logits the first counts, for the choice and for the second choice.
#[test]
fn of_equals_the_first() {
    let logits = array![[1.0, 3.0, 3.0, 3.0], [2.0, 2.0, 2.0, 2.0]];
    let routing = switch_route(logits.view(), 9, Double).unwrap();
    assert_eq!(routing.expert, array![[1], [0]]);
    let routing = gshard_route(logits.view(), 9, Double).unwrap();
    assert_eq!(routing.expert, array![[1, 2], [0, 1]]);
    assert_eq!(routing.gate, array![[0.5, 0.5], [0.5, 0.5]]);
}

/// Derived in numpy. The value is below 1: fraction and mean probability need not rise and fall together.
#[test]
fn the_balance_loss_of_six_tokens() {
    for precision in [Double, Float] {
        let loss = balance_loss(logits().view(), precision).unwrap();
        assert!((loss - 0.994_940).abs() < 1e-6, "{loss}");
        // Equal probabilities give 1, whoever is chosen.
        let loss = balance_loss(Array2::from_elem((5, 7), 900.0).view(), precision).unwrap();
        assert!((loss - 1.0).abs() < 1e-6, "{loss}");
    }
}

/// Derived in numpy.
#[test]
fn the_z_loss_of_six_tokens() {
    for precision in [Double, Float] {
        let loss = z_loss(logits().view(), precision).unwrap();
        assert!((loss - 3.438_333).abs() < 2e-6, "{loss}");
        // Logits of 0 do not cost nothing: each log-sum-exp is ln E.
        let loss = z_loss(Array2::zeros((5, 7)).view(), precision).unwrap();
        assert!((loss - 7.0_f64.ln().powi(2)).abs() < 1e-5, "{loss}");
    }
}

/// exp(2) / (exp(2) + exp(1)) = 0.731059: the two others cancel.
#[test]
fn the_gates_of_two_experts() {
    for precision in [Double, Float] {
        let routing = gshard_route(array![[2.0, 1.0, 0.5, -1.0]].view(), 1, precision).unwrap();
        assert_eq!(routing.expert, array![[0, 1]]);
        for (gate, golden) in routing.gate.iter().zip([0.731_059, 0.268_941]) {
            assert!((gate - golden).abs() < 1e-6, "{gate} and {golden}");
        }
    }
}

/// Choices (0, 1), (0, 1), (0, 2), (1, 0), (0, 1) and two slots: counted by hand and in Python. A first choice comes before
/// every second one (tensorflow/mesh, `_top_2_gating`: the second positions start at the count of the first).
#[test]
fn first_choices_come_first() {
    let choices = [[0, 1], [0, 1], [0, 2], [1, 0], [0, 1]];
    let logits = Array2::from_shape_fn((5, 3), |(token, expert)| match choices[token] {
        [first, _] if first == expert => 2.0,
        [_, second] if second == expert => 1.0,
        _ => 0.0,
    });
    let routing = gshard_route(logits.view(), 2, Double).unwrap();
    assert_eq!(kept(&routing), [(0, 0), (0, 1), (1, 0), (2, 1), (3, 0)]);
    assert_eq!(routing.slot, array![[0, 1], [1, -1], [-1, 0], [0, -1], [-1, -1]]);
}
