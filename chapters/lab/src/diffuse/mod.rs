//! What diffusion models learn: the experiments of chapter 5.
//!
//! candle trains, because a gradient is needed; noise, targets, weights, steps of samplers and distances are the chapter's functions, all
//! called through [`answers`].

mod answers;
pub(crate) mod digits;
mod ring;
mod scores;
pub(crate) mod short;
pub(crate) mod targets;

use anyhow::Result;
use candle_core::Tensor;
use ndarray::Array2;
use rand::RngExt;
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use crate::parameters::random;
use crate::record::rounded;
use crate::router::tensor;
use ring::Network;
use scores::{Features, sliced};

/// The loss of flow matching on the plane, at times that are drawn anew.
fn flow_loss(
    network: &Network,
    data: &Array2<f32>,
    noise: &Array2<f32>,
    fresh: &mut Pcg64,
) -> Result<Tensor> {
    let times: Vec<f32> = (0..data.nrows()).map(|_| fresh.random::<f32>()).collect();
    let [x, velocity] = answers::flow(data, noise, &times);
    ring::squared(&network.forward(&tensor(&x)?, &times, None)?, &velocity, None)
}

/// From noise to data in equal steps.
fn flowed(network: &Network, noise: Array2<f32>, steps: usize) -> Result<Array2<f32>> {
    let mut x = noise;
    for i in 0..steps {
        let [from, to] = [i, i + 1].map(|i| 1.0 - i as f64 / steps as f64);
        x = answers::along(&x, &network.said(&x, from, None)?, from, to);
    }
    Ok(x)
}

/// What samples are measured against: as many fresh points of the ring.
struct Measure {
    points: Array2<f32>,
    features: Features,
    moments: answers::Moments,
    /// What other fresh points of the ring would have.
    floor: [f64; 2],
}

impl Measure {
    fn new(seed: u64, samples: usize) -> Measure {
        let fresh = |purpose: u64| ring::points(&mut random(seed, purpose, 0), samples).0;
        let (points, others, features) = (fresh(88), fresh(89), Features::new());
        let moments = answers::moments(&features.of(&points));
        let floor = [sliced(&others, &points), answers::frechet(&features.of(&others), &moments)];
        Measure { points, features, moments, floor }
    }

    /// Distances of samples, and the share that lies near one of the Gaussians.
    fn row(&self, found: &Array2<f32>) -> Value {
        // A distance from nowhere is not a number, and JSON has no such thing.
        let finite = found.iter().all(|x| x.is_finite());
        let said = |value: &dyn Fn() -> f64| if finite { json!(rounded(value())) } else { Value::Null };
        json!({
            "sliced": said(&|| sliced(found, &self.points)),
            "frechet": said(&|| answers::frechet(&self.features.of(found), &self.moments)),
            "near": rounded(ring::near(found, &ring::EVERY_MODE)),
            "floor": self.floor.map(rounded),
        })
    }
}
