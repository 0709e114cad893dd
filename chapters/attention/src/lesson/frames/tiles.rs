//! FlashAttention's forward pass, tile by tile.

use figures::{Figure, Grid, Panel, Steps};
use ndarray::Array2;

use super::{list, shade, sines, written};
use crate::lesson::text;
use crate::{OnlineSoftmax, Running};

/// Queries, keys, and rows of a tile.
pub const SIZES: (usize, usize, usize) = (4, 6, 2);
/// Channels of queries and keys, and of values.
const WIDTHS: (usize, usize) = (4, 2);
/// A tile that is done, a score that the mask hides, and a maximum before the first score.
const DONE: f64 = 0.02;
const HIDDEN: f64 = 0.03;
const NOTHING: f64 = 0.04;

/// Queries, keys and values of the step-through.
pub fn input() -> [Array2<f32>; 3] {
    let ((n, m, _), (d, d_v)) = (SIZES, WIDTHS);
    [1.1 * sines(n, d, 0.5), 2.0 * sines(m, d, 1.0), 2.0 * sines(m, d_v, 2.0)]
}

/// A tile of queries on its way along the keys.
pub struct Stage {
    /// Which tile of scores is at hand, by its first query and key.
    pub at: Option<(usize, usize)>,
    /// The states of all queries.
    pub states: Vec<Running>,
    caption: String,
}

/// How many keys query i sees under the causal mask.
fn visible(i: usize) -> usize {
    i + 1 + SIZES.1 - SIZES.0
}

/// All moments of the pass, and what the states are in each.
pub fn stages(online: OnlineSoftmax) -> Vec<Stage> {
    let (n, m, tile) = SIZES;
    let [queries, keys, values] = input();
    let scores = queries.dot(&keys.t()) / (WIDTHS.0 as f32).sqrt();
    let mut states = vec![(online.start)(WIDTHS.1); n];
    let caption = "Nothing is loaded: every maximum m is −∞, and sums l and outputs o are 0.".to_owned();
    let mut stages = vec![Stage { at: None, states: states.clone(), caption }];
    for first in (0..n).step_by(tile) {
        let end = n.min(first + tile);
        for from in (0..visible(end - 1)).step_by(tile) {
            let to = m.min(from + tile);
            let before = states.clone();
            for i in first..end {
                for j in from..to.min(visible(i)) {
                    (online.update)(&mut states[i], scores[[i, j]], values.row(j));
                }
            }
            let risen: Vec<usize> = (first..end).filter(|&i| states[i].max > before[i].max).collect();
            let told = match risen.iter().find(|&&i| before[i].max.is_finite()) {
                Some(&i) => format!(
                    "The maximum of query {i} rises from {} to {}, so its l and o were multiplied by {}.",
                    text(before[i].max, 1),
                    text(states[i].max, 1),
                    text((before[i].max - states[i].max).exp(), 2),
                ),
                None if risen.is_empty() => "No maximum rises, and nothing is rescaled.".to_owned(),
                None => "These are the first scores, and the largest becomes m.".to_owned(),
            };
            let caption = format!("Queries {} meet keys {}. {told}", list(first..end), list(from..to));
            stages.push(Stage { at: Some((first, from)), states: states.clone(), caption });
        }
    }
    let caption =
        "Each o is divided by its l, and m + ln l is the log-sum-exp: both leave the chip.".to_owned();
    stages.push(Stage { at: None, states, caption });
    stages
}

/// The scores of the tile at hand, and where tiles were before it.
fn matrix(stages: &[Stage], number: usize, scores: &Array2<f32>) -> Vec<Vec<f64>> {
    let (n, m, tile) = SIZES;
    let mut cells = vec![vec![0.0; m]; n];
    for (back, stage) in stages[..=number].iter().rev().enumerate() {
        let Some((first, from)) = stage.at else { continue };
        for (i, row) in cells.iter_mut().enumerate().take(n.min(first + tile)).skip(first) {
            for (j, cell) in row.iter_mut().enumerate().take(m.min(from + tile)).skip(from) {
                *cell = match back {
                    0 if j < visible(i) => shade(f64::from(scores[[i, j]])),
                    0 => HIDDEN,
                    _ => DONE,
                };
            }
        }
    }
    cells
}

fn cell(value: f64) -> String {
    match value {
        DONE => String::new(),
        HIDDEN | NOTHING => "−∞".to_owned(),
        number => written(number),
    }
}

/// Tiles of scores and the states of all queries, tile by tile, under a causal mask.
///
/// # Panics
/// If the answer panics, or its states are of another width.
pub fn forward(online: OnlineSoftmax) -> Figure {
    let (n, m, tile) = SIZES;
    let [queries, keys, _] = input();
    let scores = queries.dot(&keys.t()) / (WIDTHS.0 as f32).sqrt();
    let stages = stages(online);
    let numbers = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
    let (rows, columns) = (numbers(n), numbers(m));
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let title = format!("Attention in tiles of {tile} queries and {tile} keys");
    let mut steps = Steps::new(
        "Tile by tile, each query carries a maximum, a sum and an output, and never needs a whole row",
    );
    for (number, stage) in stages.iter().enumerate() {
        let last = number + 1 == stages.len();
        let mut told = Vec::new();
        let states = stage.states.iter().enumerate().map(|(i, state)| {
            let (output, log_sum_exp) = (online.finish)(state);
            let numbers = if last {
                vec![f64::from(log_sum_exp), f64::NAN, f64::from(output[0]), f64::from(output[1])]
            } else {
                let [max, sum] = [state.max, state.sum].map(f64::from);
                vec![max, sum, f64::from(state.output[0]), f64::from(state.output[1])]
            };
            let said: Vec<String> = numbers
                .iter()
                .filter(|x| !x.is_nan())
                .map(|&x| text((10.0 * x).round() / 10.0 + 0.0, 1).replace("inf", "∞"))
                .collect();
            told.push(format!("query {i}: {}", said.join(", ")));
            let cell = |&x: &f64| {
                if x.is_nan() {
                    0.0
                } else if x.is_finite() {
                    shade(x)
                } else {
                    NOTHING
                }
            };
            numbers.iter().map(cell).collect::<Vec<f64>>()
        });
        let states: Vec<Vec<f64>> = states.collect();
        let (caption, names) = if last {
            ("outputs", ["lse", "", "o₀", "o₁"])
        } else {
            ("states", ["m", "l", "o₀", "o₁"])
        };
        let about = format!(
            "{} {}.",
            if last { "Log-sum-exps and outputs:" } else { "States m, l, o:" },
            told.join("; ")
        );
        let figure = Grid::new(&format!("{title}, {number}"), &about)
            .panel(
                Panel::new("scores at hand", matrix(&stages, number, &scores))
                    .names(&rows, &columns)
                    .axes("query", "key")
                    .write(cell),
            )
            .panel(Panel::new(caption, states).names(&rows, &names).axes("query", "").write(cell))
            .save();
        steps = steps.frame(&stage.caption, figure);
    }
    steps.save()
}
