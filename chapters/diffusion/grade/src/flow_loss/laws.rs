//! What must hold of `flow_loss`, whatever the reference says.

use judge::{Broken, Matrix, Property, close, same};
use ndarray::{Array1, Array2, Axis, concatenate};

use super::{Answered, Input, Rows, TheProbe};

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "the network is asked for one row of each sample", holds: counted },
        Property {
            name: "for a network that gives zeros, the loss is the mean square of the velocity",
            holds: zeros,
        },
        Property { name: "the loss of a batch twice over is the loss of the batch", holds: twice },
        Property { name: "data come back from their own velocity", holds: round },
        Property { name: "two steps along one velocity are one", holds: composed },
        Property { name: "two shifts are one by their product", holds: shifts },
        Property { name: "the density has an integral of 1", holds: integral },
    ]
}

fn lost(net: &crate::nets::Net, rows: &Rows, probe: &mut TheProbe<'_>) -> Result<(f32, usize), Broken> {
    match probe.call(&Input::Loss { net: net.clone(), rows: rows.clone() })? {
        Answered::Loss(loss, asked) => Ok((loss, asked)),
        _ => Err(Broken::Law("no loss".to_owned())),
    }
}

fn counted(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss { net, rows } = input else { return Ok(()) };
    let (_, asked) = lost(net, rows, probe)?;
    let samples = rows.one.values.nrows();
    if asked <= samples {
        return Ok(());
    }
    Err(Broken::Law(format!("the network was asked for {asked} rows, for {samples} samples")))
}

fn mean_square(values: &Array2<f64>) -> f64 {
    values.mapv(|x| x * x).sum() / values.len() as f64
}

fn zeros(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss { net, rows } = input else { return Ok(()) };
    let silent = crate::nets::Net { scale: 0.0, ..net.clone() };
    let (loss, _) = lost(&silent, rows, probe)?;
    let expected = mean_square(&(rows.two.double() - rows.one.double()));
    if close(loss, expected, 4.0 * probe.tolerance + 1e-4 * expected) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "the loss is {loss} for a network that gives zeros, and the mean square of noise − data is {expected}"
    )))
}

fn twice(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Loss { net, rows } = input else { return Ok(()) };
    let double = |matrix: &Matrix| concatenate![Axis(0), matrix.values, matrix.values].into();
    let sigmas = concatenate![Axis(0), rows.sigmas.values, rows.sigmas.values].into();
    let both = Rows { one: double(&rows.one), two: double(&rows.two), sigmas };
    let ((once, _), (twice, _)) = (lost(net, rows, probe)?, lost(net, &both, probe)?);
    if close(once, twice, 4.0 * probe.tolerance + 1e-4 * f64::from(once.abs())) {
        return Ok(());
    }
    Err(Broken::Law(format!("the loss is {once}, and {twice} of the same rows twice over")))
}

fn round(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Data(Rows { one, two, sigmas }) = input else { return Ok(()) };
    // As if `one` were data, and `two` noise.
    let sigma = sigmas.values.view().insert_axis(Axis(1));
    let x = &one.values * &(1.0 - &sigma) + &two.values * &sigma;
    let rows = Rows { one: x.into(), two: (&two.values - &one.values).into(), sigmas: sigmas.clone() };
    let Answered::Data(back) = probe.call(&Input::Data(rows))? else {
        return Err(Broken::Law("no data".to_owned()));
    };
    let loudest = one.values.iter().chain(&two.values).fold(0.0_f32, |most, x| most.max(x.abs()));
    let slack = 4.0 * probe.tolerance + 1e-5 * f64::from(loudest);
    same("data", &back, &one.values, slack, "where the path began")
}

fn stepped(
    x: &Matrix,
    v: &Matrix,
    from: f32,
    to: f32,
    probe: &mut TheProbe<'_>,
) -> Result<Array2<f32>, Broken> {
    match probe.call(&Input::Step { x: x.clone(), v: v.clone(), sigma: from, next: to })? {
        Answered::Step(x) => Ok(x),
        _ => Err(Broken::Law("no step".to_owned())),
    }
}

fn composed(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Step { x, v, sigma, next } = input else { return Ok(()) };
    let between = probe.random.uniform(0.0..1.0) as f32;
    let half: Matrix = stepped(x, v, *sigma, between, probe)?.into();
    let two = stepped(&half, v, between, *next, probe)?;
    let one = stepped(x, v, *sigma, *next, probe)?;
    same("step", &two, &one, 4.0 * probe.tolerance, &format!("without a stop at {between}"))
}

fn shifted(sigmas: &[f32], s: f32, probe: &mut TheProbe<'_>) -> Result<Array1<f32>, Broken> {
    match probe.call(&Input::Shift { sigmas: sigmas.to_vec(), s })? {
        Answered::Shift(levels) => Ok(Array1::from(levels)),
        _ => Err(Broken::Law("no levels".to_owned())),
    }
}

fn shifts(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Shift { sigmas, s } = input else { return Ok(()) };
    // Both factors and their product within what may be asked.
    let first = s.sqrt();
    let once = shifted(sigmas, first, probe)?.to_vec();
    let twice = shifted(&once, first, probe)?;
    let at_once = shifted(sigmas, first * first, probe)?;
    same("shift", &twice, &at_once, 8.0 * probe.tolerance, "by the product")
}

fn integral(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let Input::Density { m, s, .. } = input else { return Ok(()) };
    // Between 0.001 and 0.999, evenly in the logit y: dt = t (1 − t) dy.
    let (edge, count) = (6.9, 2000_usize);
    let apart = 2.0 * edge / count as f64;
    let logits: Vec<f64> = (0..=count).map(|at| -edge + apart * at as f64).collect();
    let times: Vec<f64> = logits.iter().map(|y| 1.0 / (1.0 + (-y).exp())).collect();
    let Answered::Density(all) = probe.call(&Input::Density { times: times.clone(), m: *m, s: *s })? else {
        return Err(Broken::Law("no density".to_owned()));
    };
    let terms = times.iter().zip(&all).enumerate().map(|(at, (t, p))| {
        let end = if at == 0 || at == count { 0.5 } else { 1.0 };
        end * p * t * (1.0 - t) * apart
    });
    let sum: f64 = terms.sum();
    let share = |y: f64| diffusion::normal::cdf((y - m) / s);
    let expected = share(edge) - share(-edge);
    if close(sum, expected, 1e-4) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "the integral of the density from 0.001 to 0.999 is {sum:.6}, and the law has a share of {expected:.6} there"
    )))
}
