//! What must hold for `deepseek`, whatever the reference says.

use judge::{Broken, Vector};
use moe::Groups;
use ndarray::{Array1, Axis};

use super::{Answered, Input, TheProbe, experts, inputs, largest, routed, same};

pub(super) fn shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { logits, bias, config } = input else { return Ok(()) };
    let by = probe.random.uniform(-0.4..0.4) as f32;
    // Never past the promise.
    if bias.values.iter().any(|bias| (bias + by).abs() > 3.0) {
        return Ok(());
    }
    let before = routed(probe, input)?;
    let mut bias = bias.clone();
    bias.values += by;
    let after = routed(probe, &Input::Route { logits: logits.clone(), bias, config: *config })?;
    same(&format!("with {by} added to every bias"), probe.tolerance, &before, &after)
}

pub(super) fn sums_to_scale(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { config, .. } = input else { return Ok(()) };
    let sum: f64 = routed(probe, input)?.iter().map(|&(_, weight)| f64::from(weight)).sum();
    let slack = probe.tolerance * config.k as f64;
    if (sum - f64::from(config.scale)).abs() > slack {
        return Err(Broken::Law(format!("they sum to {sum}, and the scale is {}", config.scale)));
    }
    Ok(())
}

pub(super) fn within_groups(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { logits, config, .. } = input else { return Ok(()) };
    let size = logits.values.len() / config.groups;
    let mut chosen = experts(&routed(probe, input)?);
    chosen.dedup();
    if chosen.len() != config.k {
        return Err(Broken::Law(format!("{} experts, {} were asked for", chosen.len(), config.k)));
    }
    let mut groups: Vec<usize> = chosen.iter().map(|expert| expert / size).collect();
    groups.dedup();
    if groups.len() > config.kept {
        return Err(Broken::Law(format!("they are of the groups {groups:?}, and {} are kept", config.kept)));
    }
    Ok(())
}

pub(super) fn as_scores(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { logits, config, .. } = input else { return Ok(()) };
    let chosen = routed(probe, input)?;
    let score = |expert: usize| {
        logits.values.get(expert).map_or(f64::NAN, |&logit| 1.0 / (1.0 + (-f64::from(logit)).exp()))
    };
    let sum: f64 = chosen.iter().map(|&(expert, _)| score(expert)).sum();
    for &(expert, weight) in &chosen {
        let expected = f64::from(config.scale) * score(expert) / sum;
        let difference = (f64::from(weight) - expected).abs();
        if difference.is_nan() || difference > 2.0 * probe.tolerance {
            return Err(Broken::Law(format!("expert {expert} weighs {weight}, by its score {expected}")));
        }
    }
    Ok(())
}

fn without_groups(input: &Input, probe: &mut TheProbe<'_>, biased: bool) -> Result<(), Broken> {
    let Input::Route { logits, bias, config } = input else { return Ok(()) };
    let mut bias = bias.clone();
    if !biased {
        bias.values.fill(0.0);
    }
    let values: Vec<f64> = logits
        .values
        .iter()
        .zip(&bias.values)
        .map(|(&logit, &bias)| 1.0 / (1.0 + (-f64::from(logit)).exp()) + f64::from(bias))
        .collect();
    let Some(expected) = largest(&values, config.k) else { return Ok(()) };
    let config = Groups { kept: config.groups, ..*config };
    let found = experts(&routed(probe, &Input::Route { logits: logits.clone(), bias, config })?);
    if found != expected {
        return Err(Broken::Law(format!("the largest are {expected:?}, and {found:?} are chosen")));
    }
    Ok(())
}

pub(super) fn every_group(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    without_groups(input, probe, true)
}

pub(super) fn no_bias(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    without_groups(input, probe, false)
}

pub(super) fn other_order(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Route { logits, bias, config } = input else { return Ok(()) };
    // Which of two equals comes first depends on where they are.
    if !inputs::settled(input) {
        return Ok(());
    }
    let size = logits.values.len() / config.groups;
    let mut groups: Vec<usize> = (0..config.groups).collect();
    probe.random.shuffle(&mut groups);
    // The expert that stands at each place now.
    let moved: Vec<usize> = groups.iter().flat_map(|&group| group * size..(group + 1) * size).collect();
    let select =
        |vector: &Vector| Vector { values: vector.values.select(Axis(0), &moved), layout: vector.layout };
    let before = routed(probe, input)?;
    let after = routed(probe, &Input::Route { logits: select(logits), bias: select(bias), config: *config })?;
    let mut named = Vec::new();
    for (expert, weight) in after {
        let Some(&name) = moved.get(expert) else {
            return Err(Broken::Law(format!("there is no expert {expert}")));
        };
        named.push((name, weight));
    }
    named.sort_by_key(|&(expert, _)| expert);
    same("with the groups in another order", probe.tolerance, &before, &named)
}

pub(super) fn shared_adds(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Combine { routed, outputs, shared } = input else { return Ok(()) };
    let mut more = shared.clone();
    let step: Array1<f32> = probe.random.normals(shared.values.len(), 1.0);
    more.values += &step;
    let changed = Input::Combine { routed: routed.clone(), outputs: outputs.clone(), shared: more };
    let (Answered::Combined(before), Answered::Combined(after)) = (probe.call(input)?, probe.call(&changed)?)
    else {
        return Err(Broken::Law("combine gave no output".to_owned()));
    };
    for (c, ((&a, &b), &step)) in before.iter().zip(&after).zip(&step).enumerate() {
        // Rounding is relative to the largest of the sums.
        let slack = 4.0 * probe.tolerance + 1e-5 * f64::from(step.abs() + b.abs());
        if f64::from((b - a - step).abs()) > slack {
            return Err(Broken::Law(format!("channel {c} goes from {a} to {b} when {step} is added")));
        }
    }
    Ok(())
}
