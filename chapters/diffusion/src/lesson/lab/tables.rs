//! The tables of the page.

use serde_json::Value;

use super::{cell, curve, floor, mean, numbers, rows, with, written};

/// A line for each, and a column for each number of calls: means over seeds of a field.
fn by_calls(rows: &[Value], lines: &[(String, Vec<(&str, &str)>)], field: &str) -> String {
    let own: Vec<Vec<&Value>> = lines.iter().map(|(_, fields)| with(rows, fields)).collect();
    let all: Vec<&Value> = own.iter().flatten().copied().collect();
    let calls = numbers(&all, "calls");
    let mut text = format!("{:23}", "calls");
    for calls in &calls {
        text += &format!(" {calls:>7}");
    }
    for ((name, _), own) in lines.iter().zip(own) {
        let points = curve(&own, "calls", field);
        let cells: String = calls
            .iter()
            .map(|calls| match points.iter().find(|point| point.0 == *calls) {
                Some((_, value)) => format!(" {}", cell(*value, 7)),
                None => format!(" {:>7}", ""),
            })
            .collect();
        text += &format!("\n{name:23}{cells}");
    }
    text
}

/// The distance of as many fresh points: sliced, or that of features.
fn fresh(rows: &[&Value], distance: usize) -> String {
    format!("\n{:23} {}", "fresh points", cell(floor(rows, distance), 7))
}

fn named(target: &'static str, sampler: &'static str) -> (String, Vec<(&'static str, &'static str)>) {
    (written(target), vec![("target", target), ("sampler", sampler)])
}

/// For a cell: distances by what is predicted, sliced and of features.
pub fn targets_table() -> String {
    let rows = rows("targets");
    let lines = [
        named("ε", "DDIM, η = 0"),
        named("x0", "DDIM, η = 0"),
        named("v", "DDIM, η = 0"),
        named("flow", "Euler"),
    ];
    let [sliced, features] = [0, 1].map(|distance| fresh(&with(&rows, &[("target", "v")]), distance));
    format!(
        "sliced Wasserstein distance\n{}{sliced}\n\nFréchet distance of 48 fixed features\n{}{features}",
        by_calls(&rows, &lines, "sliced"),
        by_calls(&rows, &lines, "frechet")
    )
}

/// For a cell: solvers, for each of the three that have them.
pub fn solvers_table() -> String {
    let rows = rows("targets");
    let mut lines = Vec::new();
    for target in ["ε", "x0", "v"] {
        for sampler in ["DDIM, η = 0", "DDIM, η = 1", "2M", "Heun"] {
            lines.push((
                format!("{}, {sampler}", written(target)),
                vec![("target", target), ("sampler", sampler)],
            ));
        }
    }
    by_calls(&rows, &lines, "sliced")
}

/// For a cell: the cosine schedule, from its last step.
pub fn cosine_table() -> String {
    let rows = rows("targets");
    let mut lines = Vec::new();
    for target in ["ε, cosine", "x0, cosine", "v, cosine"] {
        for (sampler, name) in [("DDIM, η = 0", ""), ("DDIM, cut off", ", cut off")] {
            lines
                .push((format!("{}{name}", written(target)), vec![("target", target), ("sampler", sampler)]));
        }
    }
    by_calls(&rows, &lines, "sliced")
}

/// For a cell: min-SNR weights, γ = 5, against none.
pub fn min_snr_table() -> String {
    let rows = rows("targets");
    let lines: Vec<_> = ["ε", "ε, min-SNR", "x0", "x0, min-SNR", "v", "v, min-SNR"]
        .into_iter()
        .map(|target| named(target, "DDIM, η = 0"))
        .collect();
    by_calls(&rows, &lines, "sliced")
}

/// For a cell: guidance by its strength.
pub fn guidance_table() -> String {
    let rows = rows("targets");
    let own = with(&rows, &[("target", "v, labels")]);
    let mut text = format!("{:>8} {:>10} {:>10} {:>10}", "strength", "near", "radius", "spread");
    for strength in numbers(&own, "guidance") {
        let own: Vec<&Value> =
            own.iter().copied().filter(|row| row["guidance"].as_f64() == Some(strength)).collect();
        let cells = ["near", "radius", "spread"].map(|field| cell(mean(&own, field), 10));
        text += &format!("\n{strength:8.1} {}", cells.join(" "));
    }
    text
}

