//! By which way ranks sum up what they have: the right one, and those that cost too much or let ranks drift apart.

use sharding::Communicator;
use sharding::collectives::all_reduce;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Road {
    #[default]
    Ring,
    /// Each sends all to each.
    Direct,
    /// The same, and each adds up beginning with itself.
    OwnOrder,
    /// All send to rank 0, which sends the sum to all.
    Root,
    /// Nobody sends anything.
    Alone,
}

impl Road {
    pub(crate) fn sum(self, comm: &dyn Communicator, values: &mut [f64]) {
        let (rank, size) = (comm.rank(), comm.size());
        let add = |sums: &mut [f64], others: Vec<f64>| {
            sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += other);
        };
        match self {
            Road::Ring => all_reduce(comm, values),
            Road::Alone => (),
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
            Road::Root if rank > 0 => {
                comm.send(0, 6, values);
                values.copy_from_slice(&comm.receive::<f64>(0, 7));
            }
            Road::Root => {
                (1..size).for_each(|from| add(values, comm.receive(from, 6)));
                (1..size).for_each(|to| comm.send(to, 7, values));
            }
        }
    }
}
