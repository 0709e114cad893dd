//! Associative recall: pairs of symbols are shown, then some of the first ones, and what belongs to each is wanted.
//!
//! What is trained are the embeddings of the symbols, the read-out and the gates; the memories are those of the chapter, with keys of 16
//! channels. In one task each key is shown once, in the other twice, and the second value counts.

use anyhow::Result;
use candle_core::{D, DType, Device, Tensor};
use candle_nn::ops::{log_softmax, sigmoid, softmax};
use ndarray::{Array2, s};
use recurrence::KdaTokens;
use recurrence::answers::{DELTA, GATED_DELTA, GLA, KDA};
use serde_json::{Value, json};

use super::edits::{Asked, edits};
use super::pairs::{Batch, KEYS, VALUES, batch};
use super::{lines, matrix, trained, unit};
use crate::Arguments;
use crate::parameters::{Parameters, random};
use crate::record::rounded;
use crate::router::softplus;
use crate::runner::{Progress, Run};

const WIDTH: usize = 16;
const SEQUENCES: usize = 32;
/// How many keys sequences have in training, one after the other, and afterwards.
const TRAINED: [usize; 3] = [8, 16, 32];
const PAIRS: [usize; 6] = [4, 8, 16, 24, 32, 64];
const RATE: f64 = 0.02;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Linear,
    Gated,
    Delta,
    GatedDelta,
    Kda,
    Softmax,
}

const KINDS: [(&str, Kind); 6] = [
    ("linear", Kind::Linear),
    ("gated linear", Kind::Gated),
    ("delta", Kind::Delta),
    ("gated delta", Kind::GatedDelta),
    ("KDA", Kind::Kda),
    ("softmax", Kind::Softmax),
];

struct Layer {
    kind: Kind,
    all: Parameters,
    /// Embeddings; shapes (64, 16) and (32, 16).
    keys: Tensor,
    values: Tensor,
    /// By key: before the sigmoid, shape (64, 1), and before the softplus, (64, 16 or 1).
    beta: Tensor,
    decays: Tensor,
    /// From outputs to the logits of values, shape (16, 32).
    read: Tensor,
    /// Of a softmax: what logits are multiplied by, and what each token between costs; shape (1, 1), before the softplus.
    sharp: Tensor,
    slope: Tensor,
}

/// What all tokens ask for, those that are shown and then those that ask, which write nothing: shapes (T · sequences, …).
struct Tokens {
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    decays: Tensor,
    beta: Tensor,
}

fn index(symbols: &[u32]) -> Result<Tensor> {
    Ok(Tensor::from_vec(symbols.to_vec(), symbols.len(), &Device::Cpu)?)
}

impl Layer {
    fn new(kind: Kind, seed: u64) -> Result<Layer> {
        let mut start = random(seed, 78, 0);
        let mut all = Parameters::default();
        let gates = if kind == Kind::GatedDelta { 1 } else { WIDTH };
        Ok(Layer {
            kind,
            keys: all.normal(&mut start, "keys", (KEYS, WIDTH), 1.0)?,
            values: all.normal(&mut start, "values", (VALUES, WIDTH), 1.0)?,
            beta: all.add("beta", (KEYS, 1), vec![2.0; KEYS])?,
            decays: all.add("decays", (KEYS, gates), vec![-4.0; KEYS * gates])?,
            read: all.normal(&mut start, "read", (WIDTH, VALUES), 0.5)?,
            sharp: all.add("sharp", (1, 1), vec![4.0])?,
            slope: all.add("slope", (1, 1), vec![-3.0])?,
            all,
        })
    }

