//! What training shows: the recorded results of the experiments in `chapters/lab`.
//!
//! Nothing is trained when a page is built: `cargo run --release -p lab -- NAME` writes `book/data/moe-NAME.json`, and this
//! reads it. Its figures are not among [`super::drawings`], because the reader's answers do not change them; an experiment
//! with the reader's router has to be run again.

use figures::{Axis, Chart, Figure, Grid, Panel, Series, text};
use serde_json::Value;

/// The files that the lab writes.
const FILES: [(&str, &str); 6] = [
    ("balance", include_str!("../../../../book/data/moe-balance.json")),
    ("gates", include_str!("../../../../book/data/moe-gates.json")),
    ("upcycle", include_str!("../../../../book/data/moe-upcycle.json")),
    ("recover", include_str!("../../../../book/data/moe-recover.json")),
    ("sharpness", include_str!("../../../../book/data/moe-sharpness.json")),
    ("language", include_str!("../../../../book/data/moe-language.json")),
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
                "{:62} {:4} rows, {:4.0} s, {}",
                recorded.command,
                recorded.rows.len(),
                recorded.seconds,
                recorded.revision
            )
        })
        .collect();
    format!("{}\non {} with {} cores", lines.join("\n"), all[0].1.cpu, all[0].1.cores)
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

/// Means over seeds of one router on one kind of clusters.
#[derive(Clone, Debug)]
pub struct Balance {
    /// Its name.
    pub router: String,
    /// How many experts compute for a token, on average.
    pub experts: f64,
    /// The mean squared error without capacity, over the last steps of training.
    pub loss: f64,
    /// The same, of the seed with the least and of the one with the largest.
    pub range: (f64, f64),
    /// On new points, each routed as in use: without noise, and without a look at the other tokens where that can be.
    pub test: f64,
    /// The load of the fullest expert, 1 if all have as much.
    pub max_load: f64,
    /// Experts with less than a hundredth of the tokens.
    pub dead: f64,
    /// The mean squared error with capacity; that without, if every expert is filled evenly anyway. Not a number for what was
    /// run without a limit only.
    pub capped: f64,
    /// The load with capacity.
    pub capped_load: f64,
    /// The share of the choices that found no place with capacity, or of the tokens that no expert chose.
    pub dropped: f64,
}

/// All routers on `uniform` or `zipf` clusters.
pub fn balance_rows(clusters: &str) -> Vec<Balance> {
    let rows = recorded("balance").rows;
    let of = |router: &str| {
        let own = |capped: bool| {
            rows.iter().filter(move |row| {
                is(row, "router", router)
                    && is(row, "clusters", clusters)
                    && row["capacity"].is_null() != (capped && row["has_capacity"] == true)
            })
        };
        // What fills every expert evenly loses nothing to a limit; of the others only what was run with one has a number.
        let limited =
            own(true).any(|row| row["has_capacity"] == true) || matches!(router, "BASE" | "expert choice");
        let with_limit = |of: &str| if limited { mean(own(true), of) } else { f64::NAN };
        let losses = || own(false).filter_map(|row| row["loss"].as_f64());
        Balance {
            router: router.to_owned(),
            // A slot is no token's own.
            experts: if router == "soft slots" { f64::NAN } else { mean(own(false), "experts_per_token") },
            loss: mean(own(false), "loss"),
            range: (losses().fold(f64::INFINITY, f64::min), losses().fold(0.0, f64::max)),
            test: mean(own(false), "test"),
            max_load: mean(own(false), "max_load"),
            dead: mean(own(false), "dead"),
            capped: with_limit("loss"),
            capped_load: with_limit("max_load"),
            dropped: with_limit("dropped"),
        }
    };
    names(&rows, "router").iter().map(|router| of(router)).collect()
}

