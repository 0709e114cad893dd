//! sharding/fsdp_forward: each unit's weights are gathered when it runs, and dropped when it has run.

use sharding::collectives::all_gather;
use sharding::{Communicator, Units};

/// Runs a network whose weights are shared out, on an input of this rank's own, and gives what backward will want: the input of each unit, and
/// in the end the output, so one vector more than there are units.
///
/// `shards[u]` is this rank's shard of the weights of unit u: `shard(units.length(u), size, rank)` are its places. `units.forward` wants all
/// weights of a unit. No rank holds more than one unit gathered (a second one, to be early, is allowed), and it sends at most
/// N − 1 times the longest shard of each unit, where N is the number of ranks.
///
/// There are between 1 and 7 ranks. A unit may have fewer weights than there are ranks, or none; there may be no units.
pub fn forward(
    comm: &dyn Communicator,
    units: &dyn Units,
    shards: &[Vec<f32>],
    input: &[f32],
) -> Vec<Vec<f32>> {
    let mut activations = vec![input.to_vec()];
    for unit in 0..units.count() {
        // Also where the own shard is empty: the others have theirs.
        let weights = all_gather(comm, &shards[unit]);
        activations.push(units.forward(unit, &weights, &activations[unit]));
        // Here `weights` are dropped.
    }
    activations
}
