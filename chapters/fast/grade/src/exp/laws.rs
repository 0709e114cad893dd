//! What must hold of `exp`, whatever the reference says.

use fast::EXP_OPERATIONS;
use judge::{Broken, Probe, Property};

use super::{Input, Powers};

type TheProbe<'a> = Probe<'a, Input, Powers>;

pub(super) fn laws() -> Vec<Property<Input, Powers>> {
    vec![
        Property { name: "e⁰ is 1", holds: one },
        Property { name: "a number takes at most 24 operations", holds: few },
    ]
}

fn one(_: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let out = probe.call(&Input { x: vec![0.0, -0.0] })?.out;
    if out.iter().all(|&out| out == 1.0) {
        return Ok(());
    }
    Err(Broken::Law(format!("of 0 and −0.0 it makes {out:?}; that is to be 1, and not nearly 1")))
}

fn few(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let operations = probe.call(input)?.operations;
    let most = input.x.iter().zip(operations).max_by_key(|&(_, operations)| operations);
    match most {
        Some((x, operations)) if operations > EXP_OPERATIONS => Err(Broken::Law(format!(
            "e to the power of {x} takes {operations} operations; {EXP_OPERATIONS} are allowed"
        ))),
        _ => Ok(()),
    }
}
