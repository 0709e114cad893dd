//! What must hold of `reduce_scatter`, whatever the reference says.
//!
//! The laws on bytes go from the coarse to the fine, and each stands back where one before it is broken: so they tell apart what sends too
//! much for different reasons.

use judge::{Broken, Probe, Property};

use super::{Input, Values};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Values>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Values>>> {
    let law = |name, holds| Property { name, holds };
    vec![
        law("a rank sends at most the whole", |input, probe| told(0, input, probe)),
        law("a rank receives at most the whole", |input, probe| told(1, input, probe)),
        law("a rank sends at most N − 1 shards", |input, probe| told(2, input, probe)),
        law("a rank sends to its neighbours only", |input, probe| told(3, input, probe)),
        law("it takes at most N − 1 steps", |input, probe| told(4, input, probe)),
    ]
}

/// What is wrong, if the first law that is broken is the one with this number.
fn told(law: usize, input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    match broken(input, &probe.call(input)?) {
        Some((number, text)) if number == law => Err(Broken::Law(text)),
        _ => Ok(()),
    }
}

/// The first law that is broken, and how.
fn broken(input: &Input, ranks: &Ranks<Values>) -> Option<(usize, String)> {
    let (size, shard) = (input.ranks(), input.longest_shard());
    let sent: Vec<usize> = ranks.traffic.iter().map(|traffic| traffic.sent).collect();
    let received: Vec<usize> = ranks.traffic.iter().map(|traffic| traffic.received).collect();
    for (law, what, bytes, shards) in
        [(0, "send", &sent, size), (1, "receive", &received, size), (2, "send", &sent, size - 1)]
    {
        let most = shards * shard;
        if bytes.iter().any(|&bytes| bytes > most) {
            return Some((
                law,
                format!("ranks {what} {bytes:?} bytes; {shards} shards of {shard} are {most}"),
            ));
        }
    }
    for (rank, traffic) in ranks.traffic.iter().enumerate() {
        let neighbours = [(rank + 1) % size, (rank + size - 1) % size];
        if let Some(peer) = traffic.peers.iter().find(|peer| !neighbours.contains(peer)) {
            return Some((3, format!("rank {rank} sends to rank {peer}; its neighbours are {neighbours:?}")));
        }
    }
    (ranks.steps > size - 1).then(|| (4, crate::summed::chain(ranks.steps, size - 1)))
}
