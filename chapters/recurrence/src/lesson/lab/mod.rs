//! What training shows: the recorded results of the experiments in `chapters/lab`.
//!
//! Nothing is trained when a page is built: `cargo run --release -p lab -- NAME` writes `book/data/recurrence-NAME.json`, and this reads
//! it. Its figures are not among [`super::drawings`], because the reader's answers do not change them; an experiment with the reader's
//! recurrences has to be run again.

mod figures;
mod mixers;
mod tables;

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
const FILES: [(&str, &str); 7] = [
    ("latch", include_str!("../../../../../book/data/recurrence-latch.json")),
    ("registers", include_str!("../../../../../book/data/recurrence-registers.json")),
    ("parity", include_str!("../../../../../book/data/recurrence-parity.json")),
    ("adding", include_str!("../../../../../book/data/recurrence-adding.json")),
    ("recall", include_str!("../../../../../book/data/recurrence-recall.json")),
    ("legs", include_str!("../../../../../book/data/recurrence-legs.json")),
    ("mixers", include_str!("../../../../../book/data/recurrence-mixers.json")),
];

/// What was recorded of an experiment.
fn file(name: &str) -> Value {
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
            "{:12} {:4} rows, {:5.0} s, {}",
            file["command"].as_str().expect("a text").trim_start_matches("cargo run --release -p lab -- "),
            file["rows"].as_array().expect("a list").len(),
            file["seconds"].as_f64().expect("a number"),
            file["revision"].as_str().expect("a text"),
        )
    };
    let machine = &all[0]["machine"];
    format!(
        "cargo run --release -p lab --\n{}\non {} with {} cores",
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
fn of<'a>(rows: &'a [Value], field: &str, value: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row[field] == value).collect()
}

/// What rows say of one x, each: entry `at` of the point of their list `list` that begins with it.
fn at(rows: &[&Value], list: &str, x: f64, at: usize) -> Vec<f64> {
    rows.iter()
        .filter_map(|row| {
            row[list].as_array()?.iter().find(|point| point[0].as_f64() == Some(x))?[at].as_f64()
        })
        .collect()
}

/// By x, the mean of entry `at` over the rows.
fn curve(rows: &[&Value], list: &str, entry: usize) -> Vec<(f64, f64)> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_says_what_made_it() {
        for (name, _) in FILES {
            let command = file(name)["command"].as_str().unwrap().to_owned();
            assert_eq!(command, format!("cargo run --release -p lab -- {name}"));
            assert!(!rows(name).is_empty(), "{name}");
        }
        assert_eq!(origins().lines().count(), FILES.len() + 2);
        assert!(origins().lines().all(|line| line.chars().count() <= 80), "{}", origins());
    }

    #[test]
    fn every_figure_is_finished() {
        let drawn = [
            latch_figure(),
            registers_figure(1),
            registers_figure(3),
            parity_figure(),
            adding_figure(),
            recall_figure(1),
            recall_figure(2),
            legs_figure("smooth"),
            legs_figure("white noise"),
            mixers_figure(),
        ];
        for figure in drawn {
            assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
            assert!(!figure.description().contains("NaN"), "{}", figure.description());
        }
    }

    /// The line of a kind.
    fn line(rows: &[Value], kind: &str, list: &str, entry: usize) -> Vec<(f64, f64)> {
        curve(&of(rows, "kind", kind), list, entry)
    }

    /// Where the line of a kind ends.
    fn end(rows: &[Value], kind: &str) -> f64 {
        line(rows, kind, "points", 1).last().unwrap().1
    }

    #[test]
    fn registers_and_adding_end_as_their_titles_say() {
        let kinds = [
            "linear, one decay",
            "delta, one decay",
            "linear, decay per channel",
            "delta, decay per channel",
        ];
        let [sum, others @ ..] = kinds.map(|kind| end(&tables::banks(1), kind));
        assert!(others.iter().all(|error| 10.0 * error < sum), "{sum} {others:?}");
        let [sum, delta, channels, best] = kinds.map(|kind| end(&tables::banks(3), kind));
        assert!(2.0 * channels < sum.min(delta) && best < channels, "{sum} {delta} {channels} {best}");
        let adding = |kind: &str| end(&rows("adding"), kind);
        assert!(["RNN", "RNN, orthogonal"].iter().all(|kind| (adding(kind) - 1.0 / 6.0).abs() < 0.001));
        assert!(["LSTM", "GRU", "LRU"].iter().all(|kind| adding(kind) < 0.02));
    }

    #[test]
    fn parity_is_kept_to_twice_the_length_and_not_far_beyond() {
        let rows = rows("parity");
        assert!(line(&rows, "between 0 and 1", "at", 2).iter().all(|&(_, right)| right < 0.6));
        for (length, right) in line(&rows, "between -1 and 1", "at", 2) {
            let holds = if length <= 50.0 { right > 0.99 } else { right < 0.7 };
            assert!(holds, "{right} at {length}");
        }
    }

    #[test]
    fn recall_is_as_its_titles_say() {
        let right = |times: usize, kind: &str| line(&tables::shown(times), kind, "right", 1);
        let [sum, delta, softmax] = ["linear", "delta", "softmax"].map(|kind| right(1, kind));
        assert!(sum.iter().zip(&delta).all(|(sum, delta)| sum.1 >= delta.1 - 0.001), "{sum:?} {delta:?}");
        assert!(softmax.iter().all(|point| point.1 > 0.999), "{softmax:?}");
        let [sum, gated, delta] = ["linear", "gated linear", "delta"].map(|kind| right(2, kind));
        for ((sum, gated), delta) in sum.iter().zip(&gated).zip(&delta).filter(|(_, delta)| delta.0 <= 32.0) {
            assert!(delta.1 > sum.1.max(gated.1), "{sum:?} {gated:?} {delta:?}");
        }
    }

    #[test]
    fn every_table_has_its_lines() {
        let tables = [
            latch_table(),
            kept_table(),
            registers_table(1),
            registers_table(3),
            parity_table(),
            parity_factors(),
            adding_table(),
            recall_table(1),
            recall_table(2),
            legs_table(),
            mixers_table(),
        ];
        for table in tables {
            assert!(table.lines().count() > 2 && !table.contains("NaN"), "{table}");
            assert!(table.lines().all(|line| line.chars().count() <= 80), "too wide for the page: {table}");
        }
    }
}