/// For a cell: a line for each router.
pub fn balance_table(clusters: &str) -> String {
    let mut text = format!(
        "{:22} {:>7} {:>7} {:>13} {:>7} {:>6} {:>5} {:>8} {:>8}\n",
        format!("{clusters} clusters"),
        "experts",
        "loss",
        "seeds",
        "in use",
        "load",
        "dead",
        "capped",
        "dropped"
    );
    for row in balance_rows(clusters) {
        text += &format!(
            "{:22} {} {:7.3} {:>13} {} {} {} {} {}\n",
            row.router,
            cell(row.experts, 7, 1),
            row.loss,
            format!("{:.3}–{:.3}", row.range.0, row.range.1),
            cell(row.test, 7, 3),
            cell(row.max_load, 6, 2),
            cell(row.dead, 5, 1),
            cell(row.capped, 8, 3),
            if row.dropped.is_finite() {
                cell(100.0 * row.dropped, 7, 1) + "%"
            } else {
                cell(f64::NAN, 8, 1)
            },
        );
    }
    text
}

/// What a full cell of the losses stands for.
const FULL: f64 = 2.0;

/// Losses of all routers on both kinds of clusters, without and with capacity, and the load of the fullest expert.
pub fn balance_figure() -> Figure {
    const COLUMNS: &[&str] = &["any", "cap"];
    let (uniform, zipf) = (balance_rows("uniform"), balance_rows("zipf"));
    let routers: Vec<&str> = uniform.iter().map(|row| row.router.as_str()).collect();
    let pairs = || uniform.iter().zip(&zipf);
    // An empty cell for what was not run.
    let shade = |loss: f64| if loss.is_finite() { (loss / FULL).min(1.0) } else { 0.0 };
    let losses = |rows: &[Balance]| rows.iter().map(|row| [row.loss, row.capped].map(shade).into()).collect();
    let said: Vec<String> = pairs()
        .map(|(u, z)| {
            let both = |row: &Balance| match row.capped {
                capped if capped.is_finite() => {
                    format!("{}, with capacity {}", text(row.loss, 2), text(capped, 2))
                }
                _ => text(row.loss, 2),
            };
            format!("{}: {}, Zipf {}", u.router, both(u), both(z))
        })
        .collect();
    let factor =
        recorded("balance").rows.iter().find_map(|row| row["capacity"].as_f64()).expect("a capacity");
    let description = format!(
        "A table of shaded cells: routers by rows; the mean squared error on equal and on Zipf clusters, each without and \
         with a capacity of {factor} shares. {}.",
        said.join("; ")
    );
    let write_loss = |value: f64| if value > 0.0 { format!("{:.2}", value * FULL) } else { String::new() };
    Grid::new("What each router loses", &description)
        .panel(
            Panel::new("error on equal clusters", losses(&uniform))
                .names(&routers, COLUMNS)
                .write(write_loss),
        )
        .panel(Panel::new("Zipf", losses(&zipf)).names(&vec![""; zipf.len()], COLUMNS).write(write_loss))
        .save()
}

/// What the balance loss buys and costs: error against the load of the fullest expert, as its weight grows.
pub fn price_figure() -> Figure {
    let mut lines: Vec<(&str, Vec<(f64, f64)>)> = Vec::new();
    for (clusters, free, capped) in
        [("uniform", "equal", "equal,\ncapped"), ("zipf", "Zipf", "Zipf,\ncapped")]
    {
        let rows: Vec<Balance> = balance_rows(clusters)
            .into_iter()
            .filter(|row| row.router.starts_with("switch") || row.router.starts_with("top-1"))
            .collect();
        let mut points = |name, of: fn(&Balance) -> (f64, f64)| {
            let mut points: Vec<(f64, f64)> = rows.iter().map(of).collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            lines.push((name, points));
        };
        points(free, |row| (row.max_load, row.loss));
        points(capped, |row| (row.capped_load, row.capped));
    }
    let said: Vec<String> = lines
        .iter()
        .map(|(name, points)| {
            let (first, last) = (points[0], points[points.len() - 1]);
            format!(
                "{}: error {} at load {}, {} at load {}",
                name.replace('\n', " "),
                text(first.1, 2),
                text(first.0, 2),
                text(last.1, 2),
                text(last.0, 2)
            )
        })
        .collect();
    let description = format!(
        "Error against the load of the fullest expert, for four weights of the balance loss. {}.",
        said.join("; ")
    );
    let mut chart = Chart::new("What balance costs, and what it buys", &description)
        .x(Axis::linear("load of the fullest expert over its share"))
        .y(Axis::linear("mean squared error"));
    for (name, points) in lines {
        chart = chart.line(Series::new(name, points));
    }
    chart.save()
}

