//! The figures of the page.

use figures::{Axis, Chart, Figure, Series, text};
use serde_json::Value;

use super::tables::{banks, shown};
use super::{curve, names, of, rows};

/// A line for each name of a field, and what its first and last points are, for the description.
fn lines(
    rows: &[Value],
    by: &str,
    (list, entry): (&str, usize),
    label: impl Fn(&str) -> String,
) -> (Vec<Series>, String) {
    let mut said = Vec::new();
    let lines = names(rows, by).into_iter().map(|name| {
        let points = curve(&of(rows, by, &name), list, entry);
        let last = points.last().copied().unwrap_or((f64::NAN, f64::NAN));
        said.push(format!("{name} {} at {}", text(last.1, 3), text(last.0, 0)));
        Series::new(&label(&name), points)
    });
    let lines = lines.collect();
    (lines, said.join(", "))
}

fn draw(chart: Chart, lines: Vec<Series>) -> Figure {
    lines.into_iter().fold(chart, Chart::line).save()
}

fn broken(name: &str) -> String {
    name.replace("selected ", "selected\n").replace(", ", ",\n").replace("decay per ", "decay\nper ")
}

/// The error while the latch is learned.
pub fn latch_figure() -> Figure {
    let (lines, said) = lines(&rows("latch"), "kind", ("points", 1), broken);
    let description = format!("Error while training, means over seeds, on a logarithmic axis: {said}.");
    let chart = Chart::new("Keep the last marked value", &description)
        .x(Axis::linear("steps"))
        .y(Axis::log10("mean squared error").range(0.003, 2.0));
    draw(chart, lines)
}

/// The error while the registers are learned, with so many in a bank.
pub fn registers_figure(size: usize) -> Figure {
    let (lines, said) = lines(&banks(size), "kind", ("points", 1), broken);
    let (title, many) = if size == 1 {
        ("Two registers, each cleared by itself", "one register")
    } else {
        ("Two banks, each cleared by itself", "three registers")
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
    let label = |name: &str| format!("factors\n{}", name.replace("-1", "−1").replace(" and", "\nand"));
    let (lines, said) = lines(&rows("parity"), "kind", ("at", 2), label);
    let description = format!(
        "Share of right answers at the last ten bits against the length of the sequence, means over seeds, training was at length 24; factors {said}. \
         Guessing would be 0.5."
    );
    let chart = Chart::new("Parity, where it was trained and beyond", &description)
        .x(Axis::log2("length").ticks(&[12.0, 24.0, 50.0, 100.0, 200.0]))
        .y(Axis::linear("share of right answers at the end").range(0.4, 1.0));
    draw(chart, lines)
}

/// The error while adding is learned.
pub fn adding_figure() -> Figure {
    let (lines, said) = lines(&rows("adding"), "kind", ("points", 1), broken);
    let description = format!(
        "Error while training, means over seeds, on a logarithmic axis: {said}. Who always answers 1 has 0.167."
    );
    let chart = Chart::new("The sum of two numbers among a hundred", &description)
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
    let (lines, said) = lines(&own, "kind", ("right", 1), |name| name.replace(' ', "\n"));
    let often = if times == 1 { "once" } else { "twice" };
    let description = format!(
        "Share of right answers against the number of keys, each of which is shown {often}, means over seeds; {said} keys. Guessing would be \
         0.03."
    );
    let chart = Chart::new(&format!("Recall of keys that are shown {often}"), &description)
        .x(Axis::log2("keys").ticks(&[4.0, 8.0, 16.0, 32.0, 64.0]))
        .y(Axis::linear("share of right answers").range(0.0, 1.0));
    draw(chart, lines)
}

/// What is remembered of an input against the lag.
pub fn legs_figure(input: &str) -> Figure {
    let own: Vec<Value> = of(&rows("legs"), "input", input).into_iter().cloned().collect();
    let (lines, said) = lines(&own, "system", ("points", 1), |name| name.replace(", ", ",\n"));
    let description = format!(
        "Share of the variance of {input} input some steps ago that a linear read-out of 32 numbers finds again, against the lag on a \
         logarithmic axis; {said}."
    );
    let chart = Chart::new(&format!("What is left of {input} input"), &description)
        .x(Axis::log2("steps ago").ticks(&[1.0, 4.0, 16.0, 64.0, 256.0]))
        .y(Axis::linear("share of the variance").range(0.0, 1.0));
    draw(chart, lines)
}
