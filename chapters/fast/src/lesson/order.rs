//! What the page `fast/order` shows.

mod frames;
mod tiles;

use std::cell::RefCell;
use std::rc::Rc;

use crate::{CountedMatrix, InMemory, LineCache, LineMemory, LoopOrder, Place, Tiles};

pub use frames::frames;
pub use tiles::{moved, play};

/// The side of the square matrices of the tables.
pub const SIDE: usize = 48;
/// The cache of the tables: a column of such a matrix has more lines, a row fewer.
pub const CACHE: LineCache = LineCache { lines: 32, line: 8 };
/// The orders of three loops, from the outermost to the innermost.
pub const ORDERS: [&str; 6] = ["ijk", "ikj", "jik", "jki", "kij", "kji"];

/// Square matrices A, B and C, one after the other in memory, each row by row or column by column.
pub fn places(side: usize, by_rows: [bool; 3]) -> [Place; 3] {
    let place = |at: usize| {
        let (row_stride, column_stride) = if by_rows[at] { (side, 1) } else { (1, side) };
        Place { rows: side, columns: side, base: at * side * side, row_stride, column_stride }
    };
    [place(0), place(1), place(2)]
}

/// The addresses that plain loops ask for: of A, B and C for each product, after C has been set to 0 along its shorter stride.
pub fn asked(order: &str, [a, b, c]: [Place; 3]) -> impl Iterator<Item = usize> {
    let letters: Vec<usize> =
        order.chars().map(|letter| "ikj".find(letter).expect("one of i, j and k")).collect();
    let sizes = [c.rows, a.columns, c.columns];
    let [outer, middle, inner] = [letters[0], letters[1], letters[2]];
    let zeros = (0..c.rows * c.columns).map(move |at| {
        if c.column_stride <= c.row_stride {
            c.address(at / c.columns, at % c.columns)
        } else {
            c.address(at % c.rows, at / c.rows)
        }
    });
    let products = (0..sizes.iter().product()).flat_map(move |step: usize| {
        let mut at = [0; 3];
        at[inner] = step % sizes[inner];
        at[middle] = step / sizes[inner] % sizes[middle];
        at[outer] = step / sizes[inner] / sizes[middle];
        let [i, k, j] = at;
        [a.address(i, k), b.address(k, j), c.address(i, j)]
    });
    zeros.chain(products)
}

/// How many lines a cache brings in for plain loops in an order.
pub fn brought(order: &str, places: [Place; 3], cache: LineCache) -> usize {
    let mut memory = LineMemory::new(Vec::new(), cache);
    asked(order, places).filter(|&address| memory.touch(address)).count()
}

/// The order that brings in the fewest lines, and how many they are.
pub fn best(places: [Place; 3], cache: LineCache) -> (&'static str, usize) {
    let all = ORDERS.map(|order| (order, brought(order, places, cache)));
    all.into_iter().min_by_key(|&(_, lines)| lines).expect("six orders")
}

/// How many lines an answer brings in for matrices of ones.
pub fn yours(answer: LoopOrder, places: [Place; 3], cache: LineCache) -> usize {
    let numbers = places.iter().map(|place| place.rows * place.columns).sum();
    let memory = Rc::new(RefCell::new(LineMemory::new(vec![1.0; numbers], cache)));
    let [a, b, mut c] = places.map(|place| CountedMatrix::new(&memory, place));
    (answer.counted)(&a, &b, &mut c, cache);
    let lines = c.memory().brought();
    assert_eq!(c.get(0, 0), a.place().columns as f32, "a sum of as many ones");
    lines
}

fn lies(by_rows: bool) -> &'static str {
    if by_rows { "rows" } else { "columns" }
}

/// For a cell: what each order brings in where all three matrices lie row by row, or B column by column.
pub fn six(b_by_rows: bool) -> String {
    let places = places(SIDE, [true, b_by_rows, true]);
    let least = best(places, CACHE).1 as f64;
    let mut text = format!(
        "{SIDE} by {SIDE} by {SIDE}; a cache of {} lines of {} numbers\n\n{:<5}  {:>16}  {:>16}  {:>14}",
        CACHE.lines, CACHE.line, "loops", "lines brought in", "for each product", "times the best"
    );
    for order in ORDERS {
        let lines = brought(order, places, CACHE) as f64;
        let products = SIDE.pow(3) as f64;
        text += &format!("\n{order:<5}  {lines:>16.0}  {:>16.2}  {:>14.1}", lines / products, lines / least);
    }
    text
}

