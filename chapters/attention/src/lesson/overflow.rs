//! Where the textbook formula of softmax breaks in single precision.

use figures::{Chart, Figure, Series};
use ndarray::{Array2, ArrayView2, Axis, array};

use crate::Softmax;

/// Scores from −150 to 150.
pub const REACH: f32 = 150.0;
/// The distance of two scores in the figure: a number that binary fractions hold exactly.
const STEP: f32 = 0.5;

// ANCHOR: naive
/// The softmax of each row as textbooks write it: exp(score) / Σ exp(score).
pub fn naive_softmax(scores: ArrayView2<'_, f32>) -> Array2<f32> {
    let exponentials = scores.mapv(f32::exp);
    let sums = exponentials.sum_axis(Axis(1)).insert_axis(Axis(1));
    exponentials / sums
}
// ANCHOR_END: naive

/// The softmax of the two scores [x, x + 1], as two functions compute it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// The first score, x.
    pub score: f32,
    /// Both weights by the textbook's formula.
    pub naive: [f32; 2],
    /// Both weights by the other function.
    pub stable: [f32; 2],
}

/// The weights of [x, x + 1] for x from −150 to 150.
pub fn rows(naive: Softmax, stable: Softmax) -> Vec<Row> {
    let count = (2.0 * REACH / STEP) as usize;
    let scores = (0..=count).map(|i| i as f32 * STEP - REACH);
    scores.map(|score| Row { score, naive: weights(naive, score), stable: weights(stable, score) }).collect()
}

/// The two weights of [x, x + 1].
fn weights(softmax: Softmax, score: f32) -> [f32; 2] {
    let weights = softmax(array![[score, score + 1.0]].view());
    [weights[[0, 0]], weights[[0, 1]]]
}

/// Whether two weights are weights at all: they sum to 1.
pub fn sum_to_one(weights: [f32; 2]) -> bool {
    (weights[0] + weights[1] - 1.0).abs() < 1e-3
}

/// The least and the largest x from −150 to 150 for which the weights of [x, x + 1] sum to 1, if those at 0 do and there is
/// one such range: found by bisection, to the last digit.
///
/// For the textbook's formula about −105, below which both exponentials are 0, and 87.4, above which their sum is
/// infinite. Up to 87.7 the weights are then finite/∞ = 0, beyond it ∞/∞.
pub fn limits(softmax: Softmax) -> (f32, f32) {
    let limit = |mut broken: f32| {
        let mut whole = 0.0;
        if sum_to_one(weights(softmax, broken)) {
            return broken;
        }
        loop {
            let middle = f32::midpoint(whole, broken);
            if middle == whole || middle == broken {
                return whole;
            }
            *(if sum_to_one(weights(softmax, middle)) { &mut whole } else { &mut broken }) = middle;
        }
    };
    (limit(-REACH), limit(REACH))
}

/// The weight of the first of the scores [x, x + 1] against x, by both functions. Where weights do
/// not sum to 1 the line is absent; where those of the textbook's formula do not, the range is shaded.
///
/// # Panics
/// If a function gives no weights at all that sum to 1, or another shape.
pub fn figure(naive: Softmax, stable: Softmax) -> Figure {
    let rows = rows(naive, stable);
    let (low, high) = limits(naive);
    let right = rows[rows.len() / 2].stable[0];
    let description = format!(
        "Weight of the first of the scores x and x + 1, for x from {from} to {to}. The stable softmax gives {} everywhere. \
         The textbook formula gives the same in the middle and is rough where its exponentials are tiny. Below {} both are \
         0, and 0/0 is not a number; above {} their sum is infinite, and soon ∞/∞ is not a number.",
        super::text(right, 4),
        super::text(low, 1),
        super::text(high, 1),
        from = super::text(-REACH, 0),
        to = super::text(REACH, 0),
    );
    let line = |of: fn(&Row) -> [f32; 2]| {
        rows.iter().map(move |row| {
            let weights = of(row);
            let weight = if sum_to_one(weights) { weights[0] } else { f32::NAN };
            (f64::from(row.score), f64::from(weight))
        })
    };
    let mut chart = Chart::new(
        "Far below 0 and far above it the textbook formula of softmax breaks; the stable one does not",
        &description,
    )
    .x(figures::Axis::linear("x").range(f64::from(-REACH), f64::from(REACH)))
    .y(figures::Axis::linear("weight of the first of the scores x, x + 1").range(0.0, 0.5));
    if low > -REACH {
        chart = chart.band(f64::from(-REACH), f64::from(low), "0/0\nis NaN");
    }
    if high < REACH {
        chart = chart.band(f64::from(high), f64::from(REACH), "the sum\nis ∞");
    }
    chart
        .line(Series::new("stable softmax", line(|row| row.stable)).label_above(0.0))
        .line(Series::new("textbook formula", line(|row| row.naive)).wide().label_below(0.0))
        .save()
}
