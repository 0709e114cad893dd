//! sharding/all_reduce: every rank gets the whole sum.

use super::{all_gather::all_gather, reduce_scatter::reduce_scatter};
use sharding::{Communicator, Number};

/// Every rank calls this with n values of its own; in place of them it gets the sum over all ranks, the same bits on all ranks.
///
/// A rank sends at most 2 (size − 1) shards of ⌈n/size⌉ values, and all is done after at most 2 (size − 1) steps: a step is a message that is sent
/// after another one was received. Whom a rank talks to is up to you.
///
/// There are between 1 and 9 ranks, and 0 to 300 values on each, as many on all. size need not divide n, and there may be fewer values than ranks.
/// Values may be f32, or integers up to 2⁵⁹ in size, so that no sum overflows.
pub fn all_reduce<T: Number>(comm: &dyn Communicator, values: &mut [T]) {
    let shard = reduce_scatter(comm, values);
    values.copy_from_slice(&all_gather(comm, &shard));
}
