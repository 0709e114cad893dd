//! What must hold of `discretise`, whatever the reference says.

use judge::{Broken, Matrix, Vector, same};
use ndarray::{Array1, Array2, Axis};

use super::{Answered, Input, TheProbe, Which};

/// The answer's A and B, if they have the shapes that they must.
fn asked(input: &Input, probe: &mut TheProbe<'_>) -> Result<(Array2<f32>, Array1<f32>), Broken> {
    let n = input.b.values.len();
    let Answered { a, b, .. } = probe.call(input)?;
    if a.dim() == (n, n) && b.len() == n {
        return Ok((a, b));
    }
    Err(Broken::Law(format!("A has shape {:?}, B {} numbers; there are {n} states", a.dim(), b.len())))
}

/// What rounding may do beside the tolerance.
fn slack(probe: &TheProbe<'_>, a: &Array2<f32>, b: &Array1<f32>) -> f64 {
    let most = a.iter().chain(b).fold(0.0_f32, |most, x| most.max(x.abs()));
    4.0 * probe.tolerance + 1e-4 * f64::from(most)
}

fn alike(
    (a, b): &(Array2<f32>, Array1<f32>),
    (other_a, other_b): &(Array2<f32>, Array1<f32>),
    slack: f64,
    how: &str,
) -> Result<(), Broken> {
    same("A", a, other_a, slack, how)?;
    same("B", b, other_b, slack, how)
}

pub(super) fn products(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let scaled = Input {
        a: Matrix { values: &input.a.values / 4.0, ..input.a.clone() },
        b: Vector { values: &input.b.values / 4.0, ..input.b.clone() },
        step: 4.0 * input.step,
        ..input.clone()
    };
    let (one, other) = (asked(input, probe)?, asked(&scaled, probe)?);
    let slack = slack(probe, &one.0, &one.1);
    alike(&one, &other, slack, "with a quarter of A and B, and four times the step")
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let doubled = Input { b: Vector { values: 2.0 * &input.b.values, ..input.b.clone() }, ..input.clone() };
    let (mut one, other) = (asked(input, probe)?, asked(&doubled, probe)?);
    one.1 *= 2.0;
    let slack = slack(probe, &one.0, &one.1);
    alike(&one, &other, slack, "with B doubled (B compared with the double)")
}

pub(super) fn order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut places: Vec<usize> = (0..input.b.values.len()).collect();
    probe.random.shuffle(&mut places);
    let moved = |a: &Array2<f32>| a.select(Axis(0), &places).select(Axis(1), &places);
    let shuffled = Input {
        a: Matrix { values: moved(&input.a.values), ..input.a.clone() },
        b: Vector { values: input.b.values.select(Axis(0), &places), ..input.b.clone() },
        ..input.clone()
    };
    let (one, other) = (asked(input, probe)?, asked(&shuffled, probe)?);
    let slack = slack(probe, &one.0, &one.1);
    let one = (moved(&one.0), one.1.select(Axis(0), &places));
    alike(&one, &other, slack, "with the states in that order from the start")
}

pub(super) fn halves(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.which == Which::Bilinear {
        return Ok(());
    }
    let half = Input { step: input.step / 2.0, ..input.clone() };
    let (a, b) = asked(&half, probe)?;
    let twice = (a.dot(&a), a.dot(&b) + &b);
    let one = asked(input, probe)?;
    // Rounding of one half is carried on by the other.
    let carried = a.rows().into_iter().map(|row| row.mapv(f32::abs).sum()).fold(1.0, f32::max);
    let slack = slack(probe, &a, &b) * (1.0 + f64::from(carried));
    alike(&one, &twice, slack, "as two steps of half the length")
}
