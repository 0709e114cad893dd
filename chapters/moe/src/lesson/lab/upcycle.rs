//! A dense model made into experts.

use figures::{Axis, Chart, Figure, Series, text};
use serde_json::Value;

use super::{averaged, is, mean, names, recorded};

/// Ways of upcycling: name, loss of the dense model before, at the first step after and at the end; means over seeds.
pub fn upcycle_rows() -> Vec<(String, f64, f64, f64)> {
    let rows = recorded("upcycle").rows;
    let of = |way: String| {
        let own = || rows.iter().filter(|row| is(row, "way", &way));
        let (dense, first, end) = (mean(own(), "dense"), mean(own(), "first"), mean(own(), "end"));
        (way.clone(), dense, first, end)
    };
    names(&rows, "way").into_iter().map(of).collect()
}

/// For a cell.
pub fn upcycle_table() -> String {
    let mut text = format!("{:26} {:>10} {:>10} {:>10}", "", "dense", "at first", "at the end");
    for (way, dense, first, end) in upcycle_rows() {
        text += &format!("\n{way:26} {dense:10.4} {first:10.4} {end:10.4}");
    }
    text
}

/// Loss against steps after the copy.
pub fn upcycle_figure() -> Figure {
    let rows = recorded("upcycle").rows;
    let said: Vec<String> = upcycle_rows()
        .iter()
        .map(|(way, _, first, end)| format!("{way}: from {} to {}", text(*first, 3), text(*end, 4)))
        .collect();
    let description = format!(
        "Error against steps after the copy, the latter on a logarithmic axis too. {}.",
        said.join("; ")
    );
    let ways = upcycle_rows();
    let end = |name: &str| ways.iter().find(|way| way.0 == name).expect("a way").3;
    let title = format!(
        "With normalised gates copied experts start at the dense model's error, and end {} times below that model trained on",
        text(end("dense, trained on") / end("upcycled, normalised"), 0)
    );
    let mut chart = Chart::new(&title, &description)
        .x(Axis::log10("steps since then"))
        .y(Axis::log10("mean squared error"));
    for way in names(&rows, "way") {
        let own: Vec<&Value> = rows.iter().filter(|row| is(row, "way", &way)).collect();
        let label = way.replace(", ", ",\n").replace("experts from", "experts\nfrom");
        chart = chart.line(Series::new(&label, averaged(&own, 1)));
    }
    chart.save()
}
