//! sharding/reduce_scatter: sums go round until every rank has its shard of the whole sum.

use sharding::{Communicator, Number, shard};

/// Every rank calls this with n values of its own, and gets its shard of the sum over all ranks: the places `shard(n, size, rank)` of it.
///
/// On a ring a rank talks to its neighbours only, rank + 1 and rank − 1; after the last one comes rank 0. A rank sends at most size − 1 shards of the
/// longest length, and all is done after at most size − 1 steps: a step is a message that is sent after another one was received.
///
/// There are between 1 and 9 ranks, and 0 to 300 values on each, as many on all. size need not divide n, and shards may be empty. Values may
/// be f32, or integers up to 2⁵⁹ in size, so that no sum overflows.
pub fn reduce_scatter<T: Number>(comm: &dyn Communicator, values: &[T]) -> Vec<T> {
    let (rank, size) = (comm.rank(), comm.size());
    let (next, before) = ((rank + 1) % size, (rank + size - 1) % size);
    let own = |of: usize| &values[shard(values.len(), size, of)];
    // The sum of shard r ends at rank r, so it begins at rank r + 1.
    let mut sum = own((rank + size - 1) % size).to_vec();
    for step in 1..size {
        comm.send(next, 0, &sum);
        sum = comm.receive(before, 0);
        for (sum, &value) in sum.iter_mut().zip(own((rank + 2 * size - 1 - step) % size)) {
            *sum = *sum + value;
        }
    }
    sum
}
