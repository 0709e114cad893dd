//! How many iterations Sinkhorn needs as its logits grow.

use figures::{Axis, Chart, Figure, Series, text};
use serde_json::Value;

use super::{is, mean, names, recorded};

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
        let end = points.last().map_or(1.0, |point| point.0);
        chart_lines
            .push(Series::new(&format!("× {}", scale.trim_end_matches(".0")), points).label_below(end));
    }
    let description = format!(
        "The largest relative error of a row's sum after Sinkhorn's iterations, both axes logarithmic. {}.",
        said.join("; ")
    );
    let chart = Chart::new("Sinkhorn needs longer for sharper logits", &description)
        .x(Axis::log2("iterations").ticks(&[1.0, 4.0, 16.0, 64.0, 256.0]))
        .y(Axis::log10("largest error of a row").range(1e-6, 100.0));
    chart_lines.into_iter().fold(chart, Chart::line).save()
}
