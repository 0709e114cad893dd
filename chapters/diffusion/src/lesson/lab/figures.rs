//! The figures about the ring of eight Gaussians.

use figures::{Axis, Chart, Figure, Series, Steps, text};
use serde_json::Value;

use super::{curve, floor, rows, with, written};

/// Lines with a name each, and what is at their ends, for the description.
fn lines(
    chart: Chart,
    lines: Vec<(String, Vec<(f64, f64)>)>,
    (from, to): (f64, f64),
    least: Option<f64>,
) -> Figure {
    let mut chart = chart;
    if let Some(least) = least {
        chart = chart.line(Series::new("fresh points", [(from, least), (to, least)]).reference());
    }
    let series = |(name, points): (String, Vec<(f64, f64)>)| {
        let series = Series::new(&name, points);
        // Beside its end runs the line of the flow.
        if name == "reflow" { series.label_above(2.0) } else { series }
    };
    lines.into_iter().map(series).fold(chart, Chart::line).save()
}

fn ends(lines: &[(String, Vec<(f64, f64)>)], decimals: usize) -> String {
    let said = lines.iter().map(|(name, points)| {
        let at = |point: Option<&(f64, f64)>| {
            point.map_or_else(String::new, |(x, y)| format!("{} at {}", text(*y, decimals), text(*x, 0)))
        };
        format!("{} {} and {}", name.replace('\n', " "), at(points.first()), at(points.last()))
    });
    said.collect::<Vec<_>>().join("; ")
}

/// The first of a line's points, or the last.
type End = fn(&[(f64, f64)]) -> Option<&(f64, f64)>;

/// What a line has where it begins, or where it ends: from the least on, each with its name.
fn ranked(lines: &[(String, Vec<(f64, f64)>)], end: End) -> Vec<(&str, f64)> {
    let mut all: Vec<(&str, f64)> =
        lines.iter().filter_map(|(name, points)| Some((name.as_str(), end(points)?.1))).collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    all
}

/// What is predicted, by the number of calls.
pub fn targets_figure() -> Figure {
    let rows = rows("targets");
    let of = |target: &str, sampler: &str| {
        curve(&with(&rows, &[("target", target), ("sampler", sampler)]), "calls", "sliced")
    };
    let all: Vec<(String, Vec<(f64, f64)>)> =
        [("ε", "DDIM, η = 0"), ("x0", "DDIM, η = 0"), ("v", "DDIM, η = 0"), ("flow", "Euler")]
            .into_iter()
            .map(|(target, sampler)| (written(target), of(target, sampler)))
            .collect();
    let least = floor(&with(&rows, &[("target", "v"), ("sampler", "DDIM, η = 0")]), 0);
    let description = format!(
        "Sliced Wasserstein distance from the ring against calls of the network, both axes logarithmic, means over seeds, DDIM with η = 0 for ε, \
         x₀ and v, Euler for the flow: {}. As many fresh points of the ring have {}.",
        ends(&all, 3),
        text(least, 3)
    );
    let chart = Chart::new(
        "Samples of the flow are nearer to the ring than those of ε, x₀ and v, with any number of calls",
        &description,
    )
    .x(Axis::log2("calls of the network").ticks(&[5.0, 10.0, 20.0, 50.0]))
    .y(Axis::log10("sliced Wasserstein distance").ticks(&[0.1, 0.2, 0.5, 1.0]));
    lines(chart, all, (5.0, 50.0), Some(least))
}

