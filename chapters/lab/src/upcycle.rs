//! A dense model that is copied into experts, against the dense model trained on and against experts that start anew.

use anyhow::Result;
use candle_core::{D, Tensor};
use candle_nn::ops::softmax;
use serde_json::{Value, json};

use crate::Arguments;
use crate::clusters::{Batch, Clusters, Shares};
use crate::parameters::{Parameters, normals, random};
use crate::record::rounded;
use crate::router;
use crate::runner::{Progress, Run};

const EXPERTS: usize = 8;
const WIDTH: usize = 16;
const HIDDEN: usize = 24;
const OUTPUTS: usize = 4;
const RATE: f64 = 3e-3;
const TOKENS: usize = 256;
/// The weight of the balance loss.
const ALPHA: f64 = 0.01;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Dense,
    Upcycled { normalised: bool },
    Anew,
}

/// The values of one network with a hidden layer: enter, shift, leave, offset.
type Values = [Vec<f32>; 4];

const SIZES: [usize; 4] = [WIDTH * HIDDEN, HIDDEN, HIDDEN * OUTPUTS, OUTPUTS];

fn new(seed: u64, number: u64) -> Values {
    let mut random = random(seed, 31, number);
    let enter = normals(&mut random, SIZES[0], 1.0 / (WIDTH as f32).sqrt());
    let leave = normals(&mut random, SIZES[2], 1.0 / (HIDDEN as f32).sqrt());
    [enter, vec![0.0; HIDDEN], leave, vec![0.0; OUTPUTS]]
}

/// Networks side by side, and with more than one a router.
struct Model {
    parameters: Parameters,
    weights: [Tensor; 4],
    router: Option<(Tensor, bool)>,
    count: usize,
}

impl Model {
    fn new(networks: &[Values], router: Option<bool>, seed: u64) -> Result<Model> {
        let count = networks.len();
        let mut parameters = Parameters::default();
        let all = |i: usize| networks.iter().flat_map(|network| network[i].clone()).collect::<Vec<f32>>();
        let weights = [
            parameters.add("enter", (count, WIDTH, HIDDEN), all(0))?,
            parameters.add("shift", (count, 1, HIDDEN), all(1))?,
            parameters.add("leave", (count, HIDDEN, OUTPUTS), all(2))?,
            parameters.add("offset", (count, 1, OUTPUTS), all(3))?,
        ];
        let router = match router {
            None => None,
            Some(normalised) => {
                let small = normals(&mut random(seed, 32, 0), WIDTH * count, 0.02);
                Some((parameters.add("router", (WIDTH, count), small)?, normalised))
            }
        };
        Ok(Model { parameters, weights, router, count })
    }

    /// The task's loss, and what is trained.
    fn losses(&self, batch: &Batch) -> Result<(Tensor, Tensor)> {
        let x = &batch.points;
        let [enter, shift, leave, offset] = &self.weights;
        let x = x.unsqueeze(0)?.broadcast_as((self.count, x.dim(0)?, WIDTH))?.contiguous()?;
        let hidden = x.matmul(enter)?.broadcast_add(shift)?.relu()?;
        let outputs = hidden.matmul(leave)?.broadcast_add(offset)?;
        let Some((router, normalised)) = &self.router else {
            let loss = (outputs.squeeze(0)? - &batch.wanted)?.sqr()?.mean_all()?;
            return Ok((loss.clone(), loss));
        };
        let logits = batch.points.matmul(router)?;
        let plain = router::array(&logits)?;
        let choice = router::top_k(plain.view(), 2)?;
        let gates = if *normalised {
            router::shared(&softmax(&logits, D::Minus1)?, &choice)?
        } else {
            router::of_softmax(&logits, &choice)?
        };
        let output = outputs.broadcast_mul(&gates.t()?.unsqueeze(2)?)?.sum(0)?;
        let loss = (output - &batch.wanted)?.sqr()?.mean_all()?;
        let first = router::top_1(plain.view(), plain.nrows())?;
        let all = (&loss + (router::balance_of(&logits, &first)? * ALPHA)?)?;
        Ok((loss, all))
    }

    fn values(&self) -> Result<Values> {
        let mut values = Values::default();
        for (values, weights) in values.iter_mut().zip(&self.weights) {
            *values = weights.flatten_all()?.to_vec1()?;
        }
        Ok(values)
    }
}

