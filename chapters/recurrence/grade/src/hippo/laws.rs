//! What must hold of `hippo`, whatever the reference says.

use judge::{Broken, Vector, close, same};
use ndarray::{Array1, Array2, s};

use super::{Answered, Input, TheProbe};

fn matrices(n: usize, probe: &mut TheProbe<'_>) -> Result<(Array2<f32>, Array1<f32>), Broken> {
    match probe.call(&Input::Matrices { n })? {
        Answered::Matrices(a, b) if a.dim() == (n, n) && b.len() == n => Ok((a, b)),
        _ => Err(Broken::Law(format!("matrices({n}) has not the shapes ({n}, {n}) and ({n})"))),
    }
}

fn remember(samples: &Vector, n: usize, probe: &mut TheProbe<'_>) -> Result<Array1<f32>, Broken> {
    match probe.call(&Input::Remember { samples: samples.clone(), n })? {
        Answered::Remembered(c) if c.len() == n => Ok(c),
        _ => Err(Broken::Law(format!("remember does not give {n} coefficients"))),
    }
}

fn recall(coefficients: &Vector, times: &[f32], probe: &mut TheProbe<'_>) -> Result<Array1<f32>, Broken> {
    match probe.call(&Input::Recall { coefficients: coefficients.clone(), times: times.to_vec() })? {
        Answered::Recalled(values) if values.len() == times.len() => Ok(Array1::from_vec(values)),
        _ => Err(Broken::Law("recall does not give a number for each time".to_owned())),
    }
}

/// What rounding may do beside the tolerance.
fn slack(probe: &TheProbe<'_>, out: &Array1<f32>) -> f64 {
    let most = out.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    4.0 * probe.tolerance + 1e-4 * f64::from(most)
}

pub(super) fn nested(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    match input {
        Input::Matrices { n } => {
            let fewer = probe.random.whole(1..=*n);
            let ((a, b), (small, short)) = (matrices(*n, probe)?, matrices(fewer, probe)?);
            let how = format!("for {fewer} coefficients");
            let slack = 4.0 * probe.tolerance;
            same("A", &a.slice(s![..fewer, ..fewer]), &small, slack, &how)?;
            same("B", &b.slice(s![..fewer]), &short, slack, &how)
        }
        Input::Remember { samples, n } => {
            let fewer = probe.random.whole(1..=*n);
            let (all, some) = (remember(samples, *n, probe)?, remember(samples, fewer, probe)?);
            let slack = slack(probe, &all);
            same("remember", &all.slice(s![..fewer]), &some, slack, &format!("for {fewer} coefficients"))
        }
        Input::Recall { .. } => Ok(()),
    }
}

/// The coefficients (1, 0, 0, …) of the constant 1 do not change while it comes in: A's first column is −B.
pub(super) fn constant(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Matrices { n } = input else { return Ok(()) };
    let (a, b) = matrices(*n, probe)?;
    same("the first column of A", &a.column(0), &(-b), 4.0 * probe.tolerance, "as B with a minus")
}

/// Row 0 of the rule is (2t + 1) c' = (2t − 1) c + 2u: (2T + 1) c₀ is twice the sum of the samples.
pub(super) fn mean(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Remember { samples, n } = input else { return Ok(()) };
    let count = samples.values.len();
    let sum: f64 = samples.double().sum();
    let expected = 2.0 * sum / (2.0 * count as f64 + 1.0);
    let c = remember(samples, *n, probe)?;
    let most = samples.values.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    if close(c[0], expected, 4.0 * probe.tolerance + 1e-5 * f64::from(most)) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "coefficient 0 is {}, and twice the sum of {count} samples by {} is {expected}",
        c[0],
        2 * count + 1
    )))
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Remember { samples, n } = input else { return Ok(()) };
    let others: Array1<f32> = probe.random.normals(samples.values.len(), 1.0);
    let with = |values: Array1<f32>| Vector { values, layout: samples.layout };
    let one = remember(samples, *n, probe)?;
    let two = remember(&with(others.clone()), *n, probe)?;
    let both = remember(&with(&samples.values + &others), *n, probe)?;
    let slack = slack(probe, &one) + slack(probe, &two);
    same("remember", &both, &(one + two), slack, "as the sum for two signals")
}

pub(super) fn backwards(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Recall { coefficients, .. } = input else { return Ok(()) };
    let turned = |(i, &c): (usize, &f32)| if i % 2 == 1 { -c } else { c };
    let other = Vector {
        values: coefficients.values.iter().enumerate().map(turned).collect(),
        ..coefficients.clone()
    };
    // Whole eighths, so that 1 − s is exact.
    let times: Vec<f32> = (0..=8).map(|at| at as f32 / 8.0).collect();
    let mirrored: Vec<f32> = times.iter().map(|s| 1.0 - s).collect();
    let (one, other) = (recall(coefficients, &times, probe)?, recall(&other, &mirrored, probe)?);
    let slack = slack(probe, &one);
    same("recall", &one, &other, slack, "at 1 − s, with every second coefficient negative")
}
