//! sharding/all_gather: shards go round until every rank has the whole.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/all_gather
//! Stuck?     cargo run -- hint sharding/all_gather

use sharding::{Communicator, Element};

/// Every rank calls this with its own shard, and gets the whole: the shards of all ranks, in the order of the ranks.
///
/// On a ring a rank talks to its neighbours only, rank + 1 and rank − 1; after the last one comes rank 0. It sends at most the whole less one
/// shard: whoever collects all at one rank sends more.
///
/// There are between 1 and 9 ranks, and shards of 0 to 300 values, not all of one length. Values may be of any type that travels.
pub fn all_gather<T: Element>(comm: &dyn Communicator, shard: &[T]) -> Vec<T> {
    todo!("write `all_gather`")
}
