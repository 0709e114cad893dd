//! What attention moves between slow and fast memory, by the rows of a tile.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count};

use super::ticks;
use crate::lesson::text;

/// Numbers moved if the matrix is written down: queries, keys, values and outputs once; scores and weights are written and read.
pub fn whole(length: f64, width: f64) -> f64 {
    4.0 * length * width + 4.0 * length * length
}

/// Numbers moved in tiles of so many rows: keys and values once for each tile of queries; queries and outputs once.
pub fn in_tiles(length: f64, width: f64, rows: f64) -> f64 {
    2.0 * width * length * ((length / rows).ceil() + 1.0)
}

/// What is moved against the room in fast memory, for a length, a width and the rows of a tile that a reader chooses.
pub fn traffic() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Queries and keys", "", (8, 16)).start(4096.0),
        Parameter::powers_of_two("Width", "channels", (4, 8)).start(128.0),
        Parameter::powers_of_two("Rows of a tile", "", (0, 8)).start(16.0),
    ];
    Play::new("attention/traffic", parameters, |values| moved(values[0], values[1], values[2]))
}

/// What is moved against the room that tiles take, for a text of this length.
pub fn moved(length: f64, width: f64, rows: f64) -> Figure {
    const TILES: i32 = 8;
    let room = |rows: f64| 4.0 * rows * width;
    let tiles = (0..=TILES).map(|power| 2_f64.powi(power));
    let line: Vec<(f64, f64)> = tiles.map(|rows| (room(rows), in_tiles(length, width, rows))).collect();
    let (matrix, here) = (whole(length, width), in_tiles(length, width, rows));
    let times = if here < matrix {
        format!("{} times less than the matrix", text(matrix / here, 1))
    } else {
        format!("{} times more than the matrix", text(here / matrix, 1))
    };
    let description = format!(
        "Numbers moved between slow and fast memory against the room in fast memory, both axes logarithmic, for {} queries and keys of width {width}. With tiles of {rows} rows, which \
         need room for {} numbers, {} are moved, {times}. The lines meet at about 2d² = {}.",
        count(length as u64),
        count(room(rows) as u64),
        count(here as u64),
        count((2.0 * width * width) as u64),
    );
    let first = room(1.0).log2() as u32;
    let ends = [line[0].0, line[line.len() - 1].0];
    let point = Series::new(&format!("{rows} rows"), [(room(rows), here)]).points_only();
    Chart::new(
        "Tiles move less than the whole matrix once they have half as many rows as the width",
        &description,
    )
    .x(Axis::log2("room in fast memory, numbers").ticks(&ticks(first, first + TILES as u32, 5)))
    .y(Axis::log10("numbers moved"))
    .line(Series::new("whole\nmatrix", ends.map(|x| (x, matrix))).reference())
    .line(Series::new("tiles", line))
    .line(point)
    .save()
}
