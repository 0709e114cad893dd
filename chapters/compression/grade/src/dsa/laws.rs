//! What must hold for `dsa`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array3, Axis, s};

use super::{Input, TheProbe};

/// Whether products are so small that slack for another input is known.
fn ordinary(input: &Input) -> bool {
    let [n, heads, ..] = input.sizes();
    n <= 100 && (0..n).all(|t| (0..heads).all(|h| input.products(t, h).iter().all(|x| x.abs() <= 40.0)))
}

/// Tokens that come later change nothing: their keys and values change sign, and their scores become NaN.
pub(super) fn later(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.sizes()[0];
    let first = probe.random.whole(0..=n - 1);
    let mut changed = input.clone();
    for tensor in [&mut changed.keys, &mut changed.values] {
        tensor.values.slice_mut(s![first + 1.., ..]).mapv_inplace(|x| -x);
    }
    changed.scores.values.slice_mut(s![..=first, first + 1..]).fill(f32::NAN);
    let outputs = [probe.call(input)?, probe.call(&changed)?];
    for output in &outputs {
        if output.len_of(Axis(0)) != n {
            return Err(Broken::Law(format!("the shape is {:?}", output.dim())));
        }
    }
    let [before, after] = outputs.map(|output| output.slice_move(s![..=first, .., ..]));
    let what = format!("with other tokens behind {first}");
    same(&format!("out up to token {first}"), &after, &before, 2.0 * probe.tolerance, &what)
}

/// Scores times a power of 2 have the same order, and only that counts.
pub(super) fn scaled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut changed = input.clone();
    let factor = [0.25, 2.0, 4.0][probe.random.whole(0..=2)];
    // Two that differ stay apart only if the smaller of them is no denormal number, and none becomes infinite.
    changed.scores.values.mapv_inplace(|x| if x.abs() < 1e-30 || x.abs() > 1e36 { x } else { factor * x });
    let (before, after) = (probe.call(input)?, probe.call(&changed)?);
    same("out", &after, &before, 2.0 * probe.tolerance, &format!("with scores times {factor}"))
}

/// Keys and values of tokens that a query does not choose: in the row of one query nothing changes when they do.
pub(super) fn not_chosen(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.sizes()[0];
    let t = probe.random.whole(0..=n - 1);
    let chosen = input.chosen().map_err(|missing| Broken::Law(missing.0))?;
    let mut changed = input.clone();
    for s in (0..n).filter(|s| !chosen[t].contains(s)) {
        for tensor in [&mut changed.keys, &mut changed.values] {
            tensor.values.row_mut(s).mapv_inplace(|x| -x);
        }
    }
    let outputs = [probe.call(input)?, probe.call(&changed)?];
    for output in &outputs {
        if output.len_of(Axis(0)) != n {
            return Err(Broken::Law(format!("the shape is {:?}", output.dim())));
        }
    }
    let [before, after] = outputs.map(|output| output.slice_move(s![t..=t, .., ..]));
    let what = "when the keys and values of all other tokens change their sign";
    let chosen = if chosen[t].len() <= 12 { format!(" {:?}", chosen[t]) } else { String::new() };
    same(&format!("out of query {t}, which has chosen{chosen}"), &after, &before, 2.0 * probe.tolerance, what)
}

/// With k as large as the text: causal attention, computed here.
pub(super) fn dense(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if !ordinary(input) {
        return Ok(());
    }
    let [n, heads, _, of_value] = input.sizes();
    let output = probe.call(&Input { k: n, ..input.clone() })?;
    let values = input.values.double();
    let mut expected = Array3::zeros((n, heads, of_value));
    for (t, h) in (0..n).flat_map(|t| (0..heads).map(move |h| (t, h))) {
        let weights = input.products(t, h).into_iter().take(t + 1).map(f64::exp).collect::<Vec<_>>();
        let sum: f64 = weights.iter().sum();
        for (value, weight) in values.rows().into_iter().zip(weights) {
            let part = value.mapv(|x| (weight / sum * x) as f32);
            let mut row = expected.slice_mut(s![t, h, ..]);
            row += &part;
        }
    }
    same("out", &output, &expected, 4.0 * probe.tolerance + 1e-5, "by dense causal attention")
}

/// Heads in another order give the same in that order.
pub(super) fn heads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let [n, heads, _, of_value] = input.sizes();
    let mut order: Vec<usize> = (0..heads).collect();
    probe.random.shuffle(&mut order);
    let mut moved = input.clone();
    moved.queries.values = input.queries.values.select(Axis(1), &order);
    let (before, after) = (probe.call(input)?, probe.call(&moved)?);
    if before.dim() != (n, heads, of_value) {
        return Err(Broken::Law(format!("the shape is {:?}", before.dim())));
    }
    let before = before.select(Axis(1), &order);
    same("out of heads in another order", &after, &before, 2.0 * probe.tolerance, "without that")
}
