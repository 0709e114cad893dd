//! Which experts made the data.

use figures::{Axis, Chart, Figure, Series, text};
use serde_json::Value;

use super::{averaged, is, mean, names, recorded};

/// Ways of choosing two of some experts, means over seeds: name, experts, share of the tasks whose two were both found, share
/// of the experts found, experts with a weight, loss.
pub fn recover_rows() -> Vec<(String, usize, f64, f64, f64, f64)> {
    let rows = recorded("recover").rows;
    let mut means = Vec::new();
    for experts in names(&rows, "experts") {
        for way in names(&rows, "way") {
            let own = || rows.iter().filter(|row| is(row, "way", &way) && is(row, "experts", &experts));
            let count = experts.parse().expect("a whole number");
            let [both, found, active, loss] = ["both", "found", "active", "loss"].map(|of| mean(own(), of));
            means.push((way.clone(), count, both, found, active, loss));
        }
    }
    means
}

/// For a cell.
pub fn recover_table() -> String {
    let mut text = format!(
        "{:20} {:>7} {:>10} {:>10} {:>7} {:>8}",
        "", "experts", "both found", "one found", "active", "loss"
    );
    for (way, experts, both, found, active, loss) in recover_rows() {
        text += &format!("\n{way:20} {experts:7} {both:10.3} {found:10.3} {active:7.1} {loss:8.4}");
    }
    text
}

/// The share of the tasks whose experts were found, against steps, with the most experts.
///
/// # Panics
/// If nothing was recorded.
pub fn recover_figure() -> Figure {
    let rows = recorded("recover").rows;
    let experts = names(&rows, "experts").pop().expect("experts");
    let tasks = mean(rows.iter(), "tasks");
    let mut said = Vec::new();
    let mut ends = Vec::new();
    let mut lines = Vec::new();
    for way in names(&rows, "way") {
        let own: Vec<&Value> =
            rows.iter().filter(|row| is(row, "way", &way) && is(row, "experts", &experts)).collect();
        let points = averaged(&own, 2);
        ends.push((points.last().map_or(f64::NAN, |point| point.1), way.clone()));
        said.push(format!("{way} {}", text(points.last().map_or(f64::NAN, |point| point.1), 2)));
        let label = way.replace(", ", ",\n").replace(" of all", "\nof all").replace("noisy ", "noisy\n");
        lines.push(Series::new(&label, points));
    }
    let description = format!(
        "The share of {tasks} tasks whose two true experts of {experts} are the two with the largest gates, against steps; at \
         the end: {}.",
        said.join(", ")
    );
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (least, most) = (&ends[0], &ends[ends.len() - 1]);
    let title = format!(
        "Of the pairs of experts that made the data, {} finds {} % in the end, and {} finds {} %",
        most.1,
        text(100.0 * most.0, 0),
        least.1,
        text(100.0 * least.0, 0)
    );
    let chart = Chart::new(&title, &description)
        .x(Axis::linear("steps"))
        .y(Axis::linear("share of tasks with both found").range(0.0, 1.0));
    lines.into_iter().fold(chart, Chart::line).save()
}
