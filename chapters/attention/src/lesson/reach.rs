//! How far a stack of sliding windows sees, by products of its masks.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array2, ArrayView2};

use crate::{Sparse, Window};

/// The windows of the figure.
pub const WINDOWS: [usize; 3] = [3, 5, 9];
/// The number of layers in the figure.
pub const LAYERS: usize = 6;

/// The number of tokens in the figure: one more than the widest window reaches.
pub const TOKENS: usize = LAYERS * (WINDOWS[2] - 1) + 2;

/// For each number of layers from 1 on, how many tokens the last of `tokens` depends on, itself included.
///
/// The mask of a stack is the product of its layers' masks, with *and* for times and *or* for plus.
pub fn reached(window: Window, sparse: Sparse, width: usize, tokens: usize, layers: usize) -> Vec<usize> {
    let last = |stack: ArrayView2<'_, bool>| stack.row(tokens - 1).iter().filter(|seen| **seen).count();
    let mask: Array2<bool> = (window.visible)(tokens, tokens, width);
    let mut stack = mask.clone();
    let mut reached = vec![last(stack.view())];
    for _ in 1..layers {
        stack = (sparse.two_hops)(mask.view(), stack.view());
        reached.push(last(stack.view()));
    }
    reached
}

/// For each distance back from the last token, how many layers it takes to see so far; for as far as `layers` reach.
pub fn needed(window: Window, sparse: Sparse, width: usize, layers: usize) -> Vec<usize> {
    let reached = reached(window, sparse, width, TOKENS, layers);
    let farthest = reached[layers - 1];
    let layers = |distance: usize| reached.iter().position(|&tokens| distance < tokens).unwrap_or(layers) + 1;
    (0..farthest).map(layers).collect()
}

/// Layers needed against the distance back, for each of [`WINDOWS`].
pub fn figure(window: Window, sparse: Sparse) -> Figure {
    let stairs = WINDOWS.map(|width| needed(window, sparse, width, LAYERS));
    let farthest = |index: usize| stairs[index].len() - 1;
    let description = format!(
        "Layers that a token needs to depend on another, against the distance back: three staircases. {LAYERS} layers reach {} \
         tokens back with a window of {}, {} with {}, {} with {}.",
        farthest(0),
        WINDOWS[0],
        farthest(1),
        WINDOWS[1],
        farthest(2),
        WINDOWS[2],
    );
    let mut chart =
        Chart::new("Each layer lets a window of W tokens reach W − 1 tokens farther back", &description)
            .x(Axis::linear("tokens back"))
            .y(Axis::linear("layers needed").range(0.0, LAYERS as f64));
    for (width, layers) in WINDOWS.iter().zip(&stairs) {
        // A step is drawn as three points: level up to its end, and in all stairs too many for markers, which would hide them.
        let points = layers.iter().enumerate().skip(1).flat_map(|(distance, &layers)| {
            let (x, y) = (distance as f64, layers as f64);
            [(x - 1.0, y), (x - 0.5, y), (x, y)]
        });
        chart = chart.line(Series::new(&format!("W = {width}"), points));
    }
    chart.save()
}
