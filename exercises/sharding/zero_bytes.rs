//! sharding/zero_bytes: what a rank holds of the states of training, and what ranks send, by what they share out.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/zero_bytes
//! Stuck?     cargo run -- hint sharding/zero_bytes

use sharding::Zero;

/// The bytes that a rank holds between steps: weights, gradients, and the optimizer's states.
///
/// `units` are the numbers of weights of the network's units; each unit is shared out by itself, as evenly as it goes, and the rank is that
/// with the most. A weight has 2 bytes, its gradient 2, and the optimizer 12 for it. There is at least one rank, and up to 2¹⁴; there may be no
/// units, units without weights, and more ranks than weights. There are up to 2⁴⁰ weights in all.
pub fn held(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    todo!("write `held`")
}

/// The bytes that it holds at the most during a step: what it holds between steps, and gathered weights beside its shards, 2 bytes each.
///
/// With `reshard` one unit is gathered at a time, without it all are in the end. Activations do not count, nor do gradients before they are
/// reduced.
pub fn peak(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    todo!("write `peak`")
}

/// How many elements all ranks together send in one step, on rings.
///
/// A reduce-scatter of n elements sends n (N − 1), an all-gather too, an all-reduce 2 n (N − 1).
pub fn sent(zero: Zero, units: &[u64], ranks: u64) -> u64 {
    todo!("write `sent`")
}
