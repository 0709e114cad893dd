//! Handwritten digits of 8 by 8 pixels from noise: a small DiT, and beside it a network that sees the pixels without patches.

mod judge;
mod model;
mod picture;

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use candle_core::{Device, Tensor};
use ndarray::Array2;
use rand::RngExt;
use serde_json::{Value, json};

use super::answers;
use crate::parameters::{normals, random};
use crate::record::rounded;
use crate::runner::{Progress, Run};
use crate::{Arguments, Size};
use judge::Judge;
use model::Model;

/// Of an image, of a patch, and how many digits there are.
const SIDE: usize = 8;
const PATCH: usize = 2;
const CLASSES: usize = 10;
const BATCH: usize = 64;
const RATE: f64 = 2e-3;
/// How often a label is left out.
const LEFT_OUT: f64 = 0.1;
/// Images that nothing is trained on.
const HELD_OUT: usize = 300;
/// How often the state is kept.
const KEEP: Duration = Duration::from_secs(15);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A DiT: patches that attend to each other.
    Patches,
    /// All pixels at once.
    Pixels,
}

const KINDS: [(&str, Kind); 2] = [("DiT", Kind::Patches), ("without patches", Kind::Pixels)];

#[derive(Clone, Copy, Debug)]
struct Shape {
    width: usize,
    heads: usize,
    layers: usize,
    steps: u64,
    /// How often a picture is shown on the way.
    every: u64,
    /// How many samples of each digit are judged.
    samples: usize,
}

impl Shape {
    fn of(size: Size) -> Shape {
        Shape {
            width: size.of(8, 32, 64),
            heads: size.of(2, 4, 4),
            layers: size.of(1, 2, 3),
            steps: size.of(3, 200, 2400),
            every: size.of(2, 50, 200),
            samples: size.of(2, 5, 30),
        }
    }
}

/// Where each digit ends after so many steps of Euler, and what was on the way after each of them.
fn sampled(
    model: &Model,
    noise: &Array2<f32>,
    labels: &[usize],
    s: f64,
    steps: usize,
    mut seen: impl FnMut(usize, &Array2<f32>, &Array2<f32>),
) -> Result<Array2<f32>> {
    let mut x = noise.clone();
    for i in 0..steps {
        let [from, to] = [i, i + 1].map(|i| 1.0 - i as f64 / steps as f64);
        let velocity = model.velocity(&x, from, labels, s)?;
        // The data that the velocity points away from.
        seen(i, &x, &answers::along(&x, &velocity, from, 0.0));
        x = answers::along(&x, &velocity, from, to);
    }
    Ok(x)
}

fn noise(seed: u64, purpose: u64, count: usize) -> Array2<f32> {
    let values = normals(&mut random(seed, purpose, 0), count * SIDE * SIDE, 1.0);
    Array2::from_shape_vec((count, SIDE * SIDE), values).expect("as many")
}

fn save(model: &Model, step: u64, points: &[[f64; 2]], sum: f64, path: &Path) -> Result<()> {
    let mut way = vec![step as f64, sum];
    way.extend(points.iter().flatten());
    model.parameters.save(path, HashMap::from([("way".to_owned(), Tensor::new(way, &Device::Cpu)?)]))
}

