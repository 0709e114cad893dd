//! Two banks of registers, each of which can be cleared: with and without the delta rule, and with one decay for all channels of the key or one
//! for each.
//!
//! Tokens store a number in a register, clear a bank, or ask for a register. What is wanted where one is asked for is what it holds. With one
//! register in a bank a clearing can be a writing of 0; with three it cannot, since a token writes at one key.

use anyhow::Result;
use candle_core::{DType, Device, Tensor};
use candle_nn::ops::sigmoid;
use ndarray::{Array1, Axis, s};
use recurrence::KdaTokens;
use recurrence::answers::{GATED_DELTA, GLA, KDA};
use serde_json::{Value, json};

use super::banks::{Batch, batch, commands};
use super::edits::{Asked, edits};
use super::{lines, matrix, trained, unit, vector};
use crate::Arguments;
use crate::parameters::{Parameters, normals, random};
use crate::record::rounded;
use crate::router::{softplus, tensor};
use crate::runner::{Progress, Run};

const LENGTH: usize = 48;
const LENGTHS: [usize; 2] = [48, 192];
const SEQUENCES: usize = 16;
/// How many registers a bank has.
const SIZES: [usize; 2] = [1, 3];
/// Channels of keys; values have half as many.
const WIDTH: usize = 8;
const RATE: f64 = 0.01;

/// A memory: whether what a key holds already is corrected, and whether each channel has a decay of its own.
#[derive(Clone, Copy, Debug)]
struct Kind {
    name: &'static str,
    delta: bool,
    each: bool,
}

const KINDS: [Kind; 4] = [
    Kind { name: "linear, one decay", delta: false, each: false },
    Kind { name: "linear, decay per channel", delta: false, each: true },
    Kind { name: "delta, one decay", delta: true, each: false },
    Kind { name: "delta, decay per channel", delta: true, each: true },
];

struct Layer {
    kind: Kind,
    all: Parameters,
    /// By command; shapes (commands, 8).
    queries: Tensor,
    keys: Tensor,
    /// By command, shape (commands, 4), and of the number to store, (1, 4).
    values: [Tensor; 2],
    /// By command, before the softplus; shape (commands, 8 or 1).
    decays: Tensor,
    /// By command, before the sigmoid; shape (commands, 1).
    beta: Tensor,
    /// Shape (4, 1).
    output: Tensor,
}

/// What n tokens ask for: queries and keys (n, 8) of length 1, values (n, 4), logarithms of the decays (n, 8), β (n, 1).
struct Tokens {
    queries: Tensor,
    keys: Tensor,
    values: Tensor,
    decays: Tensor,
    beta: Tensor,
}

impl Layer {
    fn new(kind: Kind, size: usize, seed: u64) -> Result<Layer> {
        let mut start = random(seed, 74, 0);
        let mut all = Parameters::default();
        let (gates, count) = (if kind.each { WIDTH } else { 1 }, commands(size));
        let decays = normals(&mut start, count * gates, 1.0).into_iter().map(|x| x - 3.0).collect();
        Ok(Layer {
            kind,
            queries: all.normal(&mut start, "queries", (count, WIDTH), 0.5)?,
            keys: all.normal(&mut start, "keys", (count, WIDTH), 0.5)?,
            values: [
                all.normal(&mut start, "values", (count, WIDTH / 2), 0.1)?,
                all.normal(&mut start, "number", (1, WIDTH / 2), 0.5)?,
            ],
            decays: all.add("decays", (count, gates), decays)?,
            beta: all.normal(&mut start, "beta", (count, 1), 1.0)?,
            output: all.normal(&mut start, "output", (WIDTH / 2, 1), 0.5)?,
            all,
        })
    }

    fn tokens(&self, batch: &Batch) -> Result<Tokens> {
        let commands = tensor(&batch.commands)?;
        let numbers = tensor(&batch.numbers.view().insert_axis(Axis(1)).to_owned())?;
        let decays = commands.matmul(&softplus(&self.decays)?.neg()?)?;
        Ok(Tokens {
            queries: commands.matmul(&unit(&self.queries)?)?,
            keys: commands.matmul(&unit(&self.keys)?)?,
            values: (commands.matmul(&self.values[0])? + numbers.matmul(&self.values[1])?)?,
            decays: decays.broadcast_as((batch.numbers.len(), WIDTH))?.contiguous()?,
            beta: commands.matmul(&sigmoid(&self.beta)?)?,
        })
    }

    fn loss(&self, batch: &Batch) -> Result<Tensor> {
        let Tokens { queries, keys, values, decays, beta } = self.tokens(batch)?;
        let across = |tensor: &Tensor| {
            let (n, width) = tensor.dims2()?;
            tensor.reshape((n / batch.sequences, batch.sequences, width))
        };
        let asked = Asked {
            queries: &across(&queries)?,
            keys: &across(&keys)?,
            kept: &across(&decays.exp()?)?,
            values: &across(&values)?,
            beta: &across(&beta)?,
        };
        let outputs = edits(&asked, self.kind.delta)?;
        let found = outputs.reshape(((), WIDTH / 2))?.matmul(&self.output)?.squeeze(1)?;
        let of = |values: &Array1<f32>| Tensor::from_vec(values.to_vec(), values.len(), &Device::Cpu);
        let errors = ((found - of(&batch.wanted)?)?.sqr()? * of(&batch.asked)?)?;
        Ok((errors.sum_all()?.to_dtype(DType::F32)? / f64::from(batch.asked.sum()))?)
    }

