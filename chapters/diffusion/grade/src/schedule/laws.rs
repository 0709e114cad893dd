//! What must hold of `schedule`, whatever the reference says.

use judge::{Broken, Property, close};
use ndarray::Array1;

use super::levels::Levels;
use super::{Answered, Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "a line begins with the first and ends with the last", holds: ends },
        Property { name: "what is linear goes in equal steps", holds: even },
        Property { name: "the β of the cosine leave a squared cosine", holds: squared_cosine },
        Property { name: "ᾱ falls by the factor 1 − β in each step", holds: factors },
        Property { name: "the ratio of the noise's share is one over that of the signal's", holds: mirrored },
    ]
}

/// As many numbers as asked.
fn called(input: &Input, steps: usize, probe: &mut TheProbe<'_>) -> Result<Array1<f64>, Broken> {
    let values = probe.call(input)?.values;
    if values.len() == steps {
        return Ok(values);
    }
    Err(Broken::Law(format!("{} gives {} numbers, and not {steps}", input.name(), values.len())))
}

/// Whether two numbers are the same within a part of their size.
fn alike(what: &str, found: f64, expected: f64, size: f64, how: &str) -> Result<(), Broken> {
    if close(found, expected, 1e-5 * size.abs() + 1e-15) {
        return Ok(());
    }
    Err(Broken::Law(format!("{what} is {found}, and {expected} {how}")))
}

/// Steps and ends of a line, and what goes evenly in it.
type Line = (usize, f64, f64, fn(f64) -> f64);

fn line(input: &Input) -> Option<Line> {
    match *input {
        Input::Linear { steps, first, last } => Some((steps, first, last, |beta| beta)),
        Input::ScaledLinear { steps, first, last } => Some((steps, first, last, f64::sqrt)),
        _ => None,
    }
}

fn ends(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some((steps, first, last, _)) = line(input) else { return Ok(()) };
    let betas = called(input, steps, probe)?;
    alike(&format!("{}[0]", input.name()), betas[0], first, first, "is the first")?;
    let last = if steps == 1 { first } else { last };
    alike(&format!("{}[{}]", input.name(), steps - 1), betas[steps - 1], last, last, "is the last")
}

fn even(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Some((steps, first, last, of)) = line(input) else { return Ok(()) };
    let betas = called(input, steps, probe)?.mapv(of);
    if steps < 3 {
        return Ok(());
    }
    let t = probe.random.whole(1..=steps - 2);
    let step = (of(last) - of(first)) / (steps - 1) as f64;
    let found = betas[t + 1] - betas[t];
    if close(found, step, 1e-5 * of(last)) {
        return Ok(());
    }
    Err(Broken::Law(format!("{} goes by {found} after step {t}, and by {step} evenly", input.name())))
}

/// What is left after step t is f(t + 1)/f(0), as long as no β is held.
fn squared_cosine(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Cosine { steps } = *input else { return Ok(()) };
    let betas = called(input, steps, probe)?;
    let f =
        |t: usize| ((t as f64 / steps as f64 + 0.008) / 1.008 * std::f64::consts::FRAC_PI_2).cos().powi(2);
    if steps < 2 {
        return Ok(());
    }
    let t = probe.random.whole(0..=steps - 2);
    let left: f64 = betas.iter().take(t + 1).map(|beta| 1.0 - beta).product();
    let expected = f(t + 1) / f(0);
    alike(&format!("what cosine leaves after step {t}"), left, expected, expected, "by f(t + 1)/f(0)")
}

fn factors(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Cumulative(betas) = input else { return Ok(()) };
    let left = called(input, betas.values.len(), probe)?;
    let t = probe.random.whole(0..=left.len() - 1);
    let before = if t == 0 { 1.0 } else { left[t - 1] };
    let expected = before * (1.0 - betas.values[t]);
    alike(&format!("cumulative[{t}]"), left[t], expected, expected, "as 1 − β times what was left before")
}

fn mirrored(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Snr(abar) = input else { return Ok(()) };
    // Levels that have a mirror image which is a level.
    let levels: Array1<f64> = abar.values.mapv(|left| left.clamp(1e-6, 1.0 - 1e-6));
    let ratio = called(&Input::Snr(Levels::from(levels.clone())), levels.len(), probe)?;
    let other = called(&Input::Snr(Levels::from(1.0 - &levels)), levels.len(), probe)?;
    let t = probe.random.whole(0..=levels.len() - 1);
    let how = format!("as one over the ratio of {}", 1.0 - levels[t]);
    alike(&format!("snr of {}", levels[t]), ratio[t], 1.0 / other[t], ratio[t], &how)
}
