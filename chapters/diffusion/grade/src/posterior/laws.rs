//! What must hold of `posterior`, whatever the reference says.

use judge::{Broken, Property, close, same};
use ndarray::Array2;

use super::{Answered, Given, Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property {
            name: "the posterior of a step's marginal is the marginal one step earlier",
            holds: marginals,
        },
        Property { name: "it is the product of two normal densities", holds: bayes },
        Property { name: "the step from t = 0 ends at x̂₀", holds: ends_at_start },
        Property {
            name: "without clipping, the mean is the one that the paper writes with the noise alone",
            holds: by_noise,
        },
        Property { name: "samples have the mean and the variance that was asked for", holds: spread },
    ]
}

fn three(betas: &[f64], t: usize, probe: &mut TheProbe<'_>) -> Result<[f64; 3], Broken> {
    match probe.call(&Input::Coefficients { betas: betas.to_vec(), t })? {
        Answered::Coefficients(numbers) => Ok(numbers),
        Answered::Step(_) => Err(Broken::Law("no coefficients".to_owned())),
    }
}

fn step(given: Given, probe: &mut TheProbe<'_>) -> Result<Array2<f32>, Broken> {
    let dim = given.x.values.dim();
    match probe.call(&Input::Step(given))? {
        Answered::Step(out) if out.dim() == dim => Ok(out),
        Answered::Step(out) => Err(Broken::Law(format!("step has shape {:?} and not {dim:?}", out.dim()))),
        Answered::Coefficients(_) => Err(Broken::Law("no step".to_owned())),
    }
}

/// ᾱ of step t and of the one before.
fn kept(betas: &[f64], t: usize) -> [f64; 2] {
    let before: f64 = betas[..t].iter().map(|beta| 1.0 - beta).product();
    [before * (1.0 - betas[t]), before]
}

/// x₀ = 1 and x = √ᾱ + √(1 − ᾱ) ε: the mean is √ᾱ before, and the variance 1 − ᾱ before.
fn marginals(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Coefficients { betas, t } = input else { return Ok(()) };
    let [of_start, of_x, variance] = three(betas, *t, probe)?;
    let [abar, before] = kept(betas, *t);
    let mean = of_start + of_x * abar.sqrt();
    let spread = of_x * of_x * (1.0 - abar) + variance;
    for (what, found, right) in [("mean", mean, before.sqrt()), ("variance", spread, 1.0 - before)] {
        if !close(found, right, 2e-5) {
            return Err(Broken::Law(format!(
                "the {what} of x one step before is {found}, and {right} by its ᾱ"
            )));
        }
    }
    Ok(())
}

/// Precisions add up.
fn bayes(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Coefficients { betas, t } = input else { return Ok(()) };
    let [of_start, of_x, variance] = three(betas, *t, probe)?;
    let ([_, before], beta) = (kept(betas, *t), betas[*t]);
    if *t == 0 {
        let right = close(of_start, 1.0, 1e-5) && close(of_x, 0.0, 1e-5) && close(variance, 0.0, 1e-5);
        let text = format!("at t = 0 they are {of_start}, {of_x} and {variance}, and not 1, 0 and 0");
        return if right { Ok(()) } else { Err(Broken::Law(text)) };
    }
    // From x, and from x₀.
    let precisions = [(1.0 - beta) / beta, 1.0 / (1.0 - before)];
    let right = 1.0 / precisions.iter().sum::<f64>();
    let means = [right * (1.0 - beta).sqrt() / beta, right * before.sqrt() / (1.0 - before)];
    for (what, found, right) in
        [("of xₜ", of_x, means[0]), ("of x₀", of_start, means[1]), ("β̃ₜ", variance, right)]
    {
        if !close(found, right, 2e-5) {
            return Err(Broken::Law(format!("{what} is {found}, and {right} by Bayes")));
        }
    }
    Ok(())
}

fn ends_at_start(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step(given) = input else { return Ok(()) };
    let given = Given { t: 0, ..given.clone() };
    let [abar, _] = kept(&given.betas, 0);
    let clip = |x: f64| if given.clip { x.clamp(-1.0, 1.0) } else { x };
    let start = ndarray::Zip::from(&given.x.values).and(&given.noise.values).map_collect(|&x, &noise| {
        clip((f64::from(x) - (1.0 - abar).sqrt() * f64::from(noise)) / abar.sqrt()) as f32
    });
    let largest = start.iter().fold(1.0_f32, |most, x| most.max(x.abs()));
    let found = step(given, probe)?;
    same("step from t = 0", &found, &start, 1e-4 * f64::from(largest), "by x̂₀")
}

fn by_noise(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step(given) = input else { return Ok(()) };
    let mut given = Given { clip: false, ..given.clone() };
    given.fresh.values.fill(0.0);
    let ([abar, _], beta) = (kept(&given.betas, given.t), given.betas[given.t]);
    let share = beta / (1.0 - abar).sqrt();
    let mean = ndarray::Zip::from(&given.x.values)
        .and(&given.noise.values)
        .map_collect(|&x, &noise| ((f64::from(x) - share * f64::from(noise)) / (1.0 - beta).sqrt()) as f32);
    let largest = given.x.values.iter().chain(&mean).fold(1.0_f32, |most, x| most.max(x.abs()));
    let found = step(given, probe)?;
    same("step", &found, &mean, 1e-4 * f64::from(largest), "by the noise alone")
}

/// Of 4000 samples from one place. The bounds are five standard errors: 5/√4000 of a deviation for the mean, and 5 √(2/4000) of it for the
/// variance, beyond which one run in a million lies; seeds that a reader can get have been tried.
fn spread(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step(given) = input else { return Ok(()) };
    if given.t == 0 || given.x.values.len() > 40 {
        return Ok(());
    }
    let count = 4000;
    let place = |x: f32| Array2::from_elem((count, 1), x).into();
    let fresh = probe.random.normals((count, 1), 1.0);
    let (x, noise) = (given.x.values[[0, 0]], given.noise.values[[0, 0]]);
    let many = Given { x: place(x), noise: place(noise), fresh: fresh.into(), ..given.clone() };
    let one = Array2::zeros((1, 1)).into();
    let alone = |x: f32| Array2::from_elem((1, 1), x).into();
    let mean = f64::from(
        step(Given { x: alone(x), noise: alone(noise), fresh: one, ..many.clone() }, probe)?[[0, 0]],
    );
    let samples = step(many, probe)?.mapv(f64::from);
    let ([abar, before], beta) = (kept(&given.betas, given.t), given.betas[given.t]);
    let variance = if given.large { beta } else { beta * (1.0 - before) / (1.0 - abar) };
    let found = samples.sum() / count as f64;
    let spread = samples.mapv(|x| (x - found).powi(2)).sum() / count as f64;
    let error = 5.0 / (count as f64).sqrt();
    let rounding = 1e-6 * (1.0 + mean.abs());
    if !close(found, mean, error * variance.sqrt() + rounding) {
        return Err(Broken::Law(format!("the mean of {count} samples is {found}, and {mean} without noise")));
    }
    if !close(spread, variance, error * 2.0_f64.sqrt() * variance + rounding * variance.sqrt()) {
        return Err(Broken::Law(format!("the variance of {count} samples is {spread}, and not {variance}")));
    }
    Ok(())
}
