//! What holds of upcycling whatever the numbers are.

use judge::{Broken, same};
use ndarray::{Array2, Axis};

use super::{Input, TheProbe};

/// How far two sums of experts may be apart: the tolerance was made for others.
fn slack(probe: &TheProbe<'_>, dense: &Array2<f32>) -> f64 {
    let largest = dense.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    2.0 * probe.tolerance + 64.0 * f64::from(f32::EPSILON) * f64::from(largest)
}

pub(super) fn preserves(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let made = probe.call(input)?;
    if !made.experts.iter().all(|expert| *expert == input.dense) {
        return Err(Broken::Law("an expert differs from the dense layer".into()));
    }
    let mut through = input.clone();
    through.gates.values = made.gates;
    through.experts = made.experts;
    let output = probe.call(&through)?.output;
    let dense = input.dense.apply(input.tokens.values.view());
    // Gates near 850 know their sum no better than the logits are rounded; it is 1 all the same.
    let largest = dense.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let moved = 2.0 * super::super::by_a_log_sum(&input.logits.double());
    let allowed = slack(probe, &dense) + moved * f64::from(largest);
    same("forward at step 0", &output, &dense, allowed, "in the dense layer")
}

pub(super) fn k_gates(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let gates = probe.call(input)?.gates;
    for (token, row) in gates.rows().into_iter().enumerate() {
        let sum: f64 = row.iter().map(|&gate| f64::from(gate)).sum();
        let count = row.iter().filter(|&&gate| gate > 0.0).count();
        let allowed = 1e-5 + 2.0 * super::super::by_a_log_sum(&input.logits.double());
        let right = (sum - 1.0).abs() < allowed && count == input.k;
        if !right {
            return Err(Broken::Law(format!("token {token} has {count} gates, and their sum is {sum}")));
        }
    }
    Ok(())
}

pub(super) fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    // Near 850 a number is rounded so coarsely that another one is added.
    if input.logits.values.iter().any(|logit| logit.abs() > 100.0) {
        return Ok(());
    }
    let before = probe.call(input)?.gates;
    let mut other = input.clone();
    for mut row in other.logits.values.rows_mut() {
        row += probe.random.whole(1..=5) as f32 - 3.0;
    }
    // A rounding that parts equal logits would be a change.
    if other.chosen() != input.chosen() {
        return Ok(());
    }
    let after = probe.call(&other)?.gates;
    let allowed = 2.0 * probe.tolerance + 1e-5;
    same("gates", &before, &after, allowed, "after a number is added to the logits of each token")
}

pub(super) fn sum_of_gates(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut copies = input.clone();
    copies.experts = vec![input.dense.clone(); input.count];
    let output = probe.call(&copies)?.output;
    let sums = input.gates.values.sum_axis(Axis(1)).insert_axis(Axis(1));
    let dense = input.dense.apply(input.tokens.values.view()) * sums;
    same(
        "forward with copies",
        &output,
        &dense,
        slack(probe, &dense),
        "as the sum of the gates times the dense layer",
    )
}

pub(super) fn unrouted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut cut = input.clone();
    let token = probe.random.whole(0..=input.tokens.values.nrows() - 1);
    cut.gates.values.row_mut(token).fill(0.0);
    let output = probe.call(&cut)?.output;
    match output.row(token).iter().position(|&x| x != 0.0) {
        None => Ok(()),
        Some(c) => Err(Broken::Law(format!(
            "token {token} has no gate, and forward[{token}, {c}] is {}",
            output[[token, c]]
        ))),
    }
}
