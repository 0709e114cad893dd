//! How far a head with ALiBi looks: its weight against the distance, with random queries and keys.
//!
//! Source: Press et al., Train short, test long, section 3.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, Array2};

use super::normals;
use crate::Alibi;

/// The number of heads.
pub const HEADS: usize = 8;
/// The heads in the figure, counted from 1.
pub const SHOWN: [usize; 4] = [1, 3, 5, 7];
/// The number of keys before each query.
pub const KEYS: usize = 1024;

/// The width of queries and keys.
const WIDTH: usize = 16;
/// Queries over which is averaged: each of some texts with the same keys is asked by as many.
const TEXTS: usize = 16;
const QUERIES: usize = 16;
const SEED: u64 = 2021;

/// Where distances are cut into bins: about two for each doubling, from 1.
const EDGES: [usize; 19] = [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512, 724];

/// Where one head looks, on average over random queries.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The head's number, from 1.
    pub head: usize,
    /// Its slope.
    pub slope: f32,
    /// The mean distance of what it looks at, by weight.
    pub mean: f64,
    /// The share of its weight on keys that are at most 1/slope away.
    pub within: f64,
    /// The weight of one key against its distance, averaged within bins.
    pub profile: Vec<(f64, f64)>,
}

/// The mean distance that geometric weights e^(−slope · distance) have: 1 / (e^slope − 1), which is about 1/slope − ½.
pub fn predicted_mean(slope: f32) -> f64 {
    1.0 / f64::from(slope).exp_m1()
}

/// Where each of the [`HEADS`] heads looks: the last position of a random text of [`KEYS`] tokens.
pub fn rows(alibi: Alibi) -> Vec<Row> {
    let slopes = (alibi.slopes)(HEADS);
    let mut random = super::random(SEED);
    let texts: Vec<[Array2<f32>; 2]> =
        (0..TEXTS).map(|_| [QUERIES, KEYS].map(|rows| normals(&mut random, (rows, WIDTH)))).collect();
    slopes.iter().enumerate().map(|(head, &slope)| row(alibi, &texts, head + 1, slope)).collect()
}

/// The row of one head, whose slope this is: a mean over the texts.
pub fn row(alibi: Alibi, texts: &[[Array2<f32>; 2]], head: usize, slope: f32) -> Row {
    // What is averaged: the distance, whether it is within 1/slope, and which bin it is in.
    let values = Array2::from_shape_fn((KEYS, 2 + EDGES.len() - 1), |(j, c)| {
        let distance = KEYS - 1 - j;
        match c {
            0 => distance as f32,
            1 => f32::from(distance as f32 * slope <= 1.0),
            _ => f32::from((EDGES[c - 2]..EDGES[c - 1]).contains(&distance)),
        }
    });
    let mut sums: Array1<f64> = Array1::zeros(values.ncols());
    for [queries, keys] in texts {
        for query in queries.rows() {
            let query = query.insert_axis(ndarray::Axis(0));
            let output = (alibi.attend)(query, keys.view(), values.view(), slope);
            sums += &output.row(0).mapv(f64::from);
        }
    }
    sums /= (TEXTS * QUERIES) as f64;
    let profile = EDGES.windows(2).zip(sums.iter().skip(2)).map(|(edges, sum)| {
        let count = (edges[1] - edges[0]) as f64;
        // The middle of the bin's distances.
        ((edges[0] + edges[1] - 1) as f64 / 2.0, sum / count)
    });
    Row { head, slope, mean: sums[0], within: sums[1], profile: profile.collect() }
}

/// The weight of a key against its distance, for four of the heads.
///
/// # Panics
/// If no head gives a finite weight to a key.
pub fn figure(alibi: Alibi) -> Figure {
    let rows = rows(alibi);
    let shown = || rows.iter().filter(|row| SHOWN.contains(&row.head));
    let told: Vec<String> = shown()
        .map(|row| {
            format!(
                "slope 1/{}: {} tokens away on average",
                (1.0 / row.slope).round(),
                super::text(row.mean, 1)
            )
        })
        .collect();
    let description = format!(
        "The weight of one key against its distance from the query, both axes logarithmic, for heads {SHOWN:?} of {HEADS} with \
         random queries over {KEYS} random keys. Each is level up to a distance of about 1/slope and falls off beyond. {}.",
        told.join("; ")
    );
    let mut chart = Chart::new("Each head has its own reach", &description)
        .x(Axis::log2("distance of the key, tokens").ticks(&[1.0, 4.0, 16.0, 64.0, 256.0]))
        .y(Axis::log10("weight of one key, for four slopes").range(1e-4, 1.0));
    for row in shown() {
        let label = format!("1/{}", (1.0 / row.slope).round());
        let points = row.profile.iter().copied().filter(|&(_, weight)| weight > 1e-4);
        let series = Series::new(&label, points);
        // The steepest lines are close together where they begin.
        chart = chart.line(match row.head {
            1 => series.label_above(1.3),
            3 => series.label_below(1.3),
            _ => series.label_above(2.4),
        });
    }
    chart.save()
}
