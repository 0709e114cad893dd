//! Training: steps, and what is kept on the way so that an interrupted run goes on.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use candle_core::{Device, Tensor};
use ndarray::Array1;
use rand::RngExt;
use serde_json::Value;

use super::model::Model;
use super::report::report;
use super::text::{Text, windows};
use super::{Router, Shape};
use crate::parameters::random;
use crate::router;
use crate::runner::Progress;

/// What is known of the way so far; with the parameters all that a run depends on.
#[derive(Default)]
pub(super) struct Way {
    step: u64,
    /// Step, bits of training since the last point, held-out bits, largest load (mean of the layers).
    pub(super) points: Vec<[f64; 4]>,
    /// Since the last point: the sum of losses, and who took how many, layer by layer.
    loss: f64,
    counts: Vec<f64>,
}

fn save(model: &Model, way: &Way, path: &Path) -> Result<()> {
    let numbers = |values: Vec<f64>| Tensor::new(values, &Device::Cpu);
    let mut more = HashMap::from([
        ("way".to_owned(), numbers(vec![way.step as f64, way.loss])?),
        ("counts".to_owned(), numbers(way.counts.clone())?),
        ("points".to_owned(), numbers(way.points.iter().flatten().copied().chain([0.0]).collect())?),
    ]);
    for (i, bias) in model.biases.iter().enumerate() {
        more.insert(format!("bias {i}"), Tensor::new(bias.to_vec(), &Device::Cpu)?);
    }
    model.parameters.save(path, more)
}

fn restore(model: &mut Model, path: &Path) -> Result<Way> {
    let more = model.parameters.restore(path)?;
    let numbers = |name: &str| -> Result<Vec<f64>> {
        Ok(more.get(name).with_context(|| format!("{name} is missing"))?.to_vec1()?)
    };
    for (i, bias) in model.biases.iter_mut().enumerate() {
        let found = more.get(&format!("bias {i}")).context("a bias is missing")?.to_vec1::<f32>()?;
        ensure!(found.len() == bias.len(), "the biases are of another model");
        *bias = Array1::from_vec(found);
    }
    let way = numbers("way")?;
    let points = numbers("points")?;
    let points = points.chunks_exact(4).map(|point| [point[0], point[1], point[2], point[3]]).collect();
    Ok(Way { step: way[0] as u64, points, loss: way[1], counts: numbers("counts")? })
}

/// How often a running model keeps its state.
const KEEP: Duration = Duration::from_secs(5);

