//! Every router on the same clusters: what it loses, and how it loads its experts.

use figures::{Axis, Chart, Figure, Grid, Panel, Series, text};

use super::{cell, is, mean, names, recorded};

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
        "{:20} {:>5} {:>6} {:>12} {:>7} {:>5} {:>5} {:>7} {:>5}\n",
        format!("{clusters} clusters"),
        "exp.",
        "loss",
        "seeds",
        "in use",
        "load",
        "dead",
        "capped",
        "drop"
    );
    for row in balance_rows(clusters) {
        text += &format!(
            "{:20} {} {:6.3} {:>12} {} {} {} {} {}\n",
            row.router,
            cell(row.experts, 5, 1),
            row.loss,
            format!("{:.3}–{:.3}", row.range.0, row.range.1),
            cell(row.test, 7, 3),
            cell(row.max_load, 5, 2),
            cell(row.dead, 5, 1),
            cell(row.capped, 7, 3),
            if row.dropped.is_finite() {
                cell(100.0 * row.dropped, 4, 1) + "%"
            } else {
                cell(f64::NAN, 5, 1)
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
    // As narrow as can be: .23, 1.6.
    let write_loss = |value: f64| match value * FULL {
        0.0 => String::new(),
        loss if loss < 0.995 => format!("{loss:.2}").trim_start_matches('0').to_owned(),
        loss => format!("{loss:.1}"),
    };
    // The first router is the one that nobody balances.
    let [equal, unequal] = [&uniform, &zipf].map(|rows| text(rows[0].capped / rows[0].loss, 1));
    let title = format!(
        "If nobody balances, a capacity multiplies the error by {equal} on equal clusters and {unequal} on Zipf clusters"
    );
    Grid::new(&title, &description)
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
    let mut chart = Chart::new(
        "With capacity even loads lower the error; without it they raise the error on Zipf clusters",
        &description,
    )
    .x(Axis::linear("load of the fullest expert over its share").range(0.9, 3.1))
    .y(Axis::linear("mean squared error"));
    // The weights of the loss, at the points of the lines without capacity; those with capacity have the same.
    let weights = [("equal", 0, "α = 1"), ("equal", 1, "0.1"), ("Zipf", 0, "α = 1"), ("Zipf", 1, "0.1 to 0")];
    for (name, points) in lines {
        for (_, at, weight) in weights.iter().filter(|(line, ..)| *line == name) {
            chart = chart.line(Series::note(weight, points[*at]));
        }
        let line = Series::new(name, points.clone());
        chart = chart.line(match name {
            "equal,\ncapped" => line.label_above(points[points.len() - 1].0),
            _ => line,
        });
    }
    chart.save()
}
