//! How many iterations Sinkhorn needs as its logits grow.

use anyhow::Result;
use ndarray::Array2;
use serde_json::{Value, json};

use crate::Arguments;
use crate::parameters::{normals, random};
use crate::record::rounded;
use crate::router;
use crate::runner::{Progress, Run};

const TOKENS: usize = 256;
const EXPERTS: usize = 8;
const SCALES: [f64; 6] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0];
const ITERATIONS: [usize; 10] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
/// From this error on a row counts as having its share.
const CLOSE: f64 = 0.01;

/// How far the rows' sums are from their share, at worst, relative to it. Columns come last in an iteration, so they are exact.
fn astray(plan: &Array2<f32>) -> f64 {
    let rows = plan.rows().into_iter().map(|row| f64::from(row.sum()) * TOKENS as f64);
    let columns = plan.columns().into_iter().map(|column| f64::from(column.sum()) * EXPERTS as f64);
    let worst = |sums: &mut dyn Iterator<Item = f64>| {
        sums.map(|sum| (sum - 1.0).abs())
            .fold(0.0, |a: f64, b| if a.is_nan() || b.is_nan() { f64::NAN } else { a.max(b) })
    };
    worst(&mut rows.chain(columns))
}

fn measure(progress: &Progress<'_>, scale: f64, seed: u64, most: usize) -> Result<Vec<Value>> {
    // Every expert has an attraction of its own too: without it random logits are nearly balanced already.
    let mut random = random(seed, 41, 0);
    let own = normals(&mut random, EXPERTS, 1.0);
    let mut logits = Array2::from_shape_vec((TOKENS, EXPERTS), normals(&mut random, TOKENS * EXPERTS, 1.0))?;
    for mut row in logits.rows_mut() {
        for (logit, own) in row.iter_mut().zip(&own) {
            *logit = scale as f32 * (*logit + own);
        }
    }
    let raw = router::top_1(logits.view(), TOKENS)?;
    let largest =
        |counts: &[usize]| counts.iter().copied().max().unwrap_or(0) as f64 * EXPERTS as f64 / TOKENS as f64;
    let mut points = Vec::new();
    for &iterations in ITERATIONS.iter().filter(|&&iterations| iterations <= most) {
        let error = astray(&router::plan(logits.view(), iterations)?);
        let load =
            router::sinkhorn(logits.view(), iterations, TOKENS).map(|choice| largest(&choice.counts()));
        points.push(json!({
            "iterations": iterations,
            "error": error.is_finite().then(|| rounded(error)),
            "max_load": load.ok().map(rounded),
        }));
        progress.step()?;
    }
    let needed = points.iter().find(|point| point["error"].as_f64().is_some_and(|error| error < CLOSE));
    Ok(vec![json!({
        "scale": scale,
        "seed": seed,
        "needed": needed.map(|point| point["iterations"].clone()),
        "raw_load": rounded(largest(&raw.counts())),
        "points": points,
    })])
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let most = arguments.size.of(4, 64, 512);
    let steps = ITERATIONS.iter().filter(|&&iterations| iterations <= most).count() as u64;
    let seeds = arguments.seed..arguments.seed + arguments.size.of(1, 1, 5);
    let run = |(scale, seed): (f64, u64)| Run {
        name: format!("logits times {scale}, seed {seed}"),
        steps,
        task: Box::new(move |progress| measure(progress, scale, seed, most)),
    };
    SCALES.iter().flat_map(|&scale| seeds.clone().map(move |seed| (scale, seed))).map(run).collect()
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text =
        "scale  seed  iterations until rows are within 1 %   largest load: of the raw choice, after all"
            .to_owned();
    for row in rows {
        let last = row["points"].as_array().and_then(|points| points.last()).cloned().unwrap_or_default();
        text += &format!(
            "\n{:5}  {:4}  {:>34}   {} {}",
            row["scale"],
            row["seed"],
            row["needed"].to_string().replace("null", "more"),
            row["raw_load"],
            last["max_load"]
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fair_plan_is_not_astray_and_another_is() {
        let fair = Array2::from_elem((TOKENS, EXPERTS), 1.0 / (TOKENS * EXPERTS) as f32);
        assert!(astray(&fair) < 1e-5);
        let mut other = fair;
        other[[0, 0]] *= 3.0;
        assert!((astray(&other) - 0.25).abs() < 1e-5);
        other[[0, 0]] = f32::NAN;
        assert!(astray(&other).is_nan());
    }
}
