//! What holds of mixture of depths whatever the numbers are.

use judge::Broken;

use super::{Input, TheProbe, rows};

/// The chosen positions, and the others.
fn split(input: &Input) -> [Vec<usize>; 2] {
    let chosen = input.chosen();
    [true, false].map(|wanted| (0..chosen.len()).filter(|&t| chosen[t] == wanted).collect())
}

pub(super) fn untouched(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let result = probe.call(input)?.result;
    let [_, others] = split(input);
    for &t in &others {
        for (c, &token) in input.tokens.values.row(t).iter().enumerate() {
            let returned = result.get((t, c)).copied();
            if returned != Some(token) {
                return Err(Broken::Law(format!(
                    "token {t} is not chosen, and its number {c} is {token:e} before and {:e} after",
                    returned.unwrap_or(f32::NAN)
                )));
            }
        }
    }
    Ok(())
}

pub(super) fn one_call(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let calls = probe.call(input)?.calls;
    if calls == [input.capacity] {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "capacity {}: the block is called {} times, with {} rows altogether. It computes all chosen tokens in one call",
        input.capacity,
        calls.len(),
        calls.iter().sum::<usize>()
    )))
}

pub(super) fn unseen(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [chosen, others] = split(input);
    let before = probe.call(input)?.result;
    let mut changed = input.clone();
    for &t in &others {
        let step = probe.random.uniform(0.5..2.0) as f32;
        changed.tokens.values.row_mut(t).mapv_inplace(|x| x + step);
    }
    let after = probe.call(&changed)?.result;
    if rows(before.view(), &chosen) == rows(after.view(), &chosen) {
        return Ok(());
    }
    Err(Broken::Law("a token that is computed changes when those that are not chosen do".into()))
}

pub(super) fn everyone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut all = input.clone();
    all.capacity = input.scores.values.len();
    let computed = probe.call(&all)?;
    let block = all.block(all.tokens.values.view());
    for ((t, c), &token) in all.tokens.values.indexed_iter() {
        let expected = f64::from(token) + f64::from(all.scores.values[t]) * f64::from(block[[t, c]]);
        let value = f64::from(computed.result[[t, c]]);
        // A comparison that a NaN does not pass.
        let close = (value - expected).abs() <= 2.0 * probe.tolerance.max(1e-6 * expected.abs());
        if !close {
            return Err(Broken::Law(format!(
                "depths[{t}, {c}] is {value}, and token + score · block {expected}"
            )));
        }
    }
    Ok(())
}

pub(super) fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut other = input.clone();
    // Whole numbers: steps between scores stay as they are, up to a rounding far below them.
    let step = probe.random.whole(1..=6) as f32 - 3.5;
    other.scores.values += step.trunc();
    let before = input.chosen();
    // Rounding may join scores that were apart, or part some that were equal: then there is nothing to say.
    if other.chosen() != before {
        return Ok(());
    }
    let (first, second) = (probe.call(input)?.chosen, probe.call(&other)?.chosen);
    if first == second {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "choose gives {first:?}, and {second:?} when {step} is added to every score",
        step = step.trunc()
    )))
}