fn train(progress: &Progress<'_>, (name, kind): (&str, Kind), shape: Shape, seed: u64) -> Result<Vec<Value>> {
    let (images, labels) = diffusion::digits().scaled();
    // The same images are held out for every seed.
    let mut order: Vec<usize> = (0..labels.len()).collect();
    let mut shuffle = random(0, 122, 0);
    for i in (1..order.len()).rev() {
        order.swap(i, shuffle.random_range(0..=i));
    }
    let (held, kept_in) = order.split_at(HELD_OUT);
    let part = |rows: &[usize]| -> (Array2<f32>, Vec<usize>) {
        (images.select(ndarray::Axis(0), rows), rows.iter().map(|&i| labels[i]).collect())
    };
    let ((own, digits), held) = (part(kept_in), part(held));

    let mut model = Model::new(kind, shape, seed)?;
    let state = progress.scratch()?.join("state.safetensors");
    let (mut step, mut points, mut sum) = (0, Vec::new(), 0.0);
    if state.exists() {
        let restored = model
            .parameters
            .restore(&state)
            .and_then(|more| Ok(more.get("way").context("the way is missing")?.to_vec1::<f64>()?));
        match restored {
            Ok(way) => {
                (step, sum) = (way[0] as u64, way[1]);
                points = way[2..].chunks_exact(2).map(|point| [point[0], point[1]]).collect();
                progress.say(&format!("{name}: going on at step {step}"));
                progress.steps(step)?;
            }
            Err(error) => {
                progress.say(&format!("{name}: what was kept cannot be used, starting over: {error:#}"));
                model = Model::new(kind, shape, seed)?;
            }
        }
    }
    let mut kept = Instant::now();
    let every = (shape.steps / 24).max(1);
    while step < shape.steps {
        let mut fresh = random(seed, 123, step);
        let rows: Vec<usize> = (0..BATCH).map(|_| fresh.random_range(0..own.nrows())).collect();
        let data = own.select(ndarray::Axis(0), &rows);
        let labels: Vec<usize> =
            rows.iter().map(|&i| if fresh.random_bool(LEFT_OUT) { CLASSES } else { digits[i] }).collect();
        let times: Vec<f32> = (0..BATCH).map(|_| fresh.random::<f32>()).collect();
        let noise = Array2::from_shape_vec(data.raw_dim(), normals(&mut fresh, data.len(), 1.0))?;
        let loss = model.loss(&data, &noise, &times, &labels)?;
        sum += f64::from(loss.to_scalar::<f32>()?);
        model.parameters.descend(&loss, super::ring::rate(step, shape.steps, RATE))?;
        step += 1;
        if step % every == 0 {
            points.push([step as f64, rounded(sum / every as f64)]);
            sum = 0.0;
        }
        if kind == Kind::Patches && step % shape.every == 0 {
            show(progress, &model, step, seed)?;
        }
        let stepped = progress.step();
        if kept.elapsed() > KEEP || stepped.is_err() || progress.stopping() {
            save(&model, step, &points, sum, &state)?;
            kept = Instant::now();
        }
        stepped?;
    }
    let judge = Judge::new(&own, &digits);
    let mut rows = vec![json!({
        "what": "model",
        "name": name,
        "seed": seed,
        "parameters": model.parameters.count(),
        "points": points,
        "held_named": rounded(judge.named(&held.0, &held.1)),
        "held_nearest": rounded(judge.nearest(&held.0)),
        "held_frechet": rounded(judge.apart(&held.0)),
    })];
    rows.extend(results(&model, &judge, name, shape, seed)?);
    if kind == Kind::Patches {
        rows.push(pictures(&model, &judge, name, seed)?);
    }
    Ok(rows)
}

/// A digit on its way, in the terminal.
fn show(progress: &Progress<'_>, model: &Model, step: u64, seed: u64) -> Result<()> {
    const STEPS: usize = 8;
    let digit = (step / 100) as usize % CLASSES;
    let mut way = Vec::new();
    let end = sampled(model, &noise(seed, 124, 1), &[digit], 2.0, STEPS, |i, x, _| {
        if i % 2 == 0 {
            way.push(x.row(0).to_vec());
        }
    })?;
    way.push(end.row(0).to_vec());
    let text = picture::beside(&way);
    progress.say(&format!(
        "after {step} steps of training, a {digit} from noise in {STEPS} steps, every second one:\n{text}"
    ));
    Ok(())
}

