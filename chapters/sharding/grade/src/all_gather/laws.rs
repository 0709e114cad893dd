//! What must hold of `all_gather`, whatever the reference says.
//!
//! The laws on bytes go from the coarse to the fine, and each stands back where one before it is broken: so they tell apart what sends too
//! much for different reasons.

use judge::{Broken, Probe, Property};

use super::{Input, Whole};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Whole>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Whole>>> {
    let law = |name, holds| Property { name, holds };
    vec![
        law("a rank sends at most N shards", |input, probe| told(0, input, probe)),
        law("a rank sends at most N − 1 shards", |input, probe| told(1, input, probe)),
        law("a rank sends to its neighbours only", |input, probe| told(2, input, probe)),
        law("it takes at most N − 1 steps", |input, probe| told(3, input, probe)),
        law("values keep their bits", |input, probe| told(4, input, probe)),
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
fn broken(input: &Input, ranks: &Ranks<Whole>) -> Option<(usize, String)> {
    let (sizes, bytes) = input.sizes();
    let (size, shard) = (sizes.len(), bytes * sizes.iter().copied().max().unwrap_or(0));
    let sent: Vec<usize> = ranks.traffic.iter().map(|traffic| traffic.sent).collect();
    for (law, shards) in [(0, size), (1, size - 1)] {
        let most = shards * shard;
        if sent.iter().any(|&sent| sent > most) {
            return Some((
                law,
                format!("ranks send {sent:?} bytes; {shards} shards of at most {shard} are {most}"),
            ));
        }
    }
    if let Input::Floats(shards) = input {
        let whole: Vec<u32> = shards.concat().iter().map(|x| x.to_bits()).collect();
        for result in &ranks.results {
            let Whole::Floats(values) = result else { continue };
            if values.iter().map(|x| x.to_bits()).ne(whole.iter().copied()) {
                return Some((4, "a value arrives with other bits".into()));
            }
        }
    }
    for (rank, traffic) in ranks.traffic.iter().enumerate() {
        let neighbours = [(rank + 1) % size, (rank + size - 1) % size];
        if let Some(peer) = traffic.peers.iter().find(|peer| !neighbours.contains(peer)) {
            return Some((2, format!("rank {rank} sends to rank {peer}; its neighbours are {neighbours:?}")));
        }
    }
    (ranks.steps > size - 1).then(|| (3, crate::summed::chain(ranks.steps, size - 1)))
}
