//! What must hold of `fsdp_backward`, whatever the reference says.

use judge::{Broken, Probe, Property};

use crate::fsdp_forward::laws::SMALL;
use crate::fsdp_forward::network::{Input, Vectors};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Vectors>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Vectors>>> {
    vec![
        Property {
            name: "a rank sends at most 2 (N − 1) times the longest shard of each unit",
            holds: bytes,
        },
        Property { name: "no rank holds the weights and gradients of more than a unit or two", holds: peak },
    ]
}

fn bytes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let allowed = 2 * input.round();
    for (rank, traffic) in probe.call(input)?.traffic.iter().enumerate() {
        let sent = traffic.sent;
        if sent > allowed {
            return Err(Broken::Law(format!(
                "rank {rank} sends {sent} bytes; 2 (N − 1) times the longest shard of each unit are {allowed}"
            )));
        }
    }
    Ok(())
}

/// Two units' weights and two gradients, two of these four with a copy on its way, and the shards that are given. Who sends too much is told
/// that, and not this.
fn peak(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let ranks = probe.call(input)?;
    if ranks.traffic.iter().any(|traffic| traffic.sent > 2 * input.round()) {
        return Ok(());
    }
    let given: usize = input.weights.iter().map(|unit| 4 * unit.len().div_ceil(input.ranks())).sum();
    let allowed = 6 * input.largest() + given + SMALL;
    for (rank, traffic) in ranks.traffic.iter().enumerate() {
        let peak = traffic.peak;
        if peak > allowed {
            return Err(Broken::Law(format!(
                "rank {rank} holds {peak} bytes at its peak; the largest unit has {}, all shards {given}, and {allowed} are allowed",
                input.largest()
            )));
        }
    }
    Ok(())
}
