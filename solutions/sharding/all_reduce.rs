//! sharding/all_reduce: every rank gets the whole sum.

use super::{all_gather::all_gather, reduce_scatter::reduce_scatter};
use sharding::{Communicator, Number};

/// Every rank calls this with values of its own, as many as the others; in place of them it gets their sum.
pub fn all_reduce<T: Number>(comm: &dyn Communicator, values: &mut [T]) {
    let shard = reduce_scatter(comm, values);
    values.copy_from_slice(&all_gather(comm, &shard));
}
