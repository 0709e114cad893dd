//! What must hold for gradients of a choice, whatever the reference says.

use judge::{Broken, slips};
use ndarray::Array1;

use super::{Input, TheProbe};
use moe::Baseline;

type Law = (&'static str, fn(&Input, &mut TheProbe<'_>) -> Result<(), Broken>);

pub(super) fn laws() -> Vec<Law> {
    vec![
        ("the exact gradient is the slope of the expected loss, by central differences", slope),
        ("every gradient sums to 0 over the logits, since a common shift changes nothing", sums),
        ("with any fixed baseline the samples are right on average over the actions", unbiased),
        ("with the others as baseline they are right on average over all pairs of actions", unbiased_pairs),
        ("the straight-through output is one expert's, bit for bit", verbatim),
        ("the straight-through gradient is the slope of the soft gate at the hard output", soft_slope),
        ("equal losses leave no gradient", indifferent),
    ]
}

/// Softmax in double precision.
pub(super) fn probabilities(logits: &Array1<f64>) -> Array1<f64> {
    let mut weights = logits.clone();
    slips::softmax(&mut weights, slips::largest(logits));
    weights
}

/// The derivative of `p(logits) · values` by each logit, by central differences in double precision.
fn differences(logits: &Array1<f64>, values: &Array1<f64>) -> Array1<f64> {
    const STEP: f64 = 1e-5;
    let at = |i: usize, step: f64| {
        let mut moved = logits.clone();
        moved[i] += step;
        probabilities(&moved).dot(values)
    };
    (0..logits.len()).map(|i| (at(i, STEP) - at(i, -STEP)) / (2.0 * STEP)).collect()
}

/// Compares a gradient, if its length is right, with what it should be.
fn alike(name: &str, found: &Array1<f64>, right: &Array1<f64>, allowed: f64) -> Result<(), Broken> {
    if found.len() != right.len() {
        return Ok(());
    }
    for (i, (a, b)) in found.iter().zip(right).enumerate() {
        if (a - b).abs() > allowed || a.is_nan() {
            return Err(Broken::Law(format!("{name}[{i}] is {a:.6}, and should be {b:.6}")));
        }
    }
    Ok(())
}

fn largest(values: &Array1<f32>) -> f64 {
    values.iter().fold(0.0, |a, &b| a.max(f64::from(b.abs())))
}

fn slope(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let exact = probe.call(input)?.exact.mapv(f64::from);
    let right = differences(&input.logits.double(), &input.losses.double());
    let allowed = 2.0 * probe.tolerance + 1e-5 * (1.0 + largest(&input.losses.values));
    alike("exact", &exact, &right, allowed)
}

fn sums(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let found = probe.call(input)?;
    let mut gradients =
        vec![("exact".to_owned(), found.exact), ("straight_through.1".to_owned(), found.gradient)];
    gradients.extend(
        found
            .sampled
            .rows()
            .into_iter()
            .enumerate()
            .map(|(n, row)| (format!("sampled[{n}]"), row.to_owned())),
    );
    for (name, gradient) in gradients {
        let gradient = gradient.mapv(f64::from);
        let sum = gradient.sum();
        let allowed =
            2.0 * probe.tolerance * gradient.len() as f64 + 1e-5 * (1.0 + gradient.mapv(f64::abs).sum());
        if sum.abs() > allowed || sum.is_nan() {
            return Err(Broken::Law(format!("{name} sums to {sum:.6}")));
        }
    }
    Ok(())
}

fn unbiased(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut every = input.clone();
    let experts = input.logits.values.len();
    every.actions = (0..experts).collect();
    every.costs = input.losses.clone();
    every.baseline = Baseline::Fixed(probe.random.uniform(-2.0..2.0) as f32);
    let sampled = probe.call(&every)?.sampled.mapv(f64::from);
    if sampled.dim() != (experts, experts) {
        return Ok(());
    }
    let mean = probabilities(&input.logits.double()).dot(&sampled);
    let right = differences(&input.logits.double(), &input.losses.double());
    alike(
        "the mean of sampled",
        &mean,
        &right,
        4.0 * probe.tolerance + 1e-5 * (2.0 + largest(&input.losses.values)),
    )
}

fn unbiased_pairs(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let experts = input.logits.values.len();
    if experts > 4 {
        return Ok(());
    }
    let p = probabilities(&input.logits.double());
    let mut mean = Array1::<f64>::zeros(experts);
    for a in 0..experts {
        for b in 0..experts {
            let mut pair = input.clone();
            pair.actions = vec![a, b];
            pair.costs.values = [a, b].iter().map(|&action| input.losses.values[action]).collect();
            pair.baseline = Baseline::Others;
            let sampled = probe.call(&pair)?.sampled.mapv(f64::from);
            if sampled.dim() != (2, experts) {
                return Ok(());
            }
            mean.scaled_add(p[a] * p[b] / 2.0, &(&sampled.row(0) + &sampled.row(1)));
        }
    }
    let right = differences(&input.logits.double(), &input.losses.double());
    alike(
        "the mean of sampled",
        &mean,
        &right,
        4.0 * probe.tolerance + 1e-5 * (1.0 + largest(&input.losses.values)),
    )
}

fn verbatim(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let output = probe.call(input)?.output;
    let right = input.outputs.values.row(input.chosen());
    if output.len() == right.len() && output.iter().zip(right).any(|(a, b)| a.to_bits() != b.to_bits()) {
        return Err(Broken::Law(format!(
            "the output is {output}, that of expert {} is {right}. (hard + soft − soft is the hard choice only up to rounding.)",
            input.chosen()
        )));
    }
    Ok(())
}

fn soft_slope(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let gradient = probe.call(input)?.gradient.mapv(f64::from);
    let outputs = input.outputs.double();
    let worth = outputs.dot(&(&outputs.row(input.chosen()) - &input.target.double()));
    let right = differences(&input.logits.double(), &worth);
    let size = worth.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
    alike("straight_through.1", &gradient, &right, 2.0 * probe.tolerance + 1e-5 * (1.0 + size))
}

fn indifferent(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut equal = input.clone();
    let loss = probe.random.uniform(0.5..2.0) as f32;
    equal.losses.values.fill(loss);
    equal.costs.values.fill(loss);
    if let Baseline::Fixed(b) = &mut equal.baseline {
        *b = loss;
    }
    let found = probe.call(&equal)?;
    let every = found.exact.iter().chain(&found.sampled);
    let most = every.fold(0.0_f32, |a, &b| if b.is_nan() { f32::INFINITY } else { a.max(b.abs()) });
    // A log-softmax of large logits does not sum to 1 better than they are rounded.
    let allowed = 1e-5 + 8.0 * f32::EPSILON * loss * (1.0 + largest(&input.logits.values) as f32);
    if most > allowed {
        return Err(Broken::Law(format!(
            "every choice costs {loss}, also the baseline, and a gradient is {most:.6}"
        )));
    }
    Ok(())
}
