//! sharding/fsdp_backward: weights are gathered once more, and gradients are summed to where their weights live.

use sharding::collectives::{all_gather, reduce_scatter};
use sharding::{Communicator, Units};

/// The gradients of a network whose weights are shared out: for each unit this rank's shard of the mean over the ranks.
///
/// `shards` and `units` are as in `fsdp_forward`, `activations` what that gave on this rank, and `gradient` is that of this rank's loss with
/// respect to its output. Place u of the result is the shard of unit u: `shard(units.length(u), size, rank)` are its places. Gradients travel
/// as f32.
///
/// No rank holds more than one unit's weights and one unit's gradient (again, two are allowed), and it sends at
/// most 2 (N − 1) times the longest shard of each unit, where N is the number of ranks.
///
/// There are between 1 and 7 ranks. A unit may have fewer weights than there are ranks, or none; there may be no units.
pub fn backward(
    comm: &dyn Communicator,
    units: &dyn Units,
    shards: &[Vec<f32>],
    activations: &[Vec<f32>],
    gradient: &[f32],
) -> Vec<Vec<f32>> {
    let mut gradient = gradient.to_vec();
    let mut means = vec![Vec::new(); units.count()];
    for unit in (0..units.count()).rev() {
        let weights = all_gather(comm, &shards[unit]);
        let of = units.backward(unit, &weights, &activations[unit], &gradient);
        drop(weights);
        let sum = reduce_scatter(comm, &of.weights);
        means[unit] = sum.iter().map(|sum| sum / comm.size() as f32).collect();
        gradient = of.input;
    }
    means
}
