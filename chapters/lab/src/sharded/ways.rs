//! One small language model, trained by one rank and by several, in every way of the chapter: the same losses, and the bytes that the
//! formulas say.

use anyhow::Result;
use serde_json::{Value, json};
use sharding::threads;
use sharding::trainer::{self, WAYS, Way};

use super::{apart, bits, every, plan, points};
use crate::language::text::Text;
use crate::record::rounded;
use crate::runner::{Progress, Run};
use crate::{Arguments, Size};

const RANKS: usize = 4;

/// What is the same training as that of one rank, and what is not.
fn all(size: Size) -> impl Iterator<Item = Way> {
    WAYS.into_iter().chain([Way::Diloco { every: size.of(2, 20, 20) }])
}

fn measure(progress: &Progress<'_>, size: Size, seed: u64) -> Result<Vec<Value>> {
    let text = Text::new(size.of(600, usize::MAX, usize::MAX));
    let plan = plan(size, seed, text.alphabet.len());
    let run = |ranks: usize, way: Way| {
        let (courses, log) = threads::results(ranks, |comm| trainer::train(comm, way, &plan, &text.train));
        (bits(&courses), (0..ranks).map(|rank| log.sent(rank)).sum::<usize>())
    };
    let (one, _) = run(1, Way::Ddp);
    let every = every(plan.steps);
    let mut rows =
        vec![json!({"way": "one rank", "ranks": 1, "seed": seed, "every": every, "bits": points(&one)})];
    progress.step()?;
    for way in all(size) {
        let (curve, sent) = run(RANKS, way);
        let apart = apart(&curve, &one);
        rows.push(json!({
            "way": way.name(),
            "ranks": RANKS,
            "seed": seed,
            "every": every,
            "bits": points(&curve),
            "most_apart": rounded(apart.iter().copied().fold(0.0, f64::max)),
            "apart": apart,
            "steps": plan.steps,
            "sent": sent,
            "formula": trainer::bytes(way, &plan, RANKS),
        }));
        progress.step()?;
    }
    Ok(rows)
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let (size, seed) = (arguments.size, arguments.seed);
    vec![Run {
        name: "ways".to_owned(),
        steps: 1 + all(size).count() as u64,
        task: Box::new(move |progress| measure(progress, size, seed)),
    }]
}

/// How far each way is from one rank, and what it has sent.
pub(crate) fn summary(rows: &[Value]) -> String {
    let mut text =
        format!("{:16} {:>9} {:>11} {:>12} {:>12}\n", "", "last bits", "most apart", "bytes sent", "formula");
    for row in rows {
        let number = |name: &str| row[name].as_f64().unwrap_or(f64::NAN);
        let last = row["bits"].as_array().and_then(|bits| bits.last()).and_then(Value::as_f64);
        text += &format!(
            "{:16} {:>9.4} {:>11.2e} {:>12} {:>12}\n",
            row["way"].as_str().unwrap_or_default(),
            last.unwrap_or(f64::NAN),
            number("most_apart"),
            number("sent"),
            number("formula"),
        );
    }
    text
}