/// Solvers with the network that predicts v.
pub fn solvers_figure() -> Figure {
    let rows = rows("targets");
    let all: Vec<(String, Vec<(f64, f64)>)> = ["DDIM, η = 0", "DDIM, η = 1", "Heun", "2M"]
        .into_iter()
        .map(|sampler| {
            (
                sampler.replace(", ", ",\n"),
                curve(&with(&rows, &[("target", "v"), ("sampler", sampler)]), "calls", "sliced"),
            )
        })
        .collect();
    let least = floor(&with(&rows, &[("target", "v"), ("sampler", "DDIM, η = 0")]), 0);
    let description = format!(
        "Sliced Wasserstein distance from the ring against calls of the network that predicts v, both axes logarithmic, means over seeds: {}. As \
         many fresh points of the ring have {}.",
        ends(&all, 3),
        text(least, 3)
    );
    let (few, many) = (ranked(&all, <[_]>::first), ranked(&all, <[_]>::last));
    let title = format!(
        "With few calls {} ends nearest to the ring, {} from it; with many all end at {} to {}",
        few[0].0.replace('\n', " "),
        text(few[0].1, 3),
        text(many[0].1, 3),
        text(many[many.len() - 1].1, 3)
    );
    let chart = Chart::new(&title, &description)
        .x(Axis::log2("calls of the network").ticks(&[5.0, 10.0, 20.0, 50.0]))
        .y(Axis::log10("sliced Wasserstein distance").ticks(&[0.1, 0.2, 0.5, 1.0]));
    lines(chart, all, (5.0, 50.0), Some(least))
}

/// Guidance: the share of samples near the class, and how spread they are.
pub fn guidance_figure() -> Figure {
    let rows = rows("targets");
    let own = with(&rows, &[("target", "v, labels")]);
    let all: Vec<(String, Vec<(f64, f64)>)> = [("near", "near the\nclass"), ("spread", "spread")]
        .into_iter()
        .map(|(field, name)| (name.to_owned(), curve(&own, "guidance", field)))
        .collect();
    let description = format!(
        "By the strength s of guidance, the share of samples that lie near one of the two Gaussians of their class, and their spread, means over \
         seeds: {}. A strength of 1 is no guidance.",
        ends(&all, 2)
    );
    let near = &all[0].1;
    let best = near.iter().fold((0.0, 0.0), |best, &point| if point.1 > best.1 { point } else { best });
    let last = near.last().copied().unwrap_or_default();
    let title = format!(
        "Of these strengths {} brings most samples near their class, {} %; with {} it is {} %",
        text(best.0, 0),
        text(100.0 * best.1, 0),
        text(last.0, 0),
        text(100.0 * last.1, 0)
    );
    let chart = Chart::new(&title, &description)
        .x(Axis::linear("strength s"))
        .y(Axis::linear("share, and spread").range(0.0, 1.2));
    lines(chart, all, (0.0, 8.0), None)
}

/// Few calls: flow, reflow, and consistency.
pub fn short_figure() -> Figure {
    let rows = rows("short");
    let of =
        |what: &str, name: &str| curve(&with(&rows, &[("what", what), ("name", name)]), "calls", "sliced");
    let all: Vec<(String, Vec<(f64, f64)>)> = [
        ("Euler", "flow", "flow"),
        ("Euler", "reflow", "reflow"),
        ("consistency", "as published", "consistency"),
    ]
    .into_iter()
    .map(|(what, name, label)| {
        // With more calls its line would lie on that of the flow.
        let most = if name == "reflow" { 4.0 } else { 100.0 };
        (label.to_owned(), of(what, name).into_iter().filter(|point| point.0 <= most).collect())
    })
    .collect();
    let least = floor(&with(&rows, &[("what", "Euler")]), 0);
    let description = format!(
        "Sliced Wasserstein distance from the ring against calls of the network, both axes logarithmic, means over seeds: {}. As many fresh points \
         of the ring have {}.",
        ends(&all, 3),
        text(least, 3)
    );
    let one = ranked(&all, <[_]>::first);
    let others: Vec<String> =
        one.iter().skip(1).map(|(name, far)| format!("{name} {}", text(*far, 2))).collect();
    let title = format!(
        "With one call of the network {} ends nearest to the ring, {} from it; {}",
        one[0].0,
        text(one[0].1, 2),
        others.join(", ")
    );
    let chart = Chart::new(&title, &description)
        .x(Axis::log2("calls of the network").ticks(&[1.0, 2.0, 4.0, 10.0, 20.0, 100.0]))
        .y(Axis::log10("sliced Wasserstein distance"));
    lines(chart, all, (1.0, 100.0), Some(least))
}

