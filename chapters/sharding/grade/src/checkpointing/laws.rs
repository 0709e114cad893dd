//! What must hold of `checkpointing`, whatever the reference says.

use judge::{Broken, Probe, Property};

use super::{Input, Passed};

pub(super) fn laws() -> Vec<Property<Input, Passed>> {
    vec![
        Property { name: "no more is held than the inputs of segments, and one segment", holds: held },
        Property { name: "each layer is computed twice at most", holds: computed },
    ]
}

fn held(input: &Input, probe: &mut Probe<'_, Input, Passed>) -> Result<(), Broken> {
    let (segments, layers) = input.segments();
    let (allowed, held) = (segments + layers + 1, probe.call(input)?.held);
    if held > allowed {
        return Err(Broken::Law(format!(
            "{held} activations are held at a time; {segments} segments and the {layers} layers of one, plus one, make {allowed}"
        )));
    }
    Ok(())
}

/// The calls, counted over all layers.
fn computed(input: &Input, probe: &mut Probe<'_, Input, Passed>) -> Result<(), Broken> {
    let (allowed, calls) = (2 * input.layers(), probe.call(input)?.forward);
    if calls > allowed {
        return Err(Broken::Law(format!(
            "`forward` is called {calls} times for {} layers, and twice for each makes {allowed}",
            input.layers()
        )));
    }
    Ok(())
}
