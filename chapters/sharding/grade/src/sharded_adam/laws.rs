//! What must hold of `sharded_adam`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::State;
use super::inputs::Input;
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<State>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<State>>> {
    vec![
        Property { name: "a rank sends at most 2 (N − 1) times the longest shard", holds: bytes },
        Property { name: "all ranks have the same weights, bit for bit", holds: same },
    ]
}

fn bytes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let count = input.weights.len();
    let allowed = 2 * 8 * (input.ranks() - 1) * count.div_ceil(input.ranks()) * input.gradients.len();
    for (rank, traffic) in probe.call(input)?.traffic.iter().enumerate() {
        let sent = traffic.sent;
        if sent > allowed {
            return Err(Broken::Law(format!(
                "rank {rank} sends {sent} bytes in {} steps; 2 (N − 1) times the longest shard in each are {allowed}",
                input.gradients.len()
            )));
        }
    }
    Ok(())
}

fn same(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let results = probe.call(input)?.results;
    let bits = |state: &State| state.weights.iter().map(|w| w.to_bits()).collect::<Vec<_>>();
    for (rank, state) in results.iter().enumerate() {
        if bits(state) != bits(&results[0]) {
            return Err(Broken::Law(format!(
                "rank {rank} has the weights {:?}, and rank 0 {:?}",
                state.weights, results[0].weights
            )));
        }
    }
    Ok(())
}
