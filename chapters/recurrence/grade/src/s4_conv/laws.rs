//! What must hold of `s4_conv`, whatever the reference says.

use judge::{Broken, Vector, same};
use ndarray::{Array1, s};

use super::{Input, TheProbe};

/// What the answer gives, if it has the length that it must.
fn asked(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array1<f32>, Broken> {
    let out = probe.call(input)?.out;
    if out.len() == input.length() {
        return Ok(out);
    }
    Err(Broken::Law(format!("{} gives {} numbers and not {}", input.name(), out.len(), input.length())))
}

/// What rounding may do beside the tolerance.
fn slack(probe: &TheProbe<'_>, out: &Array1<f32>) -> f64 {
    let most = out.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    4.0 * probe.tolerance + 1e-4 * f64::from(most)
}

/// The same with another input, where there is one.
fn with(input: &Input, change: impl FnOnce(&Array1<f32>) -> Array1<f32>) -> Option<Input> {
    let mut other = input.clone();
    match &mut other {
        Input::Kernel { .. } => return None,
        Input::Convolve { input, .. } | Input::Recur { input, .. } => {
            let values = change(&input.values);
            *input = Vector { values, ..input.clone() };
        }
    }
    Some(other)
}

pub(super) fn roads(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Recur { space, input: u } = input else { return Ok(()) };
    let kernel = asked(&Input::Kernel { space: space.clone(), length: u.values.len() }, probe)?;
    // Numbers that cancel in the sum are rounded all the same.
    let most = kernel.iter().zip(u.values.iter().rev()).map(|(k, u)| (k * u).abs()).sum::<f32>();
    let convolved = asked(&Input::Convolve { kernel: kernel.into(), input: u.clone() }, probe)?;
    let steps = asked(input, probe)?;
    let slack = slack(probe, &steps) + 1e-4 * f64::from(most);
    same("recur", &steps, &convolved, slack, "as a convolution with the kernel")
}

pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let length = input.length();
    if length < 2 {
        return Ok(());
    }
    let from = probe.random.whole(1..=length - 1);
    let others: Array1<f32> = probe.random.normals(length, 1.0);
    let later = |u: &Array1<f32>| {
        let mut u = u.clone();
        u.slice_mut(s![from..]).assign(&others.slice(s![from..]));
        u
    };
    let Some(other) = with(input, later) else { return Ok(()) };
    let (one, other) = (asked(input, probe)?, asked(&other, probe)?);
    let slack = slack(probe, &one) + slack(probe, &other);
    let before = s![..from];
    same("out", &one.slice(before), &other.slice(before), slack, &format!("with other inputs from {from} on"))
}

pub(super) fn later(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let length = input.length();
    let moved = |u: &Array1<f32>| Array1::from_shape_fn(length, |t| if t > 0 { u[t - 1] } else { 0.0 });
    let Some(other) = with(input, moved) else { return Ok(()) };
    if length == 0 {
        return Ok(());
    }
    let (one, other) = (asked(input, probe)?, asked(&other, probe)?);
    let slack = slack(probe, &one);
    same(
        "out",
        &one.slice(s![..length - 1]),
        &other.slice(s![1..]),
        slack,
        "for the same input one step later, from place 1 on",
    )
}

pub(super) fn linear(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let others: Array1<f32> = probe.random.normals(input.length(), 1.0);
    let Some(second) = with(input, |_| others.clone()) else { return Ok(()) };
    let Some(both) = with(input, |u| u + &others) else { return Ok(()) };
    let (one, two) = (asked(input, probe)?, asked(&second, probe)?);
    let sum = asked(&both, probe)?;
    let slack = slack(probe, &one) + slack(probe, &two);
    same("out", &sum, &(one + two), slack, "as the sum of what each of two inputs gives")
}
