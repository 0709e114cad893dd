//! The solution of `reduce_scatter` with knobs.

use std::ops::Range;

use sharding::{Communicator, Number, shard};

use super::{Input, Values};
use crate::talk::Ranks;

/// What goes from rank to rank.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Road {
    #[default]
    Ring,
    ReceiveFirst,
    /// Messages to the rank before, with the indices of a ring that goes to the next.
    OtherWay,
    /// One shard after the other goes round.
    InTurn,
    /// All values to rank 0, and the shards of the sum from there.
    Root,
    /// The same, and rank 0 keeps the sum.
    RootAlone,
    /// All values to everybody.
    Everything,
    /// Each shard to the rank that it belongs to.
    Direct,
    /// Nothing.
    Nowhere,
}

/// Which shard is added in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Index {
    #[default]
    Minus,
    Plus,
    Own,
    /// After the first, the one after the right one.
    OneOff,
}

/// What becomes of a sum that comes in.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Added {
    #[default]
    Sum,
    /// What has come in is handed on as it is.
    Nothing,
    /// Own values alone are handed on.
    OwnSent,
}

/// The places of shards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Parts {
    #[default]
    Shard,
    /// ⌈n/N⌉ each, and the last ones what is left.
    Ceil,
    /// ⌊n/N⌋ each.
    Floor,
    /// ⌊n/N⌋ each, and the last one the rest.
    RestLast,
    /// ⌈n/N⌉ each, from r ⌊n/N⌋ on.
    Overlap,
}

/// Whether sums are divided by N.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Mean {
    #[default]
    Not,
    Once,
    EachHop,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) road: Road,
    pub(super) index: Index,
    pub(super) added: Added,
    pub(super) parts: Parts,
    pub(super) mean: Mean,
    /// The rank owns the shard of so many ranks after it.
    pub(super) owner: usize,
    /// More steps than N − 1.
    pub(super) more: i64,
    /// A last step in which what comes is not looked at.
    pub(super) idle: bool,
    /// An empty sum is not sent.
    pub(super) but_nothing: bool,
    /// The whole sum is given.
    pub(super) whole: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<Values> {
        input.run(|comm, values| self.scatter(comm, values), |comm, values| self.scatter(comm, values))
    }

    fn part(&self, length: usize, size: usize, rank: usize) -> Range<usize> {
        let (floor, ceil) = (length / size, length.div_ceil(size));
        match self.parts {
            Parts::Shard => shard(length, size, rank),
            Parts::Ceil => (rank * ceil).min(length)..((rank + 1) * ceil).min(length),
            Parts::Floor => rank * floor..(rank + 1) * floor,
            Parts::RestLast => rank * floor..if rank + 1 == size { length } else { (rank + 1) * floor },
            Parts::Overlap => rank * floor..(rank * floor + ceil).min(length),
        }
    }

    fn scatter<T: Number>(&self, comm: &dyn Communicator, values: &[T]) -> Vec<T> {
        let (rank, size) = (comm.rank(), comm.size());
        let place = |of: usize| self.part(values.len(), size, of % size);
        let count = T::from(size as u8);
        let mut sum = match self.road {
            Road::Ring | Road::ReceiveFirst | Road::OtherWay => self.around(comm, &|of| &values[place(of)]),
            Road::InTurn => in_turn(comm, &|of| &values[place(of)]),
            Road::Root | Road::RootAlone => {
                comm.send(0, 0, values);
                if rank == 0 {
                    let sum: Vec<T> = total(comm, 0);
                    let to = |to: usize| if self.road == Road::Root { place(to) } else { place(0) };
                    (0..size).for_each(|rank| comm.send(rank, 1, &sum[to(rank)]));
                }
                let sum = comm.receive(0, 1);
                if self.road == Road::Root || rank == 0 { sum } else { values[place(rank)].to_vec() }
            }
            Road::Everything => {
                (0..size).for_each(|to| comm.send(to, 0, values));
                let sum: Vec<T> = total(comm, 0);
                if self.whole { sum } else { sum[place(rank)].to_vec() }
            }
            Road::Direct => {
                (0..size).for_each(|to| comm.send(to, 0, &values[place(to)]));
                total(comm, 0)
            }
            Road::Nowhere => values[place(rank)].to_vec(),
        };
        if self.mean == Mean::Once {
            sum.iter_mut().for_each(|sum| *sum = *sum / count);
        }
        sum
    }

    fn around<'a, T: Number>(&self, comm: &dyn Communicator, own: &dyn Fn(usize) -> &'a [T]) -> Vec<T> {
        let (rank, size) = (comm.rank(), comm.size());
        let (mut next, mut before) = ((rank + 1) % size, (rank + size - 1) % size);
        if self.road == Road::OtherWay {
            (next, before) = (before, next);
        }
        let index = |step: usize| match self.index {
            Index::Minus => rank + 2 * size - 1 + self.owner - step,
            Index::Plus => rank + 1 + step,
            Index::Own => rank,
            Index::OneOff => rank + 2 * size - step.max(1),
        };
        let mut sum = own(index(0)).to_vec();
        for step in 1..=(size as i64 - 1 + self.more).max(0) as usize {
            let sent = if self.added == Added::OwnSent { own(index(step - 1)).to_vec() } else { sum };
            let send = || {
                if !(self.but_nothing && sent.is_empty()) {
                    comm.send(next, 0, &sent);
                }
            };
            if self.road == Road::ReceiveFirst {
                sum = comm.receive(before, 0);
                send();
            } else {
                send();
                sum = comm.receive(before, 0);
            }
            if self.added != Added::Nothing {
                for (sum, &value) in sum.iter_mut().zip(own(index(step))) {
                    *sum = *sum + value;
                    if self.mean == Mean::EachHop {
                        *sum = *sum / T::from(size as u8);
                    }
                }
            }
        }
        if self.idle {
            comm.send(next, 0, &sum);
            let _ = comm.receive::<T>(before, 0);
        }
        sum
    }
}

/// What comes from all ranks, added.
fn total<T: Number>(comm: &dyn Communicator, tag: u32) -> Vec<T> {
    let mut sum = comm.receive::<T>(0, tag);
    for from in 1..comm.size() {
        for (sum, value) in sum.iter_mut().zip(comm.receive::<T>(from, tag)) {
            *sum = *sum + value;
        }
    }
    sum
}

/// The sum of one shard goes round, then that of the next.
fn in_turn<'a, T: Number>(comm: &dyn Communicator, own: &dyn Fn(usize) -> &'a [T]) -> Vec<T> {
    let (rank, size) = (comm.rank(), comm.size());
    let mut result = Vec::new();
    for shard in 0..size {
        let mut sum = own(shard).to_vec();
        if rank != (shard + 1) % size {
            for (sum, value) in sum.iter_mut().zip(comm.receive::<T>((rank + size - 1) % size, 0)) {
                *sum = value + *sum;
            }
        }
        if rank == shard {
            result = sum;
        } else {
            comm.send((rank + 1) % size, 0, &sum);
        }
    }
    result
}
