//! Right answers of other kinds to `all_gather`.

use judge::Alternative;
use sharding::{AllGather, Communicator, Element};

pub(super) fn alternatives() -> Vec<Alternative<AllGather>> {
    vec![
        Alternative {
            name: "hands on what came last, the other way round",
            answer: AllGather { floats: other_way, integers: other_way },
        },
        Alternative {
            name: "a tag for each shard, neighbours in turn",
            answer: AllGather { floats: tagged, integers: tagged },
        },
    ]
}

fn other_way<T: Element>(comm: &dyn Communicator, shard: &[T]) -> Vec<T> {
    let (rank, size) = (comm.rank(), comm.size());
    let mut arrived = vec![shard.to_vec()];
    for _ in 1..size {
        comm.send((rank + size - 1) % size, 3, arrived.last().expect("the own one"));
        arrived.push(comm.receive((rank + 1) % size, 3));
    }
    arrived.rotate_right(rank);
    arrived.concat()
}

fn tagged<T: Element>(comm: &dyn Communicator, shard: &[T]) -> Vec<T> {
    let (rank, size) = (comm.rank(), comm.size());
    let mut shards: Vec<Option<Vec<T>>> = vec![None; size];
    shards[rank] = Some(shard.to_vec());
    let mut at = rank;
    while shards.iter().any(Option::is_none) {
        let shard = shards[at].as_ref().expect("it has come");
        comm.send((rank + 1) % size, at as u32, shard);
        at = (at + size - 1) % size;
        shards[at] = Some(comm.receive((rank + size - 1) % size, at as u32));
    }
    shards.into_iter().flatten().flatten().collect()
}
