//! A short text whose queries and entries are rotated by their positions, at any place of a longer one.

use figures::{Axis, Chart, Figure, Series, normals, random};
use ndarray::{Array1, Array2, Array3, ArrayViewMut1};

use crate::{Csa, InverseRope};

/// How many tokens there are.
pub const TOKENS: usize = 12;
/// How many heads.
pub const HEADS: usize = 2;
/// The channels of an entry.
pub const WIDTH: usize = 16;
/// How many of them, the last, are rotated.
pub const ROTARY: usize = 8;
/// How many tokens a block has.
pub const BLOCK: usize = 4;
/// The base of the frequencies.
pub const BASE: f32 = 10_000.0;
/// The window.
pub const WINDOW: usize = 3;
/// By how many positions the text is moved in the figure.
pub const SHIFTS: [usize; 17] = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32];

/// What `csa` is given.
#[derive(Clone, Debug)]
pub struct Text {
    /// Shape (n, heads, c), rotated by position.
    pub queries: Array3<f32>,
    /// Shape (n, c), rotated by position.
    pub tokens: Array2<f32>,
    /// Shape (b, c), rotated by the position of their first token.
    pub blocks: Array2<f32>,
    /// All blocks that are complete when a query is read.
    pub chosen: Vec<Vec<usize>>,
    /// One for each head.
    pub sinks: Array1<f32>,
}

/// Rotates the last channels by a position.
fn rotate(mut row: ArrayViewMut1<'_, f32>, position: usize) {
    for m in 0..ROTARY / 2 {
        let frequency = f64::from(BASE).powf(-2.0 * m as f64 / ROTARY as f64);
        let (sin, cos) = (position as f64 * frequency).sin_cos();
        let at = WIDTH - ROTARY + 2 * m;
        let (x, y) = (f64::from(row[at]), f64::from(row[at + 1]));
        row[at] = (x * cos - y * sin) as f32;
        row[at + 1] = (x * sin + y * cos) as f32;
    }
}

/// The same text, which begins at a position.
///
/// # Panics
/// Never: the sizes fit together.
pub fn text(first: usize) -> Text {
    let mut random = random(8);
    let mut queries = normals(&mut random, (TOKENS * HEADS, WIDTH));
    let mut tokens = normals(&mut random, (TOKENS, WIDTH));
    let mut blocks = normals(&mut random, (TOKENS / BLOCK, WIDTH));
    queries.rows_mut().into_iter().enumerate().for_each(|(row, query)| rotate(query, first + row / HEADS));
    tokens.rows_mut().into_iter().enumerate().for_each(|(t, token)| rotate(token, first + t));
    blocks.rows_mut().into_iter().enumerate().for_each(|(i, block)| rotate(block, first + BLOCK * i));
    Text {
        queries: queries.into_shape_with_order((TOKENS, HEADS, WIDTH)).expect("as many rows"),
        tokens,
        blocks,
        chosen: (0..TOKENS).map(|t| (0..(t + 1) / BLOCK).collect()).collect(),
        sinks: Array1::from_vec(vec![0.5, -0.3]),
    }
}

/// What a window gives: the outputs (n, heads, c).
pub fn outputs(csa: Csa, text: &Text, window: usize) -> Array3<f32> {
    let Text { queries, tokens, blocks, chosen, sinks } = text;
    csa(queries.view(), tokens.view(), blocks.view(), chosen, sinks.view(), window)
}

// ANCHOR: dense
/// Dense attention, with a sink, of each query to all tokens up to its own
/// and to all its chosen blocks.
pub fn dense(text: &Text) -> Array3<f32> {
    let mut outputs = Array3::zeros(text.queries.raw_dim());
    for (t, h) in (0..TOKENS).flat_map(|t| (0..HEADS).map(move |h| (t, h))) {
        let blocks = text.chosen[t].iter().map(|&i| text.blocks.row(i));
        let tokens = (0..=t).map(|s| text.tokens.row(s));
        let query = text.queries.slice(ndarray::s![t, h, ..]);
        let mut sum = text.sinks[h].exp();
        let mut output: Array1<f32> = Array1::zeros(WIDTH);
        for entry in tokens.chain(blocks) {
            let weight = (query.dot(&entry) / (WIDTH as f32).sqrt()).exp();
            sum += weight;
            output.scaled_add(weight, &entry);
        }
        outputs.slice_mut(ndarray::s![t, h, ..]).assign(&(output / sum));
    }
    outputs
}
// ANCHOR_END: dense

/// The largest difference of two outputs.
pub fn difference(a: &Array3<f32>, b: &Array3<f32>) -> f32 {
    a.iter().zip(b).fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}

/// By how much outputs change when the text is moved: as they are, and turned back.
pub fn changes(csa: Csa, inverse_rope: InverseRope, shift: usize) -> [f32; 2] {
    let [before, after] = [0, shift].map(|first| {
        let output = outputs(csa, &text(first), WINDOW);
        let turned = inverse_rope(output.view(), first, ROTARY, BASE);
        [output, turned]
    });
    [difference(&before[0], &after[0]), difference(&before[1], &after[1])]
}

/// The changes against the shift.
///
/// # Panics
/// If an output has another shape.
pub fn figure(csa: Csa, inverse_rope: InverseRope) -> Figure {
    let rows: Vec<(f64, [f32; 2])> =
        SHIFTS.iter().map(|&shift| (shift as f64, changes(csa, inverse_rope, shift))).collect();
    let most = |at: usize| rows.iter().map(|row| row.1[at]).fold(0.0, f32::max);
    let description = format!(
        "The largest change of an output when a text of {TOKENS} tokens is moved by up to {} positions. As the outputs are: up to {}. Turned \
         back: {} at every shift.",
        SHIFTS[SHIFTS.len() - 1],
        figures::text(most(0), 2),
        figures::text(most(1), 2),
    );
    let line = |at: usize| rows.iter().map(move |row| (row.0, f64::from(row.1[at]))).collect::<Vec<_>>();
    Chart::new("Turned back, an output does not know where its text begins", &description)
        .x(Axis::linear("all positions moved by"))
        .y(Axis::linear("largest change of an output"))
        .line(Series::new("as it is", line(0)))
        .line(Series::new("turned\nback", line(1)))
        .save()
}
