//! Who gets the attention of one query: the tokens of its window, its chosen blocks, or the sink.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, Array2, Array3};

use crate::Csa;

/// The scores of the window's tokens, the newest last.
pub const TOKENS: [f32; 3] = [1.0, 0.0, 2.0];
/// The score of the second chosen block.
pub const OTHER: f32 = 0.0;
/// The sink.
pub const SINK: f32 = 1.0;
/// The scores of the first chosen block in the figure.
pub const BLOCKS: [f32; 13] = [-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];

/// The shares of one query.
#[derive(Clone, Copy, Debug)]
pub struct Shares {
    /// The sum of the weights of the window's tokens.
    pub window: f32,
    /// The sum of the weights of the two chosen blocks.
    pub blocks: f32,
    /// What is lost to the sink.
    pub sink: f32,
}

/// The shares of the last of three queries whose first chosen block has the score `block`.
///
/// The first channel of an entry makes its score. The second is 1 in tokens and the third in blocks, so that the output's channels
/// are the shares: keys are values.
///
/// # Panics
/// If the output has another shape.
pub fn of(csa: Csa, block: f32) -> Shares {
    let tokens = Array2::from_shape_fn((3, 3), |(s, c)| [TOKENS[s], 1.0, 0.0][c]);
    let blocks = Array2::from_shape_fn((2, 3), |(i, c)| [[block, OTHER][i], 0.0, 1.0][c]);
    let queries = Array3::from_shape_fn((3, 1, 3), |(_, _, c)| if c == 0 { 3_f32.sqrt() } else { 0.0 });
    let chosen = [Vec::new(), Vec::new(), vec![0, 1]];
    let sinks = Array1::from_elem(1, SINK);
    let output = csa(queries.view(), tokens.view(), blocks.view(), &chosen, sinks.view(), TOKENS.len());
    let (window, blocks) = (output[[2, 0, 1]], output[[2, 0, 2]]);
    Shares { window, blocks, sink: 1.0 - window - blocks }
}

/// The shares against the score of the first chosen block.
///
/// # Panics
/// If the output has another shape.
pub fn figure(csa: Csa) -> Figure {
    let rows: Vec<(f64, Shares)> = BLOCKS.iter().map(|&block| (f64::from(block), of(csa, block))).collect();
    let (first, last) = (rows[0].1, rows[rows.len() - 1].1);
    let text = |x: f32| figures::text(x, 2);
    let description = format!(
        "Shares of one query's attention, against the score of a chosen block from {} to {}. The window's three tokens: from {} to {}. \
         The two chosen blocks: from {} to {}. The sink: from {} to {}. The three sum to 1 everywhere.",
        BLOCKS[0],
        BLOCKS[BLOCKS.len() - 1],
        text(first.window),
        text(last.window),
        text(first.blocks),
        text(last.blocks),
        text(first.sink),
        text(last.sink),
    );
    let line = |of: fn(&Shares) -> f32| {
        rows.iter().map(move |(x, row)| (*x, f64::from(of(row)))).collect::<Vec<_>>()
    };
    Chart::new("Tokens, blocks and the sink compete in one softmax", &description)
        .x(Axis::linear("score of a chosen block"))
        .y(Axis::linear("share of the attention").range(0.0, 1.0))
        .line(Series::new("blocks", line(|row| row.blocks)))
        .line(Series::new("window", line(|row| row.window)).label_above(-3.0))
        .line(Series::new("sink", line(|row| row.sink)).label_above(-3.0))
        .save()
}
