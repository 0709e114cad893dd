//! What must hold for `sinkhorn`, whatever the reference says.

use judge::{Broken, close, same};
use ndarray::{Array2, Axis};

use super::{Answered, Asked, Input, TheProbe, planned};

/// Logits that converge within thirty iterations: those of the input, none farther than 2 from the largest of its row.
fn mild(input: &Input) -> Input {
    let mut logits = input.logits.values.clone();
    for mut row in logits.rows_mut() {
        let largest = row.fold(f32::NEG_INFINITY, |most, &logit| most.max(logit));
        row.mapv_inplace(|logit| (logit - largest).max(-2.0));
    }
    Input { iterations: 30, ..input.with(logits) }
}

/// What sums and products of a few hundred roundings may change in a plan.
fn slack(plan: &Array2<f32>) -> f32 {
    4e-5 * plan.fold(0.0_f32, |most, &p| most.max(p))
}

pub(super) fn columns_are_full(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.asked != Asked::Plan {
        return Ok(());
    }
    let plan = planned(probe, input)?;
    let share = 1.0 / plan.ncols() as f32;
    for (e, sum) in plan.sum_axis(Axis(0)).iter().enumerate() {
        // With logits near ±1000 an answer that keeps logarithms has their rounding in its plan.
        if !close(*sum, share, 2e-3 * f64::from(share)) {
            return Err(Broken::Law(format!("column {e} sums to {sum} instead of {share}")));
        }
    }
    Ok(())
}

pub(super) fn rows_are_full(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.asked != Asked::Plan {
        return Ok(());
    }
    let plan = planned(probe, &mild(input))?;
    let share = 1.0 / plan.nrows() as f32;
    for (t, sum) in plan.sum_axis(Axis(1)).iter().enumerate() {
        if !close(*sum, share, 1e-3 * f64::from(share)) {
            return Err(Broken::Law(format!("after 30 iterations row {t} sums to {sum} instead of {share}")));
        }
    }
    Ok(())
}

pub(super) fn rows_shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.asked != Asked::Plan {
        return Ok(());
    }
    // After `mild` no logit is beyond 2; in 64ths a sum is exact.
    let input = Input { iterations: input.iterations, ..mild(input) };
    let logits = input.logits.values.mapv(|logit| (64.0 * logit).round() / 64.0);
    let mut shifted = logits.clone();
    for mut row in shifted.rows_mut() {
        row += probe.random.whole(0..=40) as f32 - 20.0;
    }
    let (plan, moved) = (planned(probe, &input.with(logits))?, planned(probe, &input.with(shifted))?);
    same(
        "plan",
        &plan,
        &moved,
        f64::from(4.0 * slack(&plan)),
        "with a number added to each row of the logits",
    )
}

pub(super) fn columns_shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.asked != Asked::Plan {
        return Ok(());
    }
    let input = mild(input);
    let mut shifted = input.logits.values.clone();
    for mut column in shifted.columns_mut() {
        column += probe.random.uniform(-2.0..2.0) as f32;
    }
    let (plan, moved) = (planned(probe, &input)?, planned(probe, &input.with(shifted))?);
    let slack = 1e-3 * plan.fold(0.0_f32, |most, &p| most.max(p));
    same("plan", &plan, &moved, f64::from(slack), "with a number added to each column of the logits")
}

pub(super) fn fixed_point(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.asked != Asked::Plan {
        return Ok(());
    }
    let plan = planned(probe, &mild(input))?;
    if plan.iter().any(|&p| p <= 0.0 || !p.is_finite()) {
        return Err(Broken::Law("an entry of the plan is not positive".to_owned()));
    }
    let again = planned(probe, &Input { iterations: 1, ..input.with(plan.mapv(f32::ln)) })?;
    same(
        "plan",
        &plan,
        &again,
        f64::from(2e-3 * plan.fold(0.0_f32, |most, &p| most.max(p))),
        "when its logarithm is planned once more",
    )
}

/// Each token prefers one expert by at least 6, and each expert is preferred as often.
pub(super) fn permutation(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.asked != Asked::Choose {
        return Ok(());
    }
    // Three tokens each: with hundreds of experts the law says no more, and takes its time.
    let experts = input.logits.values.ncols().min(12);
    let mut favourites: Vec<usize> = (0..3 * experts).map(|t| t % experts).collect();
    probe.random.shuffle(&mut favourites);
    let logits = Array2::from_shape_fn((3 * experts, experts), |(t, e)| {
        probe.random.uniform(-1.0..1.0) as f32 + if favourites[t] == e { 8.0 } else { 0.0 }
    });
    let asked = Input { asked: Asked::Choose, logits: logits.into(), iterations: 20 };
    match probe.call(&asked)? {
        Answered::Chosen(experts) if experts == favourites => Ok(()),
        Answered::Chosen(experts) => {
            Err(Broken::Law(format!("tokens whose favourites by far are {favourites:?} get {experts:?}")))
        }
        _ => Err(Broken::Law("not a choice".to_owned())),
    }
}

pub(super) fn alone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let asked = Input { asked: Asked::Route { training: false }, ..input.clone() };
    let tokens = input.logits.values.nrows();
    let token = probe.random.whole(0..=tokens - 1);
    let single = asked.with(input.logits.values.select(Axis(0), &[token]));
    match (probe.call(&asked)?, probe.call(&single)?) {
        (Answered::Routed(all), Answered::Routed(one)) if all.len() == tokens && one.len() == 1 => {
            let (a, b) = (all[token], one[0]);
            if a.0 == b.0 && (a.1 - b.1).abs() <= 1e-5 {
                Ok(())
            } else {
                Err(Broken::Law(format!("token {token} is routed to {a:?}, and to {b:?} when it is alone")))
            }
        }
        _ => Err(Broken::Law("route does not give a pair for each token".to_owned())),
    }
}