    fn tokens(&self, batch: &Batch) -> Result<Tokens> {
        let (keys, values, asked) = (index(&batch.keys)?, index(&batch.values)?, index(&batch.asked)?);
        let (n, queries) = (batch.keys.len(), batch.asked.len());
        let zeros = |rows: usize, width: usize| Tensor::zeros((rows, width), DType::F32, &Device::Cpu);
        let rows = |table: &Tensor, of: &Tensor| table.index_select(of, 0);
        let embedded = unit(&self.keys)?;
        let decays = match self.kind {
            Kind::Linear | Kind::Delta | Kind::Softmax => zeros(n, WIDTH)?,
            Kind::Gated | Kind::GatedDelta | Kind::Kda => {
                softplus(&rows(&self.decays, &keys)?)?.neg()?.broadcast_as((n, WIDTH))?.contiguous()?
            }
        };
        let beta = match self.kind {
            Kind::Linear | Kind::Gated | Kind::Softmax => Tensor::ones((n, 1), DType::F32, &Device::Cpu)?,
            Kind::Delta | Kind::GatedDelta | Kind::Kda => sigmoid(&rows(&self.beta, &keys)?)?,
        };
        let then = |shown: &Tensor, width: usize| Tensor::cat(&[shown, &zeros(queries, width)?], 0);
        Ok(Tokens {
            queries: Tensor::cat(&[&zeros(n, WIDTH)?, &rows(&embedded, &asked)?], 0)?,
            keys: then(&rows(&embedded, &keys)?, WIDTH)?,
            values: then(&rows(&self.values, &values)?, WIDTH)?,
            decays: then(&decays, WIDTH)?,
            beta: then(&beta, 1)?,
        })
    }

    /// The logits of the values (queries · sequences, 32), with gradients.
    fn logits(&self, batch: &Batch) -> Result<Tensor> {
        let tokens = self.tokens(batch)?;
        let (all, shown) =
            ((batch.keys.len() + batch.asked.len()) / batch.sequences, batch.keys.len() / batch.sequences);
        let across = |tensor: &Tensor| tensor.reshape((all, batch.sequences, ()));
        let (queries, keys, values) =
            (across(&tokens.queries)?, across(&tokens.keys)?, across(&tokens.values)?);
        let asking = all - shown;
        let outputs = if self.kind == Kind::Softmax {
            let queries = queries.narrow(0, shown, asking)?.transpose(0, 1)?.contiguous()?;
            let keys = keys.narrow(0, 0, shown)?.transpose(0, 1)?.contiguous()?;
            let values = values.narrow(0, 0, shown)?.transpose(0, 1)?.contiguous()?;
            let logits = queries
                .matmul(&keys.transpose(1, 2)?.contiguous()?)?
                .broadcast_mul(&softplus(&self.sharp)?)?;
            let ages: Vec<f32> = (0..shown).map(|t| -((shown - t) as f32)).collect();
            let ages =
                Tensor::from_vec(ages, (1, shown), &Device::Cpu)?.broadcast_mul(&softplus(&self.slope)?)?;
            let weights = softmax(&logits.broadcast_add(&ages)?, D::Minus1)?;
            weights.matmul(&values)?.transpose(0, 1)?.contiguous()?
        } else {
            let (kept, beta) = (across(&tokens.decays.exp()?)?, across(&tokens.beta)?);
            let erase = matches!(self.kind, Kind::Delta | Kind::GatedDelta | Kind::Kda);
            let asked = Asked { queries: &queries, keys: &keys, kept: &kept, values: &values, beta: &beta };
            edits(&asked, erase)?.narrow(0, shown, asking)?
        };
        Ok(outputs.reshape(((), WIDTH))?.matmul(&self.read)?)
    }

    fn loss(&self, batch: &Batch) -> Result<Tensor> {
        let likely = log_softmax(&self.logits(batch)?, D::Minus1)?;
        Ok(likely.gather(&index(&batch.wanted)?.unsqueeze(1)?, 1)?.neg()?.mean_all()?)
    }

