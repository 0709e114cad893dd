//! What training on several ranks shows: the recorded results of the experiments in `chapters/lab`.
//!
//! Nothing is trained when a page is built: `cargo run --release -p lab -- NAME` writes `book/data/sharding-NAME.json`, and this reads it.
//! Its figures are not among [`super::drawings`], because the reader's answers do not change them; an experiment has to be run again.

use figures::{Axis, Chart, Figure, Grid, Panel, Series, rounded, text};
use serde_json::Value;

use super::rings::{Link, ring, size};

/// The files that the lab writes.
const FILES: [(&str, &str); 3] = [
    ("ways", include_str!("../../../../book/data/sharding-ways.json")),
    ("quorum", include_str!("../../../../book/data/sharding-quorum.json")),
    ("links", include_str!("../../../../book/data/sharding-links.json")),
];

/// What is farther from one rank than this, in bits for a character, is another training, and not rounding.
const PARTS: f64 = 1e-3;

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

fn number(row: &Value, name: &str) -> f64 {
    row[name].as_f64().unwrap_or(f64::NAN)
}

/// The text of a field.
pub fn name<'a>(row: &'a Value, field: &str) -> &'a str {
    row[field].as_str().expect("a text")
}

/// A list of numbers by step: each stands for the steps from there to the next one.
fn curve(row: &Value, field: &str) -> Vec<(f64, f64)> {
    let every = number(row, "every");
    let values = row[field].as_array().into_iter().flatten().filter_map(Value::as_f64);
    values.enumerate().map(|(at, value)| (at as f64 * every, value)).collect()
}

/// A number of bytes, in groups of three digits; with a decimal where it is not whole.
fn bytes(count: f64) -> String {
    let decimals = usize::from(count.fract() != 0.0);
    let digits = format!("{count:.decimals$}");
    let whole = digits.find('.').unwrap_or(digits.len());
    let begins = |at: usize| at > 0 && at < whole && (whole - at).is_multiple_of(3);
    let grouped = |(at, digit)| if begins(at) { format!(",{digit}") } else { String::from(digit) };
    digits.char_indices().map(grouped).collect()
}

fn last(row: &Value) -> f64 {
    curve(row, "bits").last().map_or(f64::NAN, |point| point.1)
}

/// For a cell: each way to train on four ranks, with its bits for a character in the last steps, how far its loss ever was from that of one
/// rank, and the bytes that all ranks have sent in a step, measured and by the formula.
///
/// # Panics
/// If the file is not as the lab writes it.
pub fn ways_table() -> String {
    let rows = rows("ways");
    let steps = format!("in {} steps", rows.last().map_or(f64::NAN, |row| number(row, "steps")));
    let mut table =
        format!("{steps:16} {:>6} {:>11} {:>13} {:>13}", "bits", "most apart", "bytes a step", "by formula");
    for row in rows {
        table += &format!("\n{:16} {:6.3}", name(&row, "way"), last(&row));
        if row["sent"].is_number() {
            let each = |field| number(&row, field) / number(&row, "steps");
            table += &format!(
                " {:>11.1e} {:>13} {:>13}",
                number(&row, "most_apart"),
                bytes(each("sent")),
                bytes(each("formula"))
            );
        }
    }
    table
}

/// Bits for a character: one rank, and the ways that are not the same training.
///
/// # Panics
/// If the file is not as the lab writes it.
pub fn ways_figure() -> Figure {
    let shown: Vec<Value> = rows("ways")
        .into_iter()
        .filter(|row| number(row, "ranks") < 2.0 || number(row, "most_apart") > PARTS)
        .collect();
    let ends: Vec<String> =
        shown.iter().map(|row| format!("{} {}", name(row, "way"), text(last(row), 2))).collect();
    let about = format!(
        "Bits for a character of the windows that are read, against the steps. In the last of them: {}.",
        ends.join(", ")
    );
    let (one, others) = (text(last(&shown[0]), 2), ends[1..].join(", "));
    let title = format!("In the end one rank has {one} bits for a character, {others}");
    let mut chart =
        Chart::new(&title, &about).x(Axis::linear("steps")).y(Axis::linear("bits for a character"));
    for row in &shown {
        chart = chart.line(Series::new(name(row, "way"), curve(row, "bits")));
    }
    chart.save()
}

