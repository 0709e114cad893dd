//! What training shows: the recorded results of the experiments in `chapters/lab`.
//!
//! Nothing is trained when a page is built: `cargo run --release -p lab -- NAME` writes `book/data/recurrence-NAME.json`, and this reads
//! it. Its figures are not among [`super::drawings`], because the reader's answers do not change them; an experiment with the reader's
//! recurrences has to be run again.

mod figures;
mod mixers;
pub mod tables;

pub use self::figures::{
    adding_figure, latch_figure, legs_figure, parity_figure, recall_figure, registers_figure,
};
pub use mixers::{mixers_figure, mixers_table};
pub use tables::{
    adding_table, kept_table, latch_table, legs_table, parity_factors, parity_table, recall_table,
    registers_table,
};

use serde_json::Value;

/// The files that the lab writes.
pub const FILES: [(&str, &str); 7] = [
    ("latch", include_str!("../../../../../book/data/recurrence-latch.json")),
    ("registers", include_str!("../../../../../book/data/recurrence-registers.json")),
    ("parity", include_str!("../../../../../book/data/recurrence-parity.json")),
    ("adding", include_str!("../../../../../book/data/recurrence-adding.json")),
    ("recall", include_str!("../../../../../book/data/recurrence-recall.json")),
    ("legs", include_str!("../../../../../book/data/recurrence-legs.json")),
    ("mixers", include_str!("../../../../../book/data/recurrence-mixers.json")),
];

/// What was recorded of an experiment.
pub fn file(name: &str) -> Value {
    let (_, file) = FILES.iter().find(|file| file.0 == name).expect("an experiment of the lab");
    serde_json::from_str(file).expect("the lab writes JSON")
}

/// The rows of an experiment.
///
/// # Panics
/// If there is no such experiment, or its file is not as the lab writes it.
pub fn rows(name: &str) -> Vec<Value> {
    file(name)["rows"].as_array().expect("a list").clone()
}

/// For a cell: the commands behind the figures, and what they took where.
///
/// # Panics
/// If a file is not as the lab writes it.
pub fn origins() -> String {
    let all = FILES.map(|(name, _)| file(name));
    let line = |file: &Value| {
        format!(
            "{:29} {:6} {:8.0}   {}",
            file["command"].as_str().expect("a text").trim_start_matches("cargo run --release -p lab -- "),
            file["rows"].as_array().expect("a list").len(),
            file["seconds"].as_f64().expect("a number"),
            file["revision"].as_str().expect("a text"),
        )
    };
    let machine = &all[0]["machine"];
    format!(
        "{:29} {:>6} {:>8}   revision\n{}\non {} with {} cores",
        "experiment",
        "rows",
        "seconds",
        all.iter().map(line).collect::<Vec<_>>().join("\n"),
        machine["cpu"].as_str().expect("a text"),
        machine["cores"],
    )
}

/// The values of a field, each once, in the order of the rows.
fn names(rows: &[Value], field: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let name = row[field].as_str().expect("a text").to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The rows that have this text in a field.
pub fn of<'a>(rows: &'a [Value], field: &str, value: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row[field] == value).collect()
}

/// What rows say of one x, each: entry `at` of the point of their list `list` that begins with it.
pub fn at(rows: &[&Value], list: &str, x: f64, at: usize) -> Vec<f64> {
    rows.iter()
        .filter_map(|row| {
            row[list].as_array()?.iter().find(|point| point[0].as_f64() == Some(x))?[at].as_f64()
        })
        .collect()
}

/// By x, the mean of entry `at` over the rows.
pub fn curve(rows: &[&Value], list: &str, entry: usize) -> Vec<(f64, f64)> {
    let first = rows.first().and_then(|row| row[list].as_array()).cloned().unwrap_or_default();
    let xs = first.iter().filter_map(|point| point[0].as_f64());
    xs.map(|x| (x, mean(&at(rows, list, x, entry)))).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The smallest and the largest.
fn range(values: &[f64]) -> [f64; 2] {
    [
        values.iter().copied().fold(f64::INFINITY, f64::min),
        values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    ]
}
