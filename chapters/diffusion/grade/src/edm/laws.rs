//! What must hold of `edm`, whatever the reference says.

use judge::{Broken, Property, close, same};
use ndarray::Axis;

use super::cases::silent;
use super::{Answered, Input, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "the weight of the loss undoes `out`: weight · out² is 1", holds: weight },
        Property { name: "what the network sees has variance 1", holds: unit_input },
        Property { name: "what the network is to predict has variance 1", holds: unit_target },
        Property { name: "a network that gives zeros leaves the best linear guess", holds: shrinks },
        Property { name: "the network is asked for each row once at most", holds: once },
        Property { name: "levels are equally spaced after the power 1/ρ", holds: spaced },
    ]
}

/// Skip, out, input, noise and weight, if that is what a case asks for.
fn scales(input: &Input, probe: &mut TheProbe<'_>) -> Result<Option<[f64; 5]>, Broken> {
    match (input, probe.call(input)?) {
        (Input::Scales { .. }, Answered::Scales(scales)) => Ok(Some(scales)),
        _ => Ok(None),
    }
}

fn is_one(what: &str, found: f64) -> Result<(), Broken> {
    if close(found, 1.0, 1e-4) { Ok(()) } else { Err(Broken::Law(format!("{what} is {found}"))) }
}

fn weight(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Scales { .. } = input else { return Ok(()) };
    let Some([_, out, _, _, weight]) = scales(input, probe)? else { return Ok(()) };
    is_one("weight · out²", weight * out * out)
}

fn unit_input(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Scales { sigma, sigma_data } = input else { return Ok(()) };
    let Some([_, _, scale, ..]) = scales(input, probe)? else { return Ok(()) };
    is_one("input² · (σ² + σ_data²)", scale * scale * (sigma * sigma + sigma_data * sigma_data))
}

/// The target is (data − skip · (data + σ · noise)) / out.
fn unit_target(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Scales { sigma, sigma_data } = input else { return Ok(()) };
    let Some([skip, out, ..]) = scales(input, probe)? else { return Ok(()) };
    // 1 − skip has few digits where skip is nearly 1: the slack is for answers in single precision.
    let (data, noise) = ((1.0 - skip) * sigma_data / out, skip * sigma / out);
    let variance = data * data + noise * noise;
    if close(variance, 1.0, 1e-3) {
        Ok(())
    } else {
        Err(Broken::Law(format!("the variance of the target is {variance}")))
    }
}

fn shrinks(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Denoise { net, x, sigmas, sigma_data } = input else { return Ok(()) };
    let quiet =
        Input::Denoise { net: silent(net), x: x.clone(), sigmas: sigmas.clone(), sigma_data: *sigma_data };
    let Answered::Denoised { rows, .. } = probe.call(&quiet)? else { return Ok(()) };
    let data = f64::from(*sigma_data).powi(2);
    let skip = sigmas.double().mapv(|sigma| data / (sigma * sigma + data)).insert_axis(Axis(1));
    let guess = (x.double() * skip).mapv(|x| x as f32);
    same(
        "denoise",
        &rows,
        &guess,
        probe.tolerance,
        "if nothing but data and noise of these variances is known",
    )
}

fn once(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Denoise { x, .. } = input else { return Ok(()) };
    let Answered::Denoised { asked, .. } = probe.call(input)? else { return Ok(()) };
    let n = x.values.nrows();
    if asked <= n {
        Ok(())
    } else {
        Err(Broken::Law(format!("the network is asked for {asked} rows, and there are {n}")))
    }
}

fn spaced(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Grid { n, least, most, rho } = input else { return Ok(()) };
    let Answered::Grid(levels) = probe.call(input)? else { return Ok(()) };
    if levels.len() != n + 1 || levels[*n] != 0.0 {
        return Err(Broken::Law(format!(
            "of {n} levels and a 0 behind them there are {}, the last of which is {:?}",
            levels.len(),
            levels.last()
        )));
    }
    let powers: Vec<f64> = levels.iter().take(*n).map(|level| level.powf(1.0 / rho)).collect();
    let (first, last) = (most.powf(1.0 / rho), least.powf(1.0 / rho));
    let step = (first - last) / (*n as f64 - 1.0);
    match powers.windows(2).position(|pair| !close(pair[0] - pair[1], step, 1e-4 * first)) {
        Some(at) => Err(Broken::Law(format!(
            "from level {at} to the next the power falls by {}, and by {step} in equal steps",
            powers[at] - powers[at + 1]
        ))),
        None => Ok(()),
    }
}
