//! Why a rotary embedding has many frequencies: similarity of a turned vector to itself against the distance.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array2, ArrayView1};

use crate::{Pairing, Rope};

/// The width of a head, all of which is turned.
pub const WIDTH: usize = 128;
/// The bases in the figure.
pub const BASES: [f32; 2] = [1e4, 1e6];
/// The distances that a cell prints.
pub const PRINTED: [usize; 8] = [0, 1, 4, 16, 64, 256, 1024, 4095];

/// The cosine between a vector and itself, when one of the two is turned by some position: the mean over the pairs m of
/// cos(distance · base^(−2m / d)), if the vector is as long in every pair.
pub fn similarity(rope: Rope, base: f32, distances: &[usize]) -> Vec<f64> {
    let pairs = WIDTH / 2;
    // Every pair is (1, 0).
    let rows = distances.len() + 1;
    let x = Array2::from_shape_fn((rows, WIDTH), |(_, c)| if c < pairs { 1.0 } else { 0.0 });
    let positions: Vec<usize> = std::iter::once(0).chain(distances.iter().copied()).collect();
    let turned = rope(x.view(), &positions, base, Pairing::Half, WIDTH);
    let dot = |a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>| -> f64 {
        a.iter().zip(b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum()
    };
    (1..rows).map(|i| dot(turned.row(0), turned.row(i)) / pairs as f64).collect()
}

/// The same from the formula.
pub fn predicted(base: f32, distance: usize) -> f64 {
    let pairs = WIDTH / 2;
    let cosine = |m: usize| (distance as f64 * f64::from(base).powf(-2.0 * m as f64 / WIDTH as f64)).cos();
    (0..pairs).map(cosine).sum::<f64>() / pairs as f64
}

/// Distances for a line on a logarithmic axis.
fn distances() -> Vec<usize> {
    let mut distances: Vec<usize> =
        (0..=96).map(|step| 2_f64.powf(f64::from(step) / 8.0).round().min(4095.0) as usize).collect();
    distances.dedup();
    distances
}

/// Similarity against the distance, for both [`BASES`].
///
/// # Panics
/// If the answer gives nothing finite.
pub fn figure(rope: Rope) -> Figure {
    let distances = distances();
    let [low, high] = BASES.map(|base| similarity(rope, base, &distances));
    let at = |line: &[f64], distance: usize| {
        let index = distances.iter().position(|&d| d == distance);
        super::text(index.map_or(f64::NAN, |index| line[index]), 2)
    };
    let description = format!(
        "The cosine between a vector and itself turned by a distance, against the distance from 1 to 4,095, for a head of {WIDTH} \
         channels. Base 10,000: {} at distance 16, {} at 256, {} at 4,095, with waves. Base 1,000,000: {}, {} and {}.",
        at(&low, 16),
        at(&low, 256),
        at(&low, 4095),
        at(&high, 16),
        at(&high, 256),
        at(&high, 4095),
    );
    let line = |of: Vec<f64>| distances.iter().map(|&distance| distance as f64).zip(of).collect::<Vec<_>>();
    Chart::new(
        "A ladder of frequencies forgets slowly, and more slowly still with a larger base",
        &description,
    )
    .x(Axis::log2("distance, tokens")
        .ticks(&[1.0, 4.0, 16.0, 64.0, 256.0, 1024.0, 4096.0])
        .range(1.0, 4096.0))
    .y(Axis::linear("cosine of the turned vectors").range(-0.2, 1.0))
    .line(Series::new("base 10,000", line(low)))
    .line(Series::new("base\n1,000,000", line(high)))
    .save()
}
