//! sharding/quorum: a step of those who are there, and what one that comes back has missed.

use sharding::{Communicator, Kind, Quorum, Replica, collectives::all_reduce};

/// From whom each of the members heals: a rank for one that is behind, `None` for one that is current.
///
/// Those who have committed the most steps are current. The first member that is behind heals from the first that is
/// current, the second from the second, and after the last of them it is the first's turn again.
///
/// There are 1 to 9 members with any numbers in ascending order, and any number of them may be behind, all but one.
pub fn sources(quorum: &Quorum) -> Vec<Option<usize>> {
    let is_current = |place: &usize| quorum.steps.get(*place) == quorum.steps.iter().max();
    let places = 0..quorum.members.len();
    let mut current = places.clone().filter(is_current).map(|place| quorum.members[place]).cycle();
    places.map(|place| if is_current(&place) { None } else { current.next() }).collect()
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
    let group = Group { comm, members: &quorum.members };
    let sources = sources(quorum);
    for (&member, source) in quorum.members.iter().zip(&sources) {
        if *source == Some(comm.rank()) {
            comm.send(member, 1, &[replica.steps]);
            comm.send(member, 1, &[&replica.weights[..], &replica.momentum].concat());
        }
    }
    let own = sources[group.rank()];
    if let Some(source) = own {
        replica.steps = comm.receive(source, 1)[0];
        let healthy = comm.receive::<f64>(source, 1);
        let (weights, momentum) = healthy.split_at(replica.weights.len());
        replica.weights.copy_from_slice(weights);
        replica.momentum.copy_from_slice(momentum);
    }
    // Whoever has nothing to add adds zeros: the others wait for it.
    let mut sum = vec![0.0; replica.weights.len() + 1];
    match gradient {
        Some(gradient) if own.is_none() => sum[..gradient.len()].copy_from_slice(gradient),
        None if own.is_none() => sum[replica.weights.len()] = 1.0,
        _ => (),
    }
    all_reduce(&group, &mut sum);
    let commits = sum.pop() == Some(0.0);
    if commits {
        let count = sources.iter().filter(|source| source.is_none()).count() as f64;
        let mean: Vec<f64> = sum.iter().map(|x| x / count).collect();
        replica.update(&mean);
    }
    commits
}

/// The members, numbered from 0 without gaps: a ring over them is a ring again.
struct Group<'a> {
    comm: &'a dyn Communicator,
    members: &'a [usize],
}

impl Communicator for Group<'_> {
    fn rank(&self) -> usize {
        self.members.iter().position(|&member| member == self.comm.rank()).expect("only members call this")
    }
    fn size(&self) -> usize {
        self.members.len()
    }
    fn barrier(&self) {
        // It has its sum when it has heard of all.
        all_reduce(self, &mut [0.0_f64]);
    }
    fn post(&self, to: usize, tag: u32, kind: Kind, bytes: Vec<u8>) {
        self.comm.post(self.members[to], tag, kind, bytes);
    }
    fn take(&self, from: usize, tag: u32, kind: Kind) -> Vec<u8> {
        self.comm.take(self.members[from], tag, kind)
    }
}
