//! What is known of `mhc` from elsewhere.

use judge::{Golden, turned};
use ndarray::Array2;

use super::bent::{Knobs, Order, Positive};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![mistakes_are_as_far_away_as_they_should_be, the_maximum_of_rows_is_not_harmless]
}

/// The logits 3 sin(0.7 i + 0.3), (4, 4).
fn wave() -> Array2<f64> {
    Array2::from_shape_fn((4, 4), |(i, j)| 3.0 * (0.7 * (4 * i + j) as f64 + 0.3).sin())
}

fn difference(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// How far a bent projection is from the right one after as many iterations.
fn distance(bend: fn(&mut Knobs), iterations: usize) -> f64 {
    let bent: Knobs = turned(bend);
    difference(&bent.project(&wave(), iterations), &Knobs::default().project(&wave(), iterations))
}

/// Derived with numpy in float64: rows first is 0.41 away after one iteration and 1.4e-6 after twenty, rows only 0.359 after
/// twenty, and a sigmoid whose columns are divided once 0.288 from what twenty iterations give.
fn mistakes_are_as_far_away_as_they_should_be() {
    assert!((distance(|k| k.order = Order::RowsColumns, 1) - 0.41).abs() < 5e-3);
    assert!((distance(|k| k.order = Order::RowsColumns, 20) - 1.4e-6).abs() < 1e-7);
    assert!((distance(|k| k.order = Order::RowsOnly, 20) - 0.359).abs() < 1e-3);
    let bent = Knobs { positive: Positive::Sigmoid, order: Order::ColumnsOnly, ..Knobs::default() };
    let far = difference(&bent.project(&wave(), 1), &Knobs::default().project(&wave(), 20));
    assert!((far - 0.288).abs() < 1e-3, "{far}");
}

/// A row's maximum, subtracted before columns are divided, shows after one iteration and not in the limit.
fn the_maximum_of_rows_is_not_harmless() {
    let row_maximum: fn(&mut Knobs) = |k| k.positive = Positive::RowMaximum;
    assert!(distance(row_maximum, 1) > 0.05, "{}", distance(row_maximum, 1));
    assert!(distance(row_maximum, 200) < 1e-9);
}
