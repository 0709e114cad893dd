//! sharding/mixed_precision: one step of training with weights and gradients in 16 bits.

use sharding::{Mixed, Recipe};

/// The state after a step. `gradients` are those of all replicas, as their backward passes left them: of a loss that was multiplied by the
/// scale, rounded to the format, and infinite or NaN where that was too much.
///
/// All is computed in `f32`. The gradient is the mean over the replicas, divided by the scale. If a number of it is not finite the step is
/// skipped: the weights stay, the scale is multiplied by `backoff`, and good steps are counted from 0. Else it is clipped, by the factor
/// min(1, `max_norm` / (norm + 10⁻⁶)) with its norm over all weights, and the master weights take a step of gradient descent. The working weights are
/// the master weights, rounded. The step is counted as a good one; at `interval` of them the scale is multiplied by `growth`, if that is finite,
/// and the count begins at 0 again.
///
/// There are 1 to 5 replicas and 1 to 300 weights. The scale is a power of two, and may be as large as 2¹²⁷. `interval` is at least 1.
pub fn mixed_precision(state: &Mixed, gradients: &[Vec<f32>], recipe: Recipe) -> Mixed {
    let Mixed { mut master, working, mut scale, mut good } = state.clone();
    let mut mean = vec![0.0; master.len()];
    for replica in gradients {
        for (sum, &value) in mean.iter_mut().zip(replica) {
            *sum += value;
        }
    }
    for value in &mut mean {
        *value = *value / gradients.len() as f32 / scale;
    }
    if mean.iter().any(|value| !value.is_finite()) {
        return Mixed { master, working, scale: scale * recipe.backoff, good: 0 };
    }
    let norm = mean.iter().map(|value| value * value).sum::<f32>().sqrt();
    let clip = (recipe.max_norm / (norm + 1e-6)).min(1.0);
    for (weight, &value) in master.iter_mut().zip(&mean) {
        *weight -= recipe.rate * clip * value;
    }
    good += 1;
    if good == recipe.interval {
        good = 0;
        if (scale * recipe.growth).is_finite() {
            scale *= recipe.growth;
        }
    }
    Mixed { working: master.iter().map(|&weight| recipe.format.round(weight)).collect(), master, scale, good }
}
