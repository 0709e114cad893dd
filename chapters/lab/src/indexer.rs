//! An indexer that is trained to choose what an attention looks at, against one that sees as many channels at random.
//!
//! The attention is given and fixed: it compares queries and keys in a few of their channels, turned somewhere, and the rest of both
//! is there for something else. The indexer's loss is the divergence KL(attention ‖ softmax of its scores), as in DeepSeek-V3.2.
//! What is measured is the share of the softmax that its choice holds, on queries and keys that it has not seen.

use anyhow::Result;
use candle_core::{D, Tensor};
use candle_nn::ops::{log_softmax, softmax};
use compression::answers::{INDEXER, TOP_K};
use ndarray::{Array2, Array3, s};
use serde_json::{Value, json};

use crate::Arguments;
use crate::parameters::{Parameters, normals, random};
use crate::record::rounded;
use crate::router::{array, tensor};
use crate::runner::{Progress, Run};

/// Channels of queries and keys, and of these the attention looks at so many.
const WIDTH: usize = 64;
const LOOKED_AT: usize = 8;
/// Entries, all of which every query sees, and queries in a batch.
const ENTRIES: usize = 512;
const QUERIES: usize = 64;
/// How many entries are chosen.
const CHOSEN: usize = 32;
/// Keys that a query is made of.
const MADE_OF: usize = 4;
const HEADS: usize = 4;
const WIDTHS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
const RATE: f64 = 0.01;
/// Batches on which a choice is measured.
const MEASURED: u64 = 8;

/// What an attention looks at: an orthonormal basis, shape (64, 8).
struct Attention {
    basis: Array2<f32>,
    seed: u64,
}

/// Queries (64, 64), keys (512, 64), and the logits of the attention (64, 512).
struct Batch {
    queries: Array2<f32>,
    keys: Array2<f32>,
    logits: Array2<f32>,
}

/// An orthonormal basis of a random subspace; shape (64, width).
fn subspace(seed: u64, purpose: u64, width: usize) -> Result<Array2<f32>> {
    let numbers = normals(&mut random(seed, purpose, width as u64), WIDTH * width, 1.0);
    let mut basis = Array2::from_shape_vec((WIDTH, width), numbers)?;
    for c in 0..width {
        let mut column = basis.column(c).to_owned();
        for before in 0..c {
            let along = basis.column(before).dot(&column);
            column.scaled_add(-along, &basis.column(before));
        }
        let norm = column.dot(&column).sqrt();
        basis.column_mut(c).assign(&(column / norm));
    }
    Ok(basis)
}

impl Attention {
    fn new(seed: u64) -> Result<Attention> {
        Ok(Attention { basis: subspace(seed, 61, LOOKED_AT)?, seed })
    }

    fn batch(&self, step: u64) -> Result<Batch> {
        let mut random = random(self.seed, 62, step);
        let keys = Array2::from_shape_vec((ENTRIES, WIDTH), normals(&mut random, ENTRIES * WIDTH, 1.0))?;
        // Where the attention looks, a query is a sum of a few keys; elsewhere it is about something else.
        let mut queries =
            Array2::from_shape_vec((QUERIES, WIDTH), normals(&mut random, QUERIES * WIDTH, 1.0))?;
        let places = normals(&mut random, QUERIES * MADE_OF, 1.0);
        for (i, mut query) in queries.rows_mut().into_iter().enumerate() {
            let mut wanted = query.dot(&self.basis) * 0.3;
            for place in &places[MADE_OF * i..MADE_OF * (i + 1)] {
                // The digits behind the third are as good as uniform.
                let entry = (1e6 * place.abs()) as usize % ENTRIES;
                wanted.scaled_add(0.9, &keys.row(entry).dot(&self.basis));
            }
            let change = self.basis.dot(&(&wanted - &query.dot(&self.basis)));
            query += &change;
        }
        let logits = queries.dot(&self.basis).dot(&keys.dot(&self.basis).t()) * 0.5;
        Ok(Batch { queries, keys, logits })
    }

