//! The last marked value: a fixed step, writes that the input chooses, and a step that the input chooses.
//!
//! Tokens have a mark, 0 or 1, and a value. What is wanted at each is the value of the last token with a mark. All three layers are the
//! selective scan of the chapter, with 8 channels of one state each; they differ in what depends on the token.

use anyhow::Result;
use candle_core::{Device, Tensor};
use candle_nn::ops::sigmoid;
use ndarray::{Array1, Array2, s};
use rand::RngExt;
use recurrence::Selective;
use recurrence::answers::SELECTIVE_SCAN;
use serde_json::{Value, json};

use super::reader::Reader;
use super::scan::scan;
use super::{lines, matrix, runs_of, squared, trained, vector};
use crate::Arguments;
use crate::parameters::{Parameters, normals, random};
use crate::record::rounded;
use crate::router::{softplus, tensor};
use crate::runner::{Progress, Run};

const LENGTH: usize = 64;
/// A layer that has learned to keep a value can do so for longer than it was trained for.
const LENGTHS: [usize; 4] = [64, 128, 256, 512];
const SEQUENCES: usize = 32;
const MARKED: f64 = 0.1;
const CHANNELS: usize = 8;
const RATE: f64 = 0.01;
/// Where the gate of the selective scan, a SiLU, is 1.
const OPEN: f32 = 1.278_464_5;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Fixed,
    Writes,
    Step,
}

const KINDS: [(&str, Kind); 3] =
    [("fixed", Kind::Fixed), ("selected writes", Kind::Writes), ("selected step", Kind::Step)];

/// Tokens (T · sequences, 2), time first, and what is wanted (T · sequences).
struct Batch {
    tokens: Array2<f32>,
    wanted: Array1<f32>,
    sequences: usize,
}

fn batch(seed: u64, step: u64, length: usize, sequences: usize) -> Batch {
    let mut random = random(seed, 71, step);
    let values = normals(&mut random, length * sequences, 1.0);
    let mut tokens = Array2::zeros((length * sequences, 2));
    let mut wanted = Array1::zeros(length * sequences);
    for (i, &value) in values.iter().enumerate() {
        let mark = i < sequences || random.random_bool(MARKED);
        tokens[[i, 0]] = f32::from(u8::from(mark));
        tokens[[i, 1]] = value;
        wanted[i] = if mark { value } else { wanted[i - sequences] };
    }
    Batch { tokens, wanted, sequences }
}

struct Layer {
    kind: Kind,
    all: Parameters,
    /// To the channels, and to their steps; shape (2, 8).
    input: Tensor,
    raw: Tensor,
    /// Of the steps, and the logarithm of how fast states decay; shape (1, 8).
    bias: Tensor,
    decay: Tensor,
    /// To what is written; shapes (2, 1) and (1, 1).
    writes: [Tensor; 2],
    reader: Reader,
}

impl Layer {
    fn new(kind: Kind, seed: u64) -> Result<Layer> {
        let mut start = random(seed, 72, 0);
        let mut all = Parameters::default();
        let biases = (0..CHANNELS).map(|i| -4.0 + 5.0 * i as f32 / (CHANNELS - 1) as f32).collect();
        Ok(Layer {
            kind,
            input: all.normal(&mut start, "input", (2, CHANNELS), 0.5)?,
            raw: all.normal(&mut start, "raw", (2, CHANNELS), 0.5)?,
            bias: all.add("bias", (1, CHANNELS), biases)?,
            decay: all.add("decay", (1, CHANNELS), vec![0.0; CHANNELS])?,
            writes: [all.normal(&mut start, "writes", (2, 1), 0.5)?, all.add("write", (1, 1), vec![1.0])?],
            reader: Reader::new(&mut all, &mut start, CHANNELS)?,
            all,
        })
    }

    /// u, raw (both (n, 8)) and what is written (n, 1).
    fn asked(&self, tokens: &Tensor) -> Result<[Tensor; 3]> {
        let n = tokens.dims()[0];
        let u = tokens.matmul(&self.input)?;
        let raw = tokens.matmul(&self.raw)?;
        let raw = if self.kind == Kind::Step { raw } else { raw.zeros_like()? };
        let writes = if self.kind == Kind::Writes {
            // Twice a sigmoid: 1 where nothing is chosen.
            (sigmoid(&tokens.matmul(&self.writes[0])?.broadcast_add(&self.writes[1])?)? * 2.0)?
        } else {
            Tensor::ones((n, 1), candle_core::DType::F32, &Device::Cpu)?
        };
        Ok([u, raw, writes])
    }

    /// How much of a state each token keeps (n, 8), and what it adds.
    fn steps(&self, tokens: &Tensor) -> Result<[Tensor; 2]> {
        let [u, raw, writes] = self.asked(tokens)?;
        let delta = softplus(&raw.broadcast_add(&self.bias)?)?;
        let kept = delta.broadcast_mul(&self.decay.exp()?.neg()?)?.exp()?;
        Ok([kept, (delta * u)?.broadcast_mul(&writes)?])
    }

