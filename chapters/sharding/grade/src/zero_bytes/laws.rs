//! What must hold of `zero_bytes`, whatever the reference says.

use judge::{Broken, Probe};

use super::{Bill, Input, STAGES};

type TheProbe<'a> = Probe<'a, Input, Bill>;

/// With one rank there is nobody to share with.
pub(super) fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let all = 16 * input.units.iter().sum::<u64>();
    for stage in STAGES {
        let bill = probe.call(&Input { stage, ranks: 1, ..input.clone() })?;
        if bill.held != all || bill.sent != 0 {
            return Err(Broken::Law(format!(
                "one rank, {stage:?}: {} bytes are held and {} elements are sent; it is {all}, and 0",
                bill.held, bill.sent
            )));
        }
    }
    Ok(())
}

pub(super) fn above(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let bill = probe.call(input)?;
    if bill.peak < bill.held {
        return Err(Broken::Law(format!("{} bytes are held, and {} at the most", bill.held, bill.peak)));
    }
    Ok(())
}