    /// The share of the softmax that choices by scores hold, on batches that nothing was trained on.
    fn captured(&self, scores: impl Fn(&Batch, u64) -> Result<Array2<f32>>) -> Result<f64> {
        let mut sum = 0.0;
        for number in 0..MEASURED {
            let batch = self.batch(u64::MAX - number)?;
            let scores = scores(&batch, number)?;
            for (i, logits) in batch.logits.rows().into_iter().enumerate() {
                // A query after the last entry sees them all.
                let chosen = TOP_K(scores.slice(s![i..=i, ..]), ENTRIES - 1, 1, CHOSEN);
                let largest = logits.fold(f32::NEG_INFINITY, |most, &logit| most.max(logit));
                let weights = logits.mapv(|logit| f64::from(logit - largest).exp());
                sum += chosen[0].iter().map(|&s| weights[s]).sum::<f64>() / weights.sum();
            }
        }
        Ok(sum / (MEASURED as usize * QUERIES) as f64)
    }
}

/// The parameters of an indexer: a projection for the queries of all heads, one for the keys, and what gives the heads' weights.
struct Indexer {
    width: usize,
    all: Parameters,
    /// Shape (64, heads · width).
    queries: Tensor,
    /// Shape (64, width).
    keys: Tensor,
    /// Shape (64, heads), and what is added to it (1, heads).
    weights: [Tensor; 2],
}

impl Indexer {
    fn new(width: usize, seed: u64) -> Result<Indexer> {
        let mut start = random(seed, 63, width as u64);
        let mut all = Parameters::default();
        let scale = (WIDTH as f64).powf(-0.5);
        let queries = all.normal(&mut start, "queries", (WIDTH, HEADS * width), scale)?;
        let keys = all.normal(&mut start, "keys", (WIDTH, width), scale)?;
        let slope = all.normal(&mut start, "slope", (WIDTH, HEADS), 0.1 * scale)?;
        // Two heads for what matches, two for what must not.
        let level = all.add("level", (1, HEADS), vec![1.0, 1.0, -1.0, -1.0])?;
        Ok(Indexer { width, all, queries, keys, weights: [slope, level] })
    }

    /// Scores (queries, entries) of a batch, with gradients.
    fn scores(&self, queries: &Tensor, keys: &Tensor) -> Result<Tensor> {
        let heads = queries.matmul(&self.queries)?.reshape((QUERIES * HEADS, self.width))?;
        let products = heads.matmul(&keys.matmul(&self.keys)?.t()?)?.relu()?;
        let products = products.reshape((QUERIES, HEADS, ENTRIES))?;
        let weights = queries.matmul(&self.weights[0])?.broadcast_add(&self.weights[1])?;
        Ok(products.broadcast_mul(&weights.unsqueeze(2)?)?.sum(1)?)
    }

    fn loss(&self, batch: &Batch) -> Result<Tensor> {
        let wanted = softmax(&tensor(&batch.logits)?, D::Minus1)?;
        let scores = self.scores(&tensor(&batch.queries)?, &tensor(&batch.keys)?)?;
        let apart = (wanted.log()? - log_softmax(&scores, D::Minus1)?)?;
        Ok(((wanted * apart)?.sum_all()? / QUERIES as f64)?)
    }

    /// The scores as the chapter's indexer gives them.
    fn chosen_by(&self, batch: &Batch) -> Result<Array2<f32>> {
        let heads = batch.queries.dot(&array(&self.queries)?);
        let heads = Array3::from_shape_vec((QUERIES, HEADS, self.width), heads.into_iter().collect())?;
        let keys = batch.keys.dot(&array(&self.keys)?);
        let weights = batch.queries.dot(&array(&self.weights[0])?) + &array(&self.weights[1])?;
        Ok(INDEXER(heads.view(), keys.view(), weights.view()))
    }
}

