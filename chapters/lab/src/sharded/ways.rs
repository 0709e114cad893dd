//! One small language model, trained by one rank and by several, in every way of the chapter: the same losses, and the bytes that the
//! formulas say.

use anyhow::Result;
use serde_json::{Value, json};
use sharding::trainer::{self, Plan, Shape, WAYS, Way};
use sharding::{Adam, threads};

use crate::language::text::Text;
use crate::record::rounded;
use crate::runner::{Progress, Run};
use crate::{Arguments, Size};

const RANKS: usize = 4;

fn plan(size: Size, seed: u64, symbols: usize) -> Plan {
    Plan {
        shape: Shape {
            symbols,
            width: size.of(8, 32, 32),
            heads: 4,
            hidden: size.of(8, 64, 64),
            layers: 2,
            context: size.of(8, 32, 32),
        },
        adam: Adam { rate: 4e-3, betas: [0.9, 0.99], epsilon: 1e-8, decay: 0.01 },
        most: None,
        windows: 16,
        micros: 8,
        steps: size.of(4, 40, 400),
        seed,
    }
}

/// How many steps lie between two points of a curve.
fn every(steps: usize) -> usize {
    steps.div_ceil(80)
}

/// Bits for a character before each step.
fn curve(ranks: usize, way: Way, plan: &Plan, text: &[u32]) -> (Vec<f64>, threads::Log) {
    let (courses, log) = threads::results(ranks, |comm| trainer::train(comm, way, plan, text));
    let losses = trainer::losses(&courses);
    (losses.iter().map(|loss| loss / std::f64::consts::LN_2).collect(), log)
}

fn measure(progress: &Progress<'_>, size: Size, seed: u64) -> Result<Vec<Value>> {
    let text = Text::new(size.of(600, usize::MAX, usize::MAX));
    let plan = plan(size, seed, text.alphabet.len());
    let every = every(plan.steps);
    let points = |curve: &[f64]| curve.iter().step_by(every).map(|&bits| rounded(bits)).collect::<Vec<_>>();
    let (one, _) = curve(1, Way::Ddp, &plan, &text.train);
    let mut rows =
        vec![json!({"way": "one rank", "ranks": 1, "seed": seed, "every": every, "bits": points(&one)})];
    progress.step()?;
    for way in WAYS {
        let (bits, log) = curve(RANKS, way, &plan, &text.train);
        let apart: Vec<f64> = bits.iter().zip(&one).map(|(a, b)| (a - b).abs()).collect();
        let sent: usize = (0..RANKS).map(|rank| log.sent(rank)).sum();
        rows.push(json!({
            "way": way.name(),
            "ranks": RANKS,
            "seed": seed,
            "every": every,
            "bits": points(&bits),
            "apart": points(&apart),
            "most_apart": rounded(apart.iter().copied().fold(0.0, f64::max)),
            "steps": plan.steps,
            "sent": sent,
            "formula": plan.steps * trainer::bytes(way, &plan, RANKS),
        }));
        progress.step()?;
    }
    Ok(rows)
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let (size, seed) = (arguments.size, arguments.seed);
    vec![Run {
        name: "ways".to_owned(),
        steps: 1 + WAYS.len() as u64,
        task: Box::new(move |progress| measure(progress, size, seed)),
    }]
}

/// How far each way is from one rank, and what it has sent.
pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text = format!(
        "{:16} {:>10} {:>14} {:>16} {:>16}\n",
        "", "last bits", "most apart", "bytes a step", "formula"
    );
    for row in rows {
        let number = |name: &str| row[name].as_f64().unwrap_or(f64::NAN);
        let last =
            row["bits"].as_array().and_then(|bits| bits.last()).and_then(Value::as_f64).unwrap_or(f64::NAN);
        let steps = number("steps");
        text += &format!(
            "{:16} {last:>10.4} {:>14.2e} {:>16} {:>16}\n",
            row["way"].as_str().unwrap_or_default(),
            number("most_apart"),
            number("sent") / steps,
            number("formula") / steps,
        );
    }
    text
}
