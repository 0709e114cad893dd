//! What is near on a grid: similarity of one patch to all others, with positions on a grid and on a line.

use figures::{Figure, Grid, Panel};
use ndarray::{Array1, Array2};

use crate::{Pairing, Rope, Rope2d};

/// The sides of the grid.
pub const SIDE: usize = 16;
/// The row and the column of the patch to which all are compared.
pub const CENTRE: usize = 8;
/// The width of a patch's vector.
pub const WIDTH: usize = 64;
/// The base of the ladder.
pub const BASE: f32 = 10_000.0;

/// The same patch everywhere, as long in every pair of neighbours.
fn same_patch() -> Array2<f32> {
    Array2::from_shape_fn((SIDE * SIDE, WIDTH), |(_, c)| if c % 2 == 0 { 1.0 } else { 0.0 })
}

/// The cosine of each turned patch to the one in the centre, (rows, columns).
fn to_centre(turned: &Array2<f32>) -> Array2<f64> {
    let wide = turned.mapv(f64::from);
    let centre: Array1<f64> = wide.row(CENTRE * SIDE + CENTRE).to_owned();
    let cosines = wide.dot(&centre) / (WIDTH / 2) as f64;
    cosines.into_shape_with_order((SIDE, SIDE)).expect("a patch for each cell")
}

/// The similarity of the patch in the centre to the same patch elsewhere, when it is turned by row and column.
pub fn on_a_grid(rope_2d: Rope2d) -> Array2<f64> {
    to_centre(&rope_2d(same_patch().view(), (SIDE, SIDE), BASE))
}

/// The same when the patches are counted row by row, and turned by their number.
pub fn on_a_line(rope: Rope) -> Array2<f64> {
    let numbers: Vec<usize> = (0..SIDE * SIDE).collect();
    to_centre(&rope(same_patch().view(), &numbers, BASE, Pairing::Interleaved, WIDTH))
}

/// Both as shades: the palest for the least similar patch of each panel, full for the same place.
///
/// # Panics
/// If an answer gives another shape, or nothing finite.
pub fn figure(rope: Rope, rope_2d: Rope2d) -> Figure {
    let (line, grid) = (on_a_line(rope), on_a_grid(rope_2d));
    let least = |cosines: &Array2<f64>| cosines.iter().copied().fold(f64::INFINITY, f64::min);
    let shade = |cosines: &Array2<f64>| {
        let least = least(cosines);
        let shade = |&cosine: &f64| ((cosine - least) / (1.0 - least)).clamp(0.03, 1.0);
        cosines.rows().into_iter().map(|row| row.iter().map(shade).collect()).collect()
    };
    let near = |cosines: &Array2<f64>| {
        let at = |row, column| super::text(cosines[[row, column]], 2);
        format!(
            "{} one column to the right, {} one row down, {} three rows down",
            at(CENTRE, CENTRE + 1),
            at(CENTRE + 1, CENTRE),
            at(CENTRE + 3, CENTRE)
        )
    };
    let description = format!(
        "Two grids of {SIDE} by {SIDE} patches, shaded by similarity to the patch in row {CENTRE}, column {CENTRE}. Counted on a \
         line: a horizontal stripe; {}. Turned by row and column: a spot around that patch; {}. The palest is the least similar patch of each: {} and {}.",
        near(&line),
        near(&grid),
        super::text(least(&line), 2),
        super::text(least(&grid), 2),
    );
    // Cells are too small for a number at each.
    let names: Vec<String> =
        (0..SIDE).map(|i| if i % 4 == 0 { i.to_string() } else { String::new() }).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let panel = |caption: &str, cosines: &Array2<f64>| {
        Panel::new(caption, shade(cosines)).names(&names, &names).axes("row", "column")
    };
    Grid::new(
        "Counted on a line, patches are near along a row only; turned by row and column, along both",
        &description,
    )
    .panel(panel("counted on a line", &line))
    .panel(panel("turned by row and column", &grid))
    .save()
}
