//! What must hold of `all_gather`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::{Input, Whole};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Whole>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Whole>>> {
    vec![
        Property { name: "a rank sends at most the whole less one shard", holds: bytes },
        Property { name: "a rank sends to its neighbours only", holds: neighbours },
    ]
}

/// Who sends too much is told that, and not this.
fn neighbours(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let ranks = probe.call(input)?;
    let size = ranks.traffic.len();
    if ranks.traffic.iter().any(|traffic| traffic.sent > allowed(input)) {
        return Ok(());
    }
    for (rank, traffic) in ranks.traffic.iter().enumerate() {
        let neighbours = [(rank + 1) % size, (rank + size - 1) % size];
        if let Some(peer) = traffic.peers.iter().find(|peer| !neighbours.contains(peer)) {
            return Err(Broken::Law(format!(
                "rank {rank} sends to rank {peer}; its neighbours are {neighbours:?}"
            )));
        }
    }
    Ok(())
}

/// The bytes of the whole less the shortest shard.
fn allowed(input: &Input) -> usize {
    let (sizes, bytes) = input.sizes();
    let (whole, least): (usize, usize) = (sizes.iter().sum(), sizes.iter().copied().min().unwrap_or(0));
    bytes * (whole - least)
}

fn bytes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let allowed = allowed(input);
    for (rank, traffic) in probe.call(input)?.traffic.iter().enumerate() {
        if traffic.sent > allowed {
            let sent = traffic.sent;
            return Err(Broken::Law(format!(
                "rank {rank} sends {sent} bytes; the whole less one shard is {allowed}"
            )));
        }
    }
    Ok(())
}
