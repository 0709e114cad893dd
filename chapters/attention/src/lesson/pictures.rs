//! Where a text and a picture are, and what a patch in the middle notices of the picture's size.

use figures::{Figure, Grid, Panel};
use ndarray::Array2;

use crate::Msrope;

/// The sides of the two pictures in the figure.
pub const SIDES: [usize; 2] = [4, 8];
/// The number of text tokens.
pub const TEXT: usize = 4;
/// The widths of the axes frame, height and width in Qwen-Image.
pub const AXES: [usize; 3] = [16, 56, 56];
/// The base of its ladders.
pub const BASE: f32 = 10_000.0;
/// The sides of the pictures whose middles are compared.
pub const COMPARED: [usize; 4] = [16, 32, 64, 128];

/// The height and the width of the part of the plane that the figure shows: from −4 to 7.
const SHOWN: std::ops::Range<i64> = -4..8;

/// How similar a patch in the middle of a square picture is to the same patch in the middle of one with 16 by 16 patches,
/// both turned by their positions: their cosine. And the row of that patch.
///
/// `centred` tells whether by the answer's positions, or by rows and columns counted from the corner.
///
/// # Panics
/// If an answer gives another shape.
pub fn middle(msrope: Msrope, side: usize, centred: bool) -> (f64, i64) {
    let place = |side: usize| {
        let positions = (msrope.positions)(0, &[(side, side)]);
        let middle = side / 2 * side + side / 2;
        let corner = if centred { 0 } else { side as i64 / 2 };
        [0, positions[[middle, 1]] + corner, positions[[middle, 2]] + corner]
    };
    let places = Array2::from(vec![place(COMPARED[0]), place(side)]);
    let width: usize = AXES.iter().sum();
    let x = Array2::from_shape_fn((2, width), |(_, c)| if c % 2 == 0 { 1.0 } else { 0.0 });
    let turned = (msrope.rotate)(x.view(), places.view(), AXES, BASE).mapv(f64::from);
    (turned.row(0).dot(&turned.row(1)) / (width / 2) as f64, places[[1, 1]])
}

/// Patches and text on the plane of height and width: a third for a patch, 1 for a text token.
pub fn plane(msrope: Msrope, side: usize) -> Array2<f64> {
    let positions = (msrope.positions)(TEXT, &[(side, side)]);
    let size = (SHOWN.end - SHOWN.start) as usize;
    let mut plane = Array2::zeros((size, size));
    for (token, place) in positions.rows().into_iter().enumerate() {
        let [row, column] = [1, 2].map(|axis| place[axis] - SHOWN.start);
        if let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column))
            && let Some(cell) = plane.get_mut([row, column])
        {
            *cell = if token < TEXT { 1.0 } else { 0.3 };
        }
    }
    plane
}

/// The positions of a text and of a picture, for two sizes of the picture.
///
/// # Panics
/// If the answer gives another shape.
pub fn figure(msrope: Msrope) -> Figure {
    let starts = SIDES.map(|side| (msrope.positions)(TEXT, &[(side, side)])[[0, 1]]);
    let description = format!(
        "Two planes of height and width from {} to {}. A picture of {} by {} patches is a square around 0, and {TEXT} text tokens \
         are on the diagonal from {} on; for {} by {} patches the square is larger, with the same middle, and the text begins at {}.",
        SHOWN.start,
        SHOWN.end - 1,
        SIDES[0],
        SIDES[0],
        starts[0],
        SIDES[1],
        SIDES[1],
        starts[1],
    )
    .replace("from -", "from −");
    let names: Vec<String> = SHOWN.map(|place| super::text(place as f64, 0)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut grid = Grid::new(
        "However large the picture, its middle stays at 0, and the text begins on the diagonal beyond it",
        &description,
    );
    for side in SIDES {
        let plane = plane(msrope, side);
        let rows = plane.rows().into_iter().map(|row| row.to_vec()).collect();
        let panel = Panel::new(&format!("{side} by {side} patches, {TEXT} words"), rows)
            .names(&names, &names)
            .axes("height", "width")
            .write(|value| if value > 0.9 { "T".to_owned() } else { String::new() });
        grid = grid.panel(panel);
    }
    grid.save()
}
