//! What a network should predict, which solver draws samples with it, what min-SNR weights change, and how strong guidance may be.

use anyhow::Result;
use candle_core::Tensor;
use ndarray::Array2;
use rand::RngExt;
use rand_pcg::Pcg64;
use serde_json::{Value, json};

use super::Measure;
use super::answers::{self, STEPS, Target};
use super::ring::{self, CLASSES, Network};
use crate::memories::Losses;
use crate::parameters::random;
use crate::record::rounded;
use crate::router::tensor;
use crate::runner::{Progress, Run};
use crate::{Arguments, Size};

const WIDTH: usize = 96;
const BATCH: usize = 256;
const RATE: f64 = 3e-3;
const GAMMA: f64 = 5.0;
/// How often a label is left out where a network learns to be guided.
const LEFT_OUT: f64 = 0.1;
/// Where what a network takes for data is cut off, if it is.
const CUT: f32 = 3.0;

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Of the schedule: what is predicted, whether it is the cosine, and whether the weights are those of min-SNR.
    Schedule {
        target: Target,
        cosine: bool,
        weighted: bool,
    },
    Flow,
    /// Velocities of the linear schedule, with labels.
    Labels,
}

const fn schedule(target: Target, cosine: bool, weighted: bool) -> Kind {
    Kind::Schedule { target, cosine, weighted }
}

const KINDS: [(&str, Kind); 11] = [
    ("ε", schedule(Target::Noise, false, false)),
    ("x0", schedule(Target::Clean, false, false)),
    ("v", schedule(Target::Velocity, false, false)),
    ("flow", Kind::Flow),
    ("ε, min-SNR", schedule(Target::Noise, false, true)),
    ("x0, min-SNR", schedule(Target::Clean, false, true)),
    ("v, min-SNR", schedule(Target::Velocity, false, true)),
    ("ε, cosine", schedule(Target::Noise, true, false)),
    ("x0, cosine", schedule(Target::Clean, true, false)),
    ("v, cosine", schedule(Target::Velocity, true, false)),
    ("v, labels", Kind::Labels),
];

/// What a step of the schedule is as a level for the network.
fn level(step: usize) -> f32 {
    step as f32 / STEPS as f32
}

/// The steps that a sampler of so many visits, the noisiest first.
fn visited(count: usize) -> Vec<usize> {
    let last = STEPS - 1;
    (0..count).map(|i| (last as f64 * (1.0 - i as f64 / count as f64)).round() as usize).collect()
}

struct Learned {
    network: Network,
    bars: Vec<f64>,
    target: Target,
}

impl Learned {
    fn clean(&self, x: &Array2<f32>, step: usize, classes: Option<(&[usize], f64)>) -> Result<Array2<f32>> {
        let level = f64::from(level(step));
        let said = match classes {
            None => self.network.said(x, level, None)?,
            Some((classes, s)) => {
                let with = self.network.said(x, level, Some(classes))?;
                answers::guided(&with, &self.network.said(x, level, None)?, s)
            }
        };
        Ok(answers::cleaned(self.target, x, &said, self.bars[step]))
    }

    fn ddim(
        &self,
        noise: &mut Pcg64,
        samples: usize,
        count: usize,
        eta: f64,
        cut: bool,
        classes: Option<(&[usize], f64)>,
    ) -> Result<Array2<f32>> {
        let mut x = ring::plane(noise, samples, 1.0);
        let steps = visited(count);
        for (i, &step) in steps.iter().enumerate() {
            let mut clean = self.clean(&x, step, classes)?;
            if cut {
                clean.mapv_inplace(|x| x.clamp(-CUT, CUT));
            }
            let to = steps.get(i + 1).map_or(1.0, |&step| self.bars[step]);
            let fresh =
                if eta > 0.0 { ring::plane(noise, samples, 1.0) } else { Array2::zeros((samples, 2)) };
            x = answers::ddim(&x, &clean, (self.bars[step], to), eta, &fresh);
        }
        Ok(x)
    }

