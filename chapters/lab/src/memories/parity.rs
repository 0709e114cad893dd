//! Parity: has an odd number of ones been seen so far? Numbers that each bit multiplies by something between 0 and 1, and by something between
//! −1 and 1.
//!
//! Each of eight numbers is the delta rule with a key of one channel that is always 1: h becomes h + β (v − h) = (1 − β) h + β v. With β between
//! 0 and 1 a bit multiplies h by a number between 0 and 1, with β between 0 and 2 by one between −1 and 1.

use anyhow::Result;
use candle_core::{Device, Tensor};
use candle_nn::ops::sigmoid;
use ndarray::{Array1, Array2};
use rand::RngExt;
use recurrence::answers::DELTA;
use serde_json::{Value, json};

use super::reader::Reader;
use super::scan::scan;
use super::{lines, matrix, runs_of, trained};
use crate::Arguments;
use crate::parameters::{Parameters, random};
use crate::record::rounded;
use crate::router::tensor;
use crate::runner::{Progress, Run};

const LENGTH: usize = 24;
const LENGTHS: [usize; 5] = [12, 24, 50, 100, 200];
const SEQUENCES: usize = 64;
const HEADS: usize = 8;
const RATE: f64 = 0.01;

/// By name: how large β can be.
const KINDS: [(&str, f64); 2] = [("between 0 and 1", 1.0), ("between -1 and 1", 2.0)];

/// Bits (T · sequences), time first, and whether the number of ones so far is odd.
struct Batch {
    bits: Vec<u32>,
    odd: Vec<f32>,
    sequences: usize,
}

fn batch(seed: u64, step: u64, length: usize, sequences: usize) -> Batch {
    let mut random = random(seed, 75, step);
    let bits: Vec<u32> = (0..length * sequences).map(|_| u32::from(random.random_bool(0.5))).collect();
    let mut odd = vec![0; bits.len()];
    for (i, &bit) in bits.iter().enumerate() {
        odd[i] = bit ^ if i < sequences { 0 } else { odd[i - sequences] };
    }
    Batch { bits, odd: odd.into_iter().map(|odd| odd as f32).collect(), sequences }
}

struct Layer {
    most: f64,
    all: Parameters,
    /// By bit and head, before the sigmoid; shape (2, 8).
    beta: Tensor,
    /// Shape (2, 8).
    values: Tensor,
    /// Above zero for odd.
    reader: Reader,
}

impl Layer {
    fn new(most: f64, seed: u64) -> Result<Layer> {
        let mut start = random(seed, 76, 0);
        let mut all = Parameters::default();
        Ok(Layer {
            most,
            beta: all.normal(&mut start, "beta", (2, HEADS), 1.0)?,
            values: all.normal(&mut start, "values", (2, HEADS), 1.0)?,
            reader: Reader::new(&mut all, &mut start, HEADS)?,
            all,
        })
    }

    /// By bit and head, shape (2, 8).
    fn written(&self) -> Result<Tensor> {
        Ok((sigmoid(&self.beta)? * self.most)?)
    }

    fn loss(&self, batch: &Batch) -> Result<Tensor> {
        let beta = self.written()?;
        let kept = (1.0 - &beta)?;
        let added = (&beta * &self.values)?;
        let bits = Tensor::from_vec(batch.bits.clone(), batch.bits.len(), &Device::Cpu)?;
        let across = (batch.bits.len() / batch.sequences, batch.sequences * HEADS);
        let of = |table: &Tensor| table.index_select(&bits, 0)?.reshape(across);
        let states = scan(&of(&kept)?, &of(&added)?)?.reshape((batch.bits.len(), HEADS))?;
        let logits = self.reader.read(&states)?;
        let odd = Tensor::from_vec(batch.odd.clone(), batch.odd.len(), &Device::Cpu)?;
        let soft = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
        Ok(((logits.relu()? + soft)? - (logits * odd)?)?.mean_all()?)
    }