/// Gate by gate and scale by scale of the logits: the mean norm of the router's gradient, that of the exact one, and the mean
/// cosine with it, which is not a number where there is no gradient.
pub fn gates_rows() -> Vec<(String, f64, f64, f64, f64)> {
    let rows = recorded("gates").rows;
    let scales = names(&rows, "scale");
    let mut means = Vec::new();
    for gate in names(&rows, "gate") {
        for scale in &scales {
            let own = || rows.iter().filter(|row| is(row, "gate", &gate) && is(row, "scale", scale));
            let scale = scale.parse().expect("a number");
            means.push((
                gate.clone(),
                scale,
                mean(own(), "norm"),
                mean(own(), "exact"),
                mean(own(), "cosine"),
            ));
        }
    }
    means
}

/// For a cell: norm over the exact gradient's norm, and cosine with it, where logits have some deviations.
pub fn gates_table() -> String {
    let rows = gates_rows();
    let shown = |scale: f64| [0.25, 1.0, 8.0].contains(&scale);
    let mut text = format!("{:26} {:>17} {:>17} {:>17}\n", "deviation of the logits", "0.25", "1", "8");
    text += &format!("{:26} {}", "", "  length  cosine ".repeat(3).trim_end());
    let mut gate = "";
    for (name, scale, norm, exact, cosine) in &rows {
        if gate != name {
            text += &format!("\n{name:26}");
            gate = name;
        }
        if shown(*scale) {
            text += &format!(" {} {}", cell(norm / exact, 8, 2), cell(*cosine, 8, 2));
        }
    }
    text
}

/// The direction of each gate's gradient against the scale of the logits.
pub fn gates_figure() -> Figure {
    let rows = gates_rows();
    let shown = [
        ("score function, 64 draws", "64 draws"),
        ("all, mixed", "all, mixed"),
        ("noisy top-2", "noisy top-2"),
        ("straight-through", "straight-\nthrough"),
        ("score function", "1 draw, no\nbaseline"),
    ];
    let line = |gate: &str| -> Vec<(f64, f64)> {
        rows.iter().filter(|row| row.0 == gate).map(|row| (row.1, row.4)).collect()
    };
    let said: Vec<String> = shown
        .iter()
        .map(|(gate, _)| {
            let points = line(gate);
            let (first, last) = (points[0], points[points.len() - 1]);
            format!("{gate}: {} at {}, {} at {}", text(first.1, 2), first.0, text(last.1, 2), last.0)
        })
        .collect();
    let description = format!(
        "Cosine between the gradient that reaches the router and the gradient of the expected loss, against the deviation of \
         the logits. {}.",
        said.join("; ")
    );
    let mut chart = Chart::new("Which gate sees where the loss falls", &description)
        .x(Axis::log2("deviation of the logits").ticks(&[0.25, 0.5, 1.0, 2.0, 4.0, 8.0]))
        .y(Axis::linear("cosine with the exact gradient").range(0.0, 1.0));
    for (gate, label) in shown {
        chart = chart.line(Series::new(label, line(gate)));
    }
    chart.save()
}

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
    let mut chart = Chart::new("A dense model becomes experts", &description)
        .x(Axis::log10("steps since then"))
        .y(Axis::log10("mean squared error"));
    for way in names(&rows, "way") {
        let own: Vec<&Value> = rows.iter().filter(|row| is(row, "way", &way)).collect();
        let label = way.replace(", ", ",\n").replace("experts from", "experts\nfrom");
        chart = chart.line(Series::new(&label, averaged(&own, 1)));
    }
    chart.save()
}

