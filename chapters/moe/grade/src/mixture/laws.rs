//! What must hold for the three losses, whatever the reference says.

use judge::{Broken, Property, slips};
use ndarray::{Array1, Array2, Axis};

use super::{Feedback, Input, Said, TheProbe, Which};

pub(super) fn laws() -> Vec<Property<Input, Said>> {
    vec![
        Property { name: "the gradients are slopes of the loss, by central differences", holds: slopes },
        Property {
            name: "the gradient of the logits sums to 0, since a common shift changes no gate",
            holds: balanced,
        },
        Property { name: "a common shift of the logits changes nothing", holds: shifted },
        Property { name: "experts can change places", holds: permuted },
        Property { name: "responsibilities are shares: none is negative, and they sum to 1", holds: shares },
        Property {
            name: "the competitive loss is the blended one and the spread of the experts",
            holds: spread,
        },
        Property {
            name: "the likelihood's loss is 0 or more, and at most half the competitive one",
            holds: jensen,
        },
        Property {
            name: "identical experts leave ½ ‖d − o‖² to the likelihood, whatever the gate",
            holds: identical,
        },
    ]
}

fn feedback(input: &Input, probe: &mut TheProbe<'_>) -> Result<Feedback, Broken> {
    match probe.call(input)? {
        Said::Feedback(_, feedback) => Ok(feedback),
        Said::Shares(_) => unreachable!("the call decides which it is"),
    }
}

fn responsibilities(input: &Input, probe: &mut TheProbe<'_>) -> Result<Array1<f32>, Broken> {
    match probe.call(&input.of(Which::Responsibilities))? {
        Said::Shares(shares) => Ok(shares),
        Said::Feedback(..) => unreachable!("the call decides which it is"),
    }
}

/// The tolerance, and what rounding leaves of numbers of this size.
fn slack(probe: &TheProbe<'_>, size: f64) -> f64 {
    2.0 * probe.tolerance + 1e-5 * size.abs()
}

/// The loss in double precision, from its definition.
fn loss(which: Which, logits: &Array1<f64>, outputs: &Array2<f64>, target: &Array1<f64>) -> f64 {
    let log_sum = |values: &Array1<f64>| {
        let largest = values.fold(f64::NEG_INFINITY, |a, &b| a.max(b));
        largest + values.mapv(|v| (v - largest).exp()).sum().ln()
    };
    let log_gate = logits - log_sum(logits);
    let gate = log_gate.mapv(f64::exp);
    let squares = (outputs - target).mapv(|x| x * x).sum_axis(Axis(1));
    match which {
        Which::Blended => (target - &gate.dot(outputs)).mapv(|x| x * x).sum(),
        Which::Competitive => gate.dot(&squares),
        Which::Likelihood => -log_sum(&(log_gate - squares / 2.0)),
        Which::Responsibilities => unreachable!("it is no loss"),
    }
}

const STEP: f64 = 1e-4;

fn slopes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.which == Which::Responsibilities {
        return Ok(());
    }
    let found = feedback(input, probe)?;
    let (logits, outputs, target) = (input.logits.double(), input.outputs.double(), input.target.double());
    let check = |name: &str, slope: f64, yours: f64, length: f64, tolerance: f64| {
        let allowed = 2.0 * tolerance * length + 1e-4 * slope.abs() + 1e-4;
        if (slope - yours).abs() <= allowed {
            return Ok(());
        }
        Err(Broken::Law(format!(
            "along a random direction of the {name} the {} loss rises by {slope:.5} a step, by central differences; your \
             gradient says {yours:.5}",
            input.which.name()
        )))
    };
    let along = probe.random.normals(logits.len(), 1.0).mapv(f64::from);
    let at = |step: f64| loss(input.which, &(&logits + &(&along * step)), &outputs, &target);
    let yours = (found.logits.mapv(f64::from) * &along).sum();
    check(
        "logits",
        (at(STEP) - at(-STEP)) / (2.0 * STEP),
        yours,
        along.mapv(f64::abs).sum(),
        probe.tolerance,
    )?;
    let along = probe.random.normals(outputs.raw_dim(), 1.0).mapv(f64::from);
    let at = |step: f64| loss(input.which, &logits, &(&outputs + &(&along * step)), &target);
    let yours = (found.outputs.mapv(f64::from) * &along).sum();
    check(
        "outputs",
        (at(STEP) - at(-STEP)) / (2.0 * STEP),
        yours,
        along.mapv(f64::abs).sum(),
        probe.tolerance,
    )
}

fn balanced(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.which == Which::Responsibilities {
        return Ok(());
    }
    let found = feedback(input, probe)?;
    let (sum, size) = found
        .logits
        .iter()
        .fold((0.0, 0.0_f64), |(sum, size), &g| (sum + f64::from(g), size.max(f64::from(g.abs()))));
    if sum.abs() <= found.logits.len() as f64 * slack(probe, size) {
        return Ok(());
    }
    Err(Broken::Law(format!("the gradient of the logits sums to {sum:.6}")))
}

/// Two outputs of one function: how far apart they may be depends on their size.
fn same(a: &Said, b: &Said, probe: &TheProbe<'_>, how: &str) -> Result<(), Broken> {
    use judge::{Data, Output};
    for (a, b) in a.parts().iter().zip(&b.parts()) {
        let (Data::Real(x), Data::Real(y)) = (&a.data, &b.data) else { continue };
        let allowed = slack(probe, x.iter().fold(0.0, |most: f64, v| most.max(v.abs())));
        if let Some((x, y)) =
            x.iter().zip(y).find(|(x, y)| (*x - *y).is_nan() || (*x - *y).abs() > 2.0 * allowed)
        {
            return Err(Broken::Law(format!("{}: {x:.6} becomes {y:.6} {how}", a.label)));
        }
    }
    Ok(())
}

