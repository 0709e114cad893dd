//! What must hold for `dual_role`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Array2, s};

use super::{Input, Pooled, TheProbe};

/// The answer's entries, of which there is one for each complete block.
fn asked(probe: &mut TheProbe<'_>, input: &Input) -> Result<Array2<f32>, Broken> {
    let entries = probe.call(input)?;
    let [n, m, c] = input.sizes();
    if entries.dim() == (n / m, c) {
        Ok(entries)
    } else {
        let shape = entries.shape();
        Err(Broken::Law(format!(
            "the result has shape {shape:?}, and {n} tokens in blocks of {m} give {}",
            n / m
        )))
    }
}

/// An entry is a mean of its tokens' values.
pub(super) fn between(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [_, m, _] = input.sizes();
    let entries = asked(probe, input)?;
    for ((i, c), &entry) in entries.indexed_iter() {
        let own = input.current.values.values.slice(s![i * m..(i + 1) * m, c]);
        let before = input.previous.values.values.slice(s![i.saturating_sub(1) * m..i * m, c]);
        let values = || own.iter().chain(before).copied();
        let (least, most) =
            (values().fold(f32::INFINITY, f32::min), values().fold(f32::NEG_INFINITY, f32::max));
        let slack = probe.tolerance as f32;
        if !(least - slack..=most + slack).contains(&entry) {
            return Err(Broken::Law(format!(
                "entry [{i}, {c}] is {entry}, and the values that it pools lie between {least} and {most}"
            )));
        }
    }
    Ok(())
}

/// Everything changes but the tokens of one block in the role `current`, and those of the block before in the role `previous`.
pub(super) fn local(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [n, m, _] = input.sizes();
    if n < m {
        return Ok(());
    }
    let i = probe.random.whole(0..=n / m - 1);
    let mut changed = input.clone();
    for (role, pooled) in [&mut changed.current, &mut changed.previous].into_iter().enumerate() {
        for t in (0..n).filter(|t| t / m + role != i) {
            pooled.values.values.row_mut(t).mapv_inplace(|x| 1.5 - x);
            pooled.gates.values.row_mut(t).mapv_inplace(|x| -0.5 * x);
        }
    }
    let (before, after) = (asked(probe, input)?, asked(probe, &changed)?);
    let row = |entries: &Array2<f32>| entries.slice(s![i..=i, ..]).to_owned();
    same(
        &format!("of entry {i}, out"),
        &row(&before),
        &row(&after),
        2.0 * probe.tolerance,
        "when only what it does not pool has changed",
    )
}

/// In every channel another number is added to all gates.
pub(super) fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let far = |pooled: &Pooled| pooled.gates.values.iter().chain(&pooled.bias.values).any(|x| x.abs() > 60.0);
    if far(&input.current) || far(&input.previous) {
        return Ok(());
    }
    let mut moved = input.clone();
    for c in 0..input.sizes()[2] {
        let by = probe.random.whole(0..=40) as f32 - 20.0;
        for pooled in [&mut moved.current, &mut moved.previous] {
            pooled.gates.values.column_mut(c).mapv_inplace(|x| x + by);
        }
    }
    let (before, after) = (asked(probe, input)?, asked(probe, &moved)?);
    same(
        "out",
        &before,
        &after,
        4.0 * probe.tolerance + 1e-4,
        "with a number added to all gates of the channel",
    )
}

/// What comes later changes no entry.
pub(super) fn prefix(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [n, m, _] = input.sizes();
    let all = asked(probe, input)?;
    let first = probe.random.whole(0..=n);
    let mut cut = input.clone();
    for pooled in [&mut cut.current, &mut cut.previous] {
        for matrix in [&mut pooled.values, &mut pooled.gates] {
            matrix.values = matrix.values.slice(s![..first, ..]).to_owned();
        }
    }
    let fewer = asked(probe, &cut)?;
    let expected = all.slice(s![..first / m, ..]).to_owned();
    same("out", &expected, &fewer, 2.0 * probe.tolerance, &format!("with the first {first} tokens alone"))
}

/// The biases become part of the gates.
pub(super) fn bias_is_gate(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut added = input.clone();
    for pooled in [&mut added.current, &mut added.previous] {
        let bias = pooled.bias.values.clone();
        pooled.bias.values.fill(0.0);
        for ((t, c), gate) in pooled.gates.values.indexed_iter_mut() {
            *gate += bias[[t % bias.nrows(), c]];
        }
    }
    let (before, after) = (asked(probe, input)?, asked(probe, &added)?);
    let slack = 4.0 * probe.tolerance + 1e-5;
    match before.indexed_iter().zip(&after).find(|((_, a), b)| !close(**a, **b, slack)) {
        None => Ok(()),
        Some(((at, a), b)) => Err(Broken::Law(format!(
            "out{at:?} is {a}, and {b} if each gate is larger by its bias and all biases are 0"
        ))),
    }
}