fn list(value: &Value) -> impl Iterator<Item = (f64, f64)> {
    value.as_array().into_iter().flatten().filter_map(|point| Some((point[0].as_f64()?, point[1].as_f64()?)))
}

/// Something on the plane, and the middles of the ring's Gaussians.
fn on_the_plane(title: &str, description: &str, what: Series) -> Figure {
    Chart::new(title, description)
        .x(Axis::linear("first coordinate").range(-3.0, 3.0))
        .y(Axis::linear("second coordinate").range(-3.0, 3.0))
        .line(what)
        .line(middles())
        .equal()
        .save()
}

/// The middles of the ring's Gaussians.
fn middles() -> Series {
    let middle = |mode: usize| {
        let angle = std::f64::consts::TAU * mode as f64 / 8.0;
        (2.0 * angle.cos(), 2.0 * angle.sin())
    };
    Series::new("", (0..8).map(middle)).points_only()
}

/// Paths from noise to the ring, before and after reflow.
pub fn paths_figure() -> Figure {
    let rows = rows("short");
    let [before, after] = ["flow", "reflow"]
        .map(|name| text(super::mean(&with(&rows, &[("what", "straightness"), ("name", name)]), "bent"), 2));
    let mut steps = Steps::new(&format!(
        "Reflow makes paths straight: they are bent by {before} before it, and by {after} afterwards"
    ));
    for (name, caption) in [
        (
            "flow",
            "Paths of the flow: a point sets out for the middle, and turns where it sees where it is going.",
        ),
        (
            "reflow",
            "Paths of the second network, trained on the pairs that the first has made, from the same noise.",
        ),
    ] {
        let own = with(&rows, &[("what", "straightness"), ("name", name)]);
        let paths = own.iter().find_map(|row| row["paths"].as_array()).cloned().unwrap_or_default();
        let mut points = Vec::new();
        for path in &paths {
            points.extend(list(path));
            points.push((0.0, f64::NAN));
        }
        let bent = super::mean(&own, "bent");
        let about = format!(
            "{} paths in the plane; they are bent by {}, the mean over seeds.",
            paths.len(),
            text(bent, 4)
        );
        let title = format!("Paths of the {name}");
        steps = steps.frame(caption, on_the_plane(&title, &about, Series::new("", points)));
    }
    steps.save()
}

/// Samples of one step, before and after a distance was trained down.
pub fn points_figure() -> Figure {
    let rows = rows("short");
    let [few, many] = ["two coordinates", "48 features"].map(|name| {
        let own = with(&rows, &[("what", "post-training"), ("name", name), ("when", "after")]);
        // The means over seeds, as in the table.
        let once: Vec<&Value> = own.into_iter().filter(|row| row["calls"].as_f64() == Some(1.0)).collect();
        text(100.0 * super::mean(&once, "near"), 0)
    });
    let mut steps = Steps::new(&format!(
        "Trained on 48 features, one step puts {many} % of samples near the ring's Gaussians, on two coordinates {few} %"
    ));
    for (name, when, caption) in [
        ("two coordinates", "before", "One step of the flow network lands at the mean of the data."),
        (
            "two coordinates",
            "after",
            "Trained on the moments of two coordinates: right mean, right covariance, and no ring of eight.",
        ),
        ("48 features", "after", "Trained on the moments of 48 features, which see more of the shape."),
    ] {
        let own = with(&rows, &[("what", "points"), ("name", name)]);
        let points =
            own.iter().find_map(|row| row[when].as_array().map(|_| &row[when])).cloned().unwrap_or_default();
        let shown: Vec<(f64, f64)> =
            list(&points).map(|(x, y)| (x.clamp(-3.0, 3.0), y.clamp(-3.0, 3.0))).collect();
        let about = format!(
            "{} points of the plane, of the first seed, and the middles of the eight Gaussians.",
            shown.len()
        );
        let title = format!("{name}, {when}");
        steps = steps.frame(caption, on_the_plane(&title, &about, Series::new("", shown).points_only()));
    }
    steps.save()
}
