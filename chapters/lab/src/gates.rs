//! What of the task's gradient arrives at the router, gate by gate.
//!
//! Experts are fixed. The yardstick is the gradient of the loss that a router expects if it sends each token to an expert drawn
//! from its probabilities, which can be computed because there are few experts.

use anyhow::{Context, Result};
use candle_core::{D, DType, Device, Tensor, Var};
use candle_nn::ops::{log_softmax, softmax};
use ndarray::Array2;
use rand::RngExt;
use serde_json::{Value, json};

use crate::parameters::{normals, random};
use crate::record::rounded;
use crate::router;
use crate::runner::{Progress, Run};
use crate::{Arguments, Size};

const EXPERTS: usize = 8;
const WIDTH: usize = 16;
const OUTPUTS: usize = 4;
/// By how much logits are multiplied: near 0 all experts are as likely, at 8 one of them has nearly everything.
const SCALES: [f64; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// A task with fixed experts.
struct Task {
    x: Tensor,
    /// What every expert gives for every token: (tokens, experts, outputs).
    outputs: Tensor,
    wanted: Tensor,
    /// What every expert would lose: (tokens, experts).
    losses: Tensor,
    tokens: usize,
    seed: u64,
}

impl Task {
    fn new(tokens: usize, seed: u64) -> Result<Task> {
        let mut random = random(seed, 21, 0);
        let mut normal = |shape: &[usize], scale: f32| -> Result<Tensor> {
            let count = shape.iter().product();
            Ok(Tensor::from_vec(normals(&mut random, count, scale), shape, &Device::Cpu)?)
        };
        let x = normal(&[tokens, WIDTH], 1.0)?;
        let maps = normal(&[WIDTH, EXPERTS * OUTPUTS], 1.0 / (WIDTH as f32).sqrt())?;
        let outputs = x.matmul(&maps)?.reshape((tokens, EXPERTS, OUTPUTS))?;
        let wanted = x.matmul(&normal(&[WIDTH, OUTPUTS], 1.0 / (WIDTH as f32).sqrt())?)?;
        let losses = outputs.broadcast_sub(&wanted.unsqueeze(1)?)?.sqr()?.mean(2)?;
        Ok(Task { x, outputs, wanted, losses, tokens, seed })
    }

    /// What is lost if each token's outputs are mixed by its gates.
    fn mixed(&self, gates: &Tensor) -> Result<Tensor> {
        let output = self.outputs.broadcast_mul(&gates.unsqueeze(2)?)?.sum(1)?;
        Ok((output - &self.wanted)?.sqr()?.mean_all()?)
    }

    /// What is lost on average if each token's expert is drawn with these probabilities.
    fn expected(&self, probabilities: &Tensor) -> Result<Tensor> {
        Ok((probabilities * &self.losses)?.sum(1)?.mean_all()?)
    }

    /// Gradients of the score function: the mean of some draws.
    fn drawn(&self, logits: &Tensor, draws: u64, baseline: bool) -> Result<Tensor> {
        let probabilities = router::array(&softmax(logits, D::Minus1)?)?;
        let losses = router::array(&self.losses)?;
        let mut weights = Array2::<f32>::zeros((self.tokens, EXPERTS));
        for draw in 0..draws {
            let mut random = random(self.seed, 22, draw);
            for (token, row) in probabilities.rows().into_iter().enumerate() {
                let mut left: f32 = random.random();
                let drawn = row.iter().position(|&p| {
                    left -= p;
                    left < 0.0
                });
                let drawn = drawn.unwrap_or(EXPERTS - 1);
                let base = if baseline { row.dot(&losses.row(token)) } else { 0.0 };
                weights[[token, drawn]] +=
                    (losses[[token, drawn]] - base) / (draws as usize * self.tokens) as f32;
            }
        }
        Ok((log_softmax(logits, D::Minus1)? * router::tensor(&weights)?)?.sum_all()?)
    }
}

/// The gradient of a loss with respect to a parameter; zeros if it does not depend on it.
fn gradient(loss: &Tensor, of: &Var) -> Result<Vec<f64>> {
    let gradients = loss.backward()?;
    let gradient = match gradients.get(of.as_tensor()) {
        Some(gradient) => gradient.clone(),
        None => Tensor::zeros(of.shape(), DType::F32, &Device::Cpu)?,
    };
    Ok(gradient.flatten_all()?.to_vec1::<f32>()?.into_iter().map(f64::from).collect())
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// Below this a gradient in single precision is rounding.
const NOTHING: f64 = 1e-7;

fn row(gate: &str, scale: f64, seed: u64, found: &[f64], exact: &[f64]) -> Value {
    let (size, of) = (norm(found), norm(exact));
    let along: f64 = found.iter().zip(exact).map(|(a, b)| a * b).sum();
    let cosine = (size > NOTHING && of > NOTHING).then(|| rounded(along / (size * of)));
    let size = if size > NOTHING { rounded(size) } else { 0.0 };
    json!({
        "gate": gate,
        "scale": scale,
        "seed": seed,
        "norm": size,
        "exact": rounded(of),
        "ratio": (of > NOTHING).then(|| rounded(size / of)),
        "cosine": cosine,
    })
}

fn compare(progress: &Progress<'_>, scale: f64, seed: u64, tokens: usize) -> Result<Vec<Value>> {
    let task = Task::new(tokens, seed)?;
    let mut random = random(seed, 23, 0);
    // With normal points these logits are normal too, and `scale` is their deviation.
    let weights = normals(&mut random, WIDTH * EXPERTS, scale as f32 / (WIDTH as f32).sqrt());
    let weights = Var::from_vec(weights, (WIDTH, EXPERTS), &Device::Cpu)?;
    let logits = || task.x.matmul(&weights).context("the logits");
    let plain = router::array(&logits()?)?;
    let exact = gradient(&task.expected(&softmax(&logits()?, D::Minus1)?)?, &weights)?;
    let mut rows = vec![row("expected loss, exact", scale, seed, &exact, &exact)];
    let mut add = |name: &str, loss: &Tensor| -> Result<()> {
        rows.push(row(name, scale, seed, &gradient(loss, &weights)?, &exact));
        Ok(())
    };

    let best = router::top_1(plain.view(), tokens)?;
    let probabilities = softmax(&logits()?, D::Minus1)?;
    add("top-1, probability", &task.mixed(&router::of_softmax(&logits()?, &best)?)?)?;
    add("top-1, renormalised", &task.mixed(&router::shared(&probabilities, &best)?)?)?;
    let zeros = Array2::zeros(plain.dim());
    let noise = Array2::from_shape_vec(plain.dim(), normals(&mut random, tokens * EXPERTS, 1.0))?;
    let two = router::noisy(plain.view(), zeros.view(), noise.view(), 2, tokens)?;
    let noisy = (logits()? + (router::tensor(&noise)? * 2f64.ln())?)?;
    add("noisy top-2", &task.mixed(&router::shared(&softmax(&noisy, D::Minus1)?, &two)?)?)?;
    add("all, mixed", &task.mixed(&probabilities)?)?;
    let hard = router::tensor(&best.chosen)?;
    let through = ((&probabilities - probabilities.detach())? + hard)?;
    add("straight-through", &task.mixed(&through)?)?;
    add("score function", &task.drawn(&logits()?, 1, false)?)?;
    add("score function, baseline", &task.drawn(&logits()?, 1, true)?)?;
    add("score function, 64 draws", &task.drawn(&logits()?, 64, true)?)?;

    // The selectors of DSelect-k have parameters of their own, so the yardstick is in these.
    let bits = EXPERTS.ilog2() as usize;
    let mixing = Tensor::from_vec(normals(&mut random, tokens * 2, 1.0), (tokens, 2), &Device::Cpu)?;
    let values = normals(&mut random, WIDTH * 2 * bits, scale as f32 / (WIDTH as f32).sqrt());
    let selectors = Var::from_vec(values, (WIDTH, 2 * bits), &Device::Cpu)?;
    let z = task.x.matmul(&selectors)?.reshape((tokens, 2, bits))?;
    let edge = (router::GAMMA / 2.0) as f32;
    let settled = z.flatten_all()?.to_vec1::<f32>()?.iter().filter(|z| z.abs() >= edge).count();
    let chosen = router::by_bits(&z, &mixing, EXPERTS)?;
    let gates = (router::smooth(&z, &mixing)?.0 * chosen.mask()?)?;
    let exact = gradient(&task.expected(&gates)?, &selectors)?;
    let mut dselect = row("DSelect-2", scale, seed, &gradient(&task.mixed(&gates)?, &selectors)?, &exact);
    dselect["settled"] = json!(rounded(settled as f64 / (tokens * 2 * bits) as f64));
    rows.push(dselect);
    // The same directions with every number beyond the edge.
    let beyond = (z.sign()? * router::GAMMA)?;
    let far = (&z + (beyond - &z)?.detach())?;
    let chosen = router::by_bits(&far, &mixing, EXPERTS)?;
    let gates = (router::smooth(&far, &mixing)?.0 * chosen.mask()?)?;
    let exact = gradient(&task.expected(&gates)?, &selectors)?;
    let mut dselect =
        row("DSelect-2, all settled", scale, seed, &gradient(&task.mixed(&gates)?, &selectors)?, &exact);
    dselect["settled"] = json!(1.0);
    rows.push(dselect);
    progress.step()?;
    Ok(rows)
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let size = arguments.size;
    let tokens = size.of(16, 64, 256);
    let scales = if size == Size::Tiny { &SCALES[2..4] } else { &SCALES[..] };
    let seeds = arguments.seed..arguments.seed + size.of(1, 2, 10);
    let run = |(scale, seed): (f64, u64)| Run {
        name: format!("logits times {scale}, seed {seed}"),
        steps: 1,
        task: Box::new(move |progress| compare(progress, scale, seed, tokens)),
    };
    scales.iter().flat_map(|&scale| seeds.clone().map(move |seed| (scale, seed))).map(run).collect()
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in rows.iter().filter_map(|row| row["gate"].as_str()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut text =
        format!("{:26} norm and cosine with the exact gradient, by the deviation of the logits\n", "");
    text += &format!("{:26}", "");
    for scale in SCALES {
        text += &format!(" {scale:>13}");
    }
    for name in names {
        text += &format!("\n{name:26}");
        for scale in SCALES {
            let of = |what: &str| {
                let fits = |row: &&Value| row["gate"] == name && row["scale"] == scale;
                let values: Vec<f64> =
                    rows.iter().filter(fits).filter_map(|row| row[what].as_f64()).collect();
                values.iter().sum::<f64>() / values.len() as f64
            };
            let cosine = of("cosine");
            let cosine = if cosine.is_nan() { "  none".to_owned() } else { format!("{cosine:6.2}") };
            text += &format!(" {:7.4}{cosine}", of("norm"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(scale: f64) -> Vec<Value> {
        let run = Run {
            name: "gates".to_owned(),
            steps: 1,
            task: Box::new(move |progress| compare(progress, scale, 5, 32)),
        };
        let folder = tempfile::tempdir().unwrap();
        let order = crate::runner::Order::for_tests(folder.path());
        match crate::runner::go(&order, &[run], &crate::runner::Stop::never()).unwrap() {
            crate::runner::Finished::Yes { rows, .. } => rows,
            crate::runner::Finished::No { .. } => panic!("nobody interrupted"),
        }
    }

    fn of(rows: &[Value], gate: &str, what: &str) -> Option<f64> {
        rows.iter().find(|row| row["gate"] == gate).unwrap()[what].as_f64()
    }

    #[test]
    fn a_renormalised_gate_and_a_settled_selector_let_nothing_through() {
        let rows = rows(1.0);
        assert_eq!(of(&rows, "top-1, renormalised", "norm"), Some(0.0));
        assert_eq!(of(&rows, "DSelect-2, all settled", "norm"), Some(0.0));
        assert_eq!(of(&rows, "expected loss, exact", "cosine"), Some(1.0));
        for gate in ["top-1, probability", "noisy top-2", "straight-through", "DSelect-2"] {
            assert!(of(&rows, gate, "norm") > Some(1e-4), "{gate}");
        }
    }

    #[test]
    fn more_draws_come_nearer() {
        let rows = rows(1.0);
        let many = of(&rows, "score function, 64 draws", "cosine");
        assert!(many > Some(0.8), "{many:?}");
        assert!(many > of(&rows, "score function, baseline", "cosine"));
    }

    #[test]
    fn the_score_function_is_right_on_average() {
        let task = Task::new(8, 1).unwrap();
        let logits =
            Var::from_vec(normals(&mut random(1, 1, 1), 8 * EXPERTS, 1.0), (8, EXPERTS), &Device::Cpu)
                .unwrap();
        let exact =
            gradient(&task.expected(&softmax(&logits, D::Minus1).unwrap()).unwrap(), &logits).unwrap();
        let drawn = gradient(&task.drawn(&logits, 4000, true).unwrap(), &logits).unwrap();
        let apart: Vec<f64> = exact.iter().zip(&drawn).map(|(a, b)| a - b).collect();
        assert!(norm(&apart) < 0.08 * norm(&exact), "{} {}", norm(&apart), norm(&exact));
    }
}
