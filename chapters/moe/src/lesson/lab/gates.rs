//! The gradient that each kind of gate lets through to the router.

use figures::{Axis, Chart, Figure, Series, text};

use super::{cell, is, mean, names, recorded};

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
    text += &format!("{:26}{}", "", "   length   cosine".repeat(3));
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
    let mut chart = Chart::new(
        "Averaged over many draws the score function points nearly along the exact gradient, one draw hardly",
        &description,
    )
    .x(Axis::log2("deviation of the logits").ticks(&[0.25, 0.5, 1.0, 2.0, 4.0, 8.0]))
    .y(Axis::linear("cosine with the exact gradient").range(0.0, 1.0));
    for (gate, label) in shown {
        chart = chart.line(Series::new(label, line(gate)));
    }
    chart.save()
}
