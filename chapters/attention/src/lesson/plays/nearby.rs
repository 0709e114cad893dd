//! How far windows reach, and how a sink takes weight.

use figures::{Axis, Chart, Figure, Grid, Panel, Parameter, Play, Series};
use ndarray::{Array1, Array2, Array3};

use crate::answers::{SINK, WINDOW};
use crate::lesson::text;

/// The tokens of the figure.
pub const TOKENS: usize = 25;
/// Its layers.
pub const LAYERS: usize = 4;

/// How much each token counts for the last one, layer by layer, if all layers weigh all tokens of their window equally.
pub fn handed_on(window: usize, layers: usize) -> Vec<Vec<f64>> {
    let mask = (WINDOW.visible)(TOKENS, TOKENS, window);
    let mut weights = Array2::from_shape_fn((TOKENS, TOKENS), |place| f64::from(u8::from(mask[place])));
    for mut row in weights.rows_mut() {
        let sum = row.sum();
        row /= sum;
    }
    let mut shares: Array1<f64> = Array1::zeros(TOKENS);
    shares[TOKENS - 1] = 1.0;
    let step = |_| {
        shares = shares.dot(&weights);
        shares.to_vec()
    };
    (0..layers).map(step).collect()
}

/// On which tokens the last one depends, for a window and a number of layers that a reader chooses.
pub fn reach() -> Play {
    let parameters = vec![
        Parameter::steps("Window", "tokens", 1.0, (2, 7)).start(5.0),
        Parameter::steps("Layers", "", 1.0, (1, LAYERS as i32)).start(4.0),
    ];
    Play::new("attention/reach", parameters, |values| depends(values[0] as usize, values[1] as usize))
}

fn depends(window: usize, layers: usize) -> Figure {
    let mut rows = handed_on(window, layers);
    let last = &rows[layers - 1];
    let seen = last.iter().filter(|&&share| share > 0.0).count();
    let farthest = last[TOKENS - seen];
    let nearest: f64 = last[TOKENS - 1 - seen / 2..].iter().sum();
    let description = format!(
        "A row for each layer, and a cell for each token, the last one at the right: the fuller the colour, the more it counts for the last token of that layer, if all tokens in a window of \
         {window} are weighed equally. After {layers} layers it depends on {seen} tokens, itself included. The farthest of them has {} % of the weight, and the nearer half {} %.",
        text(100.0 * farthest, 3),
        text(100.0 * nearest, 0),
    );
    for row in &mut rows {
        let most = row.iter().copied().fold(0.0, f64::max);
        for share in row {
            *share /= most;
        }
    }
    rows.resize(LAYERS, vec![0.0; TOKENS]);
    let layers: Vec<String> = (1..=LAYERS).map(|layer| layer.to_string()).collect();
    let layers: Vec<&str> = layers.iter().map(String::as_str).collect();
    let back: Vec<String> =
        (0..TOKENS).rev().map(|back| if back % 4 == 0 { back.to_string() } else { String::new() }).collect();
    let back: Vec<&str> = back.iter().map(String::as_str).collect();
    let caption = format!("{seen} tokens, the farthest with {} % of the weight", text(100.0 * farthest, 3));
    Grid::new(
        "Each further layer reaches as far again, and leaves the farthest token a smaller weight",
        &description,
    )
    .panel(Panel::new(&caption, rows).names(&layers, &back).axes("layer", "tokens back"))
    .save()
}

/// The weight of all values together, if every key has the same score.
pub fn kept(z: f64, keys: usize, score: f64) -> f64 {
    let query = Array3::from_elem((1, 1, 1), score as f32);
    let ones = Array3::ones((1, keys, 1));
    let sinks = Array1::from_elem(1, z as f32);
    let mask = Array2::from_elem((1, keys), true);
    f64::from(SINK(query.view(), ones.view(), ones.view(), sinks.view(), mask.view())[[0, 0, 0]])
}

/// The weight of all values against the score of all keys, for a sink and a number of keys that a reader chooses.
pub fn sink() -> Play {
    let parameters = vec![
        Parameter::steps("Sink z", "", 0.5, (-16, 16)).start(0.0),
        Parameter::powers_of_two("Keys", "", (0, 10)).start(64.0),
    ];
    Play::new("attention/sink", parameters, |values| drained(values[0], values[1] as usize))
}

/// What a sink with the score z takes from so many keys, against the score that they all have.
pub fn drained(z: f64, keys: usize) -> Figure {
    let scores: Vec<f64> = (0..=48).map(|step| -16.0 + 0.5 * f64::from(step)).collect();
    let line: Vec<(f64, f64)> = scores.iter().map(|&score| (score, kept(z, keys, score))).collect();
    let half = z - (keys as f64).ln();
    let description = format!(
        "The weight of all values together against the one score that all keys have, for {keys} keys and a sink of {}. It is {} at a score of −16 and {} at 8, and half at {}, where \
         the log-sum-exp of the keys is the sink. Without a sink it is 1 everywhere.",
        text(z, 1),
        text(line[0].1, 3),
        text(line[line.len() - 1].1, 3),
        text(half, 2),
    );
    Chart::new(
        "With a sink a head falls silent where the log-sum-exp of its scores is well below the sink",
        &description,
    )
    .x(Axis::linear("score of every key").ticks(&[-16.0, -12.0, -8.0, -4.0, 0.0, 4.0, 8.0]).range(-16.0, 8.0))
    .y(Axis::linear("weight of all values together").range(0.0, 1.0))
    .line(Series::new("without\na sink", [(-16.0, 1.0), (8.0, 1.0)]).reference())
    .line(Series::new("with z", line))
    .save()
}