/// Ways of choosing two of some experts, means over seeds: name, experts, share of the tasks whose two were both found, share
/// of the experts found, experts with a weight, loss.
pub fn recover_rows() -> Vec<(String, usize, f64, f64, f64, f64)> {
    let rows = recorded("recover").rows;
    let mut means = Vec::new();
    for experts in names(&rows, "experts") {
        for way in names(&rows, "way") {
            let own = || rows.iter().filter(|row| is(row, "way", &way) && is(row, "experts", &experts));
            let count = experts.parse().expect("a whole number");
            let [both, found, active, loss] = ["both", "found", "active", "loss"].map(|of| mean(own(), of));
            means.push((way.clone(), count, both, found, active, loss));
        }
    }
    means
}

/// For a cell.
pub fn recover_table() -> String {
    let mut text = format!(
        "{:20} {:>7} {:>10} {:>10} {:>7} {:>8}",
        "", "experts", "both found", "one found", "active", "loss"
    );
    for (way, experts, both, found, active, loss) in recover_rows() {
        text += &format!("\n{way:20} {experts:7} {both:10.3} {found:10.3} {active:7.1} {loss:8.4}");
    }
    text
}

/// The share of the tasks whose experts were found, against steps, with the most experts.
///
/// # Panics
/// If nothing was recorded.
pub fn recover_figure() -> Figure {
    let rows = recorded("recover").rows;
    let experts = names(&rows, "experts").pop().expect("experts");
    let tasks = mean(rows.iter(), "tasks");
    let mut said = Vec::new();
    let mut lines = Vec::new();
    for way in names(&rows, "way") {
        let own: Vec<&Value> =
            rows.iter().filter(|row| is(row, "way", &way) && is(row, "experts", &experts)).collect();
        let points = averaged(&own, 2);
        said.push(format!("{way} {}", text(points.last().map_or(f64::NAN, |point| point.1), 2)));
        let label = way.replace(", ", ",\n").replace(" of all", "\nof all").replace("noisy ", "noisy\n");
        lines.push(Series::new(&label, points));
    }
    let description = format!(
        "The share of {tasks} tasks whose two true experts of {experts} are the two with the largest gates, against steps; at \
         the end: {}.",
        said.join(", ")
    );
    let chart = Chart::new("Finding the experts that made the data", &description)
        .x(Axis::linear("steps"))
        .y(Axis::linear("share of tasks with both found").range(0.0, 1.0));
    lines.into_iter().fold(chart, Chart::line).save()
}

/// By scale of the logits, means over seeds: iterations until every row is within a hundredth, and the load of the fullest
/// expert by the raw logits, after 8 iterations, and after all.
pub fn sharpness_rows() -> Vec<(f64, f64, f64, f64, f64)> {
    let rows = recorded("sharpness").rows;
    let of = |scale: String| {
        let own: Vec<&Value> = rows.iter().filter(|row| is(row, "scale", &scale)).collect();
        let load = |at: &dyn Fn(&Vec<Value>) -> Option<Value>| {
            let loads = own.iter().filter_map(|row| at(row["points"].as_array()?)?["max_load"].as_f64());
            loads.sum::<f64>() / own.len() as f64
        };
        (
            scale.parse().expect("a number"),
            mean(own.iter().copied(), "needed"),
            mean(own.iter().copied(), "raw_load"),
            load(&|points| points.iter().find(|point| point["iterations"] == 8).cloned()),
            load(&|points| points.last().cloned()),
        )
    };
    names(&rows, "scale").into_iter().map(of).collect()
}

/// For a cell.
pub fn sharpness_table() -> String {
    let mut text = "logits  iterations until 1 %   fullest expert: raw  after 8  after 512".to_owned();
    for (scale, needed, raw, some, all) in sharpness_rows() {
        text += &format!("\n{scale:6} {needed:21.1} {raw:21.2} {some:8.2} {all:10.2}");
    }
    text
}

