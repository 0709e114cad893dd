//! Softmax of each row, with its log-sum-exp, as a loss wants them: 8 bytes a number and few operations, so a question of memory.
//!
//! | rung | file | what is new |
//! |---|---|---|
//! | definition | `naive.rs` | one array operation after the other |
//! | rows | `rows.rs` | all operations on a row while it is in the cache |
//! | vector | `vector.rs` | vectors, and a polynomial for exp |
//! | threads | `threads.rs` | rows on all cores |
//! | in place | `in_place.rs` | the result takes the place of the scores |

pub mod in_place;
pub mod naive;
pub mod rows;
pub mod threads;
pub mod vector;

use crate::ladder::{Inputs, Ladder, Rung, Size, Task, numbers};

/// Scores, row by row.
pub struct Scores {
    /// How many rows.
    pub length: usize,
    /// How long a row is.
    pub width: usize,
    /// (length, width), between −10 and 10, and after it room for a number for each row: what stands in the outputs before.
    pub scores: Vec<f32>,
}

impl Scores {
    /// The rows.
    pub fn rows(&self) -> &[f32] {
        &self.scores[..self.length * self.width]
    }
}

impl Inputs for Scores {
    fn new(Size { length, width }: Size) -> Scores {
        let mut scores: Vec<f32> = numbers(1, length * width).into_iter().map(|x| 10.0 * x).collect();
        scores.resize(length * (width + 1), 0.0);
        Scores { length, width, scores }
    }

    /// The weights (length, width), then the log-sum-exp of each row (length).
    fn outputs(&self) -> usize {
        self.length * (self.width + 1)
    }

    fn before(&self) -> Option<&[f32]> {
        Some(&self.scores)
    }
}

/// Maximum, difference, exp, sum and product: five for each number.
fn operations(scores: &Scores) -> f64 {
    5.0 * (scores.length * scores.width) as f64
}

/// Each number is read once and written once.
fn once(scores: &Scores) -> f64 {
    8.0 * (scores.length * scores.width) as f64
}

const fn rung(
    name: &'static str,
    idea: &'static str,
    bytes: fn(&Scores) -> f64,
    run: fn(&Scores, &mut [f32]),
) -> Rung<Scores> {
    Rung::new((name, idea), operations, bytes, run)
}

/// The rungs.
pub static RUNGS: [Rung<Scores>; 5] = [
    // Read for the maximum; read and written for exp; read for the sum; read and written for the division.
    rung("definition", "one array operation after the other", |scores| 3.0 * once(scores), naive::softmax),
    rung("rows", "all operations on a row at once", once, rows::softmax),
    rung("vector", "vectors, and a polynomial for exp", once, vector::softmax),
    Rung { parallel: true, ..rung("threads", "rows on all cores", once, threads::softmax) },
    Rung {
        parallel: true,
        in_place: true,
        ..rung("in place", "the result takes the place of the scores", once, in_place::softmax)
    },
];

fn tasks(size: Size) -> Vec<Task> {
    crate::ladder::tasks(&RUNGS, size)
}

const fn size(length: usize) -> Size {
    Size { length, width: 1024 }
}

/// What is measured.
pub const LADDER: Ladder = Ladder {
    name: "softmax",
    about: "softmax of each row, with its log-sum-exp",
    sizes: &[size(256), size(2048), size(8192), size(32_768)],
    tasks,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ladder::hold;

    /// The definition in double precision.
    fn reference(scores: &Scores) -> Vec<f64> {
        let (mut weights, mut totals) = (Vec::new(), Vec::new());
        for row in scores.rows().chunks_exact(scores.width) {
            let largest = row.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(f64::from(b)));
            let sum: f64 = row.iter().map(|&x| (f64::from(x) - largest).exp()).sum();
            weights.extend(row.iter().map(|&x| (f64::from(x) - largest).exp() / sum));
            totals.push(largest + sum.ln());
        }
        weights.extend(totals);
        weights
    }

    #[test]
    fn every_rung_is_the_definition_on_ragged_sizes() {
        for length in [1, 2, 63, 65] {
            for width in [1, 2, 63, 64, 65, 127, 300] {
                hold(&RUNGS, Size { length, width }, reference, |_| 4e-7);
            }
        }
    }

    #[test]
    fn scores_of_any_size_give_weights_that_sum_to_one() {
        let mut scores = Scores::new(Size { length: 5, width: 301 });
        for (i, score) in scores.scores.iter_mut().enumerate() {
            *score = *score * 1e3 - 1e4 * (i % 3) as f32;
        }
        for rung in &RUNGS {
            let mut out =
                if rung.in_place { scores.scores.clone() } else { vec![f32::NAN; scores.outputs()] };
            (rung.run)(&scores, &mut out);
            for row in out[..5 * 301].chunks_exact(301) {
                let sum: f32 = row.iter().sum();
                assert!((sum - 1.0).abs() < 1e-5, "{}: {sum}", rung.name);
            }
        }
    }
}
