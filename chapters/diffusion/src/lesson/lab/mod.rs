//! What training shows: the recorded results of the experiments in `chapters/lab`.
//!
//! Nothing is trained when a page is built: `cargo run --release -p lab -- NAME` writes `book/data/diffusion-NAME.json`, and this reads
//! it. Its figures are not among [`super::drawings`], because the reader's answers do not change them; an experiment with the reader's
//! answers has to be run again.

mod digits;
mod figures;
mod tables;

pub use self::figures::{
    guidance_figure, paths_figure, points_figure, short_figure, solvers_figure, targets_figure,
};
pub use digits::{digits_figure, digits_steps, digits_table, neighbours_figure, training_figure};
pub use tables::{
    blocks_table, consistency_table, cosine_table, guidance_table, min_snr_table, post_table, short_table,
    solvers_table, straight_table, targets_table,
};

use serde_json::Value;

/// The files that the lab writes.
pub const FILES: [(&str, &str); 3] = [
    ("digits", include_str!("../../../../../book/data/diffusion-digits.json")),
    ("targets", include_str!("../../../../../book/data/diffusion-targets.json")),
    ("short", include_str!("../../../../../book/data/diffusion-short.json")),
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

/// Rows with these texts in these fields.
pub fn with<'a>(rows: &'a [Value], fields: &[(&str, &str)]) -> Vec<&'a Value> {
    rows.iter().filter(|row| fields.iter().all(|(field, text)| row[*field] == *text)).collect()
}

/// The different numbers of a field, the smallest first.
pub fn numbers(rows: &[&Value], field: &str) -> Vec<f64> {
    let mut all: Vec<f64> = rows.iter().filter_map(|row| row[field].as_f64()).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// The mean of a field over the rows; not a number where one of them has none, because samples went beyond all numbers.
fn mean(rows: &[&Value], field: &str) -> f64 {
    rows.iter().map(|row| row[field].as_f64().unwrap_or(f64::NAN)).sum::<f64>() / rows.len() as f64
}

/// By the numbers of one field, the mean of another.
pub fn curve(rows: &[&Value], x: &str, y: &str) -> Vec<(f64, f64)> {
    let at = |value: f64| {
        let own: Vec<&Value> = rows.iter().copied().filter(|row| row[x].as_f64() == Some(value)).collect();
        (value, mean(&own, y))
    };
    numbers(rows, x).into_iter().map(at).collect()
}

/// What as many other points of the ring have: the mean of a floor over the rows.
fn floor(rows: &[&Value], at: usize) -> f64 {
    let all: Vec<f64> = rows.iter().filter_map(|row| row["floor"][at].as_f64()).collect();
    all.iter().sum::<f64>() / all.len() as f64
}

/// A number in so many characters; what is far too large without decimals.
fn cell(value: f64, width: usize) -> String {
    match value {
        _ if !value.is_finite() => format!("{:>width$}", "beyond"),
        _ if value.abs() >= 1e6 => format!("{value:width$.0e}"),
        _ if value.abs() >= 100.0 => format!("{value:width$.0}"),
        _ => format!("{value:width$.3}"),
    }
}

/// What is predicted as the text writes it: the recorded name of the data has no subscript.
fn written(target: &str) -> String {
    target.replace("x0", "x₀")
}

/// For a cell: a long sentence, in lines that fit the page.
pub fn told(what: impl std::fmt::Display) -> String {
    let mut lines = vec![String::new()];
    for word in what.to_string().split_whitespace() {
        if lines.last().is_some_and(|line| line.chars().count() + word.chars().count() > 76) {
            lines.push(String::new());
        }
        let line = lines.last_mut().expect("there is a first line");
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.join("\n")
}
