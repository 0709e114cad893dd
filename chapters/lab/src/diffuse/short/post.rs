//! Post-training: a network that makes samples in one step is trained to have the moments of the data, of its two coordinates or of features.

use anyhow::Result;
use candle_core::{Device, Tensor};
use ndarray::Array2;
use serde_json::{Value, json};

use super::super::answers;
use super::super::flowed;
use super::super::ring::{self, Network};
use super::super::scores::Features;
use super::{BATCH, Length, paths};
use crate::memories::Losses;
use crate::parameters::{normals, random};
use crate::record::rounded;
use crate::router::{array, tensor};
use crate::runner::Progress;

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Coordinates,
    Features,
}

pub(super) const KINDS: [(&str, Kind); 2] =
    [("two coordinates", Kind::Coordinates), ("48 features", Kind::Features)];

/// Samples of a step.
const SAMPLES: usize = 4 * BATCH;
const RATE: f64 = 1e-3;

pub(super) fn steps(length: Length) -> u64 {
    length.steps + length.steps / 3
}

/// Noise on features, so that no direction of them is without any spread.
const BLUR: f32 = 0.02;

fn blurred(features: &Tensor, seed: u64, step: u64) -> Result<Array2<f64>> {
    let mut blurred = array(&features.detach())?;
    let noise = normals(&mut random(seed, 113, step), blurred.len(), BLUR);
    blurred.iter_mut().zip(noise).for_each(|(x, noise)| *x += noise);
    Ok(blurred.mapv(f64::from))
}

pub(super) fn train(
    progress: &Progress<'_>,
    (name, kind): (&str, Kind),
    length: Length,
) -> Result<Vec<Value>> {
    let Length { steps, seed, .. } = length;
    let (mut network, _) = paths::flow(progress, length)?;
    let map = Features::new();
    let weights = tensor(&map.weights)?;
    let phases = Tensor::from_vec(map.phases.to_vec(), (1, map.phases.len()), &Device::Cpu)?;
    let features = |x: &Tensor| -> Result<Tensor> {
        match kind {
            Kind::Coordinates => Ok(x.clone()),
            Kind::Features => Ok(x.matmul(&weights)?.broadcast_add(&phases)?.cos()?),
        }
    };
    let (data, _) = ring::points(&mut random(seed, 111, 0), 16_384);
    let reference = answers::moments(&blurred(&features(&tensor(&data)?)?, seed, u64::MAX)?);
    let fresh = length.noise();
    let own = |network: &Network| -> Result<f64> {
        let found = flowed(network, fresh.clone(), 1)?;
        Ok(answers::frechet(&blurred(&features(&tensor(&found)?)?, seed, u64::MAX - 1)?, &reference))
    };
    let about = length.rows("post-training");
    let mut rows = Vec::new();
    let mut say = |when: &str, network: &Network, calls: usize| -> Result<()> {
        let mut row = about(name, calls, &flowed(network, fresh.clone(), calls)?);
        row["when"] = json!(when);
        row["trained"] = if calls == 1 { json!(rounded(own(network)?)) } else { Value::Null };
        rows.push(row);
        Ok(())
    };
    let cloud = |network: &Network| -> Result<Value> {
        if seed != 0 {
            return Ok(Value::Null);
        }
        let some = flowed(network, fresh.clone(), 1)?;
        let point = |x: f32| (f64::from(x) * 100.0).round() / 100.0;
        Ok(json!(
            some.rows().into_iter().take(300).map(|row| [point(row[0]), point(row[1])]).collect::<Vec<_>>()
        ))
    };
    let before = cloud(&network)?;
    say("before", &network, 1)?;
    say("before", &network, 20)?;
    let steps = steps / 3;
    let mut losses = Losses::new(steps);
    for step in 0..steps {
        let noise = ring::plane(&mut random(seed, 112, step), SAMPLES, 1.0);
        // One step of Euler, as answers::along makes it, with a gradient.
        let said = network.forward(&tensor(&noise)?, &vec![1.0; SAMPLES], None)?;
        let samples = (tensor(&noise)? - said)?;
        let own = features(&samples)?;
        let (distance, gradient) = answers::fd_loss(&blurred(&own, seed, step)?, &reference);
        losses.add(step, &Tensor::new(distance as f32, &Device::Cpu)?)?;
        // What has this gradient.
        let loss = (own * tensor(&gradient.mapv(|x| x as f32))?)?.sum_all()?;
        network.parameters.descend_within(&loss, ring::rate(step, steps, RATE), 1.0)?;
        progress.step()?;
    }
    say("after", &network, 1)?;
    say("after", &network, 20)?;
    rows.push(json!({
        "what": "points",
        "name": name,
        "seed": seed,
        "loss": losses.points,
        "before": before,
        "after": cloud(&network)?,
    }));
    Ok(rows)
}