    /// The share of right answers with the chapter's delta rule: everywhere, and at the last ten bits.
    fn right(&self, batch: &Batch) -> Result<[f64; 2]> {
        let (beta, values) = (matrix(&self.written()?)?, matrix(&self.values)?);
        let length = batch.bits.len() / batch.sequences;
        let ones = Array2::ones((length, 1));
        let (mut everywhere, mut end) = (0, 0);
        for sequence in 0..batch.sequences {
            let bits: Vec<usize> =
                (0..length).map(|t| batch.bits[t * batch.sequences + sequence] as usize).collect();
            let mut states = Array2::zeros((length, HEADS));
            for head in 0..HEADS {
                let values = Array2::from_shape_fn((length, 1), |(t, _)| values[[bits[t], head]]);
                let beta = Array1::from_shape_fn(length, |t| beta[[bits[t], head]]);
                let outputs = (DELTA.delta)(ones.view(), ones.view(), values.view(), beta.view());
                states.column_mut(head).assign(&outputs.column(0));
            }
            let found = self.reader.read(&tensor(&states)?)?.to_vec1::<f32>()?;
            for (t, found) in found.into_iter().enumerate() {
                let odd = batch.odd[t * batch.sequences + sequence] > 0.0;
                let right = usize::from((found > 0.0) == odd);
                everywhere += right;
                end += if t + 10 >= length { right } else { 0 };
            }
        }
        let ends = batch.sequences * length.min(10);
        Ok([everywhere as f64 / batch.bits.len() as f64, end as f64 / ends as f64])
    }
}

fn train(
    progress: &Progress<'_>,
    (name, most): (&str, f64),
    seed: u64,
    steps: u64,
    lengths: usize,
) -> Result<Vec<Value>> {
    let mut layer = Layer::new(most, seed)?;
    let losses = trained(progress, steps, RATE, |step, rate| {
        let loss = layer.loss(&batch(seed, step, LENGTH, SEQUENCES))?;
        layer.all.descend(&loss, rate)?;
        Ok(loss)
    })?;
    let at: Result<Vec<Value>> = LENGTHS[..lengths]
        .iter()
        .map(|&length| {
            let [everywhere, end] = layer.right(&batch(seed, u64::MAX, length, SEQUENCES))?;
            Ok(json!([length, rounded(everywhere), rounded(end)]))
        })
        .collect();
    let factors = matrix(&layer.written()?)?.mapv(|beta| rounded(1.0 - f64::from(beta)));
    Ok(vec![json!({
        "kind": name,
        "seed": seed,
        "loss": losses.last(),
        "at": at?,
        "factors_of_0": factors.row(0).to_vec(),
        "factors_of_1": factors.row(1).to_vec(),
        "points": losses.points,
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let steps = arguments.size.of(3, 60, 2000);
    let lengths = arguments.size.of(1, 2, LENGTHS.len());
    let seeds = arguments.seed..arguments.seed + arguments.size.of(1, 1, 5);
    runs_of(&KINDS, seeds, steps, move |progress, kind, seed| train(progress, kind, seed, steps, lengths))
}

pub(crate) fn summary(rows: &[Value]) -> String {
    lines(
        "factors, seed, loss at the end, by length the share of right answers: everywhere, and at the end",
        rows,
        &["kind", "seed", "loss", "at"],
    )
}

#[cfg(test)]
mod tests {
    use super::super::reader::READERS;
    use super::*;

    /// A layer that somebody has worked out: a one turns the sign of h − 1/2.
    #[test]
    fn parity_is_a_matter_of_signs() {
        let mut layer = Layer::new(2.0, 1).unwrap();
        let set =
            |values: Vec<f32>, shape: (usize, usize)| Tensor::from_vec(values, shape, &Device::Cpu).unwrap();
        // β is 0 for a zero and 2 for a one, and v is 1/2: h goes to and fro between 0 and 1.
        layer.beta = set([[-30.0; HEADS], [30.0; HEADS]].concat(), (2, HEADS));
        layer.values = set(vec![0.5; 2 * HEADS], (2, HEADS));
        layer.reader = Reader([
            set(vec![1.0; HEADS * READERS], (HEADS, READERS)),
            set(vec![0.0; READERS], (1, READERS)),
            set(vec![1.0; READERS], (READERS, 1)),
            set(vec![-64.0], (1, 1)),
        ]);
        let batch = batch(1, 0, 300, 4);
        assert_eq!(layer.right(&batch).unwrap(), [1.0, 1.0]);
        assert!(layer.loss(&batch).unwrap().to_scalar::<f32>().unwrap() < 1e-6);
    }
}