/// What samples are worth, by steps of Euler and by the strength of guidance.
fn results(model: &Model, judge: &Judge<'_>, name: &str, shape: Shape, seed: u64) -> Result<Vec<Value>> {
    let labels: Vec<usize> = (0..CLASSES * shape.samples).map(|i| i % CLASSES).collect();
    let noise = noise(seed, 125, labels.len());
    let all = [
        (1.0, 1),
        (1.0, 2),
        (1.0, 4),
        (1.0, 8),
        (1.0, 16),
        (1.0, 32),
        (1.5, 16),
        (2.0, 16),
        (3.0, 16),
        (5.0, 16),
    ];
    let row = |(s, steps): (f64, usize)| -> Result<Value> {
        let found = sampled(model, &noise, &labels, s, steps, |_, _, _| {})?;
        Ok(json!({
            "what": "samples",
            "name": name,
            "seed": seed,
            "guidance": s,
            "calls": steps,
            "named": rounded(judge.named(&found, &labels)),
            "nearest": rounded(judge.nearest(&found)),
            "frechet": rounded(judge.apart(&found)),
        }))
    };
    all.into_iter().take(if shape.steps < 10 { 2 } else { all.len() }).map(row).collect()
}

/// Pixels as the data has them, 0 to 16.
fn pixels(x: &Array2<f32>) -> Vec<Vec<u8>> {
    x.rows()
        .into_iter()
        .map(|row| row.iter().map(|&x| (8.0 * (x + 1.0)).round().clamp(0.0, 16.0) as u8).collect())
        .collect()
}

/// Ten digits on their way from noise: what there is, and what the network takes for the data behind it.
fn pictures(model: &Model, judge: &Judge<'_>, name: &str, seed: u64) -> Result<Value> {
    const STEPS: usize = 16;
    let labels: Vec<usize> = (0..CLASSES).collect();
    let mut frames = Vec::new();
    let end = sampled(model, &noise(seed, 126, CLASSES), &labels, 2.0, STEPS, |i, x, behind| {
        if i % 4 == 0 {
            frames.push(json!({ "step": i, "images": pixels(x), "behind": pixels(behind) }));
        }
    })?;
    frames.push(json!({ "step": STEPS, "images": pixels(&end), "behind": pixels(&end) }));
    let unlabelled =
        sampled(model, &noise(seed, 126, CLASSES), &[CLASSES; CLASSES], 1.0, STEPS, |_, _, _| {})?;
    Ok(json!({
        "what": "pictures",
        "name": name,
        "seed": seed,
        "guidance": 2,
        "steps": STEPS,
        "frames": frames,
        "unlabelled": pixels(&unlabelled),
        "nearest": pixels(&judge.neighbours(&end)),
    }))
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let shape = Shape::of(arguments.size);
    let seed = arguments.seed;
    let run = |kind: (&'static str, Kind)| Run {
        name: kind.0.to_owned(),
        steps: shape.steps,
        task: Box::new(move |progress| train(progress, kind, shape, seed)),
    };
    KINDS.map(run).into_iter().collect()
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text = "network, guidance, steps: share that is taken for the digit, distance to the nearest image of training, Fréchet distance".to_owned();
    for row in rows.iter().filter(|row| row["what"] == "samples") {
        let fields = ["name", "guidance", "calls", "named", "nearest", "frechet"];
        text += &format!("\n{}", fields.map(|field| row[field].to_string()).join("  "));
    }
    for row in rows.iter().filter(|row| row["what"] == "model") {
        let fields = ["name", "parameters", "held_named", "held_nearest", "held_frechet"];
        text += &format!("\nheld out: {}", fields.map(|field| row[field].to_string()).join("  "));
    }
    for row in rows.iter().filter(|row| row["what"] == "pictures") {
        let last = row["frames"].as_array().and_then(|frames| frames.last());
        let images: Vec<Vec<f32>> =
            serde_json::from_value(last.map_or(Value::Null, |last| last["images"].clone()))
                .unwrap_or_default();
        let scaled: Vec<Vec<f32>> =
            images.into_iter().map(|image| image.into_iter().map(|x| x / 8.0 - 1.0).collect()).collect();
        for half in scaled.chunks(5) {
            text += &format!("\n{}\n", picture::beside(half));
        }
    }
    text
}

#[cfg(test)]
mod tests;