/// The largest error of a row against iterations, for several scales of the logits.
pub fn sharpness_figure() -> Figure {
    let rows = recorded("sharpness").rows;
    let mut said = Vec::new();
    let mut chart_lines = Vec::new();
    for scale in names(&rows, "scale").iter().filter(|scale| *scale != "0.5") {
        let own: Vec<&Value> = rows.iter().filter(|row| is(row, "scale", scale)).collect();
        let points = |row: &Value| row["points"].as_array().cloned().unwrap_or_default();
        let count = own.iter().map(|row| points(row).len()).min().unwrap_or(0);
        let mean = |i: usize| {
            let errors = own.iter().map(|row| points(row)[i]["error"].as_f64().unwrap_or(f64::NAN));
            errors.sum::<f64>() / own.len() as f64
        };
        // Below this single precision rounds, and the curve is only noise.
        let floor = 1e-5;
        let points: Vec<(f64, f64)> = (0..count)
            .map(|i| (points(own[0])[i]["iterations"].as_f64().unwrap_or(f64::NAN), mean(i)))
            .take_while(|point| point.1 > floor)
            .collect();
        let at = |iterations: f64| points.iter().find(|point| point.0 == iterations).map(|point| point.1);
        said.push(format!(
            "logits times {scale}: {} after 1, {} after 8",
            text(at(1.0).unwrap_or(0.0), 2),
            at(8.0).map_or("nearly 0".to_owned(), |error| text(error, 4))
        ));
        chart_lines.push(Series::new(&format!("× {}", scale.trim_end_matches(".0")), points));
    }
    let description = format!(
        "The largest relative error of a row's sum after Sinkhorn's iterations, both axes logarithmic. {}.",
        said.join("; ")
    );
    let chart = Chart::new("Sinkhorn needs longer for sharper logits", &description)
        .x(Axis::log2("iterations").ticks(&[1.0, 4.0, 16.0, 64.0, 256.0]))
        .y(Axis::log10("largest error of a row"));
    chart_lines.into_iter().fold(chart, Chart::line).save()
}

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
            row["parameters"],
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
    let mut chart = Chart::new("A small language model learns", &description)
        .x(Axis::linear("steps"))
        .y(Axis::linear("bits per character"));
    for (name, points) in lines {
        chart = chart.line(Series::new(name, points));
    }
    for (name, label) in [("unigram", "frequency"), ("bigram", "one before"), ("trigram", "two before")] {
        let line = Series::new(label, [(0.0, base(name)), (steps, base(name))]).reference();
        chart = chart.line(line.label_above(0.75 * steps));
    }
    chart.save()
}

/// By layer: how evenly the experts took the held-out characters (the largest load over the share), and how many bits the
/// character says about its expert, of the three that there are.
pub fn language_layers(router: &str) -> Vec<(f64, f64)> {
    let layers = language(router)["layers"].as_array().cloned().unwrap_or_default();
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
    };
    layers
        .iter()
        .map(|layer| {
            let loads = numbers(&layer["loads"]);
            let largest = loads.iter().copied().fold(0.0, f64::max) * loads.len() as f64;
            (largest, layer["information"].as_f64().unwrap_or(f64::NAN))
        })
        .collect()
}

/// For a cell: by layer and expert, the characters of which it takes more than half.
pub fn likes(router: &str) -> String {
    let mut text = String::new();
    let layers = language(router)["layers"].as_array().cloned().unwrap_or_default();
    for ((i, layer), (largest, bits)) in layers.iter().enumerate().zip(language_layers(router)) {
        if i > 0 {
            text.push('\n');
        }
        text += &format!(
            "layer {i}: fullest expert {largest:.2}, the character says {bits:.2} of 3 bits about its expert"
        );
        for (expert, likes) in layer["likes"].as_array().into_iter().flatten().enumerate() {
            let shown: Vec<String> =
                likes.as_str().unwrap_or_default().chars().map(|c| shown(c).to_string()).collect();
            text += &format!("\n  expert {expert}: {}", shown.join(" "));
        }
    }
    text
}

