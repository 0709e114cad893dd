//! Right answers of other kinds to `reduce_scatter`.

use judge::Alternative;
use sharding::{Communicator, Number, ReduceScatter, shard};

pub(super) fn alternatives() -> Vec<Alternative<ReduceScatter>> {
    vec![
        Alternative {
            name: "a buffer of all values, the other way round",
            answer: ReduceScatter { floats: buffer, integers: buffer },
        },
        Alternative {
            name: "padded to shards of one length, a tag for each step",
            answer: ReduceScatter { floats: padded, integers: padded },
        },
    ]
}

fn buffer<T: Number>(comm: &dyn Communicator, values: &[T]) -> Vec<T> {
    let (rank, size) = (comm.rank(), comm.size());
    let mut buffer = values.to_vec();
    for step in 1..size {
        let of = |rank: usize| shard(values.len(), size, rank % size);
        comm.send((rank + size - 1) % size, 5, &buffer[of(rank + step)]);
        let sum = comm.receive::<T>((rank + 1) % size, 5);
        for (mine, came) in buffer[of(rank + step + 1)].iter_mut().zip(sum) {
            *mine = came + *mine;
        }
    }
    buffer[shard(values.len(), size, rank)].to_vec()
}

fn padded<T: Number>(comm: &dyn Communicator, values: &[T]) -> Vec<T> {
    let (rank, size) = (comm.rank(), comm.size());
    let longest = values.len().div_ceil(size);
    let row = |of: usize| {
        let mut row = values[shard(values.len(), size, of % size)].to_vec();
        row.resize(longest, T::default());
        row
    };
    let mut sum = row(rank + size - 1);
    for left in (0..size - 1).rev() {
        comm.send((rank + 1) % size, left as u32, &sum);
        let came = comm.receive::<T>((rank + size - 1) % size, left as u32);
        sum = row(rank + left).into_iter().zip(came).map(|(own, came)| own + came).collect();
    }
    sum.truncate(shard(values.len(), size, rank).len());
    sum
}
