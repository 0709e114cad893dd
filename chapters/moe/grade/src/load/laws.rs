//! What must hold for importance and load, whatever the reference says.

use judge::{Broken, Property, same};
use ndarray::{Array1, Array2, Axis, concatenate, s};

use super::{Input, Routed, Said, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Said>> {
    vec![
        Property {
            name: "redrawn, an expert's noise selects it as often as its chance says",
            holds: monte_carlo,
        },
        Property { name: "an expert's own noise has no say in its chance", holds: own_noise },
        Property { name: "a chance is a probability, and grows with the clean logit", holds: monotone },
        Property { name: "experts can change places", holds: experts_permute },
        Property { name: "twice as much of everything is as uneven as before", holds: doubled },
        Property { name: "equal values are not uneven", holds: even },
    ]
}

fn chances(routed: &Routed, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    match probe.call(&Input::Chances(routed.clone()))? {
        Said::Chances(chances) => Ok(chances),
        Said::Number(..) => unreachable!("the call decides which it is"),
    }
}

fn number(input: &Input, probe: &mut TheProbe<'_>) -> Result<f64, Broken> {
    match probe.call(input)? {
        Said::Number(_, value) => Ok(f64::from(value)),
        Said::Chances(_) => unreachable!("the call decides which it is"),
    }
}

/// Draws the noise of one expert of one token again and again, and counts how often fewer than k others are above it.
fn monte_carlo(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    const DRAWS: u32 = 4000;
    let Input::Chances(routed) = input else { return Ok(()) };
    let found = chances(routed, probe)?;
    let (tokens, experts) = found.dim();
    let at = (probe.random.whole(0..=tokens - 1), probe.random.whole(0..=experts - 1));
    let (clean, scale) = (f64::from(routed.clean.values[at]), f64::from(routed.scale.values[at]));
    let others: Vec<f64> =
        (0..experts).filter(|&e| e != at.1).map(|e| f64::from(routed.noisy.values[[at.0, e]])).collect();
    let mut selected = 0;
    for _ in 0..DRAWS {
        let drawn = clean + scale * probe.random.normal();
        if others.iter().filter(|&&other| other > drawn).count() < routed.k {
            selected += 1;
        }
    }
    let (frequency, chance) = (f64::from(selected) / f64::from(DRAWS), f64::from(found[at]));
    // Six standard errors of a frequency, and a few draws where it is nearly 0 or 1.
    let error = (chance * (1.0 - chance)).max(0.0) / f64::from(DRAWS);
    let allowed = 6.0 * error.sqrt() + 8.0 / f64::from(DRAWS);
    if (frequency - chance).abs() <= allowed {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "with {DRAWS} new draws of its own noise, expert {} of token {} is among the {} largest with frequency {frequency:.4} ± \
         {allowed:.4}; your chance is {chance:.4}",
        at.1, at.0, routed.k
    )))
}

fn own_noise(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Chances(routed) = input else { return Ok(()) };
    let before = chances(routed, probe)?;
    let (tokens, experts) = before.dim();
    let at = (probe.random.whole(0..=tokens - 1), probe.random.whole(0..=experts - 1));
    let mut drawn = routed.clone();
    // Above everyone else, or below.
    let row = routed.noisy.values.row(at.0);
    let (low, high) = row.iter().fold((f32::MAX, f32::MIN), |(l, h), &x| (l.min(x), h.max(x)));
    drawn.noisy.values[at] = if routed.noisy.values[at] < high { high + 0.75 } else { low - 0.75 };
    let after = chances(&drawn, probe)?;
    if f64::from((before[at] - after[at]).abs()) <= 2.0 * probe.tolerance {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "chances[{}, {}] is {}, and {} after another draw of the noise of that expert alone",
        at.0, at.1, before[at], after[at]
    )))
}

