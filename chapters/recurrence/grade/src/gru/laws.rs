//! What must hold for `gru`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array1, Axis};

use super::{Input, TheProbe};

fn asked(probe: &mut TheProbe<'_>, input: &Input) -> Result<Array1<f32>, Broken> {
    let next = probe.call(input)?;
    if next.len() == input.h.values.len() {
        Ok(next)
    } else {
        Err(Broken::Law(format!("the shape is {:?}", next.dim())))
    }
}

/// The same, where both sums of a gate are a number in all units, together.
fn fixed(input: &Input, gate: usize, sum: f32) -> Input {
    let mut input = input.clone();
    for weights in [&mut input.input.values, &mut input.hidden.values] {
        weights.index_axis_mut(Axis(0), gate).fill(0.0);
    }
    for bias in [&mut input.input_bias.values, &mut input.hidden_bias.values] {
        bias.row_mut(gate).fill(0.5 * sum);
    }
    input
}

fn size(input: &Input) -> f64 {
    input.h.values.iter().fold(1.0, |most: f64, h| most.max(f64::from(h.abs())))
}

pub(super) fn keeps(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut kept = fixed(input, 1, 900.0);
    for step in 1..=4 {
        let next = asked(probe, &kept)?;
        same("out", &next, &input.h.values, 1e-5 * size(input), &format!("{step} steps before"))?;
        kept.h.values = next;
    }
    Ok(())
}

pub(super) fn looks_away(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let away = fixed(&fixed(input, 0, -900.0), 1, -900.0);
    let mut other = away.clone();
    other.h.values.mapv_inplace(|h| 0.7 - h);
    let (before, after) = (asked(probe, &away)?, asked(probe, &other)?);
    same("out", &before, &after, 1e-5, "with another state before")
}

/// r ⊙ (W h) is W (r ⊙ h) then. With half of the state and all of it let through, it is the same as with all of the state and half let
/// through, so far as the candidate goes: z is 0 in both.
pub(super) fn both_forms(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut half = fixed(&fixed(input, 0, 0.0), 1, -900.0);
    half.hidden_bias.values.row_mut(2).fill(0.0);
    let mut whole = fixed(&half, 0, 900.0);
    whole.h.values *= 0.5;
    let (before, after) = (asked(probe, &half)?, asked(probe, &whole)?);
    same("out with r = 1/2", &before, &after, 1e-5 + 4.0 * probe.tolerance, "with r = 1 and half the state")
}

pub(super) fn bounded(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let next = asked(probe, input)?;
    let slack = 1e-5 * size(input) as f32;
    let outside = |(next, before): (&f32, &f32)| {
        let (low, high) = (before.min(-1.0) - slack, before.max(1.0) + slack);
        !(low..=high).contains(next)
    };
    match next.iter().zip(&input.h.values).position(outside) {
        Some(unit) => {
            Err(Broken::Law(format!("out[{unit}] is {}, from {}", next[unit], input.h.values[unit])))
        }
        None => Ok(()),
    }
}

pub(super) fn units(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.h.values.len()).collect();
    probe.random.shuffle(&mut order);
    let mut moved = input.clone();
    moved.h.values = input.h.values.select(Axis(0), &order);
    moved.input.values = input.input.values.select(Axis(1), &order);
    moved.hidden.values = input.hidden.values.select(Axis(1), &order).select(Axis(2), &order);
    moved.input_bias.values = input.input_bias.values.select(Axis(1), &order);
    moved.hidden_bias.values = input.hidden_bias.values.select(Axis(1), &order);
    let (before, after) = (asked(probe, input)?.select(Axis(0), &order), asked(probe, &moved)?);
    same("out", &before, &after, 2.0 * probe.tolerance, "with units in another order")
}
