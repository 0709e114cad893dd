//! What attention holds, counted while it runs.

use std::cell::Cell;
use std::ops::Deref;

use figures::{Axis, Chart, Figure, Series, count};
use ndarray::{Array2, ArrayView2, s};

use super::SEED;
use crate::Softmax;
use crate::lesson::{normals, random, text};

/// The numbers of queries, and as many keys, in the figure of what is held.
pub const LENGTHS: [usize; 6] = [32, 64, 128, 256, 512, 1024];
/// The width of queries, keys and values there.
pub const WIDTH: usize = 16;
/// The rows of a tile there.
pub const TILE: usize = 16;

/// How many numbers are held now, and were held at the most.
#[derive(Default)]
struct Ledger {
    now: Cell<usize>,
    peak: Cell<usize>,
}

/// An array whose numbers are on the ledger while it lives.
struct Held<'a> {
    array: Array2<f32>,
    ledger: &'a Ledger,
}

impl Ledger {
    fn hold(&self, array: Array2<f32>) -> Held<'_> {
        self.now.set(self.now.get() + array.len());
        self.peak.set(self.peak.get().max(self.now.get()));
        Held { array, ledger: self }
    }
}

impl Deref for Held<'_> {
    type Target = Array2<f32>;
    fn deref(&self) -> &Array2<f32> {
        &self.array
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.ledger.now.set(self.ledger.now.get() - self.array.len());
    }
}

/// What is held at the most, in numbers, besides queries, keys and values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The number n of queries, and of keys.
    pub length: usize,
    /// By attention that writes its matrix down.
    pub whole: usize,
    /// By attention in tiles.
    pub tiled: usize,
}

/// Scores, weights, output.
fn whole(queries: ArrayView2<'_, f32>, keys: ArrayView2<'_, f32>, softmax: Softmax, ledger: &Ledger) {
    let scores = ledger.hold(queries.dot(&keys.t()) / (queries.ncols() as f32).sqrt());
    let weights = ledger.hold(softmax(scores.view()));
    drop(ledger.hold(weights.dot(&keys)));
}

/// A tile each of scores, weights, keys and values; output and, for each query, maximum and sum.
fn tiled(queries: ArrayView2<'_, f32>, keys: ArrayView2<'_, f32>, softmax: Softmax, ledger: &Ledger) {
    let n = queries.nrows();
    let _output = ledger.hold(Array2::zeros(queries.raw_dim()));
    let _states = ledger.hold(Array2::zeros((n, 2)));
    for first in (0..n).step_by(TILE) {
        let rows = s![first..n.min(first + TILE), ..];
        for from in (0..keys.nrows()).step_by(TILE) {
            let tile = s![from..keys.nrows().min(from + TILE), ..];
            let (keys, values) =
                (ledger.hold(keys.slice(tile).to_owned()), ledger.hold(keys.slice(tile).to_owned()));
            let scores = ledger.hold(queries.slice(rows).dot(&keys.t()));
            let weights = ledger.hold(softmax(scores.view()));
            drop(ledger.hold(weights.dot(&*values)));
        }
    }
}

/// What is held for each of [`LENGTHS`], counted while it runs. For the count it does not matter what the numbers are.
pub fn rows(softmax: Softmax) -> Vec<Row> {
    let mut random = random(SEED);
    let counted = |run: &dyn Fn(&Ledger)| {
        let ledger = Ledger::default();
        run(&ledger);
        ledger.peak.get()
    };
    LENGTHS
        .iter()
        .map(|&length| {
            let keys = normals(&mut random, (length, WIDTH));
            Row {
                length,
                whole: counted(&|ledger| whole(keys.view(), keys.view(), softmax, ledger)),
                tiled: counted(&|ledger| tiled(keys.view(), keys.view(), softmax, ledger)),
            }
        })
        .collect()
}

/// The slope between the last two points of a curve whose axes are both logarithmic.
pub fn last_slope(points: &[(f64, f64)]) -> f64 {
    let [(x, y), (next_x, next_y)] = points[points.len() - 2..] else { unreachable!("two points") };
    (next_y / y).ln() / (next_x / x).ln()
}

/// What is held against the number of queries and keys.
///
/// # Panics
/// If the softmax gives another shape.
pub fn figure(softmax: Softmax) -> Figure {
    let rows = rows(softmax);
    let line = |of: fn(&Row) -> usize| -> Vec<(f64, f64)> {
        rows.iter().map(|row| (row.length as f64, of(row) as f64)).collect()
    };
    let (whole, tiled) = (line(|row| row.whole), line(|row| row.tiled));
    let last = rows[rows.len() - 1];
    let description = format!(
        "Numbers held at the peak besides queries, keys and values, against the number of queries and keys, both axes \
         logarithmic, width {WIDTH}. With the whole matrix: {} for {} keys, slope {} at the end. In tiles of {TILE} rows: {}, \
         slope {}.",
        count(last.whole),
        count(last.length),
        text(last_slope(&whole), 2),
        count(last.tiled),
        text(last_slope(&tiled), 2),
    );
    Chart::new(
        "With the whole matrix memory grows with the square of the length, in tiles in proportion to it",
        &description,
    )
    .x(Axis::log2("queries and keys n").ticks(&[32.0, 128.0, 512.0]))
    .y(Axis::log10("numbers held"))
    .line(Series::new("whole matrix", whole))
    .line(Series::new("tiles", tiled))
    .save()
}
