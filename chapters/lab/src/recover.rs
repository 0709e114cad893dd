//! Which experts made the data? The experts are given and fixed; each task is an equal mixture of two of them, and only the
//! gates are learned. So nothing is measured but how a gate searches.

use anyhow::Result;
use candle_core::{D, Tensor};
use candle_nn::ops::softmax;
use ndarray::Array2;
use rand::RngExt;
use serde_json::{Value, json};

use crate::Arguments;
use crate::parameters::{Parameters, normals, random};
use crate::record::rounded;
use crate::router;
use crate::runner::{Progress, Run};

const WIDTH: usize = 8;
const TOKENS: usize = 64;
const RATE: f64 = 0.02;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    TopK,
    Noisy,
    /// With the weight of the entropy.
    Dselect(f64),
    Softmax,
}

const WAYS: [(&str, Way); 5] = [
    ("top-2", Way::TopK),
    ("noisy top-2", Way::Noisy),
    ("DSelect-2", Way::Dselect(0.0)),
    ("DSelect-2, entropy", Way::Dselect(0.05)),
    ("softmax of all", Way::Softmax),
];

/// The tasks: what every expert gives, and which two are wanted.
struct Tasks {
    experts: usize,
    /// Which two made the data of each.
    two: Vec<[usize; 2]>,
    maps: Vec<f32>,
    seed: u64,
}

impl Tasks {
    fn new(experts: usize, tasks: usize, seed: u64) -> Tasks {
        let mut random = random(seed, 51, experts as u64);
        let two = (0..tasks)
            .map(|_| {
                let first = random.random_range(0..experts);
                [first, (first + random.random_range(1..experts)) % experts]
            })
            .collect();
        Tasks { experts, two, maps: normals(&mut random, experts * WIDTH, 1.0), seed }
    }

    /// Outputs (tokens, experts) of the experts, each a random direction through a curve, and what is wanted: (tokens, tasks).
    fn batch(&self, step: u64) -> Result<(Tensor, Tensor)> {
        let points = normals(&mut random(self.seed, 52, step), TOKENS * WIDTH, 1.0);
        let points = Array2::from_shape_vec((TOKENS, WIDTH), points)?;
        let maps = Array2::from_shape_vec((WIDTH, self.experts), self.maps.clone())?;
        let outputs = points.dot(&maps).mapv(f32::tanh);
        let wanted = Array2::from_shape_fn((TOKENS, self.two.len()), |(token, task)| {
            self.two[task].iter().map(|&expert| outputs[[token, expert]] / 2.0).sum()
        });
        Ok((router::tensor(&outputs)?, router::tensor(&wanted)?))
    }

    /// The share of the wanted experts that are among the two with the largest gates, and of the tasks with both.
    fn found(&self, gates: &Array2<f32>) -> (f64, f64) {
        let (mut one, mut both) = (0, 0);
        for (gates, two) in gates.rows().into_iter().zip(&self.two) {
            let mut order: Vec<usize> = (0..self.experts).collect();
            order.sort_by(|&a, &b| gates[b].total_cmp(&gates[a]).then(a.cmp(&b)));
            let hits =
                order[..2].iter().filter(|&&expert| two.contains(&expert) && gates[expert] > 0.0).count();
            one += hits;
            both += usize::from(hits == 2);
        }
        let tasks = self.two.len() as f64;
        (one as f64 / (2.0 * tasks), f64::from(both as u32) / tasks)
    }
}

