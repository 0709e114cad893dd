//! How many rounds Sinkhorn needs, against how sharp the logits are; and what the rounding of the plan leaves.

use figures::{Axis, Chart, Figure, Series, normals, random};
use ndarray::{Array2, ArrayView2, Axis as Lanes};

use super::popular::loads;
use crate::Sinkhorn;

/// Tokens and experts.
pub const TOKENS: usize = 64;
/// Tokens and experts.
pub const EXPERTS: usize = 8;
/// The factors of the logits.
pub const FACTORS: [f32; 3] = [1.0, 3.0, 6.0];
/// The numbers of rounds.
pub const ROUNDS: [usize; 10] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
/// Smaller errors are rounding.
const ROUNDING: f64 = 1e-6;

/// What a number of rounds leaves.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// How often rows and columns were scaled.
    pub rounds: usize,
    /// By how much of its share the worst row is off.
    pub error: f64,
    /// The largest number of tokens of an expert when every token takes the largest entry of its row, in fair shares.
    pub load: f64,
}

/// Normal logits times a factor, with three experts that are liked by all; none farther than 20 from the others of its row.
pub fn logits(factor: f32) -> Array2<f32> {
    let mut logits = normals(&mut random(5), (TOKENS, EXPERTS));
    for e in 0..3 {
        logits.column_mut(e).mapv_inplace(|x| x + 1.0);
    }
    logits.mapv_inplace(|x| (factor * x).clamp(-10.0, 10.0));
    logits
}

/// By how much of its share, 1/T, the worst row of a plan is off.
pub fn error(plan: ArrayView2<'_, f32>) -> f64 {
    let sums = plan.sum_axis(Lanes(1));
    sums.iter().map(|&sum| (f64::from(sum) * plan.nrows() as f64 - 1.0).abs()).fold(0.0, f64::max)
}

/// Each of [`ROUNDS`], for logits times a factor.
pub fn rows(sinkhorn: Sinkhorn, factor: f32) -> Vec<Row> {
    let logits = logits(factor);
    let row = |&rounds: &usize| {
        let most = loads(&(sinkhorn.choose)(logits.view(), rounds), EXPERTS).into_iter().max().unwrap_or(0);
        Row {
            rounds,
            error: error((sinkhorn.plan)(logits.view(), rounds).view()),
            load: (most * EXPERTS) as f64 / TOKENS as f64,
        }
    };
    ROUNDS.iter().map(row).collect()
}

/// The error of the worst row against the rounds, for each of [`FACTORS`].
///
/// # Panics
/// If a plan has no finite sums.
pub fn figure(sinkhorn: Sinkhorn) -> Figure {
    let all = FACTORS.map(|factor| rows(sinkhorn, factor));
    let needed = |rows: &[Row]| rows.iter().find(|row| row.error < 0.01).map(|row| row.rounds);
    let words = FACTORS.iter().zip(&all).map(|(factor, rows)| match needed(rows) {
        Some(rounds) => format!("{factor} times the logits: below a hundredth after {rounds} rounds"),
        None => format!(
            "{factor} times the logits: not below a hundredth after {} rounds",
            ROUNDS[ROUNDS.len() - 1]
        ),
    });
    let description = format!(
        "Error of the worst row of the plan, as a part of its share, against the number of rounds. {}.",
        words.collect::<Vec<_>>().join("; ")
    );
    let mut chart = Chart::new("The sharper the logits, the longer the way to balance", &description)
        .x(Axis::linear("rounds"))
        .y(Axis::log10("error of the worst row").range(1e-6, 10.0));
    for (factor, rows) in FACTORS.iter().zip(&all) {
        let points: Vec<(f64, f64)> = rows
            .iter()
            .map(|row| (row.rounds as f64, if row.error < ROUNDING { f64::NAN } else { row.error }))
            .collect();
        chart = chart.line(Series::new(&format!("logits × {factor}"), points));
    }
    chart.save()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::sinkhorn;

    const SINKHORN: Sinkhorn =
        Sinkhorn { plan: sinkhorn::plan, choose: sinkhorn::choose, route: sinkhorn::route };

    #[test]
    fn sharp_logits_take_longer() {
        let at = |factor: f32, rounds: usize| {
            rows(SINKHORN, factor).into_iter().find(|row| row.rounds == rounds).expect("a number of rounds")
        };
        let needed = FACTORS.map(|factor| {
            rows(SINKHORN, factor).into_iter().find(|row| row.error < 0.01).map(|row| row.rounds)
        });
        assert_eq!(needed, [Some(3), Some(12), Some(16)]);
        assert!(at(6.0, 8).error > 0.03);
        assert!(at(1.0, 8).error < at(3.0, 8).error && at(3.0, 8).error < at(6.0, 8).error);
        // A finished plan is balanced; what is chosen by it is not quite.
        for factor in FACTORS {
            let load = at(factor, 32).load;
            assert!((1.05..1.4).contains(&load), "{load}");
        }
    }

    #[test]
    fn the_figure_is_finished() {
        let figure = figure(SINKHORN);
        assert_eq!(figure.overlapping_labels(), []);
    }
}
