//! The contracts of `mixture`, `noisy_top_k` and `load`.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

/// What a loss tells a mixture of E experts about one example.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
// ANCHOR: feedback
pub struct Feedback {
    /// The loss.
    pub loss: f32,
    /// Its gradient with respect to the outputs of the experts, (E, d).
    pub outputs: Array2<f32>,
    /// Its gradient with respect to the logits of the gate, (E).
    pub logits: Array1<f32>,
}
// ANCHOR_END: feedback

/// The gate's logits (E), the experts' outputs (E, d) and the target (d) to a loss and its gradients.
pub type MixtureLoss = fn(ArrayView1<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Feedback;

/// The four functions of `mixture`.
#[derive(Clone, Copy)]
pub struct Mixture {
    /// The squared distance between the target and the mean of the outputs.
    pub blended: MixtureLoss,
    /// The mean of the squared distances between the target and each output.
    pub competitive: MixtureLoss,
    /// How much of the target each expert accounts for, (E).
    pub responsibilities: fn(ArrayView1<'_, f32>, ArrayView2<'_, f32>, ArrayView1<'_, f32>) -> Array1<f32>,
    /// Minus the logarithm of the mixture's likelihood.
    pub likelihood: MixtureLoss,
}

/// Clean logits, raw scales and noise, all (T, E), and k to gates (T, E).
pub type NoisyTopK = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, usize) -> Array2<f32>;

/// Clean logits, noisy logits and the deviation of the noise, all (T, E), and k to a probability for each, (T, E).
pub type Chances = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, usize) -> Array2<f32>;

/// The four functions of `load`.
#[derive(Clone, Copy)]
pub struct Load {
    /// How uneven some values are: variance over squared mean.
    pub cv_squared: fn(ArrayView1<'_, f32>) -> f32,
    /// How uneven the sums of gates (T, E) over the tokens are.
    pub importance_loss: fn(ArrayView2<'_, f32>) -> f32,
    /// Clean logits, noisy logits and the noise's scale, all (T, E), and k to the probability of each expert to be selected
    /// when its own noise is drawn again, (T, E).
    pub chances: Chances,
    /// How uneven the sums of those probabilities over the tokens are.
    pub load_loss: fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>, usize) -> f32,
}

/// Φ(z): the probability that a standard normal number is below `z`, with an error below 1e-7. −∞ gives 0, ∞ gives 1.
///
/// The series Φ(z) = ½ + φ(z) · (z + z³/3 + z⁵/(3·5) + …) has terms of one sign, so nothing cancels in it; it is summed in
/// double precision (Marsaglia, Evaluating the normal distribution, 2004).
pub fn normal_cdf(z: f32) -> f32 {
    let z = f64::from(z);
    if z.abs() > 9.0 {
        return if z > 0.0 { 1.0 } else { 0.0 };
    }
    let (mut term, mut sum, mut odd) = (z, 0.0_f64, 1.0);
    // What is not a number ends at once.
    while (sum + term - sum).abs() > 0.0 {
        sum += term;
        odd += 2.0;
        term *= z * z / odd;
    }
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (0.5 + density * sum).clamp(0.0, 1.0) as f32
}

#[cfg(test)]
mod tests {
    use super::normal_cdf;

    /// Tables of the normal distribution, and erfc in double precision far out.
    #[test]
    fn the_normal_distribution_is_that_of_the_tables() {
        for (z, golden) in [
            (0.0, 0.5),
            (0.5, 0.691_462_5),
            (1.0, 0.841_344_7),
            (1.959_964, 0.975),
            (3.0, 0.998_650_1),
            (5.0, 0.999_999_7),
            (9.5, 1.0),
            (f32::INFINITY, 1.0),
        ] {
            assert!((normal_cdf(z) - golden).abs() < 1e-7, "{z}: {}", normal_cdf(z));
            assert!((normal_cdf(-z) - (1.0 - golden)).abs() < 1e-7, "{}: {}", -z, normal_cdf(-z));
        }
        assert!((normal_cdf(-4.0) / 3.167_124e-5 - 1.0).abs() < 1e-6);
        assert!(normal_cdf(f32::NAN).is_nan());
    }
}