/// For a cell: the best order for each way in which three matrices can lie, and what an answer brings in.
pub fn layouts(answer: LoopOrder) -> String {
    let mut text = format!(
        "{:<7}  {:<7}  {:<7}  {:<10}  {:>9}  {:>5}",
        "A by", "B by", "C by", "best loops", "its lines", "yours"
    );
    for number in 0..8 {
        let by_rows = [4, 2, 1].map(|bit| number & bit == 0);
        let [a, b, c] = by_rows.map(lies);
        let places = places(SIDE, by_rows);
        let (order, lines) = best(places, CACHE);
        let yours = yours(answer, places, CACHE);
        text += &format!("\n{a:<7}  {b:<7}  {c:<7}  {order:<10}  {lines:>9}  {yours:>5}");
    }
    text
}

/// For a cell: what ikj brings in, row by row, for caches of more and more lines.
pub fn larger_caches() -> String {
    let places = places(SIDE, [true; 3]);
    let mut text = format!("{:>14}  {:>16}", "lines of cache", "lines brought in");
    for lines in [8, 16, 32, 64, 128, 256, 512, 1024] {
        text += &format!("\n{lines:>14}  {:>16}", brought("ikj", places, LineCache { lines, ..CACHE }));
    }
    text
}

/// How many lines are brought in for all three matrices row by row, in tiles of so many rows and columns of C, with a column of A and a row of B
/// at a time.
pub fn tiled([high, wide]: [usize; 2]) -> usize {
    let [a, b, c] = places(SIDE, [true; 3]);
    let mut memory = LineMemory::new(Vec::new(), CACHE);
    for i0 in (0..SIDE).step_by(high) {
        for j0 in (0..SIDE).step_by(wide) {
            for k in 0..SIDE {
                for i in i0..SIDE.min(i0 + high) {
                    for j in j0..SIDE.min(j0 + wide) {
                        for address in [a.address(i, k), b.address(k, j), c.address(i, j)] {
                            memory.touch(address);
                        }
                    }
                }
            }
        }
    }
    memory.brought()
}

/// For a cell: what some tiles bring in, and first that which an answer finds for as many numbers as the cache holds.
pub fn in_lines(answer: Tiles) -> String {
    let side = SIDE as u64;
    let [high, _, wide] = answer([side; 3], (CACHE.lines * CACHE.line) as u64).map(|size| size as usize);
    let mut text = format!("{:<26}  {:>16}", "tile of C, rows by columns", "lines brought in");
    text += &format!("\n{:<26}  {:>16}", "no tiles, ikj", brought("ikj", places(SIDE, [true; 3]), CACHE));
    for [high, wide] in [[high, wide], [12, 12], [8, 16], [4, 24], [16, 8]] {
        text += &format!("\n{:<26}  {:>16}", format!("{high} by {wide}"), tiled([high, wide]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_order_brings_in_more_than_ten_times_as_much_as_the_best() {
        let places = places(SIDE, [true; 3]);
        let (order, least) = best(places, CACHE);
        assert_eq!(order, "ikj");
        assert!(brought("jki", places, CACHE) > 10 * least);
    }

    #[test]
    fn with_b_column_by_column_the_definition_is_the_best() {
        assert_eq!(best(places(SIDE, [true, false, true]), CACHE).0, "ijk");
    }

    #[test]
    fn the_solution_is_within_an_eighth_of_the_best_for_every_layout() {
        for number in 0..8 {
            let places = places(SIDE, [4, 2, 1].map(|bit| number & bit == 0));
            let (order, least) = best(places, CACHE);
            let lines = yours(crate::solution::ANSWERS.loop_order.expect("a solution"), places, CACHE);
            assert!(8 * lines <= 9 * least, "{number:03b}: {lines}, and {order} brings in {least}");
        }
    }

    #[test]
    fn a_tile_that_fits_in_lines_brings_in_a_fifth() {
        assert!(5 * tiled([8, 16]) < brought("ikj", places(SIDE, [true; 3]), CACHE));
    }

    #[test]
    fn a_larger_cache_helps_little_until_b_fits() {
        let of = |lines| brought("ikj", places(SIDE, [true; 3]), LineCache { lines, ..CACHE });
        assert!(of(16) < 2 * of(256), "{} {}", of(16), of(256));
        assert!(of(512) < of(16) / 10, "{} {}", of(16), of(512));
    }
}
