//! Post-training: a network that makes samples in one step is trained to have the moments of the data, of its two coordinates or of features.

use anyhow::Result;
use candle_core::{Device, Tensor};
use ndarray::{Array1, Array2};
use serde_json::{Value, json};

use super::super::flowed;
use super::super::ring::{self, Network};
use super::super::scores::{Features, Reference, Slope};
use super::{BATCH, Length, paths};
use crate::memories::Losses;
use crate::parameters::random;
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

/// Something that has the same gradient as the distance.
fn surrogate(features: &Tensor, by_mean: &Array1<f64>, by_covariance: &Array2<f64>) -> Result<Tensor> {
    let count = features.dim(0)?;
    let mean = features.mean_keepdim(0)?;
    let centred = features.broadcast_sub(&mean)?;
    let covariance = (centred.t()?.contiguous()?.matmul(&centred)? * (1.0 / (count as f64 - 1.0)))?;
    let by_mean: Vec<f32> = by_mean.iter().map(|&x| x as f32).collect();
    let by_mean = Tensor::from_vec(by_mean, mean.shape(), &Device::Cpu)?;
    let by_covariance = tensor(&by_covariance.mapv(|x| x as f32))?;
    Ok(((mean * by_mean)?.sum_all()? + (covariance * by_covariance)?.sum_all()?)?)
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
    let reference = Reference::of(&array(&features(&tensor(&data)?)?)?.mapv(f64::from));
    let fresh = length.noise();
    let own = |network: &Network| -> Result<f64> {
        let found = flowed(network, fresh.clone(), 1)?;
        Ok(reference.distance(&array(&features(&tensor(&found)?)?)?.mapv(f64::from)))
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
        let Slope { distance, by_mean, by_covariance } =
            reference.slope(&array(&own.detach())?.mapv(f64::from));
        losses.add(step, &Tensor::new(distance as f32, &Device::Cpu)?)?;
        // FD / (FD + 0.01), the denominator without a gradient.
        let loss = (surrogate(&own, &by_mean, &by_covariance)? * (1.0 / (distance.max(0.0) + 0.01)))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a difference, and the distance against that of the scores.
    #[test]
    fn the_gradient_is_that_of_the_distance() {
        let map = Features::new();
        let (data, _) = ring::points(&mut random(1, 2, 3), 400);
        let features = |x: &Array2<f32>| map.of(x).slice_move(ndarray::s![.., ..5]);
        let all = features(&data);
        let reference = Reference::of(&all);
        let x = features(&ring::plane(&mut random(4, 5, 6), 60, 1.0));
        let Slope { distance, by_mean, by_covariance } = reference.slope(&x);
        assert!((distance - reference.distance(&x)).abs() < 1e-12);
        let own =
            Tensor::from_iter(x.iter().map(|&x| x as f32), &Device::Cpu).unwrap().reshape((60, 5)).unwrap();
        let var = candle_core::Var::from_tensor(&own).unwrap();
        let gradient = surrogate(var.as_tensor(), &by_mean, &by_covariance).unwrap().backward().unwrap();
        let gradient = array(gradient.get(var.as_tensor()).unwrap()).unwrap();
        for at in [[0, 0], [7, 3], [59, 4]] {
            let moved = |by: f64| {
                let mut x = x.clone();
                x[at] += by;
                reference.distance(&x)
            };
            let expected = (moved(1e-4) - moved(-1e-4)) / 2e-4;
            assert!((f64::from(gradient[at]) - expected).abs() < 1e-4, "{} {expected}", gradient[at]);
        }
    }
}
