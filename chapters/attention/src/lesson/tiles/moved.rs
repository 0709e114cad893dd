//! What attention moves between slow and fast memory.

use figures::{Axis, Chart, Figure, Series, count};

use super::SEED;
use crate::lesson::{normals, random};
use crate::{Flash, Mask, SlowMemory};

/// The number of queries, and of keys, in the figure of what is moved.
pub const MOVED_LENGTH: usize = 256;
/// The width of queries, keys and values there.
pub const MOVED_WIDTH: usize = 32;
/// The rows of a tile there.
pub const MOVED_TILES: [usize; 5] = [4, 8, 16, 32, 64];

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
    let mut random = random(SEED + 1);
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
         {}. With the whole matrix: {}, whatever the room.",
        count(first.tiled),
        count(first.room),
        count(last.tiled),
        count(last.room),
        count(moved_whole()),
    );
    Chart::new(
        "The more room in fast memory, the less tiles move; with too little, more than the whole matrix",
        &description,
    )
    .x(Axis::log2("room in fast memory M").ticks(&[512.0, 2048.0, 8192.0]))
    .y(Axis::log10("numbers moved").range(50_000.0, 2e6))
    .line(Series::new("whole matrix", points.iter().map(|&(x, _)| (x, whole))).reference())
    .line(Series::new("tiles", points.clone()))
    .save()
}
