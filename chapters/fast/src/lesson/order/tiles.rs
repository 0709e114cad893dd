//! What tiles of a product move, by their height and by the room that they have.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count, text};

use crate::Tiles;

/// The length of the sums.
const LONG: u64 = 256;
/// How deep the tiles of A and B are in the line beside.
const DEEP: u64 = 32;

/// How many numbers a tile moves for each product of two numbers, in a product of matrices of sizes \[m, k, n\].
pub fn moved([tm, _, tn]: [u64; 3], [m, k, n]: [u64; 3]) -> f64 {
    (n.div_ceil(tn) as f64 / n as f64) + (m.div_ceil(tm) as f64 / m as f64) + 1.0 / k as f64
}

/// The widest tile of a height and a depth that fits, if one does.
fn widest(tm: u64, tk: u64, n: u64, numbers: u64) -> Option<[u64; 3]> {
    let tn = (numbers.checked_sub(tm * tk)? / (tm + tk)).min(n);
    (tn > 0).then_some([tm, tk, tn])
}

/// Below this no order of the products can be, by Smith, Lowery, Langou and van de Geijn: 2 m k n / √S − 2 S numbers.
fn bound([m, k, n]: [u64; 3], numbers: u64) -> f64 {
    2.0 / (numbers as f64).sqrt() - 2.0 * numbers as f64 / (m * k * n) as f64
}

/// Numbers moved for each product against the height of the tile, for sizes that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Numbers in the cache", "", (6, 14)).start(1024.0),
        Parameter::steps("Rows of A", "", 32.0, (2, 16)).start(256.0),
        Parameter::steps("Columns of B", "", 32.0, (2, 16)).start(256.0),
    ];
    Play::new("fast/tiles", parameters, |values| {
        let [numbers, m, n] = [0, 1, 2].map(|at| values[at] as u64);
        drawn(crate::answers::tiles::tiles, [m, LONG, n], numbers)
    })
}

/// # Panics
/// If the answer gives a tile of nothing.
fn drawn(answer: Tiles, sizes: [u64; 3], numbers: u64) -> Figure {
    let [m, k, n] = sizes;
    let line = |tk: u64| -> Vec<(f64, f64)> {
        let tiles = (1..=m).filter_map(|tm| widest(tm, tk, n, numbers));
        let points: Vec<(f64, f64)> = tiles.map(|tile| (tile[0] as f64, moved(tile, sizes))).collect();
        // Not more than can be seen.
        let every = |at: usize| points[at].0.log2() * 12.0;
        let seen = |at: &usize| *at == 0 || every(*at).floor() > every(*at - 1).floor();
        (0..points.len()).filter(seen).map(|at| points[at]).collect()
    };
    let (flat, deep) = (line(1), line(DEEP));
    let tile = answer(sizes, numbers);
    let found = moved(tile, sizes);
    let said = format!("{} by {}", tile[0], tile[2]);
    let limit = bound(sizes, numbers);
    let description = format!(
        "Numbers moved for each product of two numbers against the height of the tile of C, both axes logarithmic, for matrices of {m} by {k} and {k} by {n} and a cache of \
         {} numbers. Each tile is as wide as fits. With a depth of 1, {} at a height of 1, and {} for the tile of {said} that the exercise finds, whose \
         depth is {}. With a depth of {DEEP} {}. No order of the products moves fewer than {}.",
        count(numbers),
        text(flat[0].1, 3),
        text(found, 3),
        tile[1],
        deep.iter()
            .map(|point| point.1)
            .reduce(f64::min)
            .map_or("no tile fits".to_owned(), |least| format!("{} at best", text(least, 3))),
        text(limit.max(0.0), 3),
    );
    let low = f64::midpoint(1.0 / m as f64, 1.0 / n as f64);
    let mut chart = Chart::new(
        "The tile that moves the least leaves A a column, B a row, and the rest of the cache to C",
        &description,
    )
    .x(Axis::log2("height of the tile").range(1.0, 512.0))
    .y(Axis::log10("numbers moved for each product").range(low, 4.0))
    .line(Series::new("depth 1", flat));
    if !deep.is_empty() {
        chart = chart.line(Series::new(&format!("depth {DEEP}"), deep));
    }
    if limit > low {
        chart = chart.line(Series::new("no order\nmoves less", [(1.0, limit), (512.0, limit)]).reference());
    }
    chart.line(choice(&said, tile[0] as f64, (low, 2.0))).save()
}

/// The tile that was found: a dashed line at its height, and words above it.
fn choice(words: &str, x: f64, (from, to): (f64, f64)) -> Series {
    Series::new(words, [(x, to), (x, from)]).reference().label_above(x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::tiles::tiles;

    #[test]
    fn the_tile_of_the_exercise_is_the_lowest_point_and_no_deeper_one_is_lower() {
        for numbers in [64, 1024, 16_384] {
            for [m, n] in [[64, 64], [256, 256], [512, 64], [96, 512]] {
                let sizes = [m, LONG, n];
                let found = moved(tiles(sizes, numbers), sizes);
                assert!(found >= bound(sizes, numbers));
                for tk in [1, 2, DEEP] {
                    let all = (1..=m).filter_map(|tm| widest(tm, tk, n, numbers));
                    let least = all.map(|tile| moved(tile, sizes)).fold(f64::INFINITY, f64::min);
                    assert!(found <= least && (tk > 1 || found == least), "{sizes:?} {numbers} {tk}");
                }
                assert_eq!(tiles(sizes, numbers)[1], 1);
            }
        }
    }

    #[test]
    fn the_figure_is_finished_at_both_ends_of_every_slider() {
        let play = play();
        let title = play.figure().title().to_owned();
        for numbers in [64.0, 256.0, 1024.0, 16_384.0] {
            for m in [64.0, 256.0, 512.0] {
                for n in [64.0, 256.0, 512.0] {
                    let figure = play.drawn(&[numbers, m, n]).unwrap();
                    assert_eq!(figure.overlapping_labels(), [], "{numbers} {m} {n}");
                    assert_eq!(figure.title(), title);
                }
            }
        }
    }

    #[test]
    fn it_is_drawn_in_less_than_twenty_milliseconds() {
        let start = std::time::Instant::now();
        for _ in 0..10 {
            play().drawn(&[16_384.0, 512.0, 512.0]).unwrap();
        }
        assert!(start.elapsed().as_millis() < 10 * 20, "{:?}", start.elapsed());
    }
}
