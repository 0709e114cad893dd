//! What recurrences learn to remember: the experiments of chapter 4.
//!
//! candle trains, with its own operators and the two of this folder, because a gradient is needed; what has been learned is then
//! computed anew, on fresh sequences, by the chapter's functions, or with the feature `mine` by the reader's.

pub(crate) mod adding;
mod banks;
mod edits;
pub(crate) mod latch;
pub(crate) mod legs;
mod pairs;
pub(crate) mod parity;
mod reader;
pub(crate) mod recall;
pub(crate) mod registers;
mod scan;

pub(crate) use edits::{Asked, edits};

use std::ops::Range;

use anyhow::Result;
use candle_core::Tensor;
use ndarray::{Array1, Array2};
use serde_json::{Value, json};

use crate::record::rounded;
use crate::router::array;
use crate::runner::{Progress, Run};

/// Training losses: means over some steps each.
pub(crate) struct Losses {
    every: u64,
    sum: f64,
    pub(crate) points: Vec<Value>,
}

impl Losses {
    /// Twenty means or so.
    pub(crate) fn new(steps: u64) -> Losses {
        Losses { every: (steps / 20).max(1), sum: 0.0, points: Vec::new() }
    }

    /// The loss of a step, counted from 0.
    pub(crate) fn add(&mut self, step: u64, loss: &Tensor) -> Result<()> {
        self.sum += f64::from(loss.to_scalar::<f32>()?);
        if (step + 1).is_multiple_of(self.every) {
            self.points.push(json!([step + 1, rounded(self.sum / self.every as f64)]));
            self.sum = 0.0;
        }
        Ok(())
    }

    pub(crate) fn last(&self) -> Value {
        self.points.last().map_or(Value::Null, |point| point[1].clone())
    }
}

/// Trains for some steps. Each is told its number and its rate, which falls from `most` to a twentieth, and gives its loss.
fn trained(
    progress: &Progress<'_>,
    steps: u64,
    most: f64,
    mut one: impl FnMut(u64, f64) -> Result<Tensor>,
) -> Result<Losses> {
    let mut losses = Losses::new(steps);
    for step in 0..steps {
        let rate = most * (1.0 - step as f64 / steps as f64).max(0.05);
        losses.add(step, &one(step, rate)?)?;
        progress.step()?;
    }
    Ok(losses)
}

/// A run for each kind, by its name, and each seed.
fn runs_of<K: Copy + Send + Sync + 'static>(
    kinds: &[(&'static str, K)],
    seeds: Range<u64>,
    steps: u64,
    train: impl Fn(&Progress<'_>, (&'static str, K), u64) -> Result<Vec<Value>> + Copy + Send + Sync + 'static,
) -> Vec<Run> {
    let run = |(kind, seed): ((&'static str, K), u64)| Run {
        name: format!("{}, seed {seed}", kind.0),
        steps,
        task: Box::new(move |progress| train(progress, kind, seed)),
    };
    kinds.iter().flat_map(|&kind| seeds.clone().map(move |seed| (kind, seed))).map(run).collect()
}

/// The numbers of a vector, or of a matrix of one row or column.
fn vector(tensor: &Tensor) -> Result<Array1<f32>> {
    Ok(Array1::from_vec(tensor.flatten_all()?.to_vec1::<f32>()?))
}

/// The numbers of a matrix.
fn matrix(tensor: &Tensor) -> Result<Array2<f32>> {
    array(tensor)
}

/// The mean of the squared differences.
fn squared(found: &Array1<f32>, wanted: &Array1<f32>) -> f64 {
    let squares = found.iter().zip(wanted).map(|(a, b)| f64::from(a - b).powi(2));
    squares.sum::<f64>() / found.len() as f64
}

/// Rows as lines, with the values of some fields.
fn lines(head: &str, rows: &[Value], fields: &[&str]) -> String {
    let mut text = head.to_owned();
    for row in rows {
        let values: Vec<String> = fields.iter().map(|field| row[field].to_string()).collect();
        text += &format!("\n{}", values.join("  "));
    }
    text
}

/// Rows of length 1.
pub(crate) fn unit(rows: &Tensor) -> Result<Tensor> {
    Ok(rows.broadcast_div(&(rows.sqr()?.sum_keepdim(1)? + 1e-6)?.sqrt()?)?)
}
