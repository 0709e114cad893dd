//! Flow matching with few steps of Euler, and once more on the pairs that its own flow has made: reflow.

use anyhow::Result;
use ndarray::{Array2, s};
use serde_json::{Value, json};

use super::super::ring::{self, Network};
use super::super::{answers, flow_loss, flowed};
use super::{BATCH, Length, RATE};
use crate::memories::Losses;
use crate::parameters::random;
use crate::record::rounded;
use crate::runner::Progress;

const WIDTH: usize = 96;
/// Steps of Euler.
const CALLS: [usize; 6] = [1, 2, 4, 10, 20, 100];
/// Steps from noise to the data that it is paired with.
const PAIRING: usize = 50;
/// How many pairs, in batches.
const PAIRS: usize = 64;

/// A network of flow matching.
pub(super) fn flow(progress: &Progress<'_>, length: Length) -> Result<(Network, Losses)> {
    let mut network = Network::new(length.seed, 81, WIDTH)?;
    let mut losses = Losses::new(length.steps);
    for step in 0..length.steps {
        let mut fresh = random(length.seed, 96, step);
        let (data, _) = ring::points(&mut fresh, BATCH);
        let noise = ring::plane(&mut fresh, BATCH, 1.0);
        let loss = flow_loss(&network, &data, &noise, &mut fresh)?;
        losses.add(step, &loss)?;
        network.parameters.descend(&loss, ring::rate(step, length.steps, RATE))?;
        progress.step()?;
    }
    Ok((network, losses))
}

/// How far from straight the paths are: the mean over time of the squared difference between the velocity and the whole way, over the mean
/// square of the whole way. 0 is straight.
fn bent(network: &Network, noise: &Array2<f32>) -> Result<f64> {
    const FINE: usize = 100;
    let mut x = noise.clone();
    let mut velocities = Vec::new();
    for i in 0..FINE {
        let [from, to] = [i, i + 1].map(|i| 1.0 - i as f64 / FINE as f64);
        let velocity = network.said(&x, from, None)?;
        x = answers::along(&x, &velocity, from, to);
        velocities.push(velocity);
    }
    let way = noise - &x;
    let squares = |x: &Array2<f32>| x.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>();
    let off: f64 = velocities.iter().map(|velocity| squares(&(velocity - &way))).sum();
    Ok(off / FINE as f64 / squares(&way))
}

/// Some paths, for a picture: points at a few times each.
fn paths(network: &Network, noise: &Array2<f32>) -> Result<Vec<Vec<[f64; 2]>>> {
    const FINE: usize = 24;
    let mut x = noise.slice(s![..24.min(noise.nrows()), ..]).to_owned();
    let mut all: Vec<Vec<[f64; 2]>> = vec![Vec::new(); x.nrows()];
    for i in 0..=FINE {
        for (path, row) in all.iter_mut().zip(x.rows()) {
            path.push([row[0], row[1]].map(|x| (f64::from(x) * 100.0).round() / 100.0));
        }
        let [from, to] = [i, i + 1].map(|i| 1.0 - i as f64 / FINE as f64);
        if i < FINE {
            x = answers::along(&x, &network.said(&x, from, None)?, from, to);
        }
    }
    Ok(all)
}

pub(super) fn train(progress: &Progress<'_>, length: Length) -> Result<Vec<Value>> {
    let Length { steps, seed, .. } = length;
    let (first, _) = flow(progress, length)?;
    // The pairs, and a second network that is given only these.
    let pairs: Result<Vec<[Array2<f32>; 2]>> = (0..PAIRS.min(steps as usize))
        .map(|i| {
            let noise = ring::plane(&mut random(seed, 97, i as u64), BATCH, 1.0);
            Ok([flowed(&first, noise.clone(), PAIRING)?, noise])
        })
        .collect();
    let pairs = pairs?;
    let mut second = Network::new(seed, 81, WIDTH)?;
    let mut restart = Vec::new();
    first.parameters.look(|_, values| restart.push(values.to_vec()))?;
    let mut restart = restart.into_iter();
    second.parameters.change(|_, values| *values = restart.next().expect("the same network"))?;
    for step in 0..steps {
        let [data, noise] = &pairs[step as usize % pairs.len()];
        let loss = flow_loss(&second, data, noise, &mut random(seed, 98, step))?;
        second.parameters.descend(&loss, ring::rate(step, steps, RATE / 3.0))?;
        progress.step()?;
    }
    let about = length.rows("Euler");
    let mut rows = Vec::new();
    for (name, network) in [("flow", &first), ("reflow", &second)] {
        let noise = length.noise();
        for calls in CALLS {
            rows.push(about(name, calls, &flowed(network, noise.clone(), calls)?));
        }
        rows.push(json!({
            "what": "straightness",
            "name": name,
            "seed": seed,
            "bent": rounded(bent(network, &noise)?),
            "paths": if seed == 0 { json!(paths(network, &noise)?) } else { Value::Null },
        }));
    }
    Ok(rows)
}
