//! The figures of the page.

use figures::{Axis, Chart, Figure, Series, text};
use serde_json::Value;

use super::tables::{banks, shown, within_64};
use super::{curve, names, of, rows};

/// A line for each name of a field, and what its first and last points are, for the description.
fn lines(
    rows: &[Value],
    by: &str,
    (list, entry): (&str, usize),
    label: impl Fn(&str) -> String,
) -> (Vec<Series>, String) {
    let lines = names(rows, by)
        .into_iter()
        .map(|name| Series::new(&label(&name), curve(&of(rows, by, &name), list, entry)))
        .collect();
    let said = ends(rows, by, (list, entry))
        .into_iter()
        .map(|(name, x, y)| format!("{name} {} at {}", text(y, 3), text(x, 0)));
    (lines, said.collect::<Vec<_>>().join(", "))
}

/// Where the line of each name of a field ends.
fn ends(rows: &[Value], by: &str, (list, entry): (&str, usize)) -> Vec<(String, f64, f64)> {
    let end = |name: String| {
        let points = curve(&of(rows, by, &name), list, entry);
        let (x, y) = points.last().copied().unwrap_or((f64::NAN, f64::NAN));
        (name, x, y)
    };
    names(rows, by).into_iter().map(end).collect()
}

/// At the end of its line, what a name has, and the best of all others.
fn against(ends: &[(String, f64, f64)], name: &str, better: fn(f64, f64) -> f64) -> [f64; 2] {
    let of = |own: bool| ends.iter().filter(move |end| (end.0 == name) == own).map(|end| end.2);
    [of(true), of(false)].map(|values| values.reduce(better).unwrap_or(f64::NAN))
}

fn draw(chart: Chart, lines: Vec<Series>) -> Figure {
    lines.into_iter().fold(chart, Chart::line).save()
}

/// What a line is called: shorter than in the table beside it, since labels of several lines pile up where lines end close together.
fn short(name: &str) -> String {
    name.trim_start_matches("RNN, ").trim_start_matches("random, ").replace("decay per channel", "channels")
}

/// The error while the latch is learned.
pub fn latch_figure() -> Figure {
    let rows = rows("latch");
    let (lines, said) = lines(&rows, "kind", ("points", 1), short);
    let [selected, others] = against(&ends(&rows, "kind", ("points", 1)), "selected step", f64::min);
    let title = format!(
        "With a selected step the last marked value is kept, with an error of {}; without, of {} at best",
        text(selected, 3),
        text(others, 3)
    );
    let description = format!("Error while training, means over seeds, on a logarithmic axis: {said}.");
    let chart = Chart::new(&title, &description)
        .x(Axis::linear("steps"))
        .y(Axis::log10("mean squared error").range(0.003, 2.0));
    draw(chart, lines)
}

/// The error while the registers are learned, with so many in a bank.
pub fn registers_figure(size: usize) -> Figure {
    let (lines, said) = lines(&banks(size), "kind", ("points", 1), short);
    let (title, many) = if size == 1 {
        (
            "With one register in a bank, only a sum with one decay cannot clear it and leave the other",
            "one register",
        )
    } else {
        (
            "With three registers in a bank a decay for each channel is needed, and best with the delta rule",
            "three registers",
        )
    };
    let description = format!(
        "Error while training, with {many} in a bank, means over seeds, on a logarithmic axis: {said}."
    );
    let chart = Chart::new(title, &description)
        .x(Axis::linear("steps"))
        .y(Axis::log10("mean squared error").range(3e-4, 1.0));
    draw(chart, lines)
}

/// The share of right answers at the last ten bits against the length.
pub fn parity_figure() -> Figure {
    let label = |name: &str| name.replace("between", "factors").replace(" and", " to").replace("-1", "−1");
    let (lines, said) = lines(&rows("parity"), "kind", ("at", 2), label);
    let description = format!(
        "Share of right answers at the last ten bits against the length of the sequence, means over seeds, training was at length 24; factors {said}. \
         Guessing would be 0.5."
    );
    let chart = Chart::new(
        "Only factors down to −1 learn parity, and keep it to twice the length of training, not far beyond",
        &description,
    )
    .x(Axis::log2("length").ticks(&[12.0, 24.0, 50.0, 100.0, 200.0]))
    .y(Axis::linear("share of right answers at the end").range(0.4, 1.0));
    draw(chart, lines)
}

/// The error while adding is learned.
pub fn adding_figure() -> Figure {
    let (lines, said) = lines(&rows("adding"), "kind", ("points", 1), short);
    let description = format!(
        "Error while training, means over seeds, on a logarithmic axis: {said}. Who always answers 1 has 0.167."
    );
    let chart = Chart::new(
        "Gates and linear states learn to add across a hundred numbers; plain networks answer the mean",
        &description,
    )
    .x(Axis::linear("steps"))
    .y(Axis::log10("mean squared error").range(1e-4, 1.0));
    draw(chart, lines)
}

/// The share of right answers against the number of keys, where each is shown so many times. Lines that lie on others are in the table only.
pub fn recall_figure(times: usize) -> Figure {
    let drawn: &[&str] = if times == 1 {
        &["linear", "delta", "softmax"]
    } else {
        &["linear", "gated linear", "delta", "softmax"]
    };
    let own: Vec<Value> =
        shown(times).into_iter().filter(|row| drawn.iter().any(|name| row["kind"] == *name)).collect();
    let (lines, said) = lines(&own, "kind", ("right", 1), short);
    let often = if times == 1 { "once" } else { "twice" };
    let description = format!(
        "Share of right answers against the number of keys, each of which is shown {often}, means over seeds; {said} keys. Guessing would be \
         0.03."
    );
    let title = if times == 1 {
        "Of keys that are shown once a sum recalls more than the delta rule, and a softmax all"
    } else {
        "Of keys that are shown twice the delta rule recalls more than sums do, until there are too many"
    };
    let chart = Chart::new(title, &description)
        .x(Axis::log2("keys").ticks(&[4.0, 8.0, 16.0, 32.0, 64.0]))
        .y(Axis::linear("share of right answers").range(0.0, 1.0));
    draw(chart, lines)
}

/// What is remembered of an input against the lag.
pub fn legs_figure(input: &str) -> Figure {
    let own: Vec<Value> = of(&rows("legs"), "input", input).into_iter().cloned().collect();
    let (lines, said) = lines(&own, "system", ("points", 1), short);
    let description = format!(
        "Share of the variance of {input} input some steps ago that a linear read-out of 32 numbers finds again, against the lag on a \
         logarithmic axis; {said}."
    );
    let title = if input == "smooth" {
        let ends = ends(&own, "system", ("points", 1));
        let [legs, others] = against(&ends, "LegS", f64::max).map(|share| text(100.0 * share, 0));
        let ago = text(ends[0].1, 0);
        format!(
            "Of smooth input LegS still finds {legs} % after {ago} steps, and the best of the others {others} %"
        )
    } else {
        let [legs, orthogonal] =
            ["LegS", "random, orthogonal"].map(|system| text(within_64(&of(&own, "system", system)), 0));
        format!(
            "Of the last 64 values of {input} LegS holds as much as {legs}, a random orthogonal matrix {orthogonal}"
        )
    };
    let chart = Chart::new(&title, &description)
        .x(Axis::log2("steps ago").ticks(&[1.0, 4.0, 16.0, 64.0, 256.0]))
        .y(Axis::linear("share of the variance").range(0.0, 1.0));
    draw(chart, lines)
}
