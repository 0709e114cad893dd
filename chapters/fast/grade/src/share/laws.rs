//! What must hold for `share`, whatever the reference says.

use judge::Broken;

use super::{Divided, Input, TheProbe};

/// Whether the division is one, so that its largest work means something.
fn whole(divided: &Divided) -> bool {
    [divided.left_out, divided.twice, divided.beyond, divided.lines] == [0; 4]
}

/// The largest work with one thing changed is no larger than before.
fn no_larger(input: &Input, other: &Input, how: &str, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (before, after) = (probe.call(input)?, probe.call(other)?);
    if whole(&before) && whole(&after) && after.largest > before.largest {
        return Err(Broken::Law(format!(
            "the largest work is {}, and {} {how}",
            before.largest, after.largest
        )));
    }
    Ok(())
}

pub(super) fn more(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let other = Input { threads: input.threads + 1, ..input.clone() };
    no_larger(input, &other, "with one thread more", probe)
}

pub(super) fn finer(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let line = (input.line / 2).max(1);
    let other = Input { line, offset: input.offset % line, ..input.clone() };
    no_larger(input, &other, &format!("with lines of {line} bytes"), probe)
}

pub(super) fn thrice(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let sum: u128 = input.costs.iter().map(|&cost| u128::from(cost)).sum();
    if 3 * sum >= 1 << 60 {
        return Ok(());
    }
    let mut other = input.clone();
    other.costs.iter_mut().for_each(|cost| *cost *= 3);
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    if whole(&before) && whole(&after) && after.largest != 3 * before.largest {
        return Err(Broken::Law(format!(
            "the largest work is {}, and {} when every row costs three times as much",
            before.largest, after.largest
        )));
    }
    Ok(())
}
