//! The adding problem: a hundred numbers between 0 and 1 go by, two of them have a mark, and at the end their sum is wanted.

mod layers;

use anyhow::Result;
use candle_core::{Device, Tensor};
use ndarray::{Array1, Array2, s};
use rand::RngExt;
use serde_json::{Value, json};

use super::{lines, runs_of, squared, trained};
use crate::Arguments;
use crate::parameters::random;
use crate::record::rounded;
use crate::router::tensor;
use crate::runner::{Progress, Run};
use layers::{KINDS, Kind, Layer};

const LENGTH: usize = 100;
const LENGTHS: [usize; 3] = [100, 200, 400];
const SEQUENCES: usize = 20;
const MEASURED: usize = 100;
const RATE: f64 = 0.005;

/// Tokens (T · sequences, 3), time first: a number, whether it has a mark, and 1 for the bias. Sums (sequences).
struct Batch {
    tokens: Array2<f32>,
    sums: Array1<f32>,
}

impl Batch {
    fn sequences(&self) -> usize {
        self.sums.len()
    }

    fn length(&self) -> usize {
        self.tokens.nrows() / self.sums.len()
    }

    /// The tokens (T, 3) of one sequence.
    fn sequence(&self, number: usize) -> ndarray::ArrayView2<'_, f32> {
        self.tokens.slice(s![number..;self.sequences(), ..])
    }

    /// The tokens (sequences, 3) of one moment.
    fn moment(&self, t: usize) -> Result<Tensor> {
        tensor(&self.tokens.slice(s![t * self.sequences()..(t + 1) * self.sequences(), ..]).to_owned())
    }
}

fn batch(seed: u64, step: u64, length: usize, sequences: usize) -> Batch {
    let mut random = random(seed, 79, step);
    let mut tokens = Array2::ones((length * sequences, 3));
    tokens.column_mut(0).mapv_inplace(|_| random.random::<f32>());
    tokens.column_mut(1).fill(0.0);
    let mut sums = Array1::zeros(sequences);
    for b in 0..sequences {
        for range in [0..length / 2, length / 2..length] {
            let at = random.random_range(range) * sequences + b;
            tokens[[at, 1]] = 1.0;
            sums[b] += tokens[[at, 0]];
        }
    }
    Batch { tokens, sums }
}

fn loss(layer: &Layer, batch: &Batch) -> Result<Tensor> {
    let wanted = Tensor::from_vec(batch.sums.to_vec(), batch.sequences(), &Device::Cpu)?;
    Ok((layer.sums(batch)? - wanted)?.sqr()?.mean_all()?)
}

/// The error with the chapter's recurrences.
fn error(layer: &Layer, batch: &Batch) -> Result<f64> {
    let found: Result<Vec<f32>> =
        (0..batch.sequences()).map(|number| layer.computed(batch.sequence(number))).collect();
    Ok(squared(&Array1::from_vec(found?), &batch.sums))
}

fn train(
    progress: &Progress<'_>,
    (name, kind): (&str, Kind),
    seed: u64,
    (length, steps): (usize, u64),
    lengths: usize,
) -> Result<Vec<Value>> {
    let mut layer = Layer::new(kind, seed)?;
    let losses = trained(progress, steps, RATE, |step, rate| {
        let loss = loss(&layer, &batch(seed, step, length, SEQUENCES))?;
        layer.all.descend_within(&loss, rate, 1.0)?;
        Ok(loss)
    })?;
    let at: Result<Vec<Value>> = LENGTHS[..lengths]
        .iter()
        .map(|&length| Ok(json!([length, rounded(error(&layer, &batch(seed, u64::MAX, length, MEASURED))?)])))
        .collect();
    Ok(vec![json!({
        "kind": name,
        "seed": seed,
        "parameters": layer.all.count(),
        "loss": losses.last(),
        "at": at?,
        "points": losses.points,
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let (length, steps) = arguments.size.of((10, 3), (LENGTH, 20), (LENGTH, 1800));
    let lengths = arguments.size.of(1, 1, LENGTHS.len());
    let seeds = arguments.seed..arguments.seed + arguments.size.of(1, 1, 2);
    runs_of(&KINDS, seeds, steps, move |progress, kind, seed| {
        train(progress, kind, seed, (length, steps), lengths)
    })
}

pub(crate) fn summary(rows: &[Value]) -> String {
    lines(
        "layer, seed, parameters, loss at the end, error by length (0.1667: always answering 1)",
        rows,
        &["kind", "seed", "parameters", "loss", "at"],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_trained_is_what_the_chapter_computes() {
        for (name, kind) in KINDS {
            let (layer, batch) = (Layer::new(kind, 3).unwrap(), batch(3, 0, 20, 3));
            let trained = f64::from(loss(&layer, &batch).unwrap().to_scalar::<f32>().unwrap());
            let found = error(&layer, &batch).unwrap();
            assert!((trained - found).abs() < 1e-4, "{name}: {trained} {found}");
        }
    }

    #[test]
    fn two_marks_a_sequence_one_in_each_half() {
        let batch = batch(1, 0, 10, 4);
        for b in 0..4 {
            let own = batch.sequence(b);
            let of = |range: std::ops::Range<usize>| own.slice(s![range, 1]).sum();
            assert_eq!((of(0..5), of(5..10)), (1.0, 1.0));
            assert!((own.column(0).dot(&own.column(1)) - batch.sums[b]).abs() < 1e-6);
        }
    }
}