    /// The solvers of chapter 5.6 on data plus noise: x/α, whose noise has the deviation σ/α.
    fn solved(&self, noise: &mut Pcg64, samples: usize, count: usize, solver: &str) -> Result<Array2<f32>> {
        let steps = visited(count);
        let deviation = |step: usize| ((1.0 - self.bars[step]) / self.bars[step]).sqrt();
        let mut sigmas: Vec<f64> = steps.iter().map(|&step| deviation(step)).collect();
        sigmas.push(0.0);
        let denoiser = |z: &Array2<f32>, sigma: f64| {
            let at = sigmas.iter().position(|&other| other == sigma).expect("a level of the list");
            let alpha = self.bars[steps[at]].sqrt();
            self.clean(&z.mapv(|z| (f64::from(z) * alpha) as f32), steps[at], None)
        };
        let alpha = self.bars[steps[0]].sqrt();
        let start = ring::plane(noise, samples, 1.0).mapv(|x| (f64::from(x) / alpha) as f32);
        match solver {
            "2M" => answers::two_m(start, &sigmas, &denoiser),
            _ => answers::heun(start, &sigmas, true, &denoiser),
        }
    }
}

/// How long, over how many points, with how many samples, and with how many calls of the network these are drawn.
#[derive(Clone, Copy)]
struct Length {
    steps: u64,
    samples: usize,
    calls: &'static [usize],
}

fn train(
    progress: &Progress<'_>,
    (name, kind): (&str, Kind),
    seed: u64,
    length: Length,
) -> Result<Vec<Value>> {
    let cosine = matches!(kind, Kind::Schedule { cosine: true, .. });
    let target = if let Kind::Schedule { target, .. } = kind { target } else { Target::Velocity };
    let mut own =
        Learned { network: Network::new(seed, 81, WIDTH)?, bars: answers::schedule(cosine), target };
    let mut losses = Losses::new(length.steps);
    for step in 0..length.steps {
        let mut fresh = random(seed, 82, step);
        let (data, modes) = ring::points(&mut fresh, BATCH);
        let noise = ring::plane(&mut fresh, BATCH, 1.0);
        let loss = if matches!(kind, Kind::Flow) {
            super::flow_loss(&own.network, &data, &noise, &mut fresh)?
        } else {
            let steps: Vec<usize> = (0..BATCH).map(|_| fresh.random_range(0..STEPS)).collect();
            let bars: Vec<f64> = steps.iter().map(|&step| own.bars[step]).collect();
            let levels: Vec<f32> = steps.iter().map(|&step| level(step)).collect();
            let classes: Vec<usize> = modes
                .iter()
                .map(|mode| if fresh.random_bool(LEFT_OUT) { CLASSES } else { mode / 2 })
                .collect();
            let classes = matches!(kind, Kind::Labels).then_some(&classes[..]);
            let weights = matches!(kind, Kind::Schedule { weighted: true, .. }).then(|| {
                let weight = |bar: &f64| answers::min_snr(target, bar / (1.0 - bar), GAMMA) as f32;
                bars.iter().map(weight).collect()
            });
            let x: Tensor = tensor(&answers::noised(&data, &noise, &bars))?;
            let said = own.network.forward(&x, &levels, classes)?;
            ring::squared(&said, &answers::wanted(target, &data, &noise, &bars), weights)?
        };
        losses.add(step, &loss)?;
        own.network.parameters.descend(&loss, ring::rate(step, length.steps, RATE))?;
        progress.step()?;
    }
    if let Kind::Labels = kind {
        return guided(&own, seed, length.samples);
    }
    let measure = Measure::new(seed, length.samples);
    let mut rows = Vec::new();
    let mut row = |sampler: &str, calls: usize, found: &Array2<f32>| {
        let mut row = measure.row(found);
        row["target"] = json!(name);
        row["seed"] = json!(seed);
        row["sampler"] = json!(sampler);
        row["calls"] = json!(calls);
        rows.push(row);
    };
    let drawn = |purpose: usize| random(seed, 83, purpose as u64);
    let samples = length.samples;
    for &calls in length.calls {
        let mut noise = drawn(calls);
        if let Kind::Flow = kind {
            row("Euler", calls, &super::flowed(&own.network, ring::plane(&mut noise, samples, 1.0), calls)?);
            continue;
        }
        row("DDIM, η = 0", calls, &own.ddim(&mut noise, samples, calls, 0.0, false, None)?);
        if cosine {
            row("DDIM, cut off", calls, &own.ddim(&mut drawn(calls), samples, calls, 0.0, true, None)?);
        } else if let Kind::Schedule { weighted: false, .. } = kind {
            row("DDIM, η = 1", calls, &own.ddim(&mut drawn(calls), samples, calls, 1.0, false, None)?);
            row("2M", calls, &own.solved(&mut drawn(calls), samples, calls, "2M")?);
            // A step of Heun calls twice, the last one once.
            let steps = calls.div_ceil(2);
            row("Heun", 2 * steps - 1, &own.solved(&mut drawn(calls), samples, steps, "Heun")?);
        }
        progress.steps(0)?;
    }
    rows.push(json!({ "target": name, "seed": seed, "loss": losses.points }));
    Ok(rows)
}