    fn loss(&self, batch: &Batch) -> Result<Tensor> {
        let tokens = tensor(&batch.tokens)?;
        let across = (batch.wanted.len() / batch.sequences, batch.sequences * CHANNELS);
        let [kept, added] = self.steps(&tokens)?;
        let states = scan(&kept.reshape(across)?, &added.reshape(across)?)?;
        let found = self.reader.read(&states.reshape((batch.wanted.len(), CHANNELS))?)?;
        let wanted = Tensor::from_vec(batch.wanted.to_vec(), batch.wanted.len(), &Device::Cpu)?;
        Ok((found - wanted)?.sqr()?.mean_all()?)
    }

    /// The error with the chapter's scan.
    fn error(&self, batch: &Batch) -> Result<f64> {
        let mut sum = 0.0;
        let [u, raw, b] = self.asked(&tensor(&batch.tokens)?)?;
        let [u, raw, b] = [matrix(&u)?, matrix(&raw)?, matrix(&b)?];
        let a = -matrix(&self.decay)?.exp().reversed_axes();
        let bias = vector(&self.bias)?;
        for sequence in 0..batch.sequences {
            let own = s![sequence..;batch.sequences, ..];
            let u = u.slice(own);
            let ones = Array2::ones((u.nrows(), 1));
            let z = Array2::from_elem(u.raw_dim(), OPEN);
            let states = SELECTIVE_SCAN(Selective {
                u,
                raw: raw.slice(own),
                bias: bias.view(),
                a: a.view(),
                b: b.slice(own),
                c: ones.view(),
                skip: Array1::zeros(CHANNELS).view(),
                z: z.view(),
            });
            let found = vector(&self.reader.read(&tensor(&states)?)?)?;
            sum += squared(&found, &batch.wanted.slice(s![sequence..;batch.sequences]).to_owned());
        }
        Ok(sum / batch.sequences as f64)
    }

    /// By channel: how much of its state a token with a mark keeps, and one without, on average.
    fn kept(&self, batch: &Batch) -> Result<[Vec<f64>; 2]> {
        let [kept, _] = self.steps(&tensor(&batch.tokens)?)?;
        let kept = matrix(&kept)?;
        Ok([1.0, 0.0].map(|mark| {
            let own = || {
                batch
                    .tokens
                    .column(0)
                    .iter()
                    .zip(kept.rows())
                    .filter(|(own, _)| **own == mark)
                    .map(|pair| pair.1)
                    .collect::<Vec<_>>()
            };
            let rows = own();
            (0..CHANNELS)
                .map(|c| {
                    rounded(rows.iter().map(|row| f64::from(row[c])).sum::<f64>() / rows.len().max(1) as f64)
                })
                .collect()
        }))
    }
}

fn train(
    progress: &Progress<'_>,
    (name, kind): (&str, Kind),
    seed: u64,
    steps: u64,
    lengths: usize,
) -> Result<Vec<Value>> {
    let mut layer = Layer::new(kind, seed)?;
    let losses = trained(progress, steps, RATE, |step, rate| {
        let loss = layer.loss(&batch(seed, step, LENGTH, SEQUENCES))?;
        layer.all.descend(&loss, rate)?;
        Ok(loss)
    })?;
    let fresh = |length: usize| batch(seed, u64::MAX, length, SEQUENCES);
    let at: Result<Vec<Value>> = LENGTHS[..lengths]
        .iter()
        .map(|&length| Ok(json!([length, rounded(layer.error(&fresh(length))?)])))
        .collect();
    let [marked, others] = layer.kept(&fresh(LENGTH))?;
    Ok(vec![json!({
        "kind": name,
        "seed": seed,
        "loss": losses.last(),
        "at": at?,
        "kept_marked": marked,
        "kept_others": others,
        "points": losses.points,
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let steps = arguments.size.of(3, 60, 1000);
    let lengths = arguments.size.of(1, 2, LENGTHS.len());
    let seeds = arguments.seed..arguments.seed + arguments.size.of(1, 1, 3);
    runs_of(&KINDS, seeds, steps, move |progress, kind, seed| train(progress, kind, seed, steps, lengths))
}

pub(crate) fn summary(rows: &[Value]) -> String {
    lines(
        "kind, seed, loss at the end, error by length (1 is as bad as the mean)",
        rows,
        &["kind", "seed", "loss", "at"],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_trained_is_what_the_chapter_computes() {
        for (name, kind) in KINDS {
            let (layer, batch) = (Layer::new(kind, 3).unwrap(), batch(3, 0, 20, 3));
            let trained = f64::from(layer.loss(&batch).unwrap().to_scalar::<f32>().unwrap());
            let found = layer.error(&batch).unwrap();
            assert!((trained - found).abs() < 1e-4, "{name}: {trained} {found}");
        }
    }

    #[test]
    fn the_last_mark_is_what_counts() {
        let batch = batch(1, 0, 30, 2);
        let marks = batch.tokens.column(0);
        assert_eq!((marks[0], marks[1]), (1.0, 1.0));
        for i in 2..60 {
            let expected = if marks[i] == 1.0 { batch.tokens[[i, 1]] } else { batch.wanted[i - 2] };
            assert_eq!(batch.wanted[i], expected);
        }
    }
}
