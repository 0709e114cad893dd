//! Other roads to the whole sum than a ring whose links are all busy.

use sharding::{Communicator, Number, shard};

/// What goes from rank to rank.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Road {
    #[default]
    Ring,
    /// To rank 0 and back.
    Root,
    /// To rank 0.
    RootAlone,
    /// Pairs add, then pairs of pairs, and back.
    Tree,
    /// Partners at distance 1, 2, 4 and so on swap the whole; ranks beyond a power of two have one to do it for them.
    Doubling,
    /// From rank to rank up to the last one, and back.
    Chain,
    /// All values to everybody.
    Everything,
    /// One shard after the other goes round.
    InTurn,
}

fn add<T: Number>(values: &mut [T], came: Vec<T>) {
    for (value, came) in values.iter_mut().zip(came) {
        *value = *value + came;
    }
}

pub(super) fn reduce<T: Number>(road: Road, comm: &dyn Communicator, values: &mut [T]) {
    let (rank, size) = (comm.rank(), comm.size());
    match road {
        Road::Ring => unreachable!("that is the solution's"),
        Road::Root | Road::RootAlone => {
            if rank > 0 {
                comm.send(0, 0, values);
            } else {
                (1..size).for_each(|from| add(values, comm.receive(from, 0)));
            }
            if road == Road::Root && rank == 0 {
                (1..size).for_each(|to| comm.send(to, 1, values));
            } else if road == Road::Root {
                values.copy_from_slice(&comm.receive(0, 1));
            }
        }
        Road::Tree => {
            let bits: Vec<usize> = (0..).map(|power| 1 << power).take_while(|&bit| bit < size).collect();
            let lowest = |rank: usize| if rank == 0 { size } else { rank & rank.wrapping_neg() };
            for &bit in bits.iter().filter(|&&bit| bit < lowest(rank) && rank + bit < size) {
                add(values, comm.receive(rank + bit, 0));
            }
            if rank > 0 {
                comm.send(rank - lowest(rank), 0, values);
                values.copy_from_slice(&comm.receive(rank - lowest(rank), 1));
            }
            for &bit in bits.iter().rev().filter(|&&bit| bit < lowest(rank) && rank + bit < size) {
                comm.send(rank + bit, 1, values);
            }
        }
        Road::Doubling => {
            let power = 1 << size.ilog2();
            if rank >= power {
                comm.send(rank - power, 0, values);
                values.copy_from_slice(&comm.receive(rank - power, 2));
                return;
            }
            if rank + power < size {
                add(values, comm.receive(rank + power, 0));
            }
            for distance in (0..size.ilog2()).map(|bit| 1 << bit) {
                comm.send(rank ^ distance, 1, values);
                add(values, comm.receive(rank ^ distance, 1));
            }
            if rank + power < size {
                comm.send(rank + power, 2, values);
            }
        }
        Road::Chain => {
            if rank > 0 {
                add(values, comm.receive(rank - 1, 0));
            }
            if rank + 1 < size {
                comm.send(rank + 1, 0, values);
                values.copy_from_slice(&comm.receive(rank + 1, 1));
            }
            if rank > 0 {
                comm.send(rank - 1, 1, values);
            }
        }
        Road::Everything => {
            let own = values.to_vec();
            (0..size).filter(|&to| to != rank).for_each(|to| comm.send(to, 0, &own));
            for step in 1..size {
                add(values, comm.receive((rank + size - step) % size, 0));
            }
        }
        Road::InTurn => {
            let (next, before) = ((rank + 1) % size, (rank + size - 1) % size);
            for turn in 0..size {
                let place = shard(values.len(), size, turn);
                let values = &mut values[place];
                // Of the ranks that the sum passes, the first is turn + 1, and the last one turn.
                let nth = (rank + size - 1 - turn) % size;
                if nth > 0 {
                    add(values, comm.receive(before, 0));
                }
                if nth + 1 < size {
                    comm.send(next, 0, values);
                    values.copy_from_slice(&comm.receive(before, 0));
                }
                if size > 1 && nth + 2 != size {
                    comm.send(next, 0, values);
                }
            }
        }
    }
}
