//! sharding/quorum: a step of those who are there, and what one that comes back has missed.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/quorum
//! Stuck?     cargo run -- hint sharding/quorum

use sharding::{Communicator, Kind, Quorum, Replica, collectives::all_reduce};

/// From whom each of the members heals: a rank for one that is behind, `None` for one that is current.
///
/// Those who have committed the most steps are current. The first member that is behind heals from the first that is
/// current, the second from the second, and after the last of them it is the first's turn again.
///
/// There are 1 to 9 members with any numbers in ascending order, and any number of them may be behind, all but one.
pub fn sources(quorum: &Quorum) -> Vec<Option<usize>> {
    todo!("write `sources`")
}

/// One step of training. Only the members of the quorum call this, with what they have of the model, and with a gradient that each has
/// computed from its weights as they are now, or `None` where that went wrong. Who is no member sends nothing and receives nothing, so it
/// must not be sent anything, nor waited for, and `comm.barrier()` would never end.
///
/// - A member that is behind gets weights, momentum and number of steps from one that is current. Its gradient belongs to old weights and
///   does not count: it may be anything, also NaN or missing.
/// - If all members that are current have a gradient, all members, healed ones too, commit the step with the mean of these gradients (`update`),
///   and `true` is returned.
/// - If one of them has none, no member commits the step: weights and momentum stay, on all members those of one that was current, and `false` is returned.
///
/// After the step all members have the same bits. No member sends its weights and momentum more often than it must if those who heal are
/// shared out evenly, and apart from that none sends more than twice the gradient and 30 numbers.
///
/// There are 1 to 5 ranks and 1 to 300 weights. A rank may be away in any steps, also rank 0; it may come back with what it had when it left, or
/// as a new process that has not committed any step. If no step was committed meanwhile, it is still current. In each step there is a
/// member that was there when the last step was committed. Gradients that count are finite.
pub fn step(
    comm: &dyn Communicator,
    quorum: &Quorum,
    replica: &mut Replica,
    gradient: Option<&[f64]>,
) -> bool {
    todo!("write `step`")
}
