//! sharding/reduce_scatter: sums go round until every rank has its shard of the whole sum.

use sharding::{Communicator, Number, shard};

/// Every rank calls this with values of its own, as many as the others, and gets its shard of their sum: `shard(n, size, rank)` are the places.
pub fn reduce_scatter<T: Number>(comm: &dyn Communicator, values: &[T]) -> Vec<T> {
    let (rank, size) = (comm.rank(), comm.size());
    let (next, before) = ((rank + 1) % size, (rank + size - 1) % size);
    let own = |of: usize| &values[shard(values.len(), size, of)];
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