    /// The error with the chapter's recurrence.
    fn error(&self, batch: &Batch) -> Result<f64> {
        let Tokens { queries, keys, values, decays, beta } = self.tokens(batch)?;
        let (queries, keys, values) = (matrix(&queries)?, matrix(&keys)?, matrix(&values)?);
        let (decays, beta, output) = (matrix(&decays)?, matrix(&beta)?, vector(&self.output)?);
        let written = &keys * &beta;
        let mut sum = 0.0;
        for sequence in 0..batch.sequences {
            let own = s![sequence..;batch.sequences, ..];
            let one = s![sequence..;batch.sequences];
            let (q, k, v, g) = (queries.slice(own), keys.slice(own), values.slice(own), decays.slice(own));
            let beta = beta.slice(s![sequence..;batch.sequences, 0]);
            let outputs = match (self.kind.delta, self.kind.each) {
                (false, _) => (GLA.gla)(q, written.slice(own), v, g),
                (true, false) => GATED_DELTA(q, k, v, beta, g.column(0)),
                (true, true) => (KDA.attend)(KdaTokens { queries: q, keys: k, values: v, beta, decays: g }),
            };
            // The chapter divides by √dk, this layer does not.
            let found = outputs.dot(&output) * (WIDTH as f32).sqrt();
            let errors = (&found - &batch.wanted.slice(one)).mapv(|error| f64::from(error).powi(2));
            let asked = batch.asked.slice(one);
            sum += errors.iter().zip(asked).map(|(error, &asked)| error * f64::from(asked)).sum::<f64>();
        }
        Ok(sum / f64::from(batch.asked.sum()))
    }
}

fn train(
    progress: &Progress<'_>,
    kind: Kind,
    size: usize,
    seed: u64,
    steps: u64,
    lengths: usize,
) -> Result<Vec<Value>> {
    let mut layer = Layer::new(kind, size, seed)?;
    let losses = trained(progress, steps, RATE, |step, rate| {
        let loss = layer.loss(&batch(seed, step, size, LENGTH, SEQUENCES))?;
        layer.all.descend(&loss, rate)?;
        Ok(loss)
    })?;
    let fresh = |length: usize| batch(seed, u64::MAX, size, length, 2 * SEQUENCES);
    let at: Result<Vec<Value>> = LENGTHS[..lengths]
        .iter()
        .map(|&length| Ok(json!([length, rounded(layer.error(&fresh(length))?)])))
        .collect();
    // As bad as an answer that is always 0.
    let fresh = fresh(LENGTH);
    let nothing = fresh.wanted.dot(&fresh.wanted) / fresh.asked.sum();
    Ok(vec![json!({
        "kind": kind.name,
        "size": size,
        "seed": seed,
        "loss": losses.last(),
        "at": at?,
        "nothing": rounded(f64::from(nothing)),
        "points": losses.points,
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let steps = arguments.size.of(3, 60, 1000);
    let lengths = arguments.size.of(1, 2, LENGTHS.len());
    let seeds = arguments.seed..arguments.seed + arguments.size.of(1, 1, 3);
    let mut runs = Vec::new();
    for size in SIZES {
        for kind in KINDS {
            for seed in seeds.clone() {
                runs.push(Run {
                    name: format!("{}, {size} a bank, seed {seed}", kind.name),
                    steps,
                    task: Box::new(move |progress| train(progress, kind, size, seed, steps, lengths)),
                });
            }
        }
    }
    runs
}

pub(crate) fn summary(rows: &[Value]) -> String {
    lines(
        "memory, registers in a bank, seed, loss at the end, error by length, error of an answer that is always 0",
        rows,
        &["kind", "size", "seed", "loss", "at", "nothing"],
    )
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;

    #[test]
    fn what_is_trained_is_what_the_chapter_computes() {
        for (kind, size) in KINDS.into_iter().zip([1, 3, 3, 1]) {
            let (layer, batch) = (Layer::new(kind, size, 3).unwrap(), batch(3, 0, size, 20, 3));
            let trained = f64::from(layer.loss(&batch).unwrap().to_scalar::<f32>().unwrap());
            let found = layer.error(&batch).unwrap();
            assert!((trained - found).abs() < 1e-4, "{kind:?}: {trained} {found}");
        }
    }

    /// What a clearing of three registers is, worked out: channels 0 to 2 belong to the first bank, 3 to 5 to the second.
    #[test]
    fn a_decay_per_channel_clears_a_bank_and_nothing_else() {
        for delta in [false, true] {
            let kind = Kind { name: "", delta, each: true };
            let mut layer = Layer::new(kind, 3, 1).unwrap();
            let set = |values: Array2<f32>| tensor(&values).unwrap();
            let channel = |command: usize, c: usize| command < 12 && command % 6 == c;
            let own =
                Array2::from_shape_fn((14, WIDTH), |(command, c)| f32::from(u8::from(channel(command, c))));
            (layer.queries, layer.keys) = (set(own.clone()), set(own));
            layer.values = [set(Array2::zeros((14, 4))), set(Array2::ones((1, 4)))];
            layer.output = set(Array2::from_elem((4, 1), 0.25));
            layer.beta =
                set(Array2::from_shape_fn((14, 1), |(command, _)| if command < 6 { 30.0 } else { -30.0 }));
            layer.decays = set(Array2::from_shape_fn((14, WIDTH), |(command, c)| {
                let cleared = command >= 12 && c / 3 == command - 12;
                let stored = command < 6 && channel(command, c);
                if cleared || stored { 30.0 } else { -30.0 }
            }));
            let found = layer.error(&batch(1, 0, 3, 100, 4)).unwrap();
            assert!(found < 1e-6, "{found}");
        }
    }
}