fn train(
    progress: &Progress<'_>,
    way: Way,
    name: &str,
    seed: u64,
    (before, after): (u64, u64),
) -> Result<Vec<Value>> {
    let clusters = Clusters::new(seed, EXPERTS, WIDTH, OUTPUTS, Shares::Uniform).of_points();
    let mut dense = Model::new(&[new(seed, 0)], None, seed)?;
    let mut curve = Vec::new();
    for step in 0..before {
        let (loss, all) = dense.losses(&clusters.batch(step, TOKENS)?)?;
        curve.push(f64::from(loss.to_scalar::<f32>()?));
        dense.parameters.descend(&all, RATE)?;
        progress.step()?;
    }
    let start = dense.values()?;
    let mut model = match way {
        // As everyone else it starts with a new optimiser.
        Way::Dense => Model::new(&[start], None, seed)?,
        Way::Upcycled { normalised } => Model::new(&vec![start; EXPERTS], Some(normalised), seed)?,
        Way::Anew => {
            let networks: Vec<Values> = (1..=EXPERTS as u64).map(|number| new(seed, number)).collect();
            Model::new(&networks, Some(true), seed)?
        }
    };
    for step in before..before + after {
        let (loss, all) = model.losses(&clusters.batch(step, TOKENS)?)?;
        curve.push(f64::from(loss.to_scalar::<f32>()?));
        model.parameters.descend(&all, RATE)?;
        progress.step()?;
    }
    let (before, last) = (before as usize, (after as usize / 12).max(1));
    let mean = |losses: &[f64]| losses.iter().sum::<f64>() / losses.len() as f64;
    // Points of the curve: single steps where it is steep, then means of twenty.
    let tail = &curve[before..];
    let mut points: Vec<[f64; 2]> = Vec::new();
    for (step, &loss) in tail.iter().enumerate().take(20) {
        points.push([(step + 1) as f64, rounded(loss)]);
    }
    for (i, chunk) in tail.get(20..).unwrap_or_default().chunks_exact(20).enumerate() {
        points.push([(20 * i + 31) as f64, rounded(mean(chunk))]);
    }
    Ok(vec![json!({
        "way": name,
        "seed": seed,
        "dense": rounded(mean(&curve[before.saturating_sub(last)..before])),
        "first": rounded(tail[0]),
        "end": rounded(mean(&tail[tail.len() - last..])),
        "points": points,
    })])
}

const WAYS: [(&str, Way); 4] = [
    ("dense, trained on", Way::Dense),
    ("upcycled, normalised", Way::Upcycled { normalised: true }),
    ("upcycled, not normalised", Way::Upcycled { normalised: false }),
    ("experts from scratch", Way::Anew),
];

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let (before, after) = arguments.size.of((4, 22), (200, 100), (800, 600));
    let mut runs = Vec::new();
    for seed in arguments.seed..arguments.seed + arguments.size.of(1, 1, 3) {
        for (name, way) in WAYS {
            runs.push(Run {
                name: format!("{name}, seed {seed}"),
                steps: before + after,
                task: Box::new(move |progress| train(progress, way, name, seed, (before, after))),
            });
        }
    }
    runs
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text = format!("{:26} {:>4} {:>9} {:>9} {:>9}", "", "seed", "before", "at first", "at the end");
    for row in rows {
        let number = |of: &str| row[of].as_f64().unwrap_or(f64::NAN);
        text += &format!(
            "\n{:26} {:>4} {:9.4} {:9.4} {:9.4}",
            row["way"].as_str().unwrap_or_default(),
            row["seed"],
            number("dense"),
            number("first"),
            number("end")
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upcycled_with_gates_that_sum_to_one_it_begins_as_the_dense_model() {
        let clusters = Clusters::new(2, EXPERTS, WIDTH, OUTPUTS, Shares::Uniform).of_points();
        let batch = clusters.batch(0, 32).unwrap();
        let loss = |networks: &[Values], normalised| {
            let model = Model::new(networks, normalised, 2).unwrap();
            model.losses(&batch).unwrap().0.to_scalar::<f32>().unwrap()
        };
        let network = new(2, 0);
        let dense = loss(std::slice::from_ref(&network), None);
        let copies = vec![network; EXPERTS];
        assert!((loss(&copies, Some(true)) - dense).abs() < 1e-5);
        assert!((loss(&copies, Some(false)) - dense).abs() > 1e-3);
    }
}
