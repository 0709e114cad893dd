//! sharding/zero_bytes: what a rank holds of the states of training, and what ranks send, by what they share out.

use sharding::Zero;

/// Bytes of a weight and of its gradient (bf16), and of what the optimizer has of it: a copy, and two means (f32).
const WEIGHT: u64 = 2;
const GRADIENT: u64 = 2;
const OPTIMIZER: u64 = 12;

/// The weights that a rank has of a network whose units are shared out one by one: of the rank that has the most.
fn shards(units: &[u64], ranks: u64) -> u64 {
    units.iter().map(|unit| unit.div_ceil(ranks)).sum()
}

/// The bytes that a rank holds between steps: weights, gradients, and the optimizer's states.
///
/// `units` are the numbers of weights of the network's units; each unit is shared out by itself, as evenly as it goes, and the rank is that
/// with the most. A weight has 2 bytes, its gradient 2, and the optimizer 12 for it. There is at least one rank, and up to 2¹⁴; there may be no
/// units, units without weights, and more ranks than weights. There are up to 2⁴⁰ weights in all.
pub fn held(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let (whole, shard) = (units.iter().sum::<u64>(), shards(units, ranks));
    match zero {
        Zero::Nothing => whole * (WEIGHT + GRADIENT + OPTIMIZER),
        Zero::Optimizer => whole * (WEIGHT + GRADIENT) + shard * OPTIMIZER,
        Zero::Gradients => whole * WEIGHT + shard * (GRADIENT + OPTIMIZER),
        Zero::Weights { .. } => shard * (WEIGHT + GRADIENT + OPTIMIZER),
    }
}

/// The bytes that it holds at the most during a step: what it holds between steps, and gathered weights beside its shards, 2 bytes each.
///
/// With `reshard` one unit is gathered at a time, without it all are in the end. Activations do not count, nor do gradients before they are
/// reduced.
pub fn peak(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let gathered = match zero {
        Zero::Weights { reshard: true } => units.iter().copied().max().unwrap_or(0),
        Zero::Weights { reshard: false } => units.iter().sum(),
        _ => 0,
    };
    held(zero, units, ranks) + WEIGHT * gathered
}

/// How many elements all ranks together send in one step, on rings.
///
/// A reduce-scatter of n elements sends n (N − 1), an all-gather too, an all-reduce 2 n (N − 1).
pub fn sent(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    let rounds = match zero {
        // Weights for forward, again for backward, and gradients.
        Zero::Weights { reshard: true } => 3,
        // Gradients are reduced and scattered; then they are gathered, or weights are.
        _ => 2,
    };
    rounds * units.iter().sum::<u64>() * (ranks - 1)
}
