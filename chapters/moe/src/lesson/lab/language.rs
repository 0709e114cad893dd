//! How well a small language model learns with each router.

use figures::{Axis, Chart, Figure, Series, text};
use serde_json::Value;

use super::{averaged, cell, is, names, recorded};

/// The language model with a router: what was recorded of it.
///
/// # Panics
/// If it was not trained with that router.
pub fn language(router: &str) -> Value {
    let rows = recorded("language").rows;
    rows.into_iter().find(|row| is(row, "router", router)).expect("a router that was trained with")
}

fn routers() -> Vec<String> {
    names(&recorded("language").rows, "router")
}

/// For a cell: bits per character of each model and of what counts how often characters follow others.
pub fn language_table() -> String {
    let first = language("deepseek");
    let mut text = format!(
        "{} characters to learn from, {} held out, {} different ones\n",
        first["characters"], first["held_out"], first["alphabet"]
    );
    text += &format!("{:34} {:>10} {:>10}", "", "parameters", "bits");
    for (name, what) in [
        ("none", "no idea"),
        ("unigram", "by frequency"),
        ("bigram", "after one character"),
        ("trigram", "after two characters"),
    ] {
        text += &format!(
            "\n{what:34} {:>10} {}",
            "",
            cell(first["baselines"][name].as_f64().unwrap_or(f64::NAN), 10, 2)
        );
    }
    for router in routers() {
        let row = language(&router);
        let what = match router.as_str() {
            "deepseek" => "two of 8 experts, bias".to_owned(),
            "switch" => "one of 8 experts, balance loss".to_owned(),
            "dense" => "dense, as wide as two experts".to_owned(),
            _ => router.clone(),
        };
        text += &format!(
            "\n{what:34} {:>10} {}",
            row["parameters"].as_u64().unwrap_or(0),
            cell(row["bits"].as_f64().unwrap_or(f64::NAN), 10, 2)
        );
    }
    text
}

/// Bits per character against steps.
pub fn language_figure() -> Figure {
    let curve = |router: &str, at: usize| -> Vec<(f64, f64)> { averaged(&[&language(router)], at) };
    let mut lines = vec![
        ("two experts,\ntraining", curve("deepseek", 1)),
        ("two experts,\nheld out", curve("deepseek", 2)),
    ];
    for router in routers() {
        match router.as_str() {
            "switch" => lines.push(("one expert,\nheld out", curve("switch", 2))),
            "dense" => lines.push(("dense,\nheld out", curve("dense", 2))),
            _ => {}
        }
    }
    let steps = lines[0].1.last().map_or(0.0, |point| point.0);
    let base = |name: &str| language("deepseek")["baselines"][name].as_f64().expect("a number");
    let said: Vec<String> = lines
        .iter()
        .map(|(name, points)| {
            let (first, last) = (points[0].1, points[points.len() - 1].1);
            format!("{}: from {} to {}", name.replace('\n', " "), text(first, 2), text(last, 2))
        })
        .collect();
    let description = format!(
        "Bits per character against steps. {}. Counting reaches {} after one character and {} after two.",
        said.join("; "),
        text(base("bigram"), 2),
        text(base("trigram"), 2)
    );
    let end = |router: &str| text(curve(router, 2).last().map_or(f64::NAN, |point| point.1), 2);
    let title = format!(
        "Held out, two experts end at {} bits per character, a dense model at {}, one expert at {}",
        end("deepseek"),
        end("dense"),
        end("switch")
    );
    let mut chart = Chart::new(&title, &description)
        .x(Axis::linear("steps"))
        .y(Axis::linear("bits per character").range(1.0, 7.5));
    for (name, points) in lines {
        chart = chart.line(Series::new(name, points));
    }
    for (name, label) in [("unigram", "frequency"), ("bigram", "one before"), ("trigram", "two before")] {
        let line = Series::new(label, [(0.0, base(name)), (steps, base(name))]).reference();
        chart = chart.line(line.label_above(0.75 * steps));
    }
    chart.save()
}
