//! Right answers of other kinds to `quorum`.

use judge::Alternative;
use sharding::{Communicator, FaultTolerant, Quorum, Replica, shard};

pub(super) fn alternatives() -> Vec<Alternative<FaultTolerant>> {
    vec![
        Alternative {
            name: "pieces to owners, votes first",
            answer: FaultTolerant { sources: counted, step: owners },
        },
        Alternative {
            name: "heals after the step, no group",
            answer: FaultTolerant { sources: split, step: afterwards },
        },
    ]
}

fn counted(quorum: &Quorum) -> Vec<Option<usize>> {
    let most = *quorum.steps.iter().max().expect("a member");
    let current: Vec<usize> =
        (0..quorum.members.len()).filter(|&i| quorum.steps[i] == most).map(|i| quorum.members[i]).collect();
    let mut behind = 0;
    let mut all = vec![];
    for &steps in &quorum.steps {
        if steps < most {
            all.push(Some(current[behind % current.len()]));
            behind += 1;
        } else {
            all.push(None);
        }
    }
    all
}

fn split(quorum: &Quorum) -> Vec<Option<usize>> {
    let most = quorum.steps.iter().fold(0, |a, &b| a.max(b));
    let pairs: Vec<(usize, u64)> = quorum.members.iter().copied().zip(quorum.steps.iter().copied()).collect();
    let (current, behind): (Vec<(usize, u64)>, Vec<(usize, u64)>) =
        pairs.iter().partition(|pair| pair.1 == most);
    let source = |member: usize| {
        let turn = behind.iter().position(|pair| pair.0 == member)?;
        Some(current[turn % current.len()].0)
    };
    quorum.members.iter().map(|&member| source(member)).collect()
}

/// Everybody says first whether its gradient is there, so a step that fails costs one number.
fn owners(comm: &dyn Communicator, quorum: &Quorum, replica: &mut Replica, gradient: Option<&[f64]>) -> bool {
    let (me, members) = (comm.rank(), &quorum.members);
    let own = members.iter().position(|&member| member == me).expect("a member");
    let sources = counted(quorum);
    for (i, source) in sources.iter().enumerate() {
        if *source == Some(me) {
            comm.send(members[i], 11, &replica.weights);
            comm.send(members[i], 12, &replica.momentum);
        }
    }
    let is_behind = sources[own].is_some();
    if let Some(source) = sources[own] {
        replica.weights = comm.receive(source, 11);
        replica.momentum = comm.receive(source, 12);
        replica.steps = *quorum.steps.iter().max().expect("a member");
    }
    members.iter().for_each(|&to| comm.send(to, 13, &[u8::from(gradient.is_some() || is_behind)]));
    let votes: Vec<u8> = members.iter().map(|&from| comm.receive::<u8>(from, 13)[0]).collect();
    if votes.contains(&0) {
        return false;
    }
    let place = |of: usize| shard(replica.weights.len(), members.len(), of);
    if !is_behind {
        let gradient = gradient.expect("all have voted for it");
        (0..members.len()).for_each(|i| comm.send(members[i], 14, &gradient[place(i)]));
    }
    let count = sources.iter().filter(|source| source.is_none()).count() as f64;
    let mut mean = vec![0.0; place(own).len()];
    for (i, _) in sources.iter().enumerate().filter(|(_, source)| source.is_none()) {
        mean.iter_mut().zip(comm.receive::<f64>(members[i], 14)).for_each(|(sum, g)| *sum += g / count);
    }
    members.iter().for_each(|&to| comm.send(to, 15, &mean));
    let whole: Vec<f64> = members.iter().flat_map(|&from| comm.receive::<f64>(from, 15)).collect();
    replica.update(&whole);
    true
}

/// Those who are behind are given what the others have when the step is done.
fn afterwards(
    comm: &dyn Communicator,
    quorum: &Quorum,
    replica: &mut Replica,
    gradient: Option<&[f64]>,
) -> bool {
    let members = &quorum.members;
    let own = members.iter().position(|&member| member == comm.rank()).expect("a member");
    let sources = split(quorum);
    let counts: Vec<usize> = (0..members.len()).filter(|&i| sources[i].is_none()).collect();
    let length = replica.weights.len();
    let mut committed = true;
    if sources[own].is_none() {
        // A line of those who are current: sums to the last, and the mean back, in pieces.
        let at = counts.iter().position(|&i| i == own).expect("current");
        let mut values = vec![0.0; length + 1];
        match gradient {
            Some(gradient) => values[..length].copy_from_slice(gradient),
            None => values[length] = 1.0,
        }
        if at > 0 {
            let before: Vec<f64> = comm.receive(members[counts[at - 1]], 21);
            values.iter_mut().zip(before).for_each(|(x, b)| *x += b);
        }
        if at + 1 < counts.len() {
            comm.send(members[counts[at + 1]], 21, &values);
            values = comm.receive(members[counts[at + 1]], 22);
        }
        if at > 0 {
            comm.send(members[counts[at - 1]], 22, &values);
        }
        committed = values.pop() == Some(0.0);
        if committed {
            let mean: Vec<f64> = values.iter().map(|x| x / counts.len() as f64).collect();
            replica.update(&mean);
        }
    }
    for (i, source) in sources.iter().enumerate().filter(|(_, source)| **source == Some(comm.rank())) {
        let _ = source;
        comm.send(members[i], 23, &[f64::from(u8::from(committed)), replica.steps as f64]);
        comm.send(members[i], 24, &replica.weights);
        comm.send(members[i], 24, &replica.momentum);
    }
    if let Some(source) = sources[own] {
        let told: Vec<f64> = comm.receive(source, 23);
        committed = told[0] == 1.0;
        replica.steps = told[1] as u64;
        replica.weights = comm.receive(source, 24);
        replica.momentum = comm.receive(source, 24);
    }
    committed
}
