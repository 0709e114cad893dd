//! What must hold for `rnn`, whatever the reference says.

use judge::{Broken, Precision, close, same};
use ndarray::{Array1, Array2, s};

use super::{Answered, Changes, Forward, Input, TheProbe, cases};

fn of_forward(probe: &mut TheProbe<'_>, forward: Forward) -> Result<Array2<f32>, Broken> {
    let steps = forward.inputs.values.nrows();
    match probe.call(&Input::Forward(forward))? {
        Answered::States(states) if states.nrows() == steps => Ok(states),
        other => Err(Broken::Law(format!("forward gives the shape {:?}", other.array().dim()))),
    }
}

fn of_changes(probe: &mut TheProbe<'_>, changes: Changes) -> Result<Array2<f32>, Broken> {
    let shape = changes.hidden.values.dim();
    match probe.call(&Input::Jacobian(changes))? {
        Answered::Jacobian(jacobian) if jacobian.dim() == shape => Ok(jacobian),
        other => Err(Broken::Law(format!("jacobian gives the shape {:?}", other.array().dim()))),
    }
}

pub(super) fn causal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(forward) = input else { return Ok(()) };
    let steps = forward.inputs.values.nrows();
    if steps == 0 {
        return Ok(());
    }
    let from = probe.random.whole(0..=steps - 1);
    let mut other = forward.clone();
    other.inputs.values.slice_mut(s![from.., ..]).mapv_inplace(|x| 0.5 - x);
    let (before, after) = (of_forward(probe, forward.clone())?, of_forward(probe, other)?);
    let how = format!("with other inputs from step {from} on");
    same("forward", &before.slice(s![..from, ..]), &after.slice(s![..from, ..]), probe.tolerance, &how)
}

pub(super) fn continued(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(forward) = input else { return Ok(()) };
    let steps = forward.inputs.values.nrows();
    if steps < 2 {
        return Ok(());
    }
    let at = probe.random.whole(1..=steps - 1);
    let whole = of_forward(probe, forward.clone())?;
    let mut rest = forward.clone();
    rest.inputs.values = forward.inputs.values.slice(s![at.., ..]).to_owned();
    rest.start.values = whole.row(at - 1).to_owned();
    let rest = of_forward(probe, rest)?;
    let how = format!("when it begins with the state after step {}", at - 1);
    same("forward", &whole.slice(s![at.., ..]), &rest, 4.0 * probe.tolerance, &how)
}

pub(super) fn bounded(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Forward(forward) = input else { return Ok(()) };
    let states = of_forward(probe, forward.clone())?;
    match states.indexed_iter().find(|&(_, &h)| h.is_nan() || h.abs() > 1.0 + 1e-5) {
        Some(((t, i), h)) => Err(Broken::Law(format!("forward[{t}, {i}] is {h}"))),
        None => Ok(()),
    }
}

/// With h₀ = 0, U = I and b = 0 the inputs artanh(hₜ) − W hₜ₋₁ give these states.
pub(super) fn differences(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Jacobian(changes) = input else { return Ok(()) };
    let (states, hidden) = (changes.states.double(), changes.hidden.double());
    let (steps, units) = states.dim();
    if steps == 0 || steps > 8 || units > 8 || states.iter().any(|h| h.abs() > 0.99) {
        return Ok(());
    }
    let mut inputs = states.mapv(f64::atanh);
    for t in 1..steps {
        let before = hidden.dot(&states.row(t - 1));
        let mut row = inputs.row_mut(t);
        row -= &before;
    }
    let (one, zero) = (Array2::eye(units), Array1::zeros(units));
    let weights = kernels::recurrence::Rnn { hidden: hidden.view(), input: one.view(), bias: zero.view() };
    let step = 1e-6;
    let last = |start: Array1<f64>| {
        let precision = super::super::kernel_precision(Precision::Double);
        let states = kernels::recurrence::rnn_forward(inputs.view(), start.view(), weights, precision);
        states.map(|states| states.row(steps - 1).to_owned()).map_err(judge::Missing::from)
    };
    let jacobian = of_changes(probe, changes.clone())?;
    let largest = jacobian.iter().fold(1.0, |most: f64, x| most.max(f64::from(x.abs())));
    for unit in 0..units {
        let mut start: Array1<f64> = Array1::zeros(units);
        start[unit] = step;
        let change = (last(start.clone())? - last(-start)?) / (2.0 * step);
        for (i, change) in change.iter().enumerate() {
            let slack = 2.0 * probe.tolerance + 1e-5 * largest;
            if !close(jacobian[[i, unit]], *change, slack) {
                let yours = jacobian[[i, unit]];
                return Err(Broken::Law(format!(
                    "jacobian[{i}, {unit}] is {yours}, and {change} by small changes"
                )));
            }
        }
    }
    Ok(())
}

pub(super) fn chain(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Jacobian(changes) = input else { return Ok(()) };
    let steps = changes.states.values.nrows();
    let at = probe.random.whole(0..=steps);
    let mut part = |range: std::ops::Range<usize>| {
        let mut part = changes.clone();
        part.states.values = changes.states.values.slice(s![range, ..]).to_owned();
        Ok::<_, Broken>(of_changes(probe, part)?.mapv(f64::from))
    };
    let [early, late, whole] = [part(0..at)?, part(at..steps)?, part(0..steps)?];
    let size = late.mapv(f64::abs).dot(&early.mapv(f64::abs)).fold(0.0, |most: f64, &x| most.max(x));
    let [product, whole] = [late.dot(&early), whole].map(|matrix| matrix.mapv(|x| x as f32));
    let how = format!("by the steps before and after number {at}");
    same("jacobian", &whole, &product, 4.0 * probe.tolerance + 1e-5 * size, &how)
}

pub(super) fn orthogonal(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Jacobian(changes) = input else { return Ok(()) };
    let (steps, units) = changes.states.values.dim();
    let mut other = changes.clone();
    other.states.values.fill(0.0);
    other.hidden.values = cases::reflection(probe.random, units);
    let jacobian = of_changes(probe, other)?;
    let slack = 1e-5 * (units + steps) as f64;
    let how = "is the identity";
    same("jacobianᵀ · jacobian", &jacobian.t().dot(&jacobian), &Array2::eye(units), slack, how)
}