/// A character as it can be seen.
fn shown(character: char) -> char {
    match character {
        ' ' => '␣',
        '\n' => '⏎',
        other => other,
    }
}

/// The experts that took a character, each with its weight, the heaviest first.
type Took = Vec<(usize, f64)>;

/// A held-out passage, and by layer the experts of each character.
fn passage(router: &str) -> (Vec<char>, Vec<Vec<Took>>) {
    let row = language(router);
    let characters = row["passage"].as_str().expect("a text").chars().collect();
    let pair = |pair: &Value| (pair[0].as_u64().unwrap_or(0) as usize, pair[1].as_f64().unwrap_or(0.0));
    let layers = row["took"].as_array().into_iter().flatten();
    let took = |layer: &Value| {
        let own = |own: &Value| own.as_array().into_iter().flatten().map(pair).collect();
        layer.as_array().into_iter().flatten().map(own).collect()
    };
    (characters, layers.map(took).collect())
}

/// For a cell: a held-out passage, and beneath each character the number of the expert that has most of it, layer by layer.
pub fn strip(router: &str) -> String {
    const COLUMNS: usize = 72;
    let (characters, layers) = passage(router);
    let mut text = String::new();
    for (line, part) in characters.chunks(COLUMNS).enumerate() {
        if line > 0 {
            text += "\n\n";
        }
        text += "text     ";
        text.extend(part.iter().map(|&c| if c == '\n' { '⏎' } else { c }));
        for (i, layer) in layers.iter().enumerate() {
            text += &format!("\nlayer {i}  ");
            for own in &layer[line * COLUMNS..line * COLUMNS + part.len()] {
                text += &own.first().map_or("-".to_owned(), |first| format!("{:x}", first.0));
            }
        }
    }
    text
}

/// A passage's beginning by columns and the experts of each layer by rows: who took which character, with which weight.
pub fn strip_figure(router: &str) -> Figure {
    const COLUMNS: usize = 26;
    let (characters, layers) = passage(router);
    let columns: Vec<String> = characters.iter().take(COLUMNS).map(|&c| shown(c).to_string()).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let experts = layers.iter().flatten().flatten().map(|own| own.0).max().unwrap_or(0) + 1;
    let rows: Vec<String> = (0..experts).map(|expert| expert.to_string()).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let said: Vec<String> = layers
        .iter()
        .enumerate()
        .map(|(i, layer)| {
            let first: Vec<String> = layer
                .iter()
                .take(columns.len())
                .map(|own| own.first().map_or(0, |own| own.0).to_string())
                .collect();
            format!("layer {i}: {}", first.join(" "))
        })
        .collect();
    let description = format!(
        "Experts by rows, the characters {:?} by columns; a cell is the darker the larger the expert's weight. The expert with \
         the largest weight of each character, {}.",
        characters.iter().take(COLUMNS).collect::<String>(),
        said.join("; ")
    );
    let mut grid = Grid::new("Which expert took which character", &description);
    for (i, layer) in layers.iter().enumerate() {
        let mut values = vec![vec![0.0; columns.len()]; experts];
        for (column, own) in layer.iter().take(columns.len()).enumerate() {
            for &(expert, weight) in own {
                values[expert][column] = weight.clamp(0.0, 1.0);
            }
        }
        let panel = Panel::new(&format!("layer {i}"), values).names(&rows, &columns);
        grid = grid.panel(if i > 0 { panel.below() } else { panel });
    }
    grid.save()
}

