//! What must hold of `clip`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::{Clipped, Input};
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<Clipped>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<Clipped>>> {
    vec![
        Property { name: "all ranks have the same norm, bit for bit", holds: same },
        Property { name: "gradients that need no scaling keep their bits", holds: kept },
        Property { name: "a rank sends as many numbers as there are others, or two", holds: bytes },
    ]
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| x.to_bits()).collect()
}

fn same(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let results = probe.call(input)?.results;
    for (rank, result) in results.iter().enumerate() {
        if result.norm.to_bits() != results[0].norm.to_bits()
            || bits(&result.replicated) != bits(&results[0].replicated)
        {
            return Err(Broken::Law(format!(
                "rank {rank} has the norm {:?}, and rank 0 {:?}: with other last digits on each rank, replicated gradients \
                 and weights drift apart",
                result.norm, results[0].norm
            )));
        }
    }
    Ok(())
}

fn kept(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let all = input.shards.iter().flatten().chain(&input.replicated);
    if all.map(|g| g * g).sum::<f64>().sqrt() * 1.0001 + 1e-5 > input.most {
        return Ok(());
    }
    for (rank, (result, shard)) in probe.call(input)?.results.iter().zip(&input.shards).enumerate() {
        if bits(&result.sharded) != bits(shard) || bits(&result.replicated) != bits(&input.replicated) {
            return Err(Broken::Law(format!(
                "rank {rank} changes gradients whose norm is smaller than {}",
                input.most
            )));
        }
    }
    Ok(())
}

fn bytes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let allowed = 8 * (input.shards.len() - 1).max(2);
    for (rank, traffic) in probe.call(input)?.traffic.iter().enumerate() {
        let sent = traffic.sent;
        if sent > allowed {
            return Err(Broken::Law(format!("rank {rank} sends {sent} bytes, and {allowed} are enough")));
        }
    }
    Ok(())
}
