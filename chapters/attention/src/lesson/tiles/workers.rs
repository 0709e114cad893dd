//! One query, and workers that share its keys.

use ndarray::{Array1, Array2, Axis as Along, s, stack};

use super::SEED;
use crate::Merge;
use crate::lesson::{normals, random};

/// The keys that the workers of [`decode`] share.
pub const CONTEXT: usize = 65_536;

/// One query, [`CONTEXT`] keys, and workers that share them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decode {
    /// The number p of workers.
    pub workers: usize,
    /// The keys of each.
    pub keys: usize,
    /// How often results are merged in pairs until one is left.
    pub rounds: usize,
    /// How far the result is from that of a single worker.
    pub difference: f32,
}

/// The attention of one query over random scores, by a number of workers whose results are merged in pairs, all pairs of a
/// round at once.
pub fn decode(merge: Merge, workers: &[usize]) -> Vec<Decode> {
    const WIDTH: usize = 4;
    let mut random = random(SEED + 2);
    let scores = normals(&mut random, (1, CONTEXT)).row(0).to_owned();
    let values = normals(&mut random, (CONTEXT, WIDTH));
    let part = |from: usize, to: usize| -> (Array2<f32>, Array1<f32>) {
        let scores = scores.slice(s![from..to]);
        let max = scores.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        let weights = scores.mapv(|score| (score - max).exp());
        let sum = weights.sum();
        let output = weights.dot(&values.slice(s![from..to, ..])) / sum;
        (output.insert_axis(Along(0)), Array1::from_elem(1, max + sum.ln()))
    };
    let (alone, _) = part(0, CONTEXT);
    let row = |&workers: &usize| {
        let keys = CONTEXT.div_ceil(workers);
        let mut parts: Vec<_> = (0..workers).map(|w| part(w * keys, CONTEXT.min((w + 1) * keys))).collect();
        let mut rounds = 0;
        while parts.len() > 1 {
            let pair = |pair: &[(Array2<f32>, Array1<f32>)]| {
                let outputs: Vec<_> = pair.iter().map(|(output, _)| output.view()).collect();
                let totals: Vec<_> = pair.iter().map(|(_, total)| total.view()).collect();
                let outputs = stack(Along(0), &outputs).expect("outputs of one shape");
                let totals = stack(Along(0), &totals).expect("totals of one shape");
                merge(outputs.view(), totals.view())
            };
            parts = parts.chunks(2).map(pair).collect();
            rounds += 1;
        }
        let difference = (&parts[0].0 - &alone).fold(0.0_f32, |worst, x| worst.max(x.abs()));
        Decode { workers, keys, rounds, difference }
    };
    workers.iter().map(row).collect()
}