/// How far the loss of four ranks is from that of one, while they train.
///
/// # Panics
/// If the file is not as the lab writes it.
pub fn apart_figure() -> Figure {
    let rows = rows("ways");
    let most: Vec<String> = rows
        .iter()
        .skip(1)
        .map(|row| format!("{} {}", name(row, "way"), rounded(number(row, "most_apart"), 1)))
        .collect();
    let about = format!(
        "The distance between the loss of four ranks and that of one, in bits for a character, against the steps. At most: {}.",
        most.join(", ")
    );
    let (parts, rounds): (Vec<&Value>, Vec<&Value>) =
        rows.iter().skip(1).partition(|row| number(row, "most_apart") > PARTS);
    let parts: Vec<&str> = parts.into_iter().map(|row| name(row, "way")).collect();
    let rounds = rounds.into_iter().map(|row| number(row, "most_apart")).fold(0.0, f64::max);
    let title = format!(
        "{} parts from one rank; by every other way the loss is never more than {} bits away",
        parts.join(", "),
        rounded(rounds, 1)
    );
    let mut chart = Chart::new(&title, &about).x(Axis::linear("steps")).y(Axis::log10("difference, bits"));
    // The two of ZeRO lie where DDP does, and more than five lines cannot be told apart.
    for row in rows.iter().skip(1).filter(|row| !name(row, "way").starts_with("ZeRO")) {
        // Where there is no difference a logarithm has no place.
        let points = curve(row, "apart").into_iter().filter(|point| point.1 > 0.0);
        chart = chart.line(Series::new(name(row, "way"), points));
    }
    chart.save()
}

/// For a cell: training while ranks come and go.
///
/// # Panics
/// If the file is not as the lab writes it.
pub fn quorum_table() -> String {
    let mut table = format!("{:28} {:>6} {:>11} {:>12}", "", "bits", "most apart", "bytes sent");
    for row in rows("quorum") {
        table += &format!("\n{:28} {:6.3}", name(&row, "case"), last(&row));
        if row["sent"].is_number() {
            table += &format!(" {:>11.1e} {:>12}", number(&row, "most_apart"), bytes(number(&row, "sent")));
        }
    }
    table
}

/// Who was there, and how the loss fell.
///
/// # Panics
/// If the file is not as the lab writes it.
pub fn quorum_figure() -> Figure {
    let rows = rows("quorum");
    let row = rows.last().expect("the case in which ranks are missing");
    let there: Vec<Vec<f64>> = row["there"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|rank| rank.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
        .collect();
    let every = number(row, "steps") / there[0].len() as f64;
    let missed: Vec<f64> = there
        .iter()
        .map(|rank| rank.iter().filter(|&&there| there == 0.0).count() as f64 / rank.len() as f64)
        .collect();
    let absent: Vec<String> = missed
        .iter()
        .enumerate()
        .map(|(rank, part)| format!("rank {rank} {} %", text(100.0 * part, 0)))
        .collect();
    let names: Vec<String> = (0..there.len()).map(|rank| format!("rank {rank}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let about = format!(
        "Who is there, in columns of {} steps. Of all steps these were missed: {}.",
        text(every, 0),
        absent.join(", ")
    );
    // A name for some of the columns.
    let step =
        |column: usize| if column.is_multiple_of(5) { text(column as f64 * every, 0) } else { String::new() };
    let columns: Vec<String> = (0..there[0].len()).map(step).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let title = format!(
        "Of {} ranks {} are away at times, one of them for {} % of all steps",
        missed.len(),
        missed.iter().filter(|&&part| part > 0.0).count(),
        text(100.0 * missed.iter().copied().fold(0.0, f64::max), 0)
    );
    Grid::new(&title, &about)
        .panel(Panel::new("filled: present", there).names(&names, &columns).axes("", "steps"))
        .save()
}

/// What was measured of an all-reduce on some ranks: bytes and seconds.
fn measured(backend: &str, ranks: u32) -> Vec<[f64; 2]> {
    rows("links")
        .iter()
        .filter(|row| name(row, "backend") == backend && number(row, "ranks") == f64::from(ranks))
        .map(|row| [number(row, "bytes"), number(row, "seconds")])
        .collect()
}

/// The link that gives the times of the shortest and of the longest all-reduce on a ring.
pub fn calibrated(times: &[[f64; 2]], ranks: u32) -> Option<Link> {
    let ([_, short], [bytes, long]) = (*times.first()?, *times.last()?);
    let others = f64::from(ranks - 1);
    let start = short / (2.0 * others);
    let bandwidth = 2.0 * others / f64::from(ranks) * bytes / (long - short);
    (bandwidth > 0.0).then_some(Link { start, bandwidth })
}

/// For a cell: links of threads and of processes, as they come of the shortest and of the longest all-reduce, and what they say of those in
/// between.
///
/// # Panics
/// If the file is not as the lab writes it.
pub fn links_table() -> String {
    let between = measured("threads", 2);
    let mut table = format!("{:16} {:>8} {:>11}", "", "start", "carries");
    for [bytes, _] in &between[1..between.len() - 1] {
        table += &format!(" {:>7}", size(*bytes));
    }
    for backend in ["threads", "MPI"] {
        for ranks in [2, 4] {
            let times = measured(backend, ranks);
            let Some(link) = calibrated(&times, ranks) else { continue };
            table += &format!(
                "\n{:16} {:>5} µs {:>9}/s",
                format!("{backend}, {ranks} ranks"),
                text(link.start * 1e6, 1),
                size(link.bandwidth)
            );
            for [bytes, seconds] in &times[1..times.len() - 1] {
                table += &format!(" {:>7}", text(seconds / ring(link, ranks, *bytes), 2));
            }
        }
    }
    table
}
