//! Sinkhorn's rounds: rows and columns are divided in turn.

use figures::{Figure, Grid, Panel, Steps, text};
use ndarray::{Array2, Axis, array};

use super::{shade, written};
use crate::Sinkhorn;

/// The page's logits of four tokens for two experts.
pub fn four_tokens() -> Array2<f32> {
    array![[1.0, 0.0], [2.0, 0.0], [0.5, 0.4], [0.1, 0.3]]
}

/// A plan on its way: before the first round, and after each half of a round.
pub fn halves(sinkhorn: Sinkhorn, count: usize) -> Vec<Array2<f32>> {
    let logits = four_tokens();
    let mut plan = logits.mapv(f32::exp);
    plan /= plan.sum();
    let mut halves = vec![plan.clone()];
    for round in 1..=count {
        let sums = plan.sum_axis(Axis(1)).insert_axis(Axis(1)) * plan.nrows() as f32;
        halves.push(plan / sums);
        plan = (sinkhorn.plan)(logits.view(), round);
        halves.push(plan.clone());
    }
    halves
}

/// A plan of four tokens and two experts through so many rounds, with the sums of its rows and columns.
///
/// # Panics
/// If an answer's plan has another shape.
pub fn rounds(sinkhorn: Sinkhorn, count: usize) -> Figure {
    let percent = |value: f32| 100.0 * f64::from(value);
    let mut steps = Steps::new(
        "Making the rows right spoils the columns, and making those right the rows, but by less every time",
    );
    for (half, plan) in halves(sinkhorn, count).iter().enumerate() {
        let (rows, columns) = (plan.sum_axis(Axis(1)), plan.sum_axis(Axis(0)));
        let listed = |sums: &ndarray::Array1<f32>| {
            let texts: Vec<String> = sums.iter().map(|&sum| text(percent(sum), 1)).collect();
            texts.join(", ")
        };
        let worst = rows.iter().map(|&sum| (percent(sum) * 4.0 / 100.0 - 1.0).abs()).fold(0.0, f64::max);
        let round = half.div_ceil(2);
        let caption = match half {
            0 => "The exponentials of the logits, divided by the sum of all. Neither rows nor columns are right.".to_owned(),
            half if half % 2 == 1 => {
                format!("Round {round}, rows: each is divided until it sums to a quarter. The columns are at {} %.", listed(&columns))
            }
            _ => format!(
                "Round {round}, columns: each is divided until it sums to a half. Of its share the worst row is off by {} %.",
                text(100.0 * worst, 1)
            ),
        };
        let about = format!("Sums of rows: {} %. Sums of columns: {} %.", listed(&rows), listed(&columns));
        let cell = |&value: &f32| shade::<0, 100>(percent(value));
        let body = plan.rows().into_iter().map(|row| row.iter().map(cell).collect()).collect();
        let figure = Grid::new("A plan and its sums", &about)
            .panel(Panel::new("plan, %", body).axes("token", "expert").write(written::<0, 100, 1>))
            .panel(
                Panel::new("columns, %", vec![columns.iter().map(cell).collect()])
                    .names(&["Σ"], &["0", "1"])
                    .write(written::<0, 100, 1>)
                    .below(),
            )
            .panel(
                Panel::new("rows, %", rows.iter().map(|sum| vec![cell(sum)]).collect())
                    .names(&["0", "1", "2", "3"], &["Σ"])
                    .axes("token", "")
                    .write(written::<0, 100, 1>),
            )
            .save();
        steps = steps.frame(&caption, figure);
    }
    steps.save()
}