    /// The logits with the chapter's memories; those of a softmax are candle's.
    fn computed(&self, batch: &Batch) -> Result<Array2<f32>> {
        if self.kind == Kind::Softmax {
            return matrix(&self.logits(batch)?);
        }
        let Tokens { queries, keys, values, decays, beta } = self.tokens(batch)?;
        let (queries, keys, values) = (matrix(&queries)?, matrix(&keys)?, matrix(&values)?);
        let (decays, beta, read) = (matrix(&decays)?, matrix(&beta)?, matrix(&self.read)?);
        let mut logits = Array2::zeros((batch.asked.len(), VALUES));
        for b in 0..batch.sequences {
            let own = s![b..;batch.sequences, ..];
            let (q, k, v, g) = (queries.slice(own), keys.slice(own), values.slice(own), decays.slice(own));
            let beta = beta.slice(s![b..;batch.sequences, 0]);
            let outputs = match self.kind {
                Kind::Linear | Kind::Gated | Kind::Softmax => (GLA.gla)(q, k, v, g),
                Kind::Delta => (DELTA.delta)(q, k, v, beta),
                Kind::GatedDelta => GATED_DELTA(q, k, v, beta, g.column(0)),
                Kind::Kda => (KDA.attend)(KdaTokens { queries: q, keys: k, values: v, beta, decays: g }),
            };
            // The chapter divides by √dk, this layer does not.
            let outputs = outputs.slice(s![batch.keys.len() / batch.sequences.., ..]).dot(&read);
            logits.slice_mut(own).assign(&(outputs * (WIDTH as f32).sqrt()));
        }
        Ok(logits)
    }

    /// The share of right answers.
    fn right(&self, batch: &Batch) -> Result<f64> {
        let logits = self.computed(batch)?;
        let largest = |row: &[f32]| (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap_or(0);
        let right = logits
            .rows()
            .into_iter()
            .zip(&batch.wanted)
            .filter(|(row, wanted)| largest(&row.to_vec()) == **wanted as usize);
        Ok(right.count() as f64 / batch.wanted.len() as f64)
    }
}

fn train(
    progress: &Progress<'_>,
    (name, kind): (&str, Kind),
    times: usize,
    seed: u64,
    steps: u64,
    sizes: usize,
) -> Result<Vec<Value>> {
    let mut layer = Layer::new(kind, seed)?;
    let losses = trained(progress, steps, RATE, |step, rate| {
        let pairs = TRAINED[step as usize % TRAINED.len()];
        let loss = layer.loss(&batch(seed, step, pairs, times, SEQUENCES))?;
        layer.all.descend(&loss, rate)?;
        Ok(loss)
    })?;
    let right: Result<Vec<Value>> = PAIRS[..sizes]
        .iter()
        .map(|&pairs| {
            Ok(json!([pairs, rounded(layer.right(&batch(seed, u64::MAX, pairs, times, 2 * SEQUENCES))?)]))
        })
        .collect();
    Ok(vec![json!({
        "kind": name,
        "times": times,
        "seed": seed,
        "loss": losses.last(),
        "right": right?,
        "points": losses.points,
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let steps = arguments.size.of(3, 30, 450);
    let sizes = arguments.size.of(1, 3, PAIRS.len());
    let seeds = arguments.seed..arguments.seed + arguments.size.of(1, 1, 2);
    let mut runs = Vec::new();
    for times in [1, 2] {
        for kind in KINDS {
            for seed in seeds.clone() {
                runs.push(Run {
                    name: format!("{}, keys {times} times, seed {seed}", kind.0),
                    steps,
                    task: Box::new(move |progress| train(progress, kind, times, seed, steps, sizes)),
                });
            }
        }
    }
    runs
}

pub(crate) fn summary(rows: &[Value]) -> String {
    lines(
        "memory, how often a key is shown, seed, share of right answers by number of keys",
        rows,
        &["kind", "times", "seed", "right"],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_trained_is_what_the_chapter_computes() {
        for (name, kind) in KINDS {
            let (layer, batch) = (Layer::new(kind, 3).unwrap(), batch(3, 0, 6, 2, 3));
            let apart = layer.computed(&batch).unwrap() - matrix(&layer.logits(&batch).unwrap()).unwrap();
            assert!(apart.iter().all(|x| x.abs() < 1e-4), "{name}: {apart}");
        }
    }
}
