//! What must hold of `fsdp_forward`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::network::{Input, Vectors};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Vectors>>;

/// Bytes for what grows with the number of messages, and not with the weights.
pub(crate) const SMALL: usize = 8 << 10;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Vectors>>> {
    vec![
        Property { name: "a rank sends at most N − 1 times the longest shard of each unit", holds: bytes },
        Property { name: "no rank sends for all the others", holds: root },
        Property { name: "no rank holds more than a unit or two gathered", holds: peak },
    ]
}

/// Who sends even twice as much is told what follows.
fn bytes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let allowed = input.round();
    let ranks = probe.call(input)?;
    if ranks.traffic.iter().any(|traffic| traffic.sent > 2 * allowed) {
        return Ok(());
    }
    for (rank, traffic) in ranks.traffic.iter().enumerate() {
        let sent = traffic.sent;
        if sent > allowed {
            return Err(Broken::Law(format!(
                "rank {rank} sends {sent} bytes; N − 1 times the longest shard of each unit are {allowed}"
            )));
        }
    }
    Ok(())
}

fn root(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let allowed = input.round();
    for (rank, traffic) in probe.call(input)?.traffic.iter().enumerate() {
        let sent = traffic.sent;
        if sent > 2 * allowed {
            return Err(Broken::Law(format!(
                "rank {rank} sends {sent} bytes; N − 1 times the longest shard of each unit are {allowed}"
            )));
        }
    }
    Ok(())
}

/// Two units, each with a copy on its way, and the activations.
fn peak(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let ranks = probe.call(input)?;
    if ranks.traffic.iter().any(|traffic| traffic.sent > input.round()) {
        return Ok(());
    }
    let activations: usize = input.activations()[0].iter().map(|values| 4 * values.len()).sum();
    let allowed = 4 * input.largest() + 3 * activations + SMALL;
    for (rank, traffic) in ranks.traffic.iter().enumerate() {
        let peak = traffic.peak;
        if peak > allowed {
            return Err(Broken::Law(format!(
                "rank {rank} holds {peak} bytes at its peak; the weights of the largest unit have {}, and {allowed} are allowed",
                input.largest()
            )));
        }
    }
    Ok(())
}
