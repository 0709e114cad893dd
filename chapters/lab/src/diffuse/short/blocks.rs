//! DiffusionBlocks: networks that each learn the denoiser on a part of the levels of noise, alone, against one network for all.

use anyhow::Result;
use candle_core::{Device, Tensor};
use ndarray::Array2;
use rand::RngExt;
use rand_distr::StandardNormal;
use serde_json::{Value, json};

use super::super::answers;
use super::super::ring::{self, Network, OF_DATA};
use super::{BATCH, Length, RATE};
use crate::parameters::random;
use crate::router::{array, tensor};
use crate::runner::Progress;

const LEAST: f64 = 0.002;
const MOST: f64 = 80.0;
const DEVIATION: f64 = 1.2;
const WIDTH: usize = 48;
/// Of one network with as many parameters as three of them, nearly.
const WIDE: usize = 86;
const BLOCKS: usize = 3;
/// Steps of a sampler.
const CALLS: usize = 21;

/// The mean of ln σ in training: that of EDM, −1.2 for data of deviation ½.
fn mean() -> f64 {
    -1.2 + (OF_DATA / 0.5).ln()
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// Every block sees as much of the noise of training as every other.
    Equal,
    /// Equal parts of ln σ.
    Logarithmic,
    /// Equal parts of σ.
    Linear,
    /// One network of the width of a block.
    One,
    /// One network as large as all blocks.
    Wide,
}

pub(super) const KINDS: [(&str, Kind); 5] = [
    ("equal probability", Kind::Equal),
    ("equal parts of ln σ", Kind::Logarithmic),
    ("equal parts of σ", Kind::Linear),
    ("one network, as a block", Kind::One),
    ("one network, as all blocks", Kind::Wide),
];

/// How many steps all networks of a kind are trained together.
pub(super) fn steps((_, kind): (&str, Kind), length: Length) -> u64 {
    match kind {
        Kind::One | Kind::Wide => length.steps / 2,
        _ => length.steps / 2 / BLOCKS as u64 * BLOCKS as u64,
    }
}

/// From the largest level to the smallest.
fn boundaries(kind: Kind) -> Vec<f64> {
    let part = |i: usize| i as f64 / BLOCKS as f64;
    let between = |a: f64, b: f64, i: usize| a + (b - a) * part(i);
    let all = 0..=BLOCKS;
    match kind {
        Kind::One | Kind::Wide => vec![MOST, LEAST],
        Kind::Linear => all.map(|i| between(MOST, LEAST, i)).collect(),
        Kind::Logarithmic => all.map(|i| between(MOST.ln(), LEAST.ln(), i).exp()).collect(),
        Kind::Equal => answers::boundaries(BLOCKS, (mean(), DEVIATION), LEAST, MOST),
    }
}

/// The data in what is noisy, by EDM's preconditioning.
fn denoised(network: &Network, x: &Array2<f32>, sigmas: &[f64]) -> Result<Tensor> {
    let all: Vec<[f64; 5]> = sigmas.iter().map(|&sigma| answers::edm(sigma, OF_DATA)).collect();
    let column = |i: usize| -> Result<Tensor> {
        let values: Vec<f32> = all.iter().map(|own| own[i] as f32).collect();
        Ok(Tensor::from_vec(values, (sigmas.len(), 1), &Device::Cpu)?)
    };
    let levels: Vec<f32> = all.iter().map(|own| own[3] as f32).collect();
    let x = tensor(x)?;
    let said = network.forward(&x.broadcast_mul(&column(2)?)?, &levels, None)?;
    Ok((x.broadcast_mul(&column(0)?)? + said.broadcast_mul(&column(1)?)?)?)
}

