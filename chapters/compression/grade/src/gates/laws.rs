//! What must hold of entries that are pooled by gates, whatever the reference says.

use judge::{Broken, Property, same};
use ndarray::{Array2, Axis, s};

use super::{Input, TheProbe};

pub(crate) fn laws() -> Vec<Property<Input, Array2<f32>>> {
    vec![
        Property { name: "in each channel an entry lies between the values that it pools", holds: between },
        Property { name: "tokens that an entry does not pool do not change it", holds: others },
        Property { name: "tokens that are left over change nothing", holds: left_over },
        Property { name: "a number added to all gates of a channel changes nothing", holds: shift },
        Property { name: "twice the values give twice the entries", holds: linear },
        Property {
            name: "the places of all blocks in another order, with their biases, change nothing",
            holds: places,
        },
    ]
}

/// The answer's entries, if they have the shape that they must.
fn asked(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let out = probe.call(input)?;
    let shape = (input.entries(), input.sizes()[2]);
    if out.dim() == shape {
        Ok(out)
    } else {
        Err(Broken::Law(format!("out has shape {:?} and not {shape:?}", out.dim())))
    }
}

fn between(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let out = asked(input, probe)?;
    for ((i, c), &x) in out.indexed_iter() {
        let values = input.pooled(i).into_iter().map(|(token, _)| input.values.values[[token, c]]);
        let (low, high) = values.fold((f32::INFINITY, f32::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let slack = (probe.tolerance + 1e-6) as f32;
        if x.is_nan() || x < low - slack || x > high + slack {
            return Err(Broken::Law(format!(
                "out[{i}, {c}] is {x}, and the values lie from {low} to {high}"
            )));
        }
    }
    Ok(())
}

fn others(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.entries() == 0 {
        return Ok(());
    }
    let entry = probe.random.whole(0..=input.entries() - 1);
    let mine: Vec<usize> = input.pooled(entry).into_iter().map(|(token, _)| token).collect();
    let mut changed = input.clone();
    for t in (0..input.sizes()[0]).filter(|t| !mine.contains(t)) {
        let fresh = probe.random.normals((2, input.sizes()[2]), 3.0);
        changed.values.values.row_mut(t).assign(&fresh.row(0));
        changed.gates.values.row_mut(t).assign(&fresh.row(1));
    }
    let (before, after) = (asked(input, probe)?, asked(&changed, probe)?);
    same(
        &format!("row {entry} of out, at"),
        &before.row(entry),
        &after.row(entry),
        2.0 * probe.tolerance,
        "after tokens have changed that it does not pool",
    )
}

fn left_over(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let complete = input.entries() * input.block();
    let mut cut = input.clone();
    for matrix in [&mut cut.values, &mut cut.gates] {
        matrix.values = matrix.values.slice(s![..complete, ..]).to_owned();
    }
    let (with, without) = (asked(input, probe)?, asked(&cut, probe)?);
    same("out", &with, &without, 2.0 * probe.tolerance, "without the tokens that are left over")
}

fn shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let far = |x: &f32| x.abs() > 900.0;
    if input.gates.values.iter().any(far) || input.bias.values.iter().any(far) {
        return Ok(());
    }
    let mut moved = input.clone();
    for mut column in moved.gates.values.columns_mut() {
        column += probe.random.uniform(-8.0..8.0).round() as f32;
    }
    let (before, after) = (asked(input, probe)?, asked(&moved, probe)?);
    // What is added rounds the gates.
    let values = input.values.values.iter().fold(1.0_f64, |most, &v| most.max(f64::from(v).abs()));
    let gates = input.gates.values.iter().fold(8.0_f64, |most, &g| most.max(f64::from(g).abs()));
    let slack = 4.0 * probe.tolerance + 8.0 * f64::from(f32::EPSILON) * values * gates;
    same("out", &before, &after, slack, "with a number added to all gates of each channel")
}

fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut doubled = input.clone();
    doubled.values.values *= 2.0;
    let (once, twice) = (asked(input, probe)?, asked(&doubled, probe)?);
    same("out", &(2.0 * once), &twice, 4.0 * probe.tolerance, "with twice the values")
}

fn places(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (n, block) = (input.sizes()[0], input.block());
    let mut order: Vec<usize> = (0..block).collect();
    probe.random.shuffle(&mut order);
    let complete = input.entries() * block;
    let place = |t: usize| if t < complete { t / block * block + order[t % block] } else { t };
    let tokens: Vec<usize> = (0..n).map(place).collect();
    let rows: Vec<usize> =
        (0..input.bias.values.nrows()).map(|row| row / block * block + order[row % block]).collect();
    let mut moved = input.clone();
    moved.values.values = input.values.values.select(Axis(0), &tokens);
    moved.gates.values = input.gates.values.select(Axis(0), &tokens);
    moved.bias.values = input.bias.values.select(Axis(0), &rows);
    let (before, after) = (asked(input, probe)?, asked(&moved, probe)?);
    same("out", &before, &after, 4.0 * probe.tolerance, "with the places of all blocks in another order")
}
