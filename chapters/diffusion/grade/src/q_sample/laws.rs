//! What must hold of `q_sample`, whatever the reference says.

use judge::{Broken, Property, close, same};
use ndarray::{Array2, Axis};

use super::cases::single;
use super::{Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Array2<f32>>> {
    vec![
        Property { name: "the squares of both factors add up to 1", holds: unit },
        Property {
            name: "two steps, one after the other, are as far as one from the beginning",
            holds: composed,
        },
        Property { name: "a row does not depend on the others", holds: rows },
        Property { name: "picture and noise are added up", holds: linear },
    ]
}

fn sampled(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let noisy = probe.call(input)?;
    if noisy.dim() == input.x0.values.dim() {
        return Ok(noisy);
    }
    Err(Broken::Law(format!("q_sample has shape {:?} and not {:?}", noisy.shape(), input.x0.values.shape())))
}

/// The factors of a level, read off a picture without noise and noise without a picture.
fn factors(abar: f64, probe: &mut TheProbe<'_>) -> Result<[f64; 2], Broken> {
    let alpha = sampled(&single(1.0, 0.0, abar), probe)?[[0, 0]];
    let sigma = sampled(&single(0.0, 1.0, abar), probe)?[[0, 0]];
    Ok([alpha, sigma].map(f64::from))
}

fn unit(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let abar = input.abar.values[input.steps[0]];
    let [alpha, sigma] = factors(abar, probe)?;
    let sum = alpha * alpha + sigma * sigma;
    if close(sum, 1.0, 1e-5) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "with ᾱ = {abar} the factors are {alpha} and {sigma}, whose squares add up to {sum}"
    )))
}

/// From ᾱ = a on by a step that leaves r of it: the factor of the picture is that of a r, and the variances of both noises add up to
/// that of a r.
fn composed(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let a = input.abar.values[input.steps[0]].clamp(0.01, 0.99);
    let r = probe.random.uniform(0.2..0.9);
    let (one, step, both) = (factors(a, probe)?, factors(r, probe)?, factors(a * r, probe)?);
    let alpha = step[0] * one[0];
    let variance = (step[0] * one[1]).powi(2) + step[1].powi(2);
    if close(alpha, both[0], 1e-5) && close(variance, both[1] * both[1], 1e-5) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "ᾱ = {a}, and then a step that leaves {r} of it, make the factor {alpha} and the variance {variance}; ᾱ = {} at once makes {} and {}",
        a * r,
        both[0],
        both[1] * both[1]
    )))
}

fn rows(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.steps.len();
    let row = probe.random.whole(0..=n - 1);
    let all = sampled(input, probe)?;
    let of = |matrix: &judge::Matrix| matrix.values.select(Axis(0), &[row]).into();
    let alone = Input {
        x0: of(&input.x0),
        noise: of(&input.noise),
        abar: input.abar.clone(),
        steps: vec![input.steps[row]],
    };
    let alone = sampled(&alone, probe)?;
    let how = "among the others";
    same(&format!("row {row} alone"), &alone.row(0), &all.row(row), 2.0 * probe.tolerance, how)
}

fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let shape = input.x0.values.dim();
    let zeros = || Array2::zeros(shape).into();
    let both = sampled(input, probe)?;
    let picture = sampled(&Input { noise: zeros(), ..input.clone() }, probe)?;
    let noise = sampled(&Input { x0: zeros(), ..input.clone() }, probe)?;
    same(
        "the output",
        &both,
        &(picture + noise),
        4.0 * probe.tolerance,
        "from picture and noise each by itself",
    )
}
