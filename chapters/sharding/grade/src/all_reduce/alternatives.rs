//! Right answers of other kinds to `all_reduce`.

use judge::Alternative;
use sharding::{AllReduce, Communicator, Number, shard};

pub(super) fn alternatives() -> Vec<Alternative<AllReduce>> {
    vec![
        Alternative {
            name: "each shard to the rank that sums it, and from there to all",
            answer: AllReduce { floats: direct, integers: direct },
        },
        Alternative {
            name: "halves, quarters and so on where N is a power of two; else the ring of the textbooks",
            answer: AllReduce { floats: halving, integers: halving },
        },
    ]
}

fn direct<T: Number>(comm: &dyn Communicator, values: &mut [T]) {
    let (rank, size) = (comm.rank(), comm.size());
    let place = |of: usize| shard(values.len(), size, of);
    (0..size).for_each(|to| comm.send(to, 0, &values[place(to)]));
    let mut sum = vec![T::default(); place(rank).len()];
    for from in 0..size {
        for (sum, value) in sum.iter_mut().zip(comm.receive::<T>(from, 0)) {
            *sum = *sum + value;
        }
    }
    (0..size).for_each(|to| comm.send(to, 1, &sum));
    let whole: Vec<T> = (0..size).flat_map(|from| comm.receive::<T>(from, 1)).collect();
    values.copy_from_slice(&whole);
}

fn halving<T: Number>(comm: &dyn Communicator, values: &mut [T]) {
    let (rank, size) = (comm.rank(), comm.size());
    if !size.is_power_of_two() {
        return textbook(comm, values);
    }
    // Cut where shards begin, so that no part is longer than that many shards.
    let at =
        |shards: usize| if shards == size { values.len() } else { shard(values.len(), size, shards).start };
    let bounds: Vec<usize> = (0..=size).map(at).collect();
    let (mut low, mut high) = (0, size);
    let mut kept = Vec::new();
    while high - low > 1 {
        let middle = low.midpoint(high);
        let half = (high - low) / 2;
        let ([mine, theirs], other) = if rank < middle {
            ([low..middle, middle..high], rank + half)
        } else {
            ([middle..high, low..middle], rank - half)
        };
        comm.send(other, 0, &values[bounds[theirs.start]..bounds[theirs.end]]);
        let came = comm.receive::<T>(other, 0);
        for (value, came) in values[bounds[mine.start]..bounds[mine.end]].iter_mut().zip(came) {
            *value = *value + came;
        }
        kept.push((other, theirs));
        (low, high) = (mine.start, mine.end);
    }
    for (other, theirs) in kept.into_iter().rev() {
        comm.send(other, 1, &values[bounds[low]..bounds[high]]);
        let came = comm.receive::<T>(other, 1);
        values[bounds[theirs.start]..bounds[theirs.end]].copy_from_slice(&came);
        (low, high) = (low.min(theirs.start), high.max(theirs.end));
    }
}

fn textbook<T: Number>(comm: &dyn Communicator, values: &mut [T]) {
    let (rank, size) = (comm.rank(), comm.size());
    let length = values.len();
    let place = |of: usize| shard(length, size, of % size);
    let [places, next, before] = [2 * size, (rank + 1) % size, (rank + size - 1) % size];
    for step in 0..2 * (size - 1) {
        let sent = rank + places - step + usize::from(step >= size - 1);
        let sent = if step < size - 1 { sent } else { sent + size - 1 };
        comm.send(next, step as u32, &values[place(sent)]);
        let came = comm.receive::<T>(before, step as u32);
        for (value, came) in values[place(sent + size - 1)].iter_mut().zip(came) {
            *value = if step < size - 1 { *value + came } else { came };
        }
    }
}
