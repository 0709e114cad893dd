//! What must hold for `roofline`, whatever the reference says.

use judge::Broken;

use super::{Input, Over, TheProbe};

fn close(what: &str, yours: f64, expected: f64) -> Result<(), Broken> {
    if yours == expected || (yours - expected).abs() <= 1e-5 * expected.abs() {
        return Ok(());
    }
    Err(Broken::Law(format!("{what}: {yours:e} and {expected:e}")))
}

fn same_limit(what: &str, yours: &Over, expected: &Over) -> Result<(), Broken> {
    let name = |over: &Over| over.limit.map_or_else(|| "arithmetic".to_owned(), |at| format!("level {at}"));
    if yours.limit == expected.limit {
        return Ok(());
    }
    Err(Broken::Law(format!("{what}: {} and {}", name(yours), name(expected))))
}

pub(super) fn twice_as_fast(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let levels = input.levels.iter().map(|&(bandwidth, shared)| (2.0 * bandwidth, shared)).collect();
    let faster = Input { rate: 2.0 * input.rate, levels, ..input.clone() };
    if faster.rate > 1e18 || faster.levels.iter().any(|level| level.0 > 1e18) {
        return Ok(());
    }
    let (before, after) = (probe.call(input)?, probe.call(&faster)?);
    close("the floor on a machine twice as fast, and half of what it was", after.floor, before.floor / 2.0)?;
    close("its ridge, and the ridge before", after.ridge, before.ridge)?;
    same_limit("its limit, and the limit before", &after, &before)
}

pub(super) fn twice_the_work(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let bytes = input.bytes.iter().map(|bytes| 2.0 * bytes).collect();
    let more = Input { operations: 2.0 * input.operations, bytes, ..input.clone() };
    if more.operations > 1e18 || more.bytes.iter().any(|&bytes| bytes > 1e18) {
        return Ok(());
    }
    let (before, after) = (probe.call(input)?, probe.call(&more)?);
    close("the floor of twice the work, and twice the floor", after.floor, 2.0 * before.floor)?;
    close("its intensity, and the intensity before", after.intensity, before.intensity)?;
    close("what it can attain, and could before", after.attainable, before.attainable)
}

/// With the limit's rate a thousand times as high, or the others' work left out, the floor follows the limit.
pub(super) fn time_of_limit(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let before = probe.call(input)?;
    let mut alone = Input { operations: 0.0, bytes: vec![0.0; input.bytes.len()], ..input.clone() };
    match before.limit {
        None => alone.operations = input.operations,
        Some(at) if at < input.bytes.len() => alone.bytes[at] = input.bytes[at],
        Some(at) => {
            return Err(Broken::Law(format!("the limit is level {at}, and there are {}", input.bytes.len())));
        }
    }
    let after = probe.call(&alone)?;
    close("the floor, and that of its limit alone", before.floor, after.floor)
}

pub(super) fn not_measured(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let other = input.measured.map_or(Some(0.125), |_| None);
    let (before, after) = (probe.call(input)?, probe.call(&Input { measured: other, ..input.clone() })?);
    close("the floor with and without a measured time", after.floor, before.floor)?;
    close("what is attainable with and without a measured time", after.attainable, before.attainable)?;
    same_limit("the limit with and without a measured time", &after, &before)
}

pub(super) fn idle_level(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut more = input.clone();
    more.levels.insert(0, (1e9, probe.random.chance(0.5)));
    more.bytes.insert(0, 0.0);
    let (before, after) = (probe.call(input)?, probe.call(&more)?);
    close("the floor with a level more that no byte crosses, and without", after.floor, before.floor)?;
    close("the intensity with such a level, and without", after.intensity, before.intensity)?;
    close("the ridge with such a level, and without", after.ridge, before.ridge)?;
    let expected = Over { limit: before.limit.map(|at| at + 1), ..before };
    same_limit(
        "the limit with such a level before the others, and without, one place further",
        &after,
        &expected,
    )
}
