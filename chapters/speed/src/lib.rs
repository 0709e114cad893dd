//! How long something takes at several lengths: what a benchmark of a chapter has measured, as the book shows it.
//!
//! Nothing is measured when a page is built: `cargo bench -p CHAPTER --features bench` writes `book/data/CHAPTER-bench.json`
//! (the module `measure`, with the feature of that name), and [`Measured::read`] reads it.

#[cfg(feature = "measure")]
pub mod measure;

use figures::{Axis, Chart, Figure, Series};
use serde_json::Value;

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

impl Measured {
    /// What a file says.
    ///
    /// # Panics
    /// If it is not as the benchmark writes it.
    pub fn read(file: &str) -> Measured {
        let data: Value = serde_json::from_str(file).expect("the benchmark writes JSON");
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
    fn rows(&self, subject: &str) -> Vec<Times> {
        self.series.iter().filter(|times| times.subject == subject).cloned().collect()
    }

    /// A table for a cell: a line for each length, a column for each series in milliseconds, and the exponents below.
    pub fn table(&self, subject: &str) -> String {
        let rows = self.rows(subject);
        let mut text = format!("{:>8}", "length");
        for times in &rows {
            text += &format!(" {:>12}", times.by);
        }
        let mut lengths: Vec<usize> =
            rows.iter().flat_map(|times| &times.points).map(|point| point.0).collect();
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
    pub fn quotients(&self, above: (&str, &str), below: (&str, &str)) -> String {
        let all = &self.series;
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

    /// Time against length for one exercise, both axes logarithmic.
    ///
    /// # Panics
    /// If nothing was measured for it.
    pub fn figure(&self, subject: &str) -> Figure {
        let Measured { cpu, date, .. } = self;
        let rows = self.rows(subject);
        assert!(!rows.is_empty(), "nothing was measured for {subject}");
        let name = shown(subject);
        let said: Vec<String> = rows
            .iter()
            .map(|times| {
                let (first, last) = (times.points[0], times.points[times.points.len() - 1]);
                format!(
                    "{}: {} ms at length {}, {} ms at length {}, exponent {}",
                    times.by,
                    figures::text(1e3 * first.1, 2),
                    first.0,
                    figures::text(1e3 * last.1, 2),
                    last.0,
                    figures::text(times.exponent, 2)
                )
            })
            .collect();
        let description = format!(
            "Time on {cpu}, measured on {date}, against the length, both axes logarithmic. {}.",
            said.join("; ")
        );
        let lengths = || rows.iter().flat_map(|times| &times.points).map(|point| point.0 as f64);
        let (least, most) = (lengths().fold(f64::INFINITY, f64::min), lengths().fold(0.0, f64::max));
        let ticks: Vec<f64> = std::iter::successors(Some(least), |length| Some(4.0 * length))
            .take_while(|&length| length <= most)
            .collect();
        let title = finding(&rows)
            .map_or_else(|| format!("How long {name} takes"), |found| format!("In {name}, {found}"));
        let mut chart = Chart::new(&title, &description)
            .x(Axis::log2("length n").ticks(&ticks))
            .y(Axis::log10("milliseconds"));
        for times in &rows {
            let points = times.points.iter().map(|&(length, seconds)| (length as f64, 1e3 * seconds));
            chart = chart.line(Series::new(&times.by, points));
        }
        chart.save()
    }
}

/// What sentences call an exercise, or whose code it is; tables and lines have the names of the file.
fn shown(name: &str) -> String {
    match name {
        "ssd" => "SSD",
        "kda" => "KDA",
        "recurrent" => "the recurrence",
        "quadratic" => "the quadratic form",
        "chunked" => "the chunked form",
        "two cores" => "chunks on two cores",
        _ => return name.replace('_', " "),
    }
    .to_owned()
}

/// Who is fastest and slowest at the largest length that two have been measured at, by how much, and what became of that since the
/// shortest one; nothing where nobody can be compared.
pub fn finding(rows: &[Times]) -> Option<String> {
    let lengths = || rows.iter().flat_map(|times| times.points.iter().map(|point| point.0));
    let measured = |length: usize| -> Vec<(&str, f64)> {
        let mut all: Vec<_> =
            rows.iter().filter_map(|times| Some((times.by.as_str(), times.at(length)?))).collect();
        all.sort_by(|a, b| a.1.total_cmp(&b.1));
        all
    };
    let last = lengths().filter(|&length| measured(length).len() == rows.len()).max()?;
    let [(fast, least), .., (slow, most)] = measured(last)[..] else { return None };
    let first = lengths().min()?;
    let at = |by: &str| rows.iter().find(|times| times.by == by)?.at(first);
    let (now, then) = (most / least, at(slow)? / at(fast)?);
    // Two digits: 0.07, 2.2, 17.
    let times = |ratio: f64| {
        let digits = match ratio {
            ..1.0 => 2,
            1.0..10.0 => 1,
            _ => 0,
        };
        figures::text(ratio, digits)
    };
    let [slow, fast] = [slow, fast].map(shown);
    Some(format!(
        "{slow} takes {} times as long as {fast} at length {last}, and {} times at length {first}",
        times(now),
        times(then)
    ))
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

/// What the tests of a chapter hold of its file: exponents are those of the points, each subject has a figure and a table.
///
/// # Panics
/// If one of these is not so.
pub fn check(measured: &Measured, chapter: &str) {
    assert!(measured.command.starts_with(&format!("cargo bench -p {chapter}")), "{}", measured.command);
    assert!(measured.cores > 0 && !measured.cpu.is_empty() && measured.date.starts_with("20"));
    assert!(!measured.series.is_empty());
    for times in &measured.series {
        assert!(times.points.is_sorted_by(|a, b| a.0 < b.0), "{times:?}");
        assert!((times.exponent - exponent(&times.points)).abs() < 1e-3, "{times:?}");
        let (subject, own) = (times.subject.as_str(), (times.subject.as_str(), times.by.as_str()));
        assert_eq!(measured.figure(subject).overlapping_labels(), [], "{subject}");
        assert!(measured.table(subject).lines().count() > 3);
        // What a figure says it has found is what was recorded.
        let rows = measured.rows(subject);
        let found = finding(&rows).unwrap_or_else(|| panic!("{subject}: nothing to compare"));
        let of = |by: &str, length: usize| {
            rows.iter().find(|times| shown(&times.by) == by).and_then(|times| times.at(length))
        };
        let words: Vec<&str> = found.split(' ').collect();
        let number = |after: &str, nth: usize| -> f64 {
            let at =
                words.iter().enumerate().filter(|(_, word)| **word == after).nth(nth).expect("a number").0;
            words[at + 1].trim_end_matches(',').parse().expect("a number")
        };
        let between = |from: &str, to: &str| {
            found.split_once(from).expect("a name").1.split_once(to).expect("a name").0
        };
        let (slow, fast) =
            (found.split_once(" takes ").expect("a name").0, between("as long as ", " at length"));
        for (said, length) in [("takes", number("length", 0)), ("and", number("length", 1))] {
            let ratio = of(slow, length as usize).unwrap() / of(fast, length as usize).unwrap();
            let said = number(said, 0);
            assert!((said / ratio - 1.0).abs() < 0.06, "{subject}: {found}, but {ratio}");
        }
        assert!(number("takes", 0) >= 1.0, "{found}");
        let one = measured.quotients(own, own);
        assert!(one.lines().skip(2).all(|line| line.ends_with(" 1.00")) && one.lines().count() > 3, "{one}");
    }
}

#[cfg(test)]
mod tests;
