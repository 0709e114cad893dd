//! When latent attention should be expanded after all.

use figures::{Axis, Chart, Figure, Parameter, Play, Series};

use crate::lesson::bill::{DEEPSEEK_V3, Latent};
use crate::lesson::text;

/// DeepSeek-V3 with another latent, and as many other channels of content and values in a head.
pub fn model(latent: u64, head: u64) -> Latent {
    Latent { latent, nope: head, value: head, ..DEEPSEEK_V3 }
}

/// From how many queries at once keys and values are better expanded: from none if absorbing is always cheaper.
pub fn expand_from(model: Latent) -> Option<f64> {
    (model.absorbed_pair() > model.expanded_pair()).then(|| model.crossover())
}

/// Operations in both forms against the queries at once, for widths that a reader chooses.
pub fn crossover() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Latent", "channels", (6, 11)).start(512.0),
        Parameter::powers_of_two("Content of a head", "channels", (4, 8)).start(128.0),
    ];
    Play::new("attention/crossover", parameters, |values| drawn(model(values[0] as u64, values[1] as u64)))
}

fn drawn(model: Latent) -> Figure {
    let queries = [1_u64, 4, 16, 64, 256, 1024, 4096].map(|n| n as f64);
    let expanded = |n: f64| (model.expansion() as f64 + n * model.expanded_pair() as f64) / 1e6;
    let absorbed = |n: f64| n * model.absorbed_pair() as f64 / 1e6;
    let meet = expand_from(model);
    let told = meet.map_or("Absorbing is cheaper for any number".to_owned(), |n| {
        format!("Expanding is cheaper from {} queries on", text(n, 0))
    });
    let description = format!(
        "Millions of operations for each cached token against the queries that ask at once, both axes logarithmic, for {} heads with {} channels of content over a latent \
         of {}. {told}. For one query absorbing takes {}, and expanding {}.",
        model.heads,
        model.nope,
        model.latent,
        text(absorbed(1.0), 2),
        text(expanded(1.0), 1),
    );
    let mut chart = Chart::new(
        "Expanding pays only if the latent is wider than the content of a head, and then for many queries",
        &description,
    )
    .x(Axis::log2("queries at once").ticks(&queries))
    .y(Axis::log10("million operations a cached token").range(0.01, 5000.0))
    .line(Series::new("absorbed", queries.map(|n| (n, absorbed(n)))))
    .line(Series::new("expanded", queries.map(|n| (n, expanded(n)))));
    if let Some(n) = meet.filter(|n| (1.0..=4096.0).contains(n)) {
        // Back up a little, so that the label stands beside the line and not on the axis.
        let line = [(n, absorbed(n)), (n, 0.01), (n, 0.03)];
        chart = chart.line(Series::new(&format!("{} queries", text(n, 0)), line).reference());
    }
    chart.save()
}