/// Samples of each class, with guidance of several strengths.
fn guided(own: &Learned, seed: u64, samples: usize) -> Result<Vec<Value>> {
    let mut rows = Vec::new();
    for strength in [0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0] {
        let (mut near, mut radius, mut spread, mut count) = (0.0, 0.0, 0.0, 0.0);
        for class in 0..CLASSES {
            let classes = vec![class; samples / CLASSES];
            let mut noise = random(seed, 84, class as u64);
            let found = own.ddim(&mut noise, classes.len(), 50, 0.0, false, Some((&classes, strength)))?;
            near += ring::near(&found, &[2 * class, 2 * class + 1]);
            let found = found.mapv(f64::from);
            radius +=
                found.rows().into_iter().map(|row| row[0].hypot(row[1])).sum::<f64>() / found.nrows() as f64;
            spread += answers::moments(&found).covariance.diag().sum().sqrt();
            count += 1.0;
        }
        rows.push(json!({
            "target": "v, labels",
            "seed": seed,
            "guidance": strength,
            "near": rounded(near / count),
            "radius": rounded(radius / count),
            "spread": rounded(spread / count),
        }));
    }
    Ok(rows)
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let size = arguments.size;
    let length = Length {
        steps: size.of(3, 100, 2000),
        samples: size.of(64, 512, 2048),
        calls: size.of(&[2][..], &[5, 10], &[5, 10, 20, 50]),
    };
    let kinds = if size == Size::Tiny { [0, 3, 7, 10].to_vec() } else { (0..KINDS.len()).collect() };
    let seeds = arguments.seed..arguments.seed + size.of(1, 1, 3);
    let run = |(kind, seed): ((&'static str, Kind), u64)| Run {
        name: format!("{}, seed {seed}", kind.0),
        steps: length.steps,
        task: Box::new(move |progress| train(progress, kind, seed, length)),
    };
    kinds.into_iter().flat_map(|i| seeds.clone().map(move |seed| (KINDS[i], seed))).map(run).collect()
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text =
        "target, sampler: calls of the network and sliced Wasserstein distance, mean over seeds".to_owned();
    let mut seen: Vec<(String, String)> = Vec::new();
    for row in rows.iter().filter(|row| row["sampler"].is_string()) {
        let key = (row["target"].to_string(), row["sampler"].to_string());
        if seen.contains(&key) {
            continue;
        }
        let own = |other: &&Value| other["target"] == row["target"] && other["sampler"] == row["sampler"];
        let mut calls: Vec<u64> = rows.iter().filter(own).filter_map(|row| row["calls"].as_u64()).collect();
        calls.sort_unstable();
        calls.dedup();
        let cells = calls.into_iter().map(|calls| {
            let at = rows.iter().filter(own).filter(|row| row["calls"] == calls);
            let found: Vec<f64> = at.filter_map(|row| row["sliced"].as_f64()).collect();
            format!("{calls}: {:.3}", found.iter().sum::<f64>() / found.len() as f64)
        });
        text += &format!("\n{} {}: {}", key.0, key.1, cells.collect::<Vec<_>>().join("  "));
        seen.push(key);
    }
    for row in rows.iter().filter(|row| row["guidance"].is_number()) {
        text += &format!(
            "\nguidance {}: near {}, radius {}, spread {}",
            row["guidance"], row["near"], row["radius"], row["spread"]
        );
    }
    text
}

#[cfg(test)]
mod tests;
