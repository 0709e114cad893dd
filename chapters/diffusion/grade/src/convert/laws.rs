//! What must hold of `convert`, whatever the reference says.

use judge::{Broken, Property, close, same};
use ndarray::{Array2, Axis, s};

use super::{Input, NAMES, TheProbe};

const DATA: usize = 1;

pub(super) fn laws() -> Vec<Property<Input, Array2<f32>>> {
    vec![
        Property { name: "data and noise of a prediction make up x", holds: adds_up },
        Property { name: "there and back gives what was there", holds: round },
        Property { name: "a row does not depend on the others", holds: rows },
        Property { name: "errors of the forms have the ratios of their losses", holds: errors },
    ]
}

/// The answer's output, of the shape of x.
fn called(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let out = probe.call(input)?;
    let shape = input.x.values.dim();
    if out.dim() == shape {
        return Ok(out);
    }
    Err(Broken::Law(format!("the output has shape {:?} and not {shape:?}", out.dim())))
}

/// Whether a level is 0, where not every form can be had.
fn ends(input: &Input) -> bool {
    input.alpha.values.iter().chain(&input.sigma.values).any(|&level| level == 0.0)
}

/// What rounding may do: 1/α and 1/σ, which are 20 at most, make it larger.
fn slack(probe: &TheProbe<'_>, arrays: &[&Array2<f32>]) -> f64 {
    let largest = |array: &&Array2<f32>| array.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let most = arrays.iter().map(largest).fold(0.0, f32::max);
    4.0 * probe.tolerance + 2e-4 * f64::from(most)
}

/// α x₀ + σ ε = x.
fn adds_up(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let data = called(&Input { to: DATA, ..input.clone() }, probe)?;
    let noise = called(&Input { to: 0, ..input.clone() }, probe)?;
    let column = |levels: &ndarray::Array1<f32>| levels.clone().insert_axis(Axis(1));
    let sum = &data * &column(&input.alpha.values) + &noise * &column(&input.sigma.values);
    let slack = slack(probe, &[&input.x.values, &data, &noise]);
    let how = format!("as α x₀ + σ ε by the answer's own conversions of the {}", NAMES[input.from]);
    same("x", &input.x.values, &sum, slack, &how)
}

fn round(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if ends(input) {
        return Ok(());
    }
    let there = called(input, probe)?;
    let back = Input { from: input.to, to: input.from, value: there.clone().into(), ..input.clone() };
    let back = called(&back, probe)?;
    // A score is 1/σ times as large as noise, and 1/α and 1/σ come in once more on the way back.
    let smallest =
        input.alpha.values.iter().chain(&input.sigma.values).fold(1.0_f32, |least, &x| least.min(x));
    let slack =
        slack(probe, &[&there, &input.value.values, &input.x.values]) / f64::from(smallest).min(0.1) * 0.1;
    let how = format!("by way of {}", NAMES[input.to]);
    same(NAMES[input.from], &input.value.values, &back, slack, &how)
}

fn rows(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let all = called(input, probe)?;
    let row = probe.random.whole(0..=all.nrows() - 1);
    let alone = Input {
        value: input.value.values.slice(s![row..=row, ..]).to_owned().into(),
        x: input.x.values.slice(s![row..=row, ..]).to_owned().into(),
        alpha: input.alpha.values.slice(s![row..=row]).to_owned().into(),
        sigma: input.sigma.values.slice(s![row..=row]).to_owned().into(),
        ..input.clone()
    };
    let alone = called(&alone, probe)?;
    let what = format!("row {row} alone");
    same(&what, &alone, &all.slice(s![row..=row, ..]), 2.0 * probe.tolerance, "among the others")
}

/// If x₀ is wrong by δ, ε is by α/σ times as much, and v by (α² + σ²)/σ times.
fn errors(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.from != DATA || ends(input) {
        return Ok(());
    }
    let away = probe.random.uniform(0.5..1.5) as f32;
    for (to, name) in [(0, "noise"), (2, "v")] {
        let right = Input { to, ..input.clone() };
        let wrong = Input { value: (&input.value.values + away).into(), ..right.clone() };
        let (right, wrong) = (called(&right, probe)?, called(&wrong, probe)?);
        let slack = slack(probe, &[&right, &wrong, &input.x.values]);
        for ((at, right), wrong) in right.indexed_iter().zip(&wrong) {
            let [alpha, sigma] = [&input.alpha, &input.sigma].map(|levels| f64::from(levels.values[at.0]));
            let ratio = if to == 0 { alpha / sigma } else { (alpha * alpha + sigma * sigma) / sigma };
            let (found, expected) = (f64::from(right - wrong), ratio * f64::from(away));
            if !close(found, expected, slack / sigma.min(0.1) * 0.1) {
                return Err(Broken::Law(format!(
                    "with {away} added to the data, {name}{at:?} falls by {found}, and not by {expected}"
                )));
            }
        }
    }
    Ok(())
}
