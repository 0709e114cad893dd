//! Every router on the same task: what it loses, and how it loads its experts.

mod model;

use anyhow::Result;
use candle_core::Tensor;
use serde_json::{Value, json};

use crate::clusters::{Batch, Clusters, Shares};
use crate::record::rounded;
use crate::router;
use crate::runner::{Progress, Run};
use crate::{Arguments, Size};
use model::{Model, Pass};

const EXPERTS: usize = 8;
const WIDTH: usize = 8;
const HIDDEN: usize = 16;
const OUTPUTS: usize = 4;
const RATE: f64 = 3e-3;
/// How many keys the hash of noise has.
const KEYS: usize = 64;
/// Slots of each expert of the soft mixture.
const SLOTS: usize = 4;
/// How much an expert takes beyond its share, where there is a capacity.
const FACTOR: f32 = 1.25;
/// An expert with less than this share of the tokens is dead.
const DEAD: f64 = 0.01;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// The best, with the weight of the balance loss.
    Switch(f64),
    Gshard(f64),
    /// With the weight of importance and load loss.
    Noisy(f64),
    /// With the number of experts of a token.
    Bias(usize),
    Sinkhorn,
    Base,
    ExpertChoice,
    /// Of a number that says nothing.
    HashNoise,
    /// Of the cluster, which says everything.
    HashCluster,
    Dselect,
    Dense,
    Soft,
}

const KINDS: [(&str, Kind); 16] = [
    ("top-1, not balanced", Kind::Switch(0.0)),
    ("switch, α = 0.01", Kind::Switch(0.01)),
    ("switch, α = 0.1", Kind::Switch(0.1)),
    ("switch, α = 1", Kind::Switch(1.0)),
    ("gshard, α = 0.1", Kind::Gshard(0.1)),
    ("noisy top-2", Kind::Noisy(0.1)),
    ("bias, top-1", Kind::Bias(1)),
    ("bias, top-2", Kind::Bias(2)),
    ("Sinkhorn", Kind::Sinkhorn),
    ("BASE", Kind::Base),
    ("expert choice", Kind::ExpertChoice),
    ("hash of noise", Kind::HashNoise),
    ("hash of the cluster", Kind::HashCluster),
    ("DSelect-2", Kind::Dselect),
    ("all experts", Kind::Dense),
    ("soft slots", Kind::Soft),
];

impl Kind {
    /// How many experts compute for a token, on average.
    fn experts_per_token(self, tokens: usize) -> f64 {
        match self {
            Kind::Gshard(_) | Kind::Noisy(_) | Kind::Bias(2) | Kind::Dselect => 2.0,
            Kind::Dense => EXPERTS as f64,
            // As many expert rows as slots, for all tokens of a batch.
            Kind::Soft => (EXPERTS * SLOTS) as f64 / tokens as f64,
            _ => 1.0,
        }
    }

    /// Whether a limit on the tokens of an expert can take any away: those that fill every expert equally, and those that
    /// use all experts for all tokens, have no such limit.
    fn has_capacity(self) -> bool {
        !matches!(self, Kind::Base | Kind::ExpertChoice | Kind::Dselect | Kind::Dense | Kind::Soft)
    }
}

fn error(pass: &Pass, batch: &Batch) -> Result<Tensor> {
    Ok((&pass.output - &batch.wanted)?.sqr()?.mean_all()?)
}

/// How long, and over how many tokens.
#[derive(Clone, Copy)]
struct Length {
    steps: u64,
    tokens: usize,
}

