//! What training shows: the recorded results of the experiments in `chapters/lab`.
//!
//! Nothing is trained when a page is built: `cargo run --release -p lab -- NAME` writes `book/data/moe-NAME.json`, and this
//! reads it. Its figures are not among [`super::drawings`], because the reader's answers do not change them; an experiment
//! with the reader's router has to be run again.

pub mod balance;
pub mod gates;
mod language;
mod recover;
pub mod sharpness;
pub mod took;
pub mod upcycle;

pub use balance::{Balance, balance_figure, balance_rows, balance_table, price_figure};
pub use gates::{gates_figure, gates_rows, gates_table};
pub use language::{language, language_figure, language_table};
pub use recover::{recover_figure, recover_rows, recover_table};
pub use sharpness::{sharpness_figure, sharpness_rows, sharpness_table};
pub use took::{classes_figure, language_layers, likes, strip, strip_figure};
pub use upcycle::{upcycle_figure, upcycle_rows, upcycle_table};

use serde_json::Value;

/// The files that the lab writes.
pub const FILES: [(&str, &str); 6] = [
    ("balance", include_str!("../../../../../book/data/moe-balance.json")),
    ("gates", include_str!("../../../../../book/data/moe-gates.json")),
    ("upcycle", include_str!("../../../../../book/data/moe-upcycle.json")),
    ("recover", include_str!("../../../../../book/data/moe-recover.json")),
    ("sharpness", include_str!("../../../../../book/data/moe-sharpness.json")),
    ("language", include_str!("../../../../../book/data/moe-language.json")),
];

/// What an experiment found, and what made it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The command.
    pub command: String,
    /// The commit.
    pub revision: String,
    /// The processor's name.
    pub cpu: String,
    /// How many cores it has.
    pub cores: u64,
    /// What all runs took together.
    pub seconds: f64,
    /// What every run found.
    pub rows: Vec<Value>,
}

/// What was recorded of an experiment.
///
/// # Panics
/// If there is no such experiment, or its file is not as the lab writes it.
pub fn recorded(name: &str) -> Recorded {
    let (_, file) = FILES.iter().find(|file| file.0 == name).expect("an experiment of the lab");
    let data: Value = serde_json::from_str(file).expect("the lab writes JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    Recorded {
        command: text(&data["command"]),
        revision: text(&data["revision"]),
        cpu: text(&data["machine"]["cpu"]),
        cores: data["machine"]["cores"].as_u64().expect("a whole number"),
        seconds: data["seconds"].as_f64().expect("a number"),
        rows: data["rows"].as_array().expect("a list").clone(),
    }
}

/// For a cell: the commands behind the figures, and what they took where.
pub fn origins() -> String {
    let all: Vec<(&str, Recorded)> = FILES.iter().map(|&(name, _)| (name, recorded(name))).collect();
    let lines: Vec<String> = all
        .iter()
        .map(|(_, recorded)| {
            format!(
                "{:42} {:6} {:8.0}   {}",
                recorded.command.trim_start_matches("cargo run --release -p lab -- "),
                recorded.rows.len(),
                recorded.seconds,
                recorded.revision
            )
        })
        .collect();
    let machine = &all[0].1;
    format!(
        "{:42} {:>6} {:>8}   revision\n{}\non {} with {} cores",
        "experiment",
        "rows",
        "seconds",
        lines.join("\n"),
        machine.cpu,
        machine.cores
    )
}

/// The mean of a number over rows that have it; not a number if none has.
fn mean<'a>(rows: impl Iterator<Item = &'a Value>, of: &str) -> f64 {
    let values: Vec<f64> = rows.filter_map(|row| row[of].as_f64()).collect();
    values.iter().sum::<f64>() / values.len() as f64
}

/// The values of a field, each once, in the order of the rows.
fn names(rows: &[Value], field: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in rows {
        let name = row[field].as_str().map_or_else(|| row[field].to_string(), str::to_owned);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Whether a row's field has this text or number.
fn is(row: &Value, field: &str, value: &str) -> bool {
    match &row[field] {
        Value::String(text) => text == value,
        other => value == format!("{other}"),
    }
}

/// Points (x, y) of rows that have the same x at the same place: the mean of their y.
fn averaged(rows: &[&Value], at: usize) -> Vec<(f64, f64)> {
    let points = |row: &Value| row["points"].as_array().cloned().unwrap_or_default();
    let all: Vec<Vec<Value>> = rows.iter().map(|row| points(row)).collect();
    let Some(first) = all.first() else { return Vec::new() };
    (0..first.len())
        .map(|i| {
            let sum: f64 = all.iter().map(|points| points[i][at].as_f64().unwrap_or(f64::NAN)).sum();
            (first[i][0].as_f64().unwrap_or(f64::NAN), sum / all.len() as f64)
        })
        .collect()
}

/// A number of a table; a dash if there is none.
fn cell(value: f64, width: usize, decimals: usize) -> String {
    if value.is_finite() { format!("{value:width$.decimals$}") } else { format!("{:>width$}", "–") }
}
