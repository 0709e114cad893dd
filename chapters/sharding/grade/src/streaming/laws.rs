//! What must hold of `streaming`, whatever the reference says. Who breaks several laws is told the first.

use judge::{Broken, Probe, Property};

use super::State;
use super::inputs::Input;
use crate::diloco::Traffics;
use crate::diloco::laws::first;
use crate::talk::Ranks;

type TheProbe<'a> = Probe<'a, Input, Ranks<State>>;

pub(super) fn laws() -> Vec<Property<Input, Ranks<State>>> {
    vec![
        Property {
            name: "all ranks have the same global weights and velocity, bit for bit",
            holds: |i, probe| told(0, i, probe),
        },
        Property {
            name: "a rank sends at most 2 (N − 1) messages for a fragment",
            holds: |i, probe| told(1, i, probe),
        },
        Property {
            name: "all ranks together send at most what an all-reduce of each fragment takes",
            holds: |i, probe| told(2, i, probe),
        },
        Property {
            name: "a rank sends at most 2 (N − 1) shards of a fragment",
            holds: |i, probe| told(3, i, probe),
        },
    ]
}

fn told(law: usize, input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let ranks = probe.call(input)?;
    let shared: Vec<[&[f64]; 2]> =
        ranks.results.iter().map(|state| [&state.global[..], &state.velocity[..]]).collect();
    match first(&shared, &Traffics::of(&ranks), &input.exchanges()) {
        Some((number, text)) if number == law => Err(Broken::Law(text)),
        _ => Ok(()),
    }
}
