//! sharding/sharded_adam: AdamW knows no neighbours, so a shard of its states is enough for a shard of the weights.

use sharding::collectives::{all_gather, reduce_scatter};
use sharding::{Adam, Communicator, Moments, shard};

/// One step of AdamW on some weights, in place, with decay apart from the gradient: w ← w − η λ w − η m̂ / (√v̂ + ε).
///
/// `weights`, `gradient` and both means are of one length, which may be 0. `moments.steps` counts the steps that were done, from 0, so the first
/// step corrects with t = 1.
pub fn step(adam: &Adam, moments: &mut Moments, weights: &mut [f64], gradient: &[f64]) {
    let [beta1, beta2] = adam.betas;
    moments.steps += 1;
    let corrections = [1.0 - beta1.powi(moments.steps), 1.0 - beta2.powi(moments.steps)];
    let means = moments.first.iter_mut().zip(&mut moments.second);
    for ((w, g), (first, second)) in weights.iter_mut().zip(gradient).zip(means) {
        *first = beta1 * *first + (1.0 - beta1) * g;
        *second = beta2 * *second + (1.0 - beta2) * g * g;
        let (mean, square) = (*first / corrections[0], *second / corrections[1]);
        *w -= adam.rate * (adam.decay * *w + mean / (square.sqrt() + adam.epsilon));
    }
}

/// The same step for all ranks (ZeRO-1): each has all weights and a gradient of its own for all of them, but moments for its shard only,
/// `shard(weights.len(), size, rank)`. In the end all ranks have the same weights, as after one step with the mean of the gradients.
///
/// A rank sends at most 2 (N − 1) times the longest shard, where N is the number of ranks. There are between 1 and 7
/// ranks, and there may be fewer weights than ranks.
pub fn zero_1(
    comm: &dyn Communicator,
    adam: &Adam,
    moments: &mut Moments,
    weights: &mut [f64],
    gradient: &[f64],
) {
    let size = comm.size() as f64;
    let mean: Vec<f64> = reduce_scatter(comm, gradient).iter().map(|sum| sum / size).collect();
    let own = shard(weights.len(), comm.size(), comm.rank());
    step(adam, moments, &mut weights[own.clone()], &mean);
    let whole = all_gather(comm, &weights[own]);
    weights.copy_from_slice(&whole);
}
