//! How often the running maximum of online softmax changes, which is how often a state has to be rescaled.

use figures::{Axis, Chart, Figure, Series};
use ndarray::Array1;

use super::normals;
use crate::OnlineSoftmax;

/// The numbers of scores in the figure.
pub const LENGTHS: [usize; 11] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
/// The number of random sequences over which is averaged.
pub const SEQUENCES: usize = 100;

const SEED: u64 = 2018;

/// How often the maximum changes after the first score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The number n of scores.
    pub length: usize,
    /// The mean over random sequences.
    pub random: f64,
    /// The number for ascending scores.
    pub ascending: usize,
}

/// How often `max` changes after the first of some scores, at each of [`LENGTHS`] that is not beyond their number.
pub fn changes(online: OnlineSoftmax, scores: &[f32]) -> Vec<usize> {
    let nothing: Array1<f32> = Array1::zeros(1);
    let mut state = (online.start)(1);
    let mut changes = Vec::new();
    let mut count = 0;
    for (i, &score) in scores.iter().enumerate() {
        let before = state.max;
        (online.update)(&mut state, score, nothing.view());
        count += usize::from(i > 0 && state.max != before);
        if LENGTHS.contains(&(i + 1)) {
            changes.push(count);
        }
    }
    changes
}

/// Changes of the maximum for all [`LENGTHS`]: on average over [`SEQUENCES`] random sequences, and for ascending scores.
///
/// A row's sequences are the beginnings of the next row's.
pub fn rows(online: OnlineSoftmax) -> Vec<Row> {
    let longest = LENGTHS[LENGTHS.len() - 1];
    let mut random = super::random(SEED);
    let sequences = normals(&mut random, (SEQUENCES, longest));
    let mut sums = [0_usize; LENGTHS.len()];
    for sequence in sequences.rows() {
        let sequence = sequence.to_vec();
        for (sum, count) in sums.iter_mut().zip(changes(online, &sequence)) {
            *sum += count;
        }
    }
    let ascending: Vec<f32> = (0..longest).map(|i| i as f32).collect();
    let ascending = changes(online, &ascending);
    let row =
        |(i, &length)| Row { length, random: sums[i] as f64 / SEQUENCES as f64, ascending: ascending[i] };
    LENGTHS.iter().enumerate().map(row).collect()
}

/// The expected number of changes after the first of n random scores: H_n − 1 = ½ + ⅓ + … + 1/n.
///
/// Score i is a new maximum if it is the largest of the first i, which has probability 1/i.
pub fn predicted(length: usize) -> f64 {
    (2..=length).map(|i| 1.0 / i as f64).sum()
}

/// Changes of the maximum against the number of scores: random scores, what theory predicts, and ascending scores.
///
/// # Panics
/// If the maximum never changes, which has no place on a logarithmic axis.
pub fn figure(online: OnlineSoftmax) -> Figure {
    // A single score changes nothing, and 0 has no logarithm.
    let rows: Vec<Row> = rows(online).into_iter().filter(|row| row.length > 1).collect();
    let last = rows[rows.len() - 1];
    let description = format!(
        "Changes of the running maximum after the first score, against the number of scores, both axes logarithmic. Random \
         scores: {} changes in {} scores on average over {SEQUENCES} sequences, where theory predicts H − 1 = {}. Ascending \
         scores: {}, one at every score.",
        super::text(last.random, 1),
        last.length,
        super::text(predicted(last.length), 1),
        last.ascending,
    );
    let line = |of: fn(&Row) -> f64| rows.iter().map(move |row| (row.length as f64, of(row)));
    Chart::new("In random order the maximum rarely changes, in ascending order at every score", &description)
        .x(Axis::log2("scores n").ticks(&[4.0, 16.0, 64.0, 256.0, 1024.0]))
        .y(Axis::log10("changes of the running maximum").range(0.4, 1024.0))
        .line(Series::new("Hₙ − 1", line(|row| predicted(row.length))).reference())
        .line(Series::new("random", line(|row| row.random)).points_only())
        .line(Series::new("ascending", line(|row| row.ascending as f64)))
        .save()
}
