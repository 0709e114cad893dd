//! What must hold of `mixed_precision`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::{Input, States};

pub(super) fn laws() -> Vec<Property<Input, States>> {
    vec![Property { name: "weights are finite, whatever the gradients are", holds: finite }]
}

fn finite(input: &Input, probe: &mut Probe<'_, Input, States>) -> Result<(), Broken> {
    for (step, state) in probe.call(input)?.0.iter().enumerate() {
        if let Some(at) = state.master.iter().chain(&state.working).position(|x| !x.is_finite()) {
            let weight = at % state.master.len().max(1);
            return Err(Broken::Law(format!("after step {} weight {weight} is not finite", step + 1)));
        }
    }
    Ok(())
}
