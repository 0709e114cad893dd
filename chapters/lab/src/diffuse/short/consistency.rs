//! Consistency training: a network whose answer is the same along the whole path, and which so needs one call.

use anyhow::Result;
use candle_core::Tensor;
use ndarray::Array2;
use rand::RngExt;
use serde_json::{Value, json};

use super::super::answers;
use super::super::ring::{self, Network, OF_DATA};
use super::{BATCH, Length, RATE};
use crate::memories::Losses;
use crate::parameters::random;
use crate::router::{array, tensor};
use crate::runner::Progress;

const WIDTH: usize = 96;
const LEAST: f64 = 0.002;
const MOST: f64 = 80.0;
/// Levels at the beginning; four times they are doubled.
const LEVELS: usize = 10;

/// Whether the boundary holds by construction, and whether the target lets no gradient through.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    boundary: bool,
    stopped: bool,
}

pub(super) const KINDS: [(&str, Kind); 3] = [
    ("as published", Kind { boundary: true, stopped: true }),
    ("gradient through the target", Kind { boundary: true, stopped: false }),
    ("no boundary", Kind { boundary: false, stopped: true }),
];

/// The data at the other end of the path.
fn jump(network: &Network, kind: Kind, x: &Array2<f32>, sigmas: &[f64]) -> Result<Tensor> {
    let column = |of: &dyn Fn(f64) -> f64| -> Result<Tensor> {
        let values: Vec<f32> = sigmas.iter().map(|&sigma| of(sigma) as f32).collect();
        Ok(Tensor::from_vec(values, (sigmas.len(), 1), &candle_core::Device::Cpu)?)
    };
    let levels: Vec<f32> = sigmas.iter().map(|&sigma| answers::edm(sigma, OF_DATA)[3] as f32).collect();
    let x = tensor(x)?;
    let said = network.forward(
        &x.broadcast_mul(&column(&|sigma| answers::edm(sigma, OF_DATA)[2])?)?,
        &levels,
        None,
    )?;
    if !kind.boundary {
        return Ok((said * OF_DATA)?);
    }
    let skip = column(&|sigma| answers::consistency(sigma, OF_DATA, LEAST)[0])?;
    let out = column(&|sigma| answers::consistency(sigma, OF_DATA, LEAST)[1])?;
    Ok((x.broadcast_mul(&skip)? + said.broadcast_mul(&out)?)?)
}

/// Data with noise of its own deviation for each row.
fn noisy(data: &Array2<f32>, noise: &Array2<f32>, sigmas: &[f64]) -> Array2<f32> {
    let mut sum = data.clone();
    for ((mut row, noise), &sigma) in sum.rows_mut().into_iter().zip(noise.rows()).zip(sigmas) {
        row.scaled_add(sigma as f32, &noise);
    }
    sum
}

pub(super) fn train(
    progress: &Progress<'_>,
    (name, kind): (&str, Kind),
    length: Length,
) -> Result<Vec<Value>> {
    let Length { steps, seed, .. } = length;
    let mut network = Network::new(seed, 81, WIDTH)?;
    let mut losses = Losses::new(steps);
    for step in 0..steps {
        let mut fresh = random(seed, 99, step);
        let (data, _) = ring::points(&mut fresh, BATCH);
        let noise = ring::plane(&mut fresh, BATCH, 1.0);
        let mut sigmas = answers::karras(LEVELS << (5 * step / steps), LEAST, MOST);
        sigmas.reverse();
        let at: Vec<usize> = (0..BATCH).map(|_| fresh.random_range(0..sigmas.len() - 1)).collect();
        let lower: Vec<f64> = at.iter().map(|&i| sigmas[i]).collect();
        let higher: Vec<f64> = at.iter().map(|&i| sigmas[i + 1]).collect();
        let said = jump(&network, kind, &noisy(&data, &noise, &higher), &higher)?;
        // The same noise, less of it.
        let target = jump(&network, kind, &noisy(&data, &noise, &lower), &lower)?;
        let target = if kind.stopped { target.detach() } else { target };
        let errors = (said - target)?.sqr()?.mean_keepdim(1)?;
        // A squared error near 0, and a plain one far away: single large errors do not decide.
        let errors = ((errors + 1e-3)?.sqrt()? - 1e-3_f64.sqrt())?;
        let loss = errors.mean_all()?;
        losses.add(step, &loss)?;
        network.parameters.descend(&loss, ring::rate(step, steps, RATE / 3.0))?;
        progress.step()?;
    }
    let samples = length.samples;
    let noise = length.noise();
    let all = |sigma: f64| vec![sigma; samples];
    let one = array(&jump(&network, kind, &(&noise * MOST as f32), &all(MOST))?.detach())?;
    let about = length.rows("consistency");
    let mut rows = vec![about(name, 1, &one)];
    // Once more from less noise.
    let half = 1.0;
    let fresh = ring::plane(&mut random(seed, 94, 0), samples, 1.0);
    let two = array(&jump(&network, kind, &noisy(&one, &fresh, &all(half)), &all(half))?.detach())?;
    rows.push(about(name, 2, &two));
    rows.push(json!({ "what": "losses", "name": name, "seed": seed, "loss": losses.points }));
    Ok(rows)
}
