//! What must hold for `nsa`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array3, Axis, s};

use super::{Input, TheProbe};

fn shape(input: &Input, output: &Array3<f32>) -> Result<(), Broken> {
    let [n, heads, _, _, of_value] = input.sizes();
    if output.dim() == (n, heads, of_value) {
        return Ok(());
    }
    Err(Broken::Law(format!("the shape is {:?}", output.dim())))
}

/// Texts longer than this are compared with the reference alone.
const LONG: usize = 30;

/// Gates are from 0 to 1: they are halved.
pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.sizes()[0] > LONG {
        return Ok(());
    }
    let mut halved = input.clone();
    halved.gates.values.mapv_inplace(|x| 0.5 * x);
    let (before, after) = (probe.call(input)?, probe.call(&halved)?);
    same("out", &after, &before.mapv(|x| 0.5 * x), 2.0 * probe.tolerance, "times ½, as the gates are")
}

/// Each branch alone.
pub(super) fn branches(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.sizes()[0] > LONG {
        return Ok(());
    }
    let together = probe.call(input)?;
    shape(input, &together)?;
    let mut sum = Array3::zeros(together.raw_dim());
    for branch in 0..3 {
        let mut alone = input.clone();
        for other in (0..3).filter(|&other| other != branch) {
            alone.gates.values.slice_mut(s![.., .., other]).fill(0.0);
        }
        let output = probe.call(&alone)?;
        shape(input, &output)?;
        sum += &output;
    }
    same("out", &together, &sum, 6.0 * probe.tolerance, "by adding the outputs of the branches alone")
}

/// Causal attention by one branch, whose gate is 1, computed here.
fn dense(input: &Input, branch: usize, probe: &mut TheProbe<'_>, how: &str) -> Result<(), Broken> {
    let [n, heads, groups, _, of_value] = input.sizes();
    let far = |t: usize| (0..heads).any(|h| input.products(t, h).iter().any(|x| x.abs() > 40.0));
    if n > LONG || (0..n).any(far) {
        return Ok(());
    }
    let mut alone = Input { chosen: n, window: n, ..input.clone() };
    alone.gates.values.fill(0.0);
    alone.gates.values.slice_mut(s![.., .., branch]).fill(1.0);
    let output = probe.call(&alone)?;
    let values = input.values.double();
    let mut expected = Array3::<f64>::zeros((n, heads, of_value));
    for (t, h) in (0..n).flat_map(|t| (0..heads).map(move |h| (t, h))) {
        let weights: Vec<f64> = input.products(t, h).into_iter().take(t + 1).map(f64::exp).collect();
        let sum: f64 = weights.iter().sum();
        let values = values.index_axis(Axis(1), h / (heads / groups));
        for (value, weight) in values.rows().into_iter().zip(weights) {
            expected.slice_mut(s![t, h, ..]).scaled_add(weight / sum, &value);
        }
    }
    let largest = expected.iter().fold(1.0_f64, |most, x| most.max(x.abs()));
    let slack = 4.0 * probe.tolerance + 1e-5 * largest;
    same("out", &output, &expected.mapv(|x| x as f32), slack, how)
}

pub(super) fn dense_by_blocks(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    dense(input, 1, probe, "by dense causal attention, with gates 0, 1, 0 and every block chosen")
}

pub(super) fn dense_by_window(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    dense(input, 2, probe, "by dense causal attention, with gates 0, 0, 1 and a window as wide as the text")
}

/// Later keys and values change sign.
pub(super) fn later(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.sizes()[0];
    if n > LONG {
        return Ok(());
    }
    let first = probe.random.whole(0..=n - 1);
    let mut changed = input.clone();
    for cube in [&mut changed.keys, &mut changed.values] {
        cube.values.slice_mut(s![first + 1.., .., ..]).mapv_inplace(|x| -x);
    }
    // Behind them the choice may be another one, and must be as clear.
    if changed.gap() < super::inputs::GAP {
        return Ok(());
    }
    let outputs = [probe.call(input)?, probe.call(&changed)?];
    for output in &outputs {
        shape(input, output)?;
    }
    let [before, after] = outputs.map(|output| output.slice_move(s![..=first, .., ..]));
    let what = format!("with other tokens behind {first}");
    same(&format!("out up to token {first}"), &after, &before, 2.0 * probe.tolerance, &what)
}
