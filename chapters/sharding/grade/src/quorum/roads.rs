//! What a bent `quorum` adds up with.

use sharding::collectives::all_reduce;
use sharding::{Communicator, Kind};

/// By which way values of the members become a sum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Road {
    #[default]
    Ring,
    /// A ring over all ranks.
    World,
    /// A ring of as many as there are members, whose neighbours are those among all ranks.
    Neighbours,
    /// All to all members, each adding in the order of the members.
    Direct,
    /// All to all members, each beginning with its own.
    OwnOrder,
    /// To the first member, and back.
    Root,
    /// Not at all.
    Nothing,
}

/// The members, numbered without gaps.
pub(super) struct Group<'a> {
    pub(super) comm: &'a dyn Communicator,
    pub(super) members: &'a [usize],
}

impl Communicator for Group<'_> {
    fn rank(&self) -> usize {
        self.members.iter().position(|&member| member == self.comm.rank()).expect("a member")
    }

    fn size(&self) -> usize {
        self.members.len()
    }

    fn barrier(&self) {
        unreachable!("no road has one")
    }

    fn post(&self, to: usize, tag: u32, kind: Kind, bytes: Vec<u8>) {
        self.comm.post(self.members[to], tag, kind, bytes);
    }

    fn take(&self, from: usize, tag: u32, kind: Kind) -> Vec<u8> {
        self.comm.take(self.members[from], tag, kind)
    }
}

impl Road {
    /// The sum over the members.
    pub(super) fn sum(self, group: &Group<'_>, values: &mut [f64]) {
        let comm: &dyn Communicator = group;
        let (rank, size) = (group.rank(), group.size());
        let add = |sums: &mut [f64], others: Vec<f64>| {
            sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += other);
        };
        match self {
            Road::Ring => all_reduce(comm, values),
            Road::Neighbours if size == 1 => (),
            Road::World | Road::Neighbours => all_reduce(group.comm, values),
            Road::Direct | Road::OwnOrder => {
                let others = (1..size).map(|step| (rank + step) % size);
                others.clone().for_each(|to| comm.send(to, 5, values));
                let mut all: Vec<(usize, Vec<f64>)> = vec![(rank, values.to_vec())];
                all.extend(others.map(|from| (from, comm.receive(from, 5))));
                if self == Road::Direct {
                    all.sort_by_key(|(from, _)| *from);
                }
                values.fill(0.0);
                all.into_iter().for_each(|(_, other)| add(values, other));
            }
            Road::Root => {
                if rank > 0 {
                    comm.send(0, 6, values);
                    values.copy_from_slice(&comm.receive::<f64>(0, 7));
                } else {
                    (1..size).for_each(|from| add(values, comm.receive(from, 6)));
                    (1..size).for_each(|to| comm.send(to, 7, values));
                }
            }
            Road::Nothing => (),
        }
    }
}
