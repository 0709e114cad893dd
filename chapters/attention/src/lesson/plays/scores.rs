//! How sharply a softmax looks: by a factor of the scores, and by the width of queries and keys.

use std::sync::LazyLock;

use figures::{Axis, Chart, Figure, Parameter, Play, Series, normals, random};
use ndarray::{Array2, s};

use crate::answers::softmax::softmax;
use crate::lesson::text;

/// How many scores there are: seven that are 0.5 apart, and one that leads them.
pub const SCORES: usize = 8;

/// The weights of the scores 0, 0.5, … 3 and of one that leads the last of them, times a factor.
pub fn weights(factor: f64, lead: f64) -> Vec<f64> {
    let score = |i: usize| if i + 1 < SCORES { 0.5 * i as f64 } else { 0.5 * (SCORES - 2) as f64 + lead };
    let scores = Array2::from_shape_fn((1, SCORES), |(_, i)| (factor * score(i)) as f32);
    softmax(scores.view()).iter().map(|&weight| f64::from(weight)).collect()
}

/// Weights of eight scores, and the slope of each along its own score, for a factor and a lead that a reader chooses.
pub fn sharpness() -> Play {
    let parameters = vec![
        Parameter::steps("Factor of the scores", "", 0.1, (0, 60)).start(1.0),
        Parameter::steps("Lead of the highest score", "", 0.25, (0, 8)).start(0.5),
    ];
    Play::new("attention/sharpness", parameters, |values| weighed(values[0], values[1]))
}

fn weighed(factor: f64, lead: f64) -> Figure {
    let weights = weights(factor, lead);
    let slopes: Vec<f64> = weights.iter().map(|weight| weight * (1.0 - weight)).collect();
    let best = SCORES - 1;
    let description = format!(
        "The weights of eight scores as bars, and w (1 − w), the slope of each along its own score, as points. Seven scores are 0.5 apart, and \
         the last leads by {}; all are multiplied by {}. It has the weight {} and the slope {}.",
        text(lead, 2),
        text(factor, 1),
        text(weights[best], 3),
        text(slopes[best], 3),
    );
    let points = |of: &[f64]| of.iter().enumerate().map(|(i, &y)| (i as f64, y)).collect::<Vec<_>>();
    Chart::new(
        "The slope w (1 − w) is largest at half of the weight, and vanishes as one score takes it all",
        &description,
    )
    .x(Axis::linear("score, from the lowest to the highest")
        .ticks(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
        .range(-0.5, 8.0))
    .y(Axis::linear("weight").range(0.0, 1.0))
    .line(Series::new("weight", points(&weights)).bars(0.4))
    .line(Series::new("slope\nw (1 − w)", points(&slopes)).points_only())
    .save()
}

/// Keys of the second figure.
pub const KEYS: usize = 256;
const QUERIES: usize = 24;
/// Its widths.
pub const WIDTHS: [usize; 5] = [4, 16, 64, 256, 1024];

/// Dot products of queries (24, width) and keys (256, width), one matrix for each width: numbers that do not change while a slider moves.
static PRODUCTS: LazyLock<Vec<Array2<f32>>> = LazyLock::new(|| {
    let mut random = random(2017);
    let widest = WIDTHS[WIDTHS.len() - 1];
    let [queries, keys] = [QUERIES, KEYS].map(|rows| normals(&mut random, (rows, widest)));
    WIDTHS.iter().map(|&width| queries.slice(s![.., ..width]).dot(&keys.slice(s![.., ..width]).t())).collect()
});

/// The mean entropy of the weights over the first `keys` keys, for each width, if scores are divided by the width to a power.
pub fn entropies(power: f64, keys: usize) -> Vec<(f64, f64)> {
    let of = |(&width, products): (&usize, &Array2<f32>)| {
        let scores = products.slice(s![.., ..keys]).mapv(|x| x / (width as f32).powf(power as f32));
        let weights = softmax(scores.view());
        let nats: f64 = weights.iter().map(|&w| f64::from(w)).filter(|&w| w > 0.0).map(|w| -w * w.ln()).sum();
        (width as f64, nats / QUERIES as f64)
    };
    WIDTHS.iter().zip(PRODUCTS.iter()).map(of).collect()
}

/// The entropy of the weights against the width, for a power of the width by which scores are divided, and a number of keys.
pub fn exponent() -> Play {
    let parameters = vec![
        Parameter::steps("Scores divided by d to the power", "", 0.05, (0, 20)).start(0.5),
        Parameter::powers_of_two("Keys", "", (4, 8)).start(256.0),
    ];
    Play::new("attention/exponent", parameters, |values| divided(values[0], values[1] as usize))
}

fn divided(power: f64, keys: usize) -> Figure {
    let line = entropies(power, keys);
    let uniform = (keys as f64).ln();
    let description = format!(
        "The mean entropy of {QUERIES} queries over {keys} keys against the width d, if scores are divided by d to the power {}: {} nats at width {} \
         and {} at width {}. Equal weights have {}.",
        text(power, 2),
        text(line[0].1, 2),
        WIDTHS[0],
        text(line[line.len() - 1].1, 2),
        WIDTHS[WIDTHS.len() - 1],
        text(uniform, 2),
    );
    let ends = [WIDTHS[0], WIDTHS[WIDTHS.len() - 1]].map(|width| width as f64);
    Chart::new(
        "The entropy of the weights is level only if scores are divided by the root of d",
        &description,
    )
    .x(Axis::log2("width d of queries and keys").ticks(&WIDTHS.map(|width| width as f64)))
    .y(Axis::linear("mean entropy of the weights, nats").range(0.0, 6.0))
    .line(Series::new("equal weights", ends.map(|x| (x, uniform))).reference())
    .line(Series::new("ln n − ½", ends.map(|x| (x, uniform - 0.5))).reference())
    .line(Series::new(&format!("power {}", text(power, 2)), line))
    .save()
}
