//! The solution of `all_reduce` with knobs: one ring on the values in place.

use std::ops::Range;

use sharding::{Communicator, Number, shard};

use super::roads::{self, Road};
use super::{Input, Values};
use crate::talk::Ranks;

/// What is wrong with one of the two halves.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Half {
    #[default]
    Right,
    /// It does not take place.
    Missing,
    OneStepTooFew,
    /// Every step sends the same shard.
    SameShard,
    /// Shards are counted up.
    CountsUp,
    /// What is sent are the values as they were given.
    AsGiven,
    /// What comes in is added where it should overwrite, or the other way round.
    Swapped,
}

/// The places of shards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Parts {
    #[default]
    Shard,
    /// ⌊n/N⌋ each.
    Floor,
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
    pub(super) reduce: Half,
    pub(super) gather: Half,
    pub(super) parts: Parts,
    pub(super) mean: Mean,
    /// The rank sums the shard of so many ranks after it.
    pub(super) owner: usize,
    /// The gathering begins so many shards after the one that is summed.
    pub(super) ahead: usize,
    /// Another way to sum nothing.
    pub(super) too_few: bool,
    /// Sums are formed in a copy.
    pub(super) apart: bool,
    pub(super) receive_first: bool,
    /// One step more in each half.
    pub(super) idle: bool,
    /// An empty message is not sent.
    pub(super) but_nothing: bool,
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Ranks<Values> {
        input.run(|comm, values| self.reduce(comm, values), |comm, values| self.reduce(comm, values))
    }

    fn part(&self, length: usize, size: usize, rank: usize) -> Range<usize> {
        let (floor, ceil) = (length / size, length.div_ceil(size));
        match self.parts {
            Parts::Shard => shard(length, size, rank % size),
            Parts::Floor => (rank % size) * floor..(rank % size + 1) * floor,
            Parts::Overlap => {
                let start = (rank % size) * floor;
                start..(start + ceil).min(length)
            }
        }
    }

    fn reduce<T: Number>(&self, comm: &dyn Communicator, values: &[T]) -> Vec<T> {
        let (rank, size) = (comm.rank(), comm.size());
        let mut sums = values.to_vec();
        if self.road != Road::Ring {
            roads::reduce(self.road, comm, &mut sums);
            return sums;
        }
        let own = rank + self.owner;
        let too_few = self.too_few && self.reduce == Half::Swapped;
        let half = if too_few { Half::OneStepTooFew } else { self.reduce };
        self.around(comm, &mut sums, values, (half, own + size - 1, half != Half::Swapped));
        if self.apart {
            let mut whole = values.to_vec();
            let place = self.part(values.len(), size, own);
            whole[place.clone()].copy_from_slice(&sums[place]);
            sums = whole;
        }
        let add = self.gather == Half::Swapped;
        self.around(comm, &mut sums, values, (self.gather, own + size + self.ahead, add));
        if self.mean == Mean::Once {
            sums.iter_mut().for_each(|sum| *sum = *sum / T::from(size as u8));
        }
        sums
    }

    /// One half: which shard it begins with, and whether what comes in is added.
    fn around<T: Number>(
        &self,
        comm: &dyn Communicator,
        sums: &mut [T],
        given: &[T],
        (half, start, add): (Half, usize, bool),
    ) {
        let (rank, size) = (comm.rank(), comm.size());
        let place = |of: usize| self.part(given.len(), size, of);
        let (next, before) = ((rank + 1) % size, (rank + size - 1) % size);
        let steps = match half {
            Half::Missing => 0,
            Half::OneStepTooFew => size.max(2) - 2,
            _ => size - 1 + usize::from(self.idle && size > 1),
        };
        for step in 0..steps {
            let sent = match half {
                Half::SameShard => start,
                Half::CountsUp => start + step,
                _ => start + size - step,
            };
            let send = |sums: &[T]| {
                let source = if half == Half::AsGiven { given } else { sums };
                if !(self.but_nothing && place(sent).is_empty()) {
                    comm.send(next, 0, &source[place(sent)]);
                }
            };
            let came = if self.receive_first {
                let came = comm.receive::<T>(before, 0);
                send(sums);
                came
            } else {
                send(sums);
                comm.receive::<T>(before, 0)
            };
            for (sum, came) in sums[place(sent + size - 1)].iter_mut().zip(came) {
                *sum = if add { *sum + came } else { came };
                if add && self.mean == Mean::EachHop {
                    *sum = *sum / T::from(size as u8);
                }
            }
        }
    }
}
