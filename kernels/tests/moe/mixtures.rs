//! Golden values of `mixture`, `noisy_top_k` and `load`.

use kernels::Precision::{Double, Float};
use kernels::moe::{Loss, chances, column_sums, cv_squared, mixture, noisy_top_k, responsibilities};
use ndarray::{Array2, array};

use crate::arrays::difference;
use crate::lcg::Lcg;

fn softplus(x: f64) -> f64 {
    x.exp().ln_1p()
}

/// Gate (0.7, 0.3), outputs 1 and −1, target 0.5. By hand: blended (0.5 − 0.4)², competitive 0.7 · 0.25 + 0.3 · 2.25,
/// likelihood −ln(0.7 e^−0.125 + 0.3 e^−1.125).
#[test]
fn the_three_losses_of_two_experts() {
    let (logits, outputs, target) = (array![0.7_f64.ln(), 0.3_f64.ln()], array![[1.0], [-1.0]], array![0.5]);
    for (loss, golden) in [(Loss::Blended, 0.01), (Loss::Competitive, 0.85), (Loss::Likelihood, 0.335_272)] {
        for precision in [Double, Float] {
            let (value, ..) = mixture(logits.view(), outputs.view(), target.view(), loss, precision).unwrap();
            assert!((value - golden).abs() < 1e-6, "{loss:?}: {value}");
        }
    }
    let h = responsibilities(logits.view(), outputs.view(), target.view(), Double).unwrap();
    assert!((h[0] - 0.863_81).abs() < 1e-5 && (h[1] - 0.136_19).abs() < 1e-5, "{h}");
    // −2 p (d − o) and −h (d − o); p − h.
    let gradients = |loss| mixture(logits.view(), outputs.view(), target.view(), loss, Double).unwrap();
    let (_, of_outputs, _) = gradients(Loss::Competitive);
    assert!(difference(&of_outputs, &array![[0.7], [-0.9]]) < 1e-12, "{of_outputs}");
    let (_, of_outputs, of_logits) = gradients(Loss::Likelihood);
    assert!(difference(&of_outputs, &array![[0.5 * h[0]], [-1.5 * h[1]]]) < 1e-12, "{of_outputs}");
    assert!((of_logits[0] - (0.7 - h[0])).abs() < 1e-12 && (of_logits[1] - (0.3 - h[1])).abs() < 1e-12);
}

/// The gradients of all three losses against central differences of the losses.
#[test]
fn the_gradients_are_slopes() {
    let mut lcg = Lcg::new(5);
    let (logits, outputs, target) =
        (lcg.array(1, 4).row(0).to_owned(), 2.0 * lcg.array(4, 3), lcg.array(1, 3));
    let target = target.row(0);
    let step = 1e-5;
    for loss in [Loss::Blended, Loss::Competitive, Loss::Likelihood] {
        let value = |logits: &ndarray::Array1<f64>, outputs: &Array2<f64>| {
            mixture(logits.view(), outputs.view(), target, loss, Double).unwrap()
        };
        let (_, of_outputs, of_logits) = value(&logits, &outputs);
        for i in 0..4 {
            let mut moved = [logits.clone(), logits.clone()];
            (moved[0][i], moved[1][i]) = (logits[i] + step, logits[i] - step);
            let slope = (value(&moved[0], &outputs).0 - value(&moved[1], &outputs).0) / (2.0 * step);
            assert!((slope - of_logits[i]).abs() < 1e-8, "{loss:?}, logit {i}: {slope} and {}", of_logits[i]);
            for c in 0..3 {
                let mut moved = [outputs.clone(), outputs.clone()];
                (moved[0][[i, c]], moved[1][[i, c]]) = (outputs[[i, c]] + step, outputs[[i, c]] - step);
                let slope = (value(&logits, &moved[0]).0 - value(&logits, &moved[1]).0) / (2.0 * step);
                assert!((slope - of_outputs[[i, c]]).abs() < 1e-8, "{loss:?}, output {i}, {c}");
            }
        }
    }
}

/// A target 60 away from every expert: each exponential is 0 in double precision, and the loss is not infinite. With one
/// expert it is ½ · 60².
#[test]
fn far_from_every_expert_the_likelihood_is_finite() {
    let (value, ..) =
        mixture(array![3.0].view(), array![[0.0]].view(), array![60.0].view(), Loss::Likelihood, Float)
            .unwrap();
    assert!((value - 1800.0).abs() < 1e-3, "{value}");
}

/// Logits (2, 1, 0.5, −1) without noise: softmax over the two largest, e/(1 + e) and 1/(1 + e).
#[test]
fn gates_of_the_two_largest() {
    let clean = array![[2.0, 1.0, 0.5, -1.0]];
    let zeros = Array2::zeros((1, 4));
    for precision in [Double, Float] {
        let gates = noisy_top_k(clean.view(), zeros.view(), zeros.view(), 2, precision).unwrap();
        assert!(difference(&gates, &array![[0.731_059, 0.268_941, 0.0, 0.0]]) < 1e-6, "{gates}");
    }
    let equal = noisy_top_k(
        array![[1.0, 1.0, 1.0]].view(),
        zeros.slice(ndarray::s![.., ..3]),
        zeros.slice(ndarray::s![.., ..3]),
        2,
        Double,
    );
    assert_eq!(equal.unwrap(), array![[0.5, 0.5, 0.0]], "the lower index first");
}

/// Clean logits, noise and raw scales of the fact sheet's example, computed there in numpy in float64.
#[test]
fn noisy_gates_and_chances() {
    let clean = array![[0.5, 0.2, -0.1, 0.9]];
    let noise = array![[0.3, -1.1, 0.7, -0.4]];
    let raw = array![[0.0, 0.5, -0.5, 0.2]];
    let scale = raw.mapv(softplus);
    let noisy = &clean + &(&noise * &scale);
    assert!(difference(&noisy, &array![[0.707_944, -0.871_485, 0.231_854, 0.580_744]]) < 1e-6, "{noisy}");
    for precision in [Double, Float] {
        let gates = noisy_top_k(clean.view(), raw.view(), noise.view(), 2, precision).unwrap();
        assert!(difference(&gates, &array![[0.531_757, 0.0, 0.0, 0.468_243]]) < 1e-6, "{gates}");
        let chances = chances(clean.view(), noisy.view(), scale.view(), 2, precision).unwrap();
        let golden = array![[0.650_568, 0.347_944, 0.075_510, 0.798_740]];
        assert!(difference(&chances, &golden) < 1e-6, "{chances}");
    }
    let all = chances(clean.view(), noisy.view(), scale.view(), 4, Double).unwrap();
    assert_eq!(all, array![[1.0, 1.0, 1.0, 1.0]], "with k = E there is no threshold");
}

/// Values 1, 2, 3, 6: mean 3, population variance 3.5, so 3.5 / 9.
#[test]
fn cv_squared_of_four_values() {
    for precision in [Double, Float] {
        let value = cv_squared(array![1.0, 2.0, 3.0, 6.0].view(), precision).unwrap();
        assert!((value - 0.388_889).abs() < 1e-6, "{value}");
        assert_eq!(cv_squared(array![0.0, 0.0].view(), precision).unwrap(), 0.0, "nothing is even");
    }
    assert_eq!(column_sums(array![[1.0, 2.0], [3.0, 5.0]].view(), Double).unwrap(), array![4.0, 7.0]);
}
