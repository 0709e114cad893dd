//! What must hold of `eps_loss`, whatever the reference says.

use judge::{Broken, Property, close};
use ndarray::{Array1, Array2, Axis};

use super::cases::constant;
use super::{Answered, Input, TheProbe};
use crate::nets::Net;
use crate::q_sample::Input as Batch;

pub(super) fn laws() -> Vec<Property<Input, Answered>> {
    vec![
        Property { name: "the network is asked for each row once", holds: once },
        Property { name: "who predicts the noise has no loss", holds: nothing },
        Property { name: "an error that is the same everywhere is squared", holds: square },
        Property { name: "the loss is the mean of the rows' own", holds: rows },
    ]
}

/// The loss of a batch.
fn loss(batch: &Batch, net: &Net, probe: &mut TheProbe<'_>) -> Result<f32, Broken> {
    let losses = probe.call(&Input::new(batch.clone(), net.clone()))?.losses;
    losses.first().copied().ok_or_else(|| Broken::Law("no loss".to_owned()))
}

fn once(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n: usize = input.batches().map(|batch| batch.steps.len()).sum();
    let rows = probe.call(input)?.rows;
    if rows <= n {
        return Ok(());
    }
    Err(Broken::Law(format!("the network was asked for {rows} rows, and there are {n}")))
}

/// The loss where all rows have the same noise and the network always gives that and a little.
fn with_error(input: &Input, error: f32, probe: &mut TheProbe<'_>) -> Result<f32, Broken> {
    let (n, d) = input.batch.noise.values.dim();
    let row = Array1::from_shape_simple_fn(d, || probe.random.uniform(-1.5..1.5) as f32);
    let mut batch = input.batch.clone();
    batch.noise.values = Array2::from_shape_fn((n, d), |(_, c)| row[c]);
    loss(&batch, &constant(row + error), probe)
}

fn nothing(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let loss = with_error(input, 0.0, probe)?;
    if close(loss, 0.0, 1e-9) {
        return Ok(());
    }
    Err(Broken::Law(format!("the loss is {loss} for a network that gives the noise exactly")))
}

fn square(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let error = probe.random.uniform(0.5..3.0) as f32;
    let loss = with_error(input, error, probe)?;
    let expected = error * error;
    if close(loss, expected, 1e-4 * f64::from(expected)) {
        return Ok(());
    }
    Err(Broken::Law(format!(
        "the loss is {loss} where every prediction is off by {error}: {expected} is right"
    )))
}

fn rows(input: &Input, probe: &mut TheProbe<'_>) -> Result<(), Broken> {
    let n = input.batch.steps.len();
    // The longest batches would be as many calls.
    if n > 20 {
        return Ok(());
    }
    let all = loss(&input.batch, &input.net, probe)?;
    let mut sum = 0.0;
    for row in 0..n {
        let mut batch = input.batch.clone();
        batch.x0.values = batch.x0.values.select(Axis(0), &[row]);
        batch.noise.values = batch.noise.values.select(Axis(0), &[row]);
        batch.steps = vec![input.batch.steps[row]];
        sum += f64::from(loss(&batch, &input.net, probe)?);
    }
    let mean = sum / n as f64;
    if close(all, mean, 4.0 * probe.tolerance + 1e-5 * mean.abs()) {
        return Ok(());
    }
    Err(Broken::Law(format!("the loss of {n} rows is {all}, and the mean of their own losses is {mean}")))
}
