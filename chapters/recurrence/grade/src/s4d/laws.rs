//! What must hold of `s4d`, whatever the reference says.

use judge::{Broken, same};
use ndarray::{Array1, s};

use super::cases::STEPS;
use super::{Input, Numbers, TheProbe};

/// The answer's kernel, if it has the length that it must.
fn asked(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array1<f32>, Broken> {
    let out = probe.call(input)?;
    if out.len() == input.length {
        return Ok(out);
    }
    Err(Broken::Law(format!("the kernel has {} numbers and not {}", out.len(), input.length)))
}

/// What rounding may do beside the tolerance.
fn slack(probe: &TheProbe<'_>, out: &Array1<f32>) -> f64 {
    let most = out.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    4.0 * probe.tolerance + 1e-4 * f64::from(most)
}

/// Some of the states.
fn part(input: &Input, states: std::ops::Range<usize>) -> Input {
    let of = |numbers: &Numbers| Numbers {
        re: numbers.re[states.clone()].to_vec(),
        im: numbers.im[states.clone()].to_vec(),
        layout: numbers.layout,
    };
    Input { a: of(&input.a), c: of(&input.c), ..input.clone() }
}

pub(super) fn add(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.a.re.len();
    if n < 2 {
        return Ok(());
    }
    let at = probe.random.whole(1..=n - 1);
    let (first, second) = (asked(&part(input, 0..at), probe)?, asked(&part(input, at..n), probe)?);
    let whole = asked(input, probe)?;
    let slack = slack(probe, &first) + slack(probe, &second);
    same(
        "out",
        &whole,
        &(first + second),
        slack,
        &format!("as the sum of the first {at} states and the others"),
    )
}

pub(super) fn conjugates(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let turned =
        |numbers: &Numbers| Numbers { im: numbers.im.iter().map(|im| -im).collect(), ..numbers.clone() };
    let other = Input { a: turned(&input.a), c: turned(&input.c), ..input.clone() };
    let (one, other) = (asked(input, probe)?, asked(&other, probe)?);
    let slack = slack(probe, &one);
    same("out", &one, &other, slack, "with the conjugates of A and C")
}

pub(super) fn prefix(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let length = probe.random.whole(0..=input.length);
    let shorter = asked(&Input { length, ..input.clone() }, probe)?;
    let whole = asked(input, probe)?;
    let slack = slack(probe, &whole);
    same("out", &whole.slice(s![..length]), &shorter, slack, &format!("for a length of {length}"))
}

/// What a long step lets in is what two short ones do: Kₗ of 2Δ is K₂ₗ + K₂ₗ₊₁ of Δ.
pub(super) fn doubled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if f64::from(input.step) > STEPS[1] / 2.0 {
        return Ok(());
    }
    let length = input.length / 2;
    let long = asked(&Input { step: 2.0 * input.step, length, ..input.clone() }, probe)?;
    let short = asked(input, probe)?;
    let pairs = Array1::from_shape_fn(length, |l| short[2 * l] + short[2 * l + 1]);
    let slack = 2.0 * slack(probe, &short);
    same("out", &long, &pairs, slack, "as the sum of two neighbours at half of the step")
}