fn which(what: &'static str, name: &'static str, label: &str) -> (String, Vec<(&'static str, &'static str)>) {
    (label.to_owned(), vec![("what", what), ("name", name)])
}

/// For a cell: few steps.
pub fn short_table() -> String {
    let rows = rows("short");
    let lines = [
        which("Euler", "flow", "flow, Euler"),
        which("Euler", "reflow", "reflow, Euler"),
        which("consistency", "as published", "consistency"),
    ];
    let fresh = fresh(&with(&rows, &[("what", "Euler")]), 0);
    format!(
        "sliced Wasserstein distance\n{}{fresh}\n\nshare near one of the eight Gaussians\n{}",
        by_calls(&rows, &lines, "sliced"),
        by_calls(&rows, &lines, "near")
    )
}

/// For a cell: how bent paths are.
pub fn straight_table() -> String {
    let rows = rows("short");
    let mut text = format!("{:10} {:>10} {:>10} {:>10}", "", "mean", "least", "most");
    for name in ["flow", "reflow"] {
        let own = with(&rows, &[("what", "straightness"), ("name", name)]);
        let all = numbers(&own, "bent");
        let [least, most] = [all.first(), all.last()].map(|value| value.copied().unwrap_or(f64::NAN));
        text += &format!("\n{name:10} {:10.5} {least:10.5} {most:10.5}", mean(&own, "bent"));
    }
    text
}

/// For a cell: what consistency training needs.
pub fn consistency_table() -> String {
    let rows = rows("short");
    let mut text = format!("{:30} {:>6} {:>10} {:>10} {:>8}", "", "calls", "sliced", "Fréchet", "near");
    for name in ["as published", "gradient through the target", "no boundary"] {
        for calls in [1.0, 2.0] {
            let own: Vec<&Value> = with(&rows, &[("what", "consistency"), ("name", name)])
                .into_iter()
                .filter(|row| row["calls"].as_f64() == Some(calls))
                .collect();
            let cells = [("sliced", 10), ("frechet", 10), ("near", 8)]
                .map(|(field, width)| cell(mean(&own, field), width));
            text += &format!("\n{name:30} {calls:6} {}", cells.join(" "));
        }
    }
    text
}

/// For a cell: blocks that are trained alone.
pub fn blocks_table() -> String {
    let rows = rows("short");
    let mut text = format!("{:36} {:>8} {:>8} {:>10} {:>10}", "", "sliced", "near", "parameters", "kB held");
    for name in [
        "equal probability",
        "equal parts of ln σ",
        "equal parts of σ",
        "one network, as a block",
        "one network, as all blocks",
        "equal probability, sign as printed",
    ] {
        let own = with(&rows, &[("what", "blocks"), ("name", name)]);
        let size = |field: &str, scale: f64| match mean(&own, field) / scale {
            value if value.is_finite() => format!("{value:10.0}"),
            _ => format!("{:>10}", ""),
        };
        text += &format!(
            "\n{name:36} {} {} {} {}",
            cell(mean(&own, "sliced"), 8),
            cell(mean(&own, "near"), 8),
            size("parameters", 1.0),
            size("held", 1000.0)
        );
    }
    text
}

/// For a cell: a distance trained down, and what becomes of the rest.
pub fn post_table() -> String {
    let rows = rows("short");
    let mut text = format!(
        "{:24} {:>6} {:>13} {:>9} {:>9} {:>7}",
        "trained on", "calls", "its distance", "Fréchet", "sliced", "near"
    );
    for name in ["two coordinates", "48 features"] {
        for when in ["before", "after"] {
            for calls in [1.0, 20.0] {
                let own: Vec<&Value> =
                    with(&rows, &[("what", "post-training"), ("name", name), ("when", when)])
                        .into_iter()
                        .filter(|row| row["calls"].as_f64() == Some(calls))
                        .collect();
                let trained = mean(&own, "trained");
                let trained =
                    if trained.is_finite() { format!("{trained:13.4}") } else { format!("{:>13}", "") };
                let cells = [("frechet", 9), ("sliced", 9), ("near", 7)]
                    .map(|(field, width)| cell(mean(&own, field), width));
                let name = format!("{name}, {when}");
                text += &format!("\n{name:24} {calls:6} {trained} {}", cells.join(" "));
            }
        }
    }
    text
}
