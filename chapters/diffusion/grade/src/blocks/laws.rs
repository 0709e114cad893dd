//! What must hold of `blocks`, whatever the reference says.

use judge::{Broken, Matrix, Property, close, same};
use ndarray::Array2;

use super::{Answered, Input, TheProbe};
use diffusion::normal;

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "the networks are asked for one row of each sample at each level", holds: counted },
        Property { name: "every block has the same share of levels", holds: shares },
        Property { name: "a level lies between the boundaries of its block", holds: between },
        Property { name: "a step to 0 leaves nothing of the noise", holds: to_zero },
        Property { name: "two steps to the same data are one", holds: composed },
        Property { name: "the last level's block gives the result", holds: last },
    ]
}

fn counted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Sample { z, sigmas, .. } = input else { return Ok(()) };
    let Answered::Sample(_, asked) = probe.call(input)? else {
        return Err(Broken::Law("no sample".to_owned()));
    };
    let (samples, levels) = (z.values.nrows(), sigmas.len());
    if asked <= samples * levels {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "the networks were asked for {asked} rows, for {samples} samples and {levels} levels"
    )))
}

fn shares(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Boundaries { count, mean, deviation, .. } = input else { return Ok(()) };
    let Answered::Boundaries(all) = probe.call(input)? else {
        return Err(Broken::Law("no boundaries".to_owned()));
    };
    let share = |sigma: f64| normal::cdf((sigma.ln() - mean) / deviation);
    let (first, last) = (share(all[0]), share(all[all.len() - 1]));
    let expected = (first - last) / *count as f64;
    for b in 0..all.len() - 1 {
        let found = share(all[b]) - share(all[b + 1]);
        if !close(found, expected, 1e-4 * expected.abs() + 1e-7) {
            return Err(Broken::Law(format!(
                "block {b} has {found:.6} of all levels, and the {count} blocks together have {count} times {expected:.6}"
            )));
        }
    }
    Ok(())
}

fn between(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Of { sigmas, boundaries } = input else { return Ok(()) };
    let Answered::Of(blocks) = probe.call(input)? else {
        return Err(Broken::Law("no blocks".to_owned()));
    };
    for (&sigma, &block) in sigmas.iter().zip(&blocks) {
        let inside = boundaries.get(block).is_some_and(|&upper| sigma <= upper)
            && boundaries.get(block + 1).is_some_and(|&lower| sigma >= lower);
        if !inside {
            return Err(Broken::Law(format!("block {block} does not reach over level {sigma}")));
        }
    }
    Ok(())
}

fn stepped(
    z: &Matrix,
    to: &Matrix,
    sigma: f64,
    next: f64,
    probe: &mut TheProbe<'_>,
) -> Result<Array2<f32>, Broken> {
    match probe.call(&Input::Step { z: z.clone(), denoised: to.clone(), sigma, next })? {
        Answered::Step(z) => Ok(z),
        _ => Err(Broken::Law("no step".to_owned())),
    }
}

fn loudest(z: &Matrix) -> f64 {
    f64::from(z.values.iter().fold(1.0_f32, |most, x| most.max(x.abs())))
}

fn to_zero(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step { z, denoised, sigma, .. } = input else { return Ok(()) };
    let found = stepped(z, denoised, *sigma, 0.0, probe)?;
    same("step to 0", &found, &denoised.values, 1e-5 * loudest(z), "in what it is denoised to")
}

fn composed(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step { z, denoised, sigma, next } = input else { return Ok(()) };
    let part = probe.random.uniform(0.2..0.8);
    let stop = next + part * (sigma - next);
    let half: Matrix = stepped(z, denoised, *sigma, stop, probe)?.into();
    let two = stepped(&half, denoised, stop, *next, probe)?;
    let one = stepped(z, denoised, *sigma, *next, probe)?;
    same(
        "step",
        &two,
        &one,
        4.0 * probe.tolerance + 1e-5 * loudest(z),
        &format!("without a stop at {stop:.3}"),
    )
}

/// With networks that give zeros the last of them gives the result: zeros.
fn last(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Sample { nets, z, sigmas, boundaries } = input else { return Ok(()) };
    let mut silent = nets.clone();
    for net in &mut silent {
        net.scale = 0.0;
    }
    let input =
        Input::Sample { nets: silent, z: z.clone(), sigmas: sigmas.clone(), boundaries: boundaries.clone() };
    let Answered::Sample(found, _) = probe.call(&input)? else {
        return Err(Broken::Law("no sample".to_owned()));
    };
    let zeros = Array2::zeros(z.values.dim());
    same("sample", &found, &zeros, 1e-5 * loudest(z), "for networks that give zeros")
}
