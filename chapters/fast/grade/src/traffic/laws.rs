//! What must hold for `traffic`, whatever the reference says.

use judge::Broken;

use super::reference::counted;
use super::{Bytes, How, Input, Owned, TheProbe};

/// Whether results stay below what the stub says.
fn small(input: &Input) -> bool {
    counted(input).is_ok_and(|counts| {
        let most = counts.cached.iter().chain([&counts.operations, &counts.uncached]).max();
        most.is_none_or(|&most| most < 1 << 60)
    })
}

fn same(what: &str, yours: &[u64], expected: &[u64]) -> Result<(), Broken> {
    if yours == expected {
        return Ok(());
    }
    Err(Broken::Law(format!("{what}: {yours:?} and {expected:?}")))
}

fn all(counts: &Bytes) -> Vec<u64> {
    [counts.operations, counts.uncached, counts.compulsory].into_iter().chain(counts.cached.clone()).collect()
}

pub(super) fn additive(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let whole = all(&probe.call(input)?);
    let mut sum = all(&probe.call(&Input { operands: vec![], ..input.clone() })?);
    for operand in &input.operands {
        let one = Input { operands: vec![operand.clone()], step_operations: 0, ..input.clone() };
        for (sum, part) in sum.iter_mut().zip(all(&probe.call(&one)?)) {
            *sum = sum.wrapping_add(part);
        }
    }
    same("operations and bytes of all operands, and the sums over each alone", &whole, &sum)
}

pub(super) fn nothing(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut empty = input.clone();
    let at = probe.random.whole(0..=input.depth());
    match empty.extents.get_mut(at) {
        Some(extent) => *extent = 0,
        None => empty.extents.push(0),
    }
    let counts = all(&probe.call(&empty)?);
    same("counts of a nest with an empty loop, and nothing", &counts, &vec![0; 3 + empty.depth() + 1])
}

/// The same nest with one more loop, which has one step and may index operands.
pub(super) fn one_step(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let at = probe.random.whole(0..=input.depth());
    let mut longer = input.clone();
    longer.extents.insert(at, 1);
    for operand in &mut longer.operands {
        for place in &mut operand.loops {
            *place += usize::from(*place >= at);
        }
        if probe.random.chance(0.7) {
            operand.loops.push(at);
        }
    }
    let mut expected = probe.call(input)?;
    let Some(&there) = expected.cached.get(at) else { return Ok(()) };
    expected.cached.insert(at, there);
    let counts = probe.call(&longer)?;
    same(
        &format!("counts with a loop of one step at place {at}, and without it"),
        &all(&counts),
        &all(&expected),
    )
}

pub(super) fn any_order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut other = input.clone();
    for operand in &mut other.operands {
        operand.loops.reverse();
    }
    let (before, after) = (probe.call(input)?, probe.call(&other)?);
    same("counts with the loops of each operand reversed, and as they were", &all(&after), &all(&before))
}

/// What fits the cache of a level fits that of every level further out. More of everything is moved by an operand more.
pub(super) fn monotone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let counts = probe.call(input)?;
    if let Some(at) = counts.cached.windows(2).position(|pair| pair[0] > pair[1]) {
        return Err(Broken::Law(format!(
            "level {at} moves {} bytes, and level {}, which holds less, {}",
            counts.cached[at],
            at + 1,
            counts.cached[at + 1]
        )));
    }
    let mut more = input.clone();
    let loops = (0..input.depth()).filter(|_| probe.random.chance(0.5)).collect();
    more.operands.push(Owned { element_bytes: 1, loops, used: How::Read });
    if !small(&more) {
        return Ok(());
    }
    let counts = (all(&counts), all(&probe.call(&more)?));
    match counts.0.iter().zip(&counts.1).find(|(less, more)| less > more) {
        None => Ok(()),
        Some((less, more)) => {
            Err(Broken::Law(format!("an operand more moves {more} bytes in place of {less}")))
        }
    }
}
