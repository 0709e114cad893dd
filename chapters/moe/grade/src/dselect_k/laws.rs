//! What must hold for the gate, whatever the reference says.

use judge::{Broken, same};

use super::{Input, TheProbe, cases};

type Law = (&'static str, fn(&Input, &mut TheProbe<'_>) -> Result<(), Broken>);

pub(super) fn laws() -> Vec<Law> {
    vec![
        ("S(−t) is 1 − S(t)", symmetric),
        ("beyond gamma / 2 the step is exactly 0 or 1", exact_beyond),
        ("the step has the slope 3 / (2 gamma) at 0 and none at its edges", slopes),
        ("the gate's weights sum to 1, or to less if there are codes of nobody", sums),
        ("k selectors that have chosen leave at most k weights that are not exactly 0", sparse),
        ("a number added to all mixing logits changes nothing", shift),
        ("beyond gamma / 2 a logit changes nothing", dead),
        ("selectors that have chosen experts have no entropy", no_entropy),
    ]
}

fn symmetric(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut turned = input.clone();
    turned.points.iter_mut().for_each(|t| *t = -*t);
    let (here, there) = (probe.call(input)?.steps, probe.call(&turned)?.steps);
    for ((&t, &a), &b) in input.points.iter().zip(&here).zip(&there) {
        if f64::from((a + b - 1.0).abs()) > 1e-5 + 2.0 * probe.tolerance.min(1e-3) || (a + b).is_nan() {
            return Err(Broken::Law(format!("S({t}) = {a} and S({}) = {b}", -t)));
        }
    }
    Ok(())
}

fn exact_beyond(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let steps = probe.call(input)?.steps;
    for (&t, &step) in input.points.iter().zip(&steps) {
        if t.abs() < 0.5 * input.gamma {
            continue;
        }
        let right = if t > 0.0 { 1.0 } else { 0.0 };
        if step != right {
            return Err(Broken::Law(format!(
                "S({t}) is {step:e} with gamma {}, where {right} is exact: an expert with any other weight has to be computed",
                input.gamma
            )));
        }
    }
    Ok(())
}

fn slopes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (gamma, h) = (input.gamma, input.gamma / 64.0);
    let mut points = input.clone();
    points.points = vec![-h, h, gamma / 2.0 - h, gamma / 2.0, -gamma / 2.0, h - gamma / 2.0];
    let steps: Vec<f64> = probe.call(&points)?.steps.iter().map(|&s| f64::from(s)).collect();
    let (gamma, h) = (f64::from(gamma), f64::from(h));
    let slope = (steps[1] - steps[0]) / (2.0 * h);
    let right = 3.0 / (2.0 * gamma);
    if (slope - right).abs() > 0.002 * right || slope.is_nan() {
        return Err(Broken::Law(format!("with gamma {gamma} the slope at 0 is {slope:.4}, not {right:.4}")));
    }
    for [inner, edge] in [[steps[2], steps[3]], [steps[4], steps[5]]] {
        // 3 (h / gamma)², where a corner would give at least h / gamma.
        let (rise, most) = (edge - inner, 4.0 / 64.0 / 64.0);
        if rise.abs() > most || rise.is_nan() {
            return Err(Broken::Law(format!(
                "with gamma {gamma} the step still rises by {rise:.5} over the last {h:.4} before its edge"
            )));
        }
    }
    Ok(())
}

fn sums(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let gate = probe.call(input)?.gate;
    let sum: f64 = gate.iter().map(|&g| f64::from(g)).sum();
    let whole = input.experts.is_power_of_two();
    let least = if whole { 1.0 - 3e-4 } else { -1e-4 };
    // NaN is in no range.
    if !(least..=1.0 + 3e-4).contains(&sum) {
        return Err(Broken::Law(format!("the weights of {} experts sum to {sum:.5}", input.experts)));
    }
    Ok(())
}

/// Selectors that have chosen experts, whose numbers are also given.
fn chosen(input: &Input, probe: &mut TheProbe<'_>) -> (Input, Vec<usize>) {
    let mut chosen = input.clone();
    let bits = cases::bits(input.experts);
    let mut experts = Vec::new();
    for mut row in chosen.selectors.values.rows_mut() {
        let expert = probe.random.whole(0..=input.experts - 1);
        for (j, logit) in row.iter_mut().enumerate() {
            *logit = cases::beyond(probe.random, input.gamma, expert >> (bits - 1 - j) & 1 == 1);
        }
        experts.push(expert);
    }
    (chosen, experts)
}

fn sparse(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (chosen, mut experts) = chosen(input, probe);
    experts.sort_unstable();
    experts.dedup();
    let gate = probe.call(&chosen)?.gate;
    let others: Vec<usize> = (0..gate.len()).filter(|&i| gate[i] != 0.0 && !experts.contains(&i)).collect();
    if let Some(&other) = others.first() {
        return Err(Broken::Law(format!(
            "the selectors have chosen {experts:?}, and expert {other} has the weight {:e}",
            gate[other]
        )));
    }
    Ok(())
}

fn shift(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.mixing.values.iter().any(|w| w.abs() > 50.0) {
        return Ok(());
    }
    let mut shifted = input.clone();
    let by = probe.random.uniform(2.0..6.0) as f32;
    shifted.mixing.values += by;
    let (a, b) = (probe.call(input)?.gate, probe.call(&shifted)?.gate);
    same("gate", &a, &b, 2e-5, &format!("with {by} added to all mixing logits"))
}

fn dead(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut moved = input.clone();
    let mut any = false;
    for logit in moved.selectors.values.iter_mut().filter(|z| z.abs() > 0.51 * input.gamma) {
        *logit = (*logit * probe.random.uniform(1.1..1.9) as f32).clamp(-1e3, 1e3);
        any = true;
    }
    if !any {
        return Ok(());
    }
    let (a, b) = (probe.call(input)?.gate, probe.call(&moved)?.gate);
    same("gate", &a, &b, 1e-6, "when logits beyond gamma / 2 move further away")
}

fn no_entropy(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (chosen, experts) = chosen(input, probe);
    let (entropy, unreachable) = probe.call(&chosen)?.penalty;
    let right = if input.experts.is_power_of_two() { 0.0 } else { experts.len() as f32 };
    if entropy.abs() > 1e-4 || entropy.is_nan() || (unreachable - right).abs() > 1e-4 {
        return Err(Broken::Law(format!(
            "{} selectors that have chosen experts {experts:?} of {} have the penalty {entropy:.5} and {unreachable:.5}, not 0 \
             and {right}",
            experts.len(),
            input.experts
        )));
    }
    Ok(())
}