fn shifted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut moved = input.clone();
    // A number that changes no rounding of the logits much, and stays below 1000.
    let shift = if input.logits.values.iter().any(|l| *l > 500.0) { -64.0 } else { 64.0 };
    moved.logits.values += shift;
    let (before, after) = (probe.call(input)?, probe.call(&moved)?);
    // The shifted logits are rounded to the 8e-6 of numbers near 64 before the answer sees them.
    let exact = input.logits.values.iter().zip(&moved.logits.values).all(|(a, b)| b - shift == *a);
    if exact {
        same(&before, &after, probe, "when every logit is shifted by the same number")
    } else {
        near(&before, &after, probe)
    }
}

/// As [`same`], with logits that were rounded by 4e-6.
fn near(a: &Said, b: &Said, probe: &TheProbe<'_>) -> Result<(), Broken> {
    use judge::{Data, Output};
    for (a, b) in a.parts().iter().zip(&b.parts()) {
        let (Data::Real(x), Data::Real(y)) = (&a.data, &b.data) else { continue };
        let allowed = 2.0 * slack(probe, x.iter().fold(0.0, |most: f64, v| most.max(v.abs()))) + 2e-4;
        if let Some((x, y)) = x.iter().zip(y).find(|(x, y)| (*x - *y).is_nan() || (*x - *y).abs() > allowed) {
            let how = "when every logit is shifted by the same number";
            return Err(Broken::Law(format!("{}: {x:.6} becomes {y:.6} {how}", a.label)));
        }
    }
    Ok(())
}

fn permuted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let mut order: Vec<usize> = (0..input.logits.values.len()).collect();
    probe.random.shuffle(&mut order);
    let mut moved = input.clone();
    moved.logits.values = input.logits.values.select(Axis(0), &order);
    moved.outputs.values = input.outputs.values.select(Axis(0), &order);
    let select = |said: Said| match said {
        Said::Shares(shares) => Said::Shares(shares.select(Axis(0), &order)),
        Said::Feedback(which, feedback) => Said::Feedback(
            which,
            Feedback {
                loss: feedback.loss,
                outputs: feedback.outputs.select(Axis(0), &order),
                logits: feedback.logits.select(Axis(0), &order),
            },
        ),
    };
    let (before, after) = (select(probe.call(input)?), probe.call(&moved)?);
    same(&before, &after, probe, "when the experts change places")
}

fn shares(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.which != Which::Responsibilities {
        return Ok(());
    }
    let shares = responsibilities(input, probe)?;
    let sum: f64 = shares.iter().map(|&h| f64::from(h)).sum();
    if (sum - 1.0).abs() <= slack(probe, 1.0) * shares.len() as f64 && shares.iter().all(|&h| h >= 0.0) {
        return Ok(());
    }
    Err(Broken::Law(format!("the responsibilities {shares:.4} sum to {sum:.6}")))
}

/// E_c = E_b + Σ p ‖o − ō‖², with the blended loss of the same answer.
fn spread(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.which != Which::Competitive {
        return Ok(());
    }
    let blended = f64::from(feedback(&input.of(Which::Blended), probe)?.loss);
    let competitive = f64::from(feedback(input, probe)?.loss);
    let logits = input.logits.double();
    let mut gate = logits.clone();
    slips::softmax(&mut gate, slips::largest(&logits));
    let outputs = input.outputs.double();
    let spread = gate.dot(&(&outputs - &gate.dot(&outputs)).mapv(|x| x * x).sum_axis(Axis(1)));
    if (competitive - blended - spread).abs() <= 2.0 * slack(probe, competitive) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "the competitive loss is {competitive:.6}; the blended one, {blended:.6}, and the spread of the outputs around their \
         mean, {spread:.6}, make {:.6}",
        blended + spread
    )))
}

fn jensen(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.which != Which::Likelihood {
        return Ok(());
    }
    let likelihood = f64::from(feedback(input, probe)?.loss);
    let competitive = f64::from(feedback(&input.of(Which::Competitive), probe)?.loss);
    let slack = slack(probe, competitive);
    if likelihood >= -slack && likelihood <= competitive / 2.0 + slack {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "the likelihood's loss is {likelihood:.6}, half the competitive one {:.6}",
        competitive / 2.0
    )))
}

fn identical(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    if input.which != Which::Likelihood {
        return Ok(());
    }
    let mut same = input.clone();
    let one = input.outputs.values.row(probe.random.whole(0..=input.logits.values.len() - 1)).to_owned();
    same.outputs.values.rows_mut().into_iter().for_each(|mut row| row.assign(&one));
    let half = (&one - &input.target.values).mapv(|x| f64::from(x).powi(2)).sum() / 2.0;
    let loss = f64::from(feedback(&same, probe)?.loss);
    // The logits of some cases are near 1000, where an f32 has steps of 6e-5.
    if (loss - half).abs() <= 2.0 * slack(probe, half) + 1e-3 {
        return Ok(());
    }
    Err(Broken::Law(format!("with identical experts the loss is {loss:.6}, and ½ ‖d − o‖² is {half:.6}")))
}