pub(super) fn train(progress: &Progress<'_>, router: Router, shape: Shape, seed: u64) -> Result<Vec<Value>> {
    let text = Text::new(shape.page);
    let symbols = text.alphabet.len();
    let state = progress.scratch()?.join("state.safetensors");
    let mut model = Model::new(router, shape, symbols, seed)?;
    let mut way = Way::default();
    if state.exists() {
        match restore(&mut model, &state) {
            Ok(kept) => {
                progress.say(&format!("going on: {} is at step {} already", router.name(), kept.step));
                way = kept;
                progress.steps(way.step)?;
            }
            Err(error) => {
                progress.say(&format!(
                    "the state of {} cannot be used, starting it over: {error:#}",
                    router.name()
                ));
                model = Model::new(router, shape, symbols, seed)?;
            }
        }
    }
    let held_out = windows(&text.held_out, shape.context);
    // On the way a part is enough.
    let some: Vec<&[u32]> = held_out.iter().copied().step_by(held_out.len().div_ceil(48)).collect();
    if way.counts.is_empty() {
        way.counts = vec![0.0; shape.layers * model.biases[0].len()];
        let bits = model.bits(&some)?;
        way.points.push([0.0, bits, bits, f64::NAN]);
    }
    let mut kept = Instant::now();
    while way.step < shape.steps {
        let mut random = random(seed, 62, way.step);
        let last = text.train.len() - shape.context - 1;
        let batch: Vec<&[u32]> = (0..shape.batch)
            .map(|_| {
                let start = random.random_range(0..last);
                &text.train[start..=start + shape.context]
            })
            .collect();
        let pass = model.pass(&batch)?;
        let loss = model.losses(&pass, &batch)?.mean_all()?;
        way.loss += f64::from(loss.to_scalar::<f32>()?);
        let loss = match &pass.extra {
            Some(extra) => (loss + extra)?,
            None => loss,
        };
        let along = way.step as f64 / shape.steps as f64;
        let warm = ((way.step + 1) as f64 / 30.0).min(1.0);
        let rate = 4e-3 * warm * (0.1 + 0.45 * (1.0 + (std::f64::consts::PI * along).cos()));
        model.parameters.descend(&loss, rate)?;
        let experts = model.biases[0].len();
        for (i, (choice, _)) in pass.choices.iter().enumerate() {
            let counts = choice.counts();
            if router == Router::Deepseek {
                model.biases[i] = router::next_bias(&model.biases[i], &counts, 0.003)?;
            }
            for (sum, count) in way.counts[i * experts..].iter_mut().zip(&counts) {
                *sum += *count as f64;
            }
        }
        way.step += 1;
        if way.step % shape.every == 0 || way.step == shape.steps {
            let since = way.step - way.points.last().map_or(0.0, |point| point[0]) as u64;
            let bits = way.loss / since as f64 / std::f64::consts::LN_2;
            let largest = way.counts.chunks(experts).map(|counts| {
                let largest = counts.iter().copied().fold(0.0, f64::max);
                largest / counts.iter().sum::<f64>() * experts as f64
            });
            let largest = largest.sum::<f64>() / shape.layers as f64;
            way.points.push([way.step as f64, bits, model.bits(&some)?, largest]);
            way.loss = 0.0;
            way.counts.fill(0.0);
        }
        let stepped = progress.step();
        if kept.elapsed() > KEEP || stepped.is_err() || progress.stopping() {
            save(&model, &way, &state)?;
            kept = Instant::now();
        }
        stepped?;
    }
    report(&model, &text, &way, &held_out, seed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Size;
    use crate::runner::{Finished, Order, Run, Stop, go};

    #[test]
    fn interrupted_at_any_step_and_resumed_it_is_the_same_model() {
        let shape = Shape::of(Size::Tiny);
        let runs = || {
            [Router::Deepseek, Router::Switch].map(|router| Run {
                name: router.name().to_owned(),
                steps: shape.steps,
                task: Box::new(move |progress| train(progress, router, shape, 3)),
            })
        };
        let rows = |finished: Finished| match finished {
            Finished::Yes { rows, .. } => rows,
            Finished::No { done, of } => panic!("{done} of {of}"),
        };
        let whole = tempfile::tempdir().unwrap();
        let expected = rows(go(&Order::for_tests(whole.path()), &runs(), &Stop::never()).unwrap());
        for steps in [1, 4, 8] {
            let folder = tempfile::tempdir().unwrap();
            let order = Order::for_tests(folder.path());
            assert!(matches!(go(&order, &runs(), &Stop::after(steps)).unwrap(), Finished::No { .. }));
            assert_eq!(rows(go(&order, &runs(), &Stop::never()).unwrap()), expected, "after {steps} steps");
        }
    }

    #[test]
    fn a_state_that_cannot_be_read_is_not_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let order = Order::for_tests(folder.path());
        let state = folder.path().join("deep/rows.run/dense/state.safetensors");
        std::fs::create_dir_all(state.parent().unwrap()).unwrap();
        std::fs::write(&state, "half a fi").unwrap();
        let shape = Shape { steps: 2, ..Shape::of(Size::Tiny) };
        let run = Run {
            name: "dense".to_owned(),
            steps: 2,
            task: Box::new(move |progress| train(progress, Router::Dense, shape, 3)),
        };
        assert!(matches!(go(&order, &[run], &Stop::never()).unwrap(), Finished::Yes { .. }));
    }
}