fn monotone(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Chances(routed) = input else { return Ok(()) };
    let before = chances(routed, probe)?;
    if let Some(chance) = before.iter().find(|c| !(-1e-6..=1.0 + 1e-6).contains(*c)) {
        return Err(Broken::Law(format!("a chance is {chance}")));
    }
    let at = (probe.random.whole(0..=before.nrows() - 1), probe.random.whole(0..=before.ncols() - 1));
    let mut liked = routed.clone();
    liked.clean.values[at] += 0.5;
    let after = chances(&liked, probe)?;
    if f64::from(after[at]) >= f64::from(before[at]) - 2.0 * probe.tolerance {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "chances[{}, {}] falls from {} to {} when the clean logit rises by 0.5",
        at.0, at.1, before[at], after[at]
    )))
}

fn experts_permute(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let experts = match input {
        Input::CvSquared(values) => values.values.len(),
        Input::Importance(gates) => gates.values.ncols(),
        Input::Chances(routed) | Input::Load(routed) => routed.clean.values.ncols(),
    };
    let mut order: Vec<usize> = (0..experts).collect();
    probe.random.shuffle(&mut order);
    let moved = match input {
        Input::CvSquared(values) => Input::CvSquared(values.values.select(Axis(0), &order).into()),
        Input::Importance(gates) => Input::Importance(gates.values.select(Axis(1), &order).into()),
        Input::Chances(routed) => Input::Chances(routed.select(Axis(1), &order)),
        Input::Load(routed) => Input::Load(routed.select(Axis(1), &order)),
    };
    let how = "when the experts change places";
    if let Input::Chances(_) = input {
        let (Said::Chances(before), Said::Chances(after)) = (probe.call(input)?, probe.call(&moved)?) else {
            return Ok(());
        };
        return same("chances", &before.select(Axis(1), &order), &after, 2.0 * probe.tolerance, how);
    }
    let (before, after) = (number(input, probe)?, number(&moved, probe)?);
    close(before, after, probe, how)
}

fn close(before: f64, after: f64, probe: &TheProbe<'_>, how: &str) -> Result<(), Broken> {
    if (before - after).abs() <= 2.0 * probe.tolerance + 2e-5 * before.abs() {
        return Ok(());
    }
    Err(Broken::Law(format!("{before:.6} becomes {after:.6} {how}")))
}

fn doubled(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let twice = |values: &Array2<f32>| concatenate![Axis(0), *values, *values];
    let (more, how) = match input {
        Input::Chances(_) => return Ok(()),
        Input::CvSquared(values) => return larger(&values.values, probe),
        Input::Importance(gates) => {
            (Input::Importance(twice(&gates.values).into()), "when every token comes twice")
        }
        Input::Load(routed) => (Input::Load(routed.map(twice)), "when every token comes twice"),
    };
    let (before, after) = (number(input, probe)?, number(&more, probe)?);
    close(before, after, probe, how)
}

/// variance / (mean² + 1e-10) of values that are twice as large, or half where twice would be beyond what is promised: four times the
/// variance or a quarter, and as much of the square of the mean, but 1e-10 as before.
fn larger(values: &Array1<f32>, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let (factor, name) =
        if values.iter().all(|&value| value <= 50_000.0) { (2.0, "twice") } else { (0.5, "half") };
    let before = number(&Input::CvSquared(values.clone().into()), probe)?;
    let after = number(&Input::CvSquared((values * factor).into()), probe)?;
    let mean = values.iter().map(|&value| f64::from(value)).sum::<f64>() / values.len() as f64;
    let squared = f64::from(factor).powi(2);
    let expected = before * squared * (mean * mean + 1e-10) / (squared * mean * mean + 1e-10);
    let how = format!("when all values are {name} as large, where {before:.6} was before");
    close(expected, after, probe, &how)
}

fn even(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let same = match input {
        Input::CvSquared(values) => {
            Input::CvSquared(Array1::from_elem(values.values.len(), 0.5 + values.values[0]).into())
        }
        Input::Importance(gates) if gates.values.nrows() > 0 => {
            let mut same = gates.values.clone();
            let share = 1.0 / same.ncols() as f32;
            same.slice_mut(s![.., ..]).fill(share);
            Input::Importance(same.into())
        }
        _ => return Ok(()),
    };
    let uneven = number(&same, probe)?;
    if uneven.abs() <= 1e-5 {
        return Ok(());
    }
    Err(Broken::Law(format!("of equal values it is {uneven:.6}, not 0")))
}
