//! How long attention takes here: the solutions, the reference kernels and candle's operators, at several lengths.
//!
//! Nothing is measured when a page is built: `cargo bench -p attention --features bench` writes `book/data/attention-bench.json`,
//! and this reads it. Its figures are not among [`super::drawings`], because the reader's answers do not change them.

use figures::{Axis, Chart, Figure, Series};
use serde_json::Value;

/// The file that the benchmark writes.
const DATA: &str = include_str!("../../../../book/data/attention-bench.json");

/// What the benchmark found, and where.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The command that measured it.
    pub command: String,
    /// The commit that was measured.
    pub revision: String,
    /// The day, as 2026-11-22.
    pub date: String,
    /// The processor's name.
    pub cpu: String,
    /// How many cores it has; each series uses one.
    pub cores: u64,
    /// The width of queries, keys and values.
    pub width: u64,
    /// The series, in the order of the exercises.
    pub series: Vec<Times>,
}

/// How long one thing takes at several lengths.
#[derive(Clone, Debug)]
pub struct Times {
    /// The exercise: `scaled_dot_product`.
    pub subject: String,
    /// Whose code: `solution`, `kernel` or `candle`.
    pub by: String,
    /// Length and seconds: of the fastest sample.
    pub points: Vec<(usize, f64)>,
    /// The slope of the line through the points, both axes logarithmic: 2 if twice the length takes four times as long.
    pub exponent: f64,
}

impl Times {
    /// The seconds at a length, if it was measured.
    pub fn at(&self, length: usize) -> Option<f64> {
        self.points.iter().find(|point| point.0 == length).map(|point| point.1)
    }
}

/// What was measured.
///
/// # Panics
/// If the file is not as the benchmark writes it.
pub fn measured() -> Measured {
    let data: Value = serde_json::from_str(DATA).expect("the benchmark writes JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let whole = |value: &Value| value.as_u64().expect("a whole number");
    let items = |value: &Value| value.as_array().expect("a list").clone();
    let series = items(&data["series"]).into_iter().map(|series| Times {
        subject: text(&series["subject"]),
        by: text(&series["by"]),
        points: items(&series["points"])
            .iter()
            .map(|point| (whole(&point["length"]) as usize, point["seconds"].as_f64().expect("a number")))
            .collect(),
        exponent: series["exponent"].as_f64().expect("a number"),
    });
    Measured {
        command: text(&data["command"]),
        revision: text(&data["revision"]),
        date: text(&data["date"]),
        cpu: text(&data["machine"]["cpu"]),
        cores: whole(&data["machine"]["cores"]),
        width: whole(&data["width"]),
        series: series.collect(),
    }
}

/// The series of one exercise.
pub fn rows(subject: &str) -> Vec<Times> {
    measured().series.into_iter().filter(|times| times.subject == subject).collect()
}

/// The slope of the least-squares line through the points' logarithms.
///
/// # Panics
/// With fewer than two points, or one that is not positive.
pub fn exponent(points: &[(usize, f64)]) -> f64 {
    assert!(points.len() > 1 && points.iter().all(|point| point.0 > 0 && point.1 > 0.0), "{points:?}");
    let logs: Vec<(f64, f64)> = points.iter().map(|&(n, t)| ((n as f64).ln(), t.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let along: f64 = logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    along / logs.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}

/// A table for a cell: a line for each length, a column for each series in milliseconds, and the exponents below.
pub fn table(subject: &str) -> String {
    let rows = rows(subject);
    let mut text = format!("{:>8}", "length");
    for times in &rows {
        text += &format!(" {:>12}", times.by);
    }
    let mut lengths: Vec<usize> = rows.iter().flat_map(|times| &times.points).map(|point| point.0).collect();
    lengths.sort_unstable();
    lengths.dedup();
    for length in lengths {
        text += &format!("\n{length:8}");
        for times in &rows {
            text += &times.at(length).map_or_else(|| " ".repeat(13), |s| format!(" {:9.2} ms", 1e3 * s));
        }
    }
    text += &format!("\n{:>8}", "exponent");
    for times in &rows {
        text += &format!(" {:>12.2}", times.exponent);
    }
    text
}

/// For a cell: how many times as long one takes as another, at each length that both have. Each is an exercise and whose
/// code it is: `("flash", "solution")`.
pub fn quotients(above: (&str, &str), below: (&str, &str)) -> String {
    let all = measured().series;
    let of = |(subject, by)| all.iter().find(|times| times.subject == subject && times.by == by);
    let mut text = format!("time of {} by {} / time of {} by {}", above.0, above.1, below.0, below.1);
    let (Some(above), Some(below)) = (of(above), of(below)) else { return text + ": not measured" };
    text += &format!("\n{:>8} {:>8}", "length", "ratio");
    for &(length, seconds) in &above.points {
        if let Some(other) = below.at(length) {
            text += &format!("\n{length:8} {:8.2}", seconds / other);
        }
    }
    text
}

/// What a sentence calls an exercise.
fn shown(subject: &str) -> &str {
    match subject {
        "scaled_dot_product" => "scaled dot-product attention",
        "flash" => "attention in tiles",
        "gqa" => "GQA",
        "mla" => "a step of MLA",
        _ => subject,
    }
}

/// Time against length for one exercise, both axes logarithmic.
///
/// # Panics
/// If nothing was measured for it.
pub fn figure(subject: &str) -> Figure {
    let Measured { cpu, date, .. } = measured();
    let rows = rows(subject);
    assert!(!rows.is_empty(), "nothing was measured for {subject}");
    let name = shown(subject);
    let said: Vec<String> = rows
        .iter()
        .map(|times| {
            let (first, last) = (times.points[0], times.points[times.points.len() - 1]);
            format!(
                "{}: {} ms at length {}, {} ms at length {}, exponent {}",
                times.by,
                super::text(1e3 * first.1, 2),
                first.0,
                super::text(1e3 * last.1, 2),
                last.0,
                super::text(times.exponent, 2)
            )
        })
        .collect();
    let description = format!(
        "Time on one core of {cpu}, measured on {date}, against the length, both axes logarithmic. {}.",
        said.join("; ")
    );
    let lengths = || rows.iter().flat_map(|times| &times.points).map(|point| point.0 as f64);
    let (least, most) = (lengths().fold(f64::INFINITY, f64::min), lengths().fold(0.0, f64::max));
    let ticks: Vec<f64> = std::iter::successors(Some(least), |length| Some(4.0 * length))
        .take_while(|&length| length <= most)
        .collect();
    let factors: Vec<String> = rows
        .iter()
        .map(|times| format!("{} ({})", super::text(times.exponent.exp2(), 1), times.by))
        .collect();
    let title = format!("At twice the length {name} takes longer by a factor of {}", factors.join(", "));
    let mut chart = Chart::new(&title, &description)
        .x(Axis::log2("length n").ticks(&ticks))
        .y(Axis::log10("milliseconds"));
    for times in &rows {
        let points = times.points.iter().map(|&(length, seconds)| (length as f64, 1e3 * seconds));
        chart = chart.line(Series::new(&times.by, points));
    }
    chart.save()
}
