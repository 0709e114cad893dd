//! The solution of `all_gather` with knobs.

use sharding::{Communicator, Element};

use super::{Input, Whole};
use crate::talk::Ranks;

/// What goes from rank to rank.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Road {
    #[default]
    Ring,
    ReceiveFirst,
    Root,
    RootAlone,
    Direct,
}

/// What a rank sends in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Sent {
    #[default]
    Latest,
    Own,
    Plus,
    ButNothing,
}

/// How the whole is put together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Order {
    #[default]
    Ranks,
    OwnFirst,
    AsArrived,
    Backwards,
    EqualLengths,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) road: Road,
    pub(super) sent: Sent,
    pub(super) order: Order,
    /// More steps than N − 1.
    pub(super) more: i64,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<Whole> {
        input.run(|comm, shard| self.gather(comm, shard), |comm, shard| self.gather(comm, shard))
    }

    fn gather<T: Element + Default>(&self, comm: &dyn Communicator, shard: &[T]) -> Vec<T> {
        let (rank, size) = (comm.rank(), comm.size());
        let mut shards = vec![Vec::new(); size];
        shards[rank] = shard.to_vec();
        match self.road {
            Road::Ring | Road::ReceiveFirst => self.around(comm, &mut shards),
            Road::Root | Road::RootAlone => {
                if rank > 0 {
                    comm.send(0, 0, shard);
                }
                if rank == 0 {
                    for (from, shard) in shards.iter_mut().enumerate().skip(1) {
                        *shard = comm.receive(from, 0);
                    }
                }
                if self.road == Road::RootAlone {
                    return if rank == 0 { shards.concat() } else { shard.to_vec() };
                }
                for (place, shard) in shards.iter_mut().enumerate() {
                    if rank == 0 {
                        (1..size).for_each(|to| comm.send(to, place as u32 + 1, shard));
                    } else {
                        *shard = comm.receive(0, place as u32 + 1);
                    }
                }
            }
            Road::Direct => {
                (0..size).filter(|&to| to != rank).for_each(|to| comm.send(to, 0, shard));
                for from in (0..size).filter(|&from| from != rank) {
                    shards[from] = comm.receive(from, 0);
                }
            }
        }
        match self.order {
            Order::Ranks => shards.concat(),
            Order::OwnFirst => [&shards[rank..], &shards[..rank]].concat().concat(),
            Order::AsArrived => {
                (0..size).flat_map(|step| shards[(rank + size - step) % size].clone()).collect()
            }
            Order::Backwards => shards.iter().rev().flatten().copied().collect(),
            Order::EqualLengths => {
                let mut whole = vec![T::default(); size * shard.len()];
                for (place, values) in shards.iter().enumerate() {
                    whole[place * shard.len()..][..values.len()].copy_from_slice(values);
                }
                whole
            }
        }
    }

    fn around<T: Element>(&self, comm: &dyn Communicator, shards: &mut [Vec<T>]) {
        let (rank, size) = (comm.rank(), comm.size());
        let (next, before) = ((rank + 1) % size, (rank + size - 1) % size);
        for step in 0..(size as i64 - 1 + self.more).max(0) as usize {
            let (sent, received) = match self.sent {
                Sent::Own => (rank, (before + size - step % size) % size),
                Sent::Plus => ((rank + step) % size, (before + step) % size),
                _ => ((rank + size - step % size) % size, (before + size - step % size) % size),
            };
            if self.road == Road::ReceiveFirst {
                shards[received] = comm.receive(before, 0);
            }
            if !(self.sent == Sent::ButNothing && shards[sent].is_empty()) {
                comm.send(next, 0, &shards[sent]);
            }
            if self.road == Road::Ring {
                shards[received] = comm.receive(before, 0);
            }
        }
    }
}
