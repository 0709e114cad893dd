//! The small language model with each mixer of tokens.

use figures::{Axis, Chart, Figure, Series, text};
use serde_json::Value;

use super::rows;

/// What is kept and how long the next token takes, by context: tokens, bytes, microseconds.
fn contexts(row: &Value) -> Vec<[f64; 3]> {
    let points = row["at"].as_array().into_iter().flatten();
    points.map(|point| [0, 1, 2].map(|i| point[i].as_f64().expect("a number"))).collect()
}

/// A number of bytes in a few letters.
fn size(bytes: f64) -> String {
    if bytes < 1e6 { format!("{:.0} kB", bytes / 1e3) } else { format!("{:.0} MB", bytes / 1e6) }
}

/// For a cell: parameters, bits per held-out character, and by context what is kept and how long the next token takes.
pub fn mixers_table() -> String {
    let rows = rows("mixers");
    let known = contexts(&rows[0]);
    let (few, many) = (known[0], known[known.len() - 1]);
    let mut table = format!(
        "{:11} {:>10} {:>6} {:>20} {:>20}\n{:11} {:>10} {:>6}",
        "",
        "",
        "",
        format!("after {} tokens", few[0]),
        format!("after {} tokens", many[0]),
        "mixer",
        "parameters",
        "bits"
    );
    table += &format!(" {:>9} {:>10} {:>9} {:>10}", "kept", "next", "kept", "next");
    for row in &rows {
        let known = contexts(row);
        let name = row["mixer"].as_str().expect("a text");
        let bits = row["bits"].as_f64().expect("a number");
        table += &format!("\n{name:11} {:>10} {bits:6.3}", row["parameters"].to_string());
        for [_, bytes, micros] in [known[0], known[known.len() - 1]] {
            table += &format!(" {:>9} {micros:7.0} µs", size(bytes));
        }
    }
    let base = &rows[0]["baselines"];
    table
        + &format!(
            "\nguessing by the two characters before: {:.3} bits",
            base["trigram"].as_f64().expect("a number")
        )
}

/// Bits per held-out character while the model is trained.
pub fn mixers_figure() -> Figure {
    let (mut said, mut ends) = (Vec::new(), Vec::new());
    let lines = rows("mixers").into_iter().map(|row| {
        let points = row["points"].as_array().into_iter().flatten();
        // The first is before training, at chance.
        let points =
            points.skip(1).map(|point| (point[0].as_f64().unwrap_or(0.0), point[2].as_f64().unwrap_or(0.0)));
        let points: Vec<(f64, f64)> = points.collect();
        let name = row["mixer"].as_str().expect("a text").to_owned();
        let last = points.last().copied().unwrap_or((f64::NAN, f64::NAN));
        said.push(format!("{name} {} after {} steps", text(last.1, 3), text(last.0, 0)));
        ends.push((last, name.clone()));
        Series::new(&name, points)
    });
    let lines: Vec<Series> = lines.collect();
    let description = format!("Bits per held-out character while the model is trained: {}.", said.join(", "));
    ends.sort_by(|a, b| a.0.1.total_cmp(&b.0.1));
    let (((steps, fewest), best), ((_, most), worst)) = (&ends[0], &ends[ends.len() - 1]);
    let title = format!(
        "After {} steps {best} needs the fewest bits per character, {}, and {worst} the most, {}",
        text(*steps, 0),
        text(*fewest, 2),
        text(*most, 2)
    );
    let chart =
        Chart::new(&title, &description).x(Axis::linear("steps")).y(Axis::linear("bits per character"));
    lines.into_iter().fold(chart, Chart::line).save()
}
