//! Charts of a plane in which circles are round.

use figures::{Axis, Chart, Figure};

/// From the top of a chart's plane to its bottom, in the chart's units.
const HIGH: f64 = 208.0;
/// From where the lines of ticks begin to the left end of the x axis.
const BEFORE: f64 = 8.0;

/// The chart with an x axis on which one unit is as long as on the y axis, which shows so much in all. `middle` is in the middle.
pub(super) fn round(chart: &Chart, title: &str, middle: f64, high: f64) -> Figure {
    let saved = |half: f64| chart.clone().x(Axis::linear(title).range(middle - half, middle + half)).save();
    // How much room labels and ticks leave is measured in a draft.
    saved(width(&saved(high)) / HIGH * high / 2.0)
}

/// The width of a chart's plane: of the line of a tick, which is drawn first.
///
/// # Panics
/// If it is no chart.
fn width(chart: &Figure) -> f64 {
    let line = chart.svg().split("points=\"").nth(1).and_then(|rest| rest.split('"').next());
    let ends: Vec<f64> = line
        .into_iter()
        .flat_map(str::split_whitespace)
        .filter_map(|point| point.split(',').next()?.parse().ok())
        .collect();
    let [left, right] = ends[..] else { panic!("a chart begins with the line of a tick, not with {ends:?}") };
    right - left - BEFORE
}
