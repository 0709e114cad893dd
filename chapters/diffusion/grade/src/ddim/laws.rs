//! What must hold of `ddim`, whatever the reference says.

use judge::{Broken, Property, close, same};
use ndarray::{Array2, array};

use super::{Answered, Given, Input, Spaced, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "a step to data ends at x̂₀", holds: ends_at_start },
        Property { name: "with one ε throughout, two steps are one", holds: composes },
        Property { name: "a step and the step back return to x", holds: returns },
        Property {
            name: "old noise and fresh noise have the variance 1 − ᾱₛ together", holds: variance
        },
        Property { name: "with η = 1 it is DDPM with the small variance", holds: is_ddpm },
        Property { name: "as many times as asked for, each a step of training, falling", holds: falling },
        Property { name: "times begin and end where their spacing says", holds: ends },
    ]
}

fn step(given: Given, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let dim = given.x.values.dim();
    match probe.call(&Input::Step(given))? {
        Answered::Step(out) if out.dim() == dim => Ok(out),
        Answered::Step(out) => Err(Broken::Law(format!("step has shape {:?} and not {dim:?}", out.dim()))),
        Answered::Times(_) => Err(Broken::Law("no step".to_owned())),
    }
}

fn largest(arrays: &[&Array2<f32>]) -> f64 {
    arrays.iter().flat_map(|array| array.iter()).fold(1.0, |most, x| f64::max(most, x.abs().into()))
}

/// What one number becomes.
fn one([x, noise, fresh]: [f32; 3], like: &Given, probe: &mut TheProbe<'_>) -> Result<f64, Broken> {
    let place = |x: f32| array![[x]].into();
    let given = Given { x: place(x), noise: place(noise), fresh: place(fresh), ..*like };
    Ok(step(given, probe)?[[0, 0]].into())
}

fn ends_at_start(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step(given) = input else { return Ok(()) };
    let (root, rest) = (given.from.sqrt(), (1.0 - given.from).sqrt());
    let start = ndarray::Zip::from(&given.x.values)
        .and(&given.noise.values)
        .map_collect(|&x, &noise| ((f64::from(x) - rest * f64::from(noise)) / root) as f32);
    let found = step(Given { to: 1.0, ..given.clone() }, probe)?;
    // x̂₀ is a difference, divided by what may be small.
    let slack = 2e-6 * (largest(&[&given.x.values, &given.noise.values]) / root + largest(&[&start]));
    same("step to data", &found, &start, slack, "by x̂₀")
}

fn composes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step(given) = input else { return Ok(()) };
    if given.from < 1e-3 || given.to < 1e-3 {
        return Ok(());
    }
    let given = Given { eta: 0.0, ..given.clone() };
    let between = probe.random.uniform(given.from.min(given.to)..given.from.max(given.to) + 1e-9).min(0.9999);
    let at_once = step(given.clone(), probe)?;
    let half = step(Given { to: between, ..given.clone() }, probe)?;
    let two = step(Given { x: half.clone().into(), from: between, ..given.clone() }, probe)?;
    let slack = 1e-4 * largest(&[&at_once, &half, &given.x.values, &given.noise.values]);
    same("step", &two, &at_once, slack, &format!("without a stop at ᾱ = {between:.4}"))
}

fn returns(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step(given) = input else { return Ok(()) };
    if given.from < 1e-3 || given.to < 1e-3 {
        return Ok(());
    }
    let given = Given { eta: 0.0, to: given.to.min(0.9999), ..given.clone() };
    let there = step(given.clone(), probe)?;
    let back = Given { x: there.clone().into(), from: given.to, to: given.from, ..given.clone() };
    let slack = 1e-4 * largest(&[&there, &given.x.values, &given.noise.values]);
    let back = step(back, probe)?;
    same("the step back", &back, &given.x.values, slack, "where it began")
}

fn variance(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step(given) = input else { return Ok(()) };
    // x̂₀ of this is 0, but for rounding, which ᾱ may enlarge.
    if given.from < 1e-3 {
        return Ok(());
    }
    let direction = one([(1.0 - given.from).sqrt() as f32, 1.0, 0.0], given, probe)?;
    let sigma = one([0.0, 0.0, 1.0], given, probe)?;
    let (sum, right) = (direction * direction + sigma * sigma, 1.0 - given.to);
    if close(sum, right, 1e-4) {
        return Ok(());
    }
    Err(Broken::Law(format!("{direction}² + {sigma}² is {sum}, and 1 − ᾱₛ is {right}")))
}

fn is_ddpm(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step(given) = input else { return Ok(()) };
    let Given { from, to, .. } = *given;
    if from < 1e-3 || to < from {
        return Ok(());
    }
    let given = Given { eta: 1.0, ..given.clone() };
    // One step of a schedule whose β takes from here to there.
    let beta = 1.0 - from / to;
    let share = beta / (1.0 - from).sqrt();
    let deviation = (beta * (1.0 - to) / (1.0 - from)).sqrt();
    let (x, noise, fresh) = (&given.x.values, &given.noise.values, &given.fresh.values);
    let right = ndarray::Zip::from(x).and(noise).and(fresh).map_collect(|&x, &noise, &fresh| {
        let [x, noise, fresh] = [x, noise, fresh].map(f64::from);
        ((x - share * noise) / (1.0 - beta).sqrt() + deviation * fresh) as f32
    });
    let slack = 1e-4 * largest(&[x, noise, fresh, &right]);
    let found = step(given, probe)?;
    same("step with η = 1", &found, &right, slack, "by the posterior of DDPM")
}

fn listed(input: &Input, probe: &mut TheProbe<'_>) -> Result<Vec<usize>, Broken> {
    match probe.call(input)? {
        Answered::Times(times) => Ok(times),
        Answered::Step(_) => Err(Broken::Law("no times".to_owned())),
    }
}

fn falling(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Times { trained, steps, .. } = input else { return Ok(()) };
    let times = listed(input, probe)?;
    if times.len() != *steps {
        return Err(Broken::Law(format!("there are {} times, and {steps} were asked for", times.len())));
    }
    if let Some(t) = times.iter().find(|&t| t >= trained) {
        return Err(Broken::Law(format!("{t} is no step of 0 to {}", trained - 1)));
    }
    match times.windows(2).find(|pair| pair[1] >= pair[0]) {
        Some(pair) => Err(Broken::Law(format!("{} comes after {}", pair[1], pair[0]))),
        None => Ok(()),
    }
}

fn ends(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Times { trained, steps, spacing } = input else { return Ok(()) };
    let times = listed(input, probe)?;
    let (Some(&first), Some(&last)) = (times.first(), times.last()) else {
        return Err(Broken::Law("there are no times".to_owned()));
    };
    let begins = |wanted: usize| {
        let text = || Broken::Law(format!("{spacing:?} begins with {first}, and not with {wanted}"));
        if first == wanted { Ok(()) } else { Err(text()) }
    };
    let at_zero = || {
        let text = || Broken::Law(format!("{spacing:?} ends with {last}, and not with 0"));
        if last == 0 { Ok(()) } else { Err(text()) }
    };
    match spacing {
        Spaced::Trailing => begins(trained - 1),
        Spaced::Linspace if *steps > 1 => begins(trained - 1).and_then(|()| at_zero()),
        Spaced::Linspace | Spaced::Leading => at_zero(),
    }
}