fn search(
    progress: &Progress<'_>,
    (name, way): (&str, Way),
    experts: usize,
    seed: u64,
    (steps, count): (u64, usize),
) -> Result<Vec<Value>> {
    let tasks = Tasks::new(experts, count, seed);
    let bits = experts.ilog2() as usize;
    let mut parameters = Parameters::default();
    let mut start = random(seed, 53, 0);
    let logits = parameters.normal(&mut start, "logits", (count, experts), 0.1)?;
    let scale = parameters.add("scale", (count, experts), vec![0.0; count * experts])?;
    let selectors = parameters.normal(&mut start, "selectors", (count, 2, bits), 0.1)?;
    let mixing = parameters.normal(&mut start, "mixing", (count, 2), 0.1)?;
    let mut points = Vec::new();
    let (mut last_loss, mut active, mut rounds) = (0.0, 0.0, 0);
    let every = (steps / 30).max(1);
    for step in 0..=steps {
        let plain = router::array(&logits)?;
        let mut extra = None;
        let gates = match way {
            Way::TopK => router::shared(&softmax(&logits, D::Minus1)?, &router::top_k(plain.view(), 2)?)?,
            Way::Noisy => {
                // What is looked at, at the end and on the way, is the choice without noise.
                let noise = normals(&mut random(seed, 54, step), count * experts, 1.0);
                let noise = Array2::from_shape_vec((count, experts), noise)?;
                let choice =
                    router::noisy(plain.view(), router::array(&scale)?.view(), noise.view(), 2, count)?;
                let noisy = (&logits + (router::softplus(&scale)? * router::tensor(&noise)?)?)?;
                router::shared(&softmax(&noisy, D::Minus1)?, &choice)?
            }
            Way::Dselect(weight) => {
                let choice = router::by_bits(&selectors, &mixing, experts)?;
                let (gates, entropy) = router::smooth(&selectors, &mixing)?;
                extra = (weight > 0.0).then(|| (entropy * weight).ok()).flatten();
                (gates * choice.mask()?)?
            }
            Way::Softmax => softmax(&logits, D::Minus1)?,
        };
        if step % every == 0 || step == steps {
            let seen = if way == Way::Noisy {
                router::top_k(plain.view(), 2)?.chosen * plain.mapv(f32::exp)
            } else {
                router::array(&gates)?
            };
            let (one, both) = tasks.found(&seen);
            points.push(json!([step, rounded(one), rounded(both)]));
        }
        let (outputs, wanted) = tasks.batch(step)?;
        let loss = (outputs.matmul(&gates.t()?)? - wanted)?.sqr()?.mean_all()?;
        if step + every > steps {
            last_loss += f64::from(loss.to_scalar::<f32>()?);
            active +=
                router::array(&gates)?.iter().filter(|&&gate| gate > 1e-3).count() as f64 / count as f64;
            rounds += 1;
        }
        if step == steps {
            break;
        }
        // A mean over tasks would make the gradient of each task small; each is an experiment of its own.
        let loss = (loss * count as f64)?;
        let loss = match extra {
            Some(extra) => (loss + (extra * count as f64)?)?,
            None => loss,
        };
        parameters.descend(&loss, RATE)?;
        progress.step()?;
    }
    let last = points.last().cloned().unwrap_or_default();
    Ok(vec![json!({
        "way": name,
        "experts": experts,
        "tasks": count,
        "seed": seed,
        "found": last[1],
        "both": last[2],
        "loss": rounded(last_loss / f64::from(rounds)),
        "active": rounded(active / f64::from(rounds)),
        "points": points,
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let (steps, count) = arguments.size.of((6, 4), (150, 16), (600, 64));
    let experts = arguments.size.of(&[8][..], &[8][..], &[8, 16, 32][..]);
    let mut runs = Vec::new();
    for &experts in experts {
        for seed in arguments.seed..arguments.seed + arguments.size.of(1, 1, 3) {
            for (name, way) in WAYS {
                runs.push(Run {
                    name: format!("{name}, {experts} experts, seed {seed}"),
                    steps,
                    task: Box::new(move |progress| {
                        search(progress, (name, way), experts, seed, (steps, count))
                    }),
                });
            }
        }
    }
    runs
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text = format!(
        "{:20} {:>7} {:>4} {:>12} {:>11} {:>9} {:>7}",
        "", "experts", "seed", "found, share", "both, share", "loss", "active"
    );
    for row in rows {
        let number = |of: &str| row[of].as_f64().unwrap_or(f64::NAN);
        text += &format!(
            "\n{:20} {:>7} {:>4} {:12.3} {:11.3} {:9.5} {:7.2}",
            row["way"].as_str().unwrap_or_default(),
            row["experts"],
            row["seed"],
            number("found"),
            number("both"),
            number("loss"),
            number("active")
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_counted() {
        let tasks = Tasks { experts: 4, two: vec![[0, 2], [1, 3]], maps: Vec::new(), seed: 0 };
        let gates = ndarray::array![[0.5, 0.0, 0.5, 0.0], [0.6, 0.4, 0.0, 0.0]];
        assert_eq!(tasks.found(&gates), (0.75, 0.5));
    }

    #[test]
    fn a_task_never_wants_the_same_expert_twice() {
        for two in Tasks::new(8, 200, 3).two {
            assert!(two[0] != two[1] && two.iter().all(|&expert| expert < 8));
        }
    }
}
