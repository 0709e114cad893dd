//! What attention holds and what it moves: whole against in tiles, one worker against many.
//!
//! Source of the cost model: Dao et al., FlashAttention (arXiv 2205.14135), section 3.2.

use std::cell::Cell;
use std::ops::Deref;

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, Array2, ArrayView2, Axis as Along, s, stack};

use super::normals;
use crate::{Flash, Mask, Merge, SlowMemory, Softmax};

/// The numbers of queries, and as many keys, in the figure of what is held.
pub const LENGTHS: [usize; 6] = [32, 64, 128, 256, 512, 1024];
/// The width of queries, keys and values there.
pub const WIDTH: usize = 16;
/// The rows of a tile there.
pub const TILE: usize = 16;
/// The number of queries, and of keys, in the figure of what is moved.
pub const MOVED_LENGTH: usize = 256;
/// The width of queries, keys and values there.
pub const MOVED_WIDTH: usize = 32;
/// The rows of a tile there.
pub const MOVED_TILES: [usize; 5] = [4, 8, 16, 32, 64];
/// The keys that the workers of [`decode`] share.
pub const CONTEXT: usize = 65_536;

const SEED: u64 = 2022;

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
    let mut random = super::random(SEED);
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
        last.whole,
        last.length,
        super::text(last_slope(&whole), 2),
        last.tiled,
        super::text(last_slope(&tiled), 2),
    );
    Chart::new("What attention holds", &description)
        .x(Axis::log2("queries and keys n").ticks(&[32.0, 128.0, 512.0]))
        .y(Axis::log10("numbers held"))
        .line(Series::new("whole matrix", whole))
        .line(Series::new("tiles", tiled))
        .save()
}

/// What crosses between slow and fast memory, in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moved {
    /// The numbers M that the fast memory has room for: a tile each of queries, keys, values and outputs.
    pub room: usize,
    /// What moves with tiles of that size: counted for keys and values; queries and outputs once.
    pub tiled: usize,
}

/// What moves if the matrix is written down: queries, keys, values and outputs once; scores and weights are written and
/// read.
pub fn moved_whole() -> usize {
    4 * MOVED_LENGTH * MOVED_WIDTH + 4 * MOVED_LENGTH * MOVED_LENGTH
}

/// What moves for each of [`MOVED_TILES`], without a mask.
pub fn moved(flash: Flash) -> Vec<Moved> {
    let mut random = super::random(SEED + 1);
    let [queries, keys, values] = [(); 3].map(|()| normals(&mut random, (MOVED_LENGTH, MOVED_WIDTH)));
    let row = |&tile: &usize| {
        let memory = SlowMemory::new(keys.view(), values.view(), tile);
        flash(queries.view(), &memory, Mask::None);
        let tiled = 2 * MOVED_WIDTH * (memory.loaded() + MOVED_LENGTH);
        Moved { room: 4 * tile * MOVED_WIDTH, tiled }
    };
    MOVED_TILES.iter().map(row).collect()
}

/// What moves against the room in fast memory.
///
/// # Panics
/// If the answer panics, or loads nothing.
pub fn moved_figure(flash: Flash) -> Figure {
    let rows = moved(flash);
    let points: Vec<(f64, f64)> = rows.iter().map(|row| (row.room as f64, row.tiled as f64)).collect();
    let whole = moved_whole() as f64;
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    let description = format!(
        "Numbers moved between slow and fast memory, against the numbers that fast memory has room for, both axes \
         logarithmic; {MOVED_LENGTH} queries and keys of width {MOVED_WIDTH}. In tiles: {} with room for {}, {} with room for \
         {}. With the whole matrix: {whole}, whatever the room.",
        first.tiled, first.room, last.tiled, last.room,
    );
    Chart::new("What attention moves", &description)
        .x(Axis::log2("room in fast memory M").ticks(&[512.0, 2048.0, 8192.0]))
        .y(Axis::log10("numbers moved").range(50_000.0, 2e6))
        .line(Series::new("whole matrix", points.iter().map(|&(x, _)| (x, whole))).reference())
        .line(Series::new("tiles", points.clone()))
        .save()
}

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
    let mut random = super::random(SEED + 2);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::flash::flash;
    use crate::solution::merge::merge;
    use crate::solution::softmax::softmax;

    #[test]
    fn the_matrix_grows_with_the_square_and_the_tiles_do_not() {
        let rows = rows(softmax);
        let points = |of: fn(&Row) -> usize| -> Vec<(f64, f64)> {
            rows.iter().map(|row| (row.length as f64, of(row) as f64)).collect()
        };
        assert!((last_slope(&points(|row| row.whole)) - 2.0).abs() < 0.02);
        let slope = last_slope(&points(|row| row.tiled));
        assert!((0.9..1.0).contains(&slope), "{slope}");
        // Exactly: two matrices and the output; output, two numbers a query, and the tiles.
        for row in rows {
            let n = row.length;
            assert_eq!(row.whole, 2 * n * n + n * WIDTH);
            assert_eq!(row.tiled, n * (WIDTH + 2) + 3 * TILE * WIDTH + 2 * TILE * TILE);
        }
    }

    /// The same in bytes, of the solutions themselves, by an allocator that counts.
    #[test]
    fn the_solutions_hold_what_the_figure_says() {
        let peak = |n: usize| {
            let keys = Array2::from_shape_fn((n, WIDTH), |(i, c)| (0.7 * (i * WIDTH + c) as f32).sin());
            let whole = judge::peak_of_this_thread(|| {
                crate::solution::scaled_dot_product::scaled_dot_product(
                    keys.view(),
                    keys.view(),
                    keys.view(),
                    Mask::None,
                )
            });
            let tiled = judge::peak_of_this_thread(|| {
                flash(keys.view(), &SlowMemory::new(keys.view(), keys.view(), TILE), Mask::None)
            });
            (whole.1 as f64, tiled.1 as f64)
        };
        let (small, large) = (peak(512), peak(1024));
        let slope = |small: f64, large: f64| (large / small).log2();
        assert!((slope(small.0, large.0) - 2.0).abs() < 0.1, "{small:?} {large:?}");
        assert!(slope(small.1, large.1) < 1.1, "{small:?} {large:?}");
        assert!(large.0 > 10.0 * large.1, "{large:?}");
    }

    #[test]
    fn twice_the_room_halves_what_is_moved() {
        let rows = moved(flash);
        for row in &rows {
            let tiles = MOVED_LENGTH / (row.room / 4 / MOVED_WIDTH);
            assert_eq!(row.tiled, 2 * MOVED_WIDTH * (MOVED_LENGTH * tiles + MOVED_LENGTH));
        }
        let slope = (rows[1].tiled as f64 / rows[0].tiled as f64).log2();
        assert!((slope + 1.0).abs() < 0.03, "{slope}");
        assert!(rows[0].tiled > 3 * moved_whole() && rows[4].tiled < moved_whole() / 3);
    }

    #[test]
    fn many_workers_give_what_one_does() {
        for row in decode(merge, &[1, 3, 64, 1024]) {
            assert_eq!(row.rounds, row.workers.next_power_of_two().trailing_zeros() as usize);
            assert_eq!(row.keys, CONTEXT.div_ceil(row.workers));
            assert!(row.difference < 1e-5, "{row:?}");
        }
    }

    #[test]
    fn the_figures_are_finished() {
        for figure in [figure(softmax), moved_figure(flash)] {
            assert_eq!(figure.overlapping_labels(), []);
        }
    }
}