/// Kinds of characters by rows, experts by columns: what share of a kind each expert took, layer by layer.
pub fn classes_figure(router: &str) -> Figure {
    let row = language(router);
    let names: Vec<&str> =
        row["class_names"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let layers = row["layers"].as_array().cloned().unwrap_or_default();
    let mut said = Vec::new();
    let mut panels = Vec::new();
    for (i, layer) in layers.iter().enumerate() {
        let shares: Vec<Vec<f64>> = layer["classes"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|row| row.as_array().into_iter().flatten().filter_map(Value::as_f64).collect())
            .collect();
        let most: Vec<String> = names
            .iter()
            .zip(&shares)
            .map(|(name, row)| {
                let best = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap_or(0);
                format!("{name} {best} ({} %)", text(100.0 * row[best], 0))
            })
            .collect();
        said.push(format!("layer {i}: {}", most.join(", ")));
        let blank = vec![""; names.len()];
        let experts: Vec<String> = (0..shares[0].len()).map(|expert| expert.to_string()).collect();
        let experts: Vec<&str> = experts.iter().map(String::as_str).collect();
        let percent =
            |share: f64| if share < 0.005 { String::new() } else { format!("{:.0}", 100.0 * share) };
        let panel = Panel::new(&format!("layer {i}"), shares);
        panels.push(panel.names(if i == 0 { &names } else { &blank }, &experts).write(percent));
    }
    let description = format!(
        "The share, in percent, of each kind of characters that each expert took first. The expert with most of a kind, {}.",
        said.join("; ")
    );
    panels.into_iter().fold(Grid::new("What the experts took", &description), Grid::panel).save()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_says_what_made_it() {
        for (name, _) in FILES {
            let recorded = recorded(name);
            assert!(
                recorded.command.starts_with("cargo run --release -p lab -- ")
                    && recorded.command.contains(name)
            );
            assert!(!recorded.revision.is_empty() && !recorded.cpu.is_empty() && recorded.cores > 0);
            assert!(!recorded.rows.is_empty() && recorded.seconds > 0.0, "{name}");
        }
        assert_eq!(origins().lines().count(), FILES.len() + 1);
    }

    #[test]
    fn every_figure_is_finished() {
        let router = "deepseek";
        let drawn = [
            balance_figure(),
            price_figure(),
            gates_figure(),
            upcycle_figure(),
            recover_figure(),
            sharpness_figure(),
            language_figure(),
            strip_figure(router),
            classes_figure(router),
        ];
        for figure in drawn {
            assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
            assert!(!figure.description().contains("NaN"), "{}", figure.description());
        }
    }

    #[test]
    fn every_table_has_its_lines() {
        for clusters in ["uniform", "zipf"] {
            let rows = balance_rows(clusters);
            assert_eq!(balance_table(clusters).lines().count(), rows.len() + 1);
            for row in rows {
                assert!(row.loss > 0.0 && row.loss <= row.range.1 && row.loss >= row.range.0, "{row:?}");
                assert!(
                    (row.capped.is_finite() || row.router.contains("DSelect") || !row.max_load.is_finite())
                        && (row.max_load.is_nan() || row.max_load >= 1.0),
                    "{row:?}"
                );
            }
        }
        for table in [gates_table(), upcycle_table(), recover_table(), sharpness_table(), language_table()] {
            assert!(table.lines().count() > 4 && !table.contains("NaN"), "{table}");
        }
        assert!(likes("deepseek").lines().count() > 8);
        let widths: Vec<usize> = strip("deepseek").lines().take(3).map(|line| line.chars().count()).collect();
        assert!(widths[0] == widths[1] && widths[1] == widths[2], "{widths:?}");
    }

    #[test]
    fn the_records_say_what_the_page_says() {
        let gates = gates_rows();
        let norm = |gate: &str| gates.iter().filter(|row| row.0 == gate).map(|row| row.2).fold(0.0, f64::max);
        assert_eq!(norm("top-1, renormalised"), 0.0);
        assert_eq!(norm("DSelect-2, all settled"), 0.0);
        assert!(norm("top-1, probability") > 0.0);
        let ways = upcycle_rows();
        let first = |name: &str| ways.iter().find(|way| way.0 == name).expect("a way").2;
        assert!((first("upcycled, normalised") / first("dense, trained on") - 1.0).abs() < 1e-3);
        assert!(first("upcycled, not normalised") > 2.0 * first("dense, trained on"));
        let sharp = sharpness_rows();
        assert!(sharp.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{sharp:?}");
    }
}