fn train(
    progress: &Progress<'_>,
    (name, kind): (&str, Kind),
    shares: Shares,
    factor: Option<f32>,
    seed: u64,
    Length { steps, tokens }: Length,
) -> Result<Vec<Value>> {
    let clusters = Clusters::new(seed, EXPERTS, WIDTH, OUTPUTS, shares);
    let mut model = Model::new(kind, factor, &clusters, seed)?;
    let last = (steps / 12).max(1);
    let (mut losses, mut dropped, mut counts) = (0.0, 0.0, vec![0.0; EXPERTS]);
    let mut balance = f64::NAN;
    for step in 0..steps {
        let batch = clusters.batch(step, tokens)?;
        let pass = model.pass(&batch, step, true)?;
        let loss = error(&pass, &batch)?;
        if step >= steps - last {
            losses += f64::from(loss.to_scalar::<f32>()?) / last as f64;
            balance = router::balance(pass.logits.view());
            if let Some(choice) = &pass.choice {
                let unserved = if kind == Kind::ExpertChoice {
                    choice.chosen.rows().into_iter().filter(|row| row.sum() == 0.0).count() as f64
                        / tokens as f64
                } else {
                    choice.dropped()
                };
                dropped += unserved / last as f64;
                for (sum, count) in counts.iter_mut().zip(choice.counts()) {
                    *sum += count as f64;
                }
            }
        }
        let loss = match &pass.extra {
            Some(extra) => (loss + extra)?,
            None => loss,
        };
        model.parameters.descend(&loss, RATE)?;
        if let (Kind::Bias(_), Some(choice)) = (kind, &pass.choice) {
            model.bias = router::next_bias(&model.bias, &choice.counts(), 0.01)?;
        }
        progress.step()?;
    }
    let fresh = clusters.batch(u64::MAX - 1, 4 * tokens)?;
    let pass = model.pass(&fresh, u64::MAX - 1, false)?;
    let test = f64::from(error(&pass, &fresh)?.to_scalar::<f32>()?);
    let total: f64 = counts.iter().sum();
    let loads: Vec<f64> = counts.iter().map(|count| count / total * EXPERTS as f64).collect();
    let chooses = total > 0.0;
    Ok(vec![json!({
        "router": name,
        "clusters": shares.name(),
        "capacity": factor,
        "has_capacity": kind.has_capacity(),
        "seed": seed,
        "experts_per_token": if kind == Kind::Dselect && chooses { rounded(total / (last as f64 * tokens as f64)) } else { kind.experts_per_token(tokens) },
        "loss": rounded(losses),
        "test": rounded(test),
        "max_load": chooses.then(|| rounded(loads.iter().copied().fold(0.0, f64::max))),
        "dead": chooses.then(|| loads.iter().filter(|&&load| load < DEAD * EXPERTS as f64).count()),
        "dropped": chooses.then(|| rounded(dropped)),
        "balance_loss": rounded(balance),
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let size = arguments.size;
    let length = Length { steps: size.of(3, 100, 600), tokens: size.of(32, 128, 256) };
    let seeds = arguments.seed..arguments.seed + size.of(1, 1, 3);
    let mut runs = Vec::new();
    for seed in seeds {
        for shares in [Shares::Uniform, Shares::Zipf] {
            for factor in [None, Some(FACTOR)] {
                for (name, kind) in KINDS {
                    if factor.is_some() && !kind.has_capacity() || size == Size::Tiny && factor.is_some() {
                        continue;
                    }
                    let capacity = factor.map_or(String::new(), |factor| format!(", capacity {factor}"));
                    runs.push(Run {
                        name: format!("{name}, {} clusters{capacity}, seed {seed}", shares.name()),
                        steps: length.steps,
                        task: Box::new(move |progress| {
                            train(progress, (name, kind), shares, factor, seed, length)
                        }),
                    });
                }
            }
        }
    }
    runs
}

fn mean(rows: &[&Value], of: &str) -> f64 {
    let values: Vec<f64> = rows.iter().filter_map(|row| row[of].as_f64()).collect();
    values.iter().sum::<f64>() / values.len() as f64
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text = format!("{:22} {:>28} {:>28}\n", "", "uniform clusters", "zipf clusters");
    text += &format!("{:22}", "");
    for _ in 0..2 {
        text += &format!(" {:>6} {:>6} {:>6} {:>7}", "loss", "test", "load", "capped");
    }
    for (name, _) in KINDS {
        text += &format!("\n{name:22}");
        for shares in ["uniform", "zipf"] {
            let of = |capped: bool| -> Vec<&Value> {
                let fits = |row: &&Value| {
                    row["router"] == name && row["clusters"] == shares && row["capacity"].is_null() != capped
                };
                rows.iter().filter(fits).collect()
            };
            let (free, capped) = (of(false), of(true));
            text += &format!(
                " {:6.3} {:6.3} {:6.2} {:7.3}",
                mean(&free, "loss"),
                mean(&free, "test"),
                mean(&free, "max_load"),
                mean(&capped, "loss")
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_knows_the_cluster_learns_and_who_hashes_noise_does_not() {
        let stop = crate::runner::Stop::never();
        let folder = tempfile::tempdir().unwrap();
        let length = Length { steps: 150, tokens: 64 };
        let run = |name: &'static str, kind: Kind| Run {
            name: name.to_owned(),
            steps: length.steps,
            task: Box::new(move |progress| train(progress, (name, kind), Shares::Uniform, None, 1, length)),
        };
        let runs = [run("noise", Kind::HashNoise), run("cluster", Kind::HashCluster)];
        let order = crate::runner::Order::for_tests(folder.path());
        let crate::runner::Finished::Yes { rows, .. } = crate::runner::go(&order, &runs, &stop).unwrap()
        else {
            panic!("nobody interrupted");
        };
        let loss = |i: usize| rows[i]["loss"].as_f64().unwrap();
        assert!(loss(1) < 0.7 * loss(0), "{rows:?}");
        assert!(rows[0]["max_load"].as_f64().unwrap() < 1.5 && rows[0]["dead"] == 0);
    }
}