/// One network, on levels between these.
fn block(
    progress: &Progress<'_>,
    length: Length,
    (number, width, steps): (usize, usize, u64),
    (most, least): (f64, f64),
) -> Result<Network> {
    let mut network = Network::new(length.seed, 71 + number as u64, width)?;
    for step in 0..steps {
        let mut fresh = random(length.seed, 101 + number as u64, step);
        let (data, _) = ring::points(&mut fresh, BATCH);
        let noise = ring::plane(&mut fresh, BATCH, 1.0);
        let sigmas: Vec<f64> = (0..BATCH)
            .map(|i| {
                for _ in 0..200 {
                    let level = mean() + DEVIATION * fresh.sample::<f64, _>(StandardNormal);
                    if level.exp() <= most && level.exp() >= least {
                        return level.exp();
                    }
                }
                // Hardly any noise of training is there: anywhere in it.
                (least.ln() + (most / least).ln() * (i as f64 + 0.5) / BATCH as f64).exp()
            })
            .collect();
        let mut x = data.clone();
        for ((mut row, noise), &sigma) in x.rows_mut().into_iter().zip(noise.rows()).zip(&sigmas) {
            row.scaled_add(sigma as f32, &noise);
        }
        let weights = sigmas.iter().map(|&sigma| answers::edm(sigma, OF_DATA)[4] as f32).collect();
        let loss = ring::squared(&denoised(&network, &x, &sigmas)?, &data, Some(weights))?;
        network.parameters.descend(&loss, ring::rate(step, steps, RATE))?;
        progress.step()?;
    }
    Ok(network)
}

pub(super) fn train(
    progress: &Progress<'_>,
    (name, kind): (&str, Kind),
    length: Length,
) -> Result<Vec<Value>> {
    let bounds = boundaries(kind);
    let count = bounds.len() - 1;
    let width = if kind == Kind::Wide { WIDE } else { WIDTH };
    let each = steps((name, kind), length) / count as u64;
    let networks: Result<Vec<Network>> =
        (0..count).map(|i| block(progress, length, (i, width, each), (bounds[i], bounds[i + 1]))).collect();
    let networks = networks?;
    let mut levels = answers::karras(CALLS, LEAST, MOST);
    levels.push(0.0);
    let sampled = |sign: f64| -> Result<Array2<f32>> {
        let mut z = length.noise() * MOST as f32;
        for pair in levels.windows(2) {
            let own = answers::block_of(pair[0], &bounds);
            let clean = array(&denoised(&networks[own], &z, &vec![pair[0]; z.nrows()])?.detach())?;
            z = if sign > 0.0 {
                answers::block_step(&z, &clean, pair[0], pair[1])
            } else {
                &z + &((&z - &clean) * (1.0 - pair[1] / pair[0]) as f32)
            };
        }
        Ok(z)
    };
    let (parameters, activations) = (networks[0].parameters.count(), networks[0].activations());
    let about = length.rows("blocks");
    let mut row = about(name, CALLS, &sampled(1.0)?);
    row["boundaries"] = json!(bounds.iter().map(|&sigma| crate::record::rounded(sigma)).collect::<Vec<_>>());
    row["networks"] = json!(count);
    row["parameters"] = json!(parameters * count);
    // What a step of training holds: each parameter with its gradient and two moments, and what the way back needs.
    row["held"] = json!(4 * (4 * parameters + BATCH * activations));
    row["held_parameters"] = json!(16 * parameters);
    let mut rows = vec![row];
    if kind == Kind::Equal {
        rows.push(about("equal probability, sign as printed", CALLS, &sampled(-1.0)?));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_go_down() {
        for (name, kind) in KINDS {
            let all = boundaries(kind);
            assert!(all.windows(2).all(|pair| pair[0] > pair[1]), "{name}: {all:?}");
            assert!((all[0] - MOST).abs() < 1e-9 && (all[all.len() - 1] - LEAST).abs() < 1e-9, "{name}");
        }
    }

    #[test]
    fn one_network_is_as_large_as_three_blocks() {
        let count = |width: usize| Network::new(1, 1, width).unwrap().parameters.count() as f64;
        assert!((count(WIDE) / (3.0 * count(WIDTH)) - 1.0).abs() < 0.05);
    }
}