fn train(progress: &Progress<'_>, width: usize, seed: u64, steps: u64) -> Result<Vec<Value>> {
    let attention = Attention::new(seed)?;
    let mut indexer = Indexer::new(width, seed)?;
    let (mut first, mut last) = (0.0, 0.0);
    for step in 0..steps {
        let loss = indexer.loss(&attention.batch(step)?)?;
        last = f64::from(loss.to_scalar::<f32>()?);
        if step == 0 {
            first = last;
        }
        // Smaller steps towards the end.
        let rate = RATE * (1.0 - step as f64 / steps as f64).max(0.05);
        indexer.all.descend(&loss, rate)?;
        progress.step()?;
    }
    let trained = attention.captured(|batch, _| indexer.chosen_by(batch))?;
    // The same number of channels, somewhere.
    let at_random = attention.captured(|batch, number| {
        let basis = subspace(seed, 64 + number, width)?;
        Ok(batch.queries.dot(&basis).dot(&batch.keys.dot(&basis).t()))
    })?;
    let chance = |_: &Batch, number: u64| {
        let scores = normals(&mut random(seed, 65, number), QUERIES * ENTRIES, 1.0);
        Ok(Array2::from_shape_vec((QUERIES, ENTRIES), scores)?)
    };
    Ok(vec![json!({
        "width": width,
        "seed": seed,
        "first_loss": rounded(first),
        "last_loss": rounded(last),
        "trained": rounded(trained),
        "random": rounded(at_random),
        "oracle": rounded(attention.captured(|batch, _| Ok(batch.logits.clone()))?),
        "chance": rounded(attention.captured(chance)?),
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let steps = arguments.size.of(3, 100, 1000);
    let seeds = arguments.seed..arguments.seed + arguments.size.of(1, 1, 3);
    let run = |(width, seed): (usize, u64)| Run {
        name: format!("{width} channels, seed {seed}"),
        steps,
        task: Box::new(move |progress| train(progress, width, seed, steps)),
    };
    WIDTHS.iter().flat_map(|&width| seeds.clone().map(move |seed| (width, seed))).map(run).collect()
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text =
        "channels  seed  loss: first, last   share held: trained  random  by the logits  by chance"
            .to_owned();
    for row in rows {
        text += &format!(
            "\n{:>8}  {:>4}  {:>11} {:>5}   {:>19}  {:>6}  {:>13}  {:>9}",
            row["width"].to_string(),
            row["seed"].to_string(),
            row["first_loss"].to_string(),
            row["last_loss"].to_string(),
            row["trained"].to_string(),
            row["random"].to_string(),
            row["oracle"].to_string(),
            row["chance"].to_string(),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_trained_is_what_the_chapter_computes() {
        let attention = Attention::new(3).unwrap();
        let (indexer, batch) = (Indexer::new(4, 3).unwrap(), attention.batch(0).unwrap());
        let scores = indexer.scores(&tensor(&batch.queries).unwrap(), &tensor(&batch.keys).unwrap()).unwrap();
        let apart = array(&scores).unwrap() - indexer.chosen_by(&batch).unwrap();
        assert!(apart.iter().all(|difference| difference.abs() < 1e-3));
    }

    #[test]
    fn the_loss_is_a_divergence() {
        let attention = Attention::new(1).unwrap();
        let mut indexer = Indexer::new(8, 1).unwrap();
        let batch = attention.batch(0).unwrap();
        let of = |indexer: &Indexer| indexer.loss(&batch).unwrap().to_scalar::<f32>().unwrap();
        let before = of(&indexer);
        for _ in 0..20 {
            let loss = indexer.loss(&batch).unwrap();
            indexer.all.descend(&loss, RATE).unwrap();
        }
        assert!(0.0 < of(&indexer) && of(&indexer) < before);
    }
}
