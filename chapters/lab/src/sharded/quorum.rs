//! The same training while ranks leave and come back.

use anyhow::Result;
use serde_json::{Value, json};
use sharding::threads;
use sharding::trainer::{self, There};

use super::{apart, bits, every, plan, points};
use crate::language::text::Text;
use crate::record::rounded;
use crate::runner::{Progress, Run};
use crate::{Arguments, Size};

/// Who is there, by the hundredth part of all steps: rank 0 is away for a fifth of them, rank 2 dies in the middle, rank 3 comes and goes.
fn there(rank: usize, percent: usize) -> bool {
    match rank {
        0 => !(20..40).contains(&percent),
        1 => true,
        2 => percent < 50,
        _ => percent % 25 < 18,
    }
}

const RANKS: usize = 4;

fn measure(progress: &Progress<'_>, size: Size, seed: u64) -> Result<Vec<Value>> {
    let text = Text::new(size.of(600, usize::MAX, usize::MAX));
    let plan = plan(size, seed, text.alphabet.len());
    let missing = |rank: usize, step: usize| there(rank, 100 * step / plan.steps);
    let nobody = |_: usize, _: usize| true;
    let run = |ranks: usize, there: There<'_>| {
        let program =
            |comm: &dyn sharding::Communicator| trainer::survive(comm, &plan, &text.train, there, &|| ());
        let (courses, log) = threads::results(ranks, program);
        (bits(&courses), (0..ranks).map(|rank| log.sent(rank)).sum::<usize>())
    };
    let (one, _) = run(1, &nobody);
    let every = every(plan.steps);
    let mut rows =
        vec![json!({"case": "one rank", "ranks": 1, "seed": seed, "every": every, "bits": points(&one)})];
    progress.step()?;
    let cases: [(&str, There<'_>); 2] =
        [("four ranks, all there", &nobody), ("four ranks that come and go", &missing)];
    for (case, there) in cases {
        let (curve, sent) = run(RANKS, there);
        let apart = apart(&curve, &one);
        // In 25 parts of the training.
        let present: Vec<Vec<u8>> = (0..RANKS)
            .map(|rank| (0..25).map(|part| u8::from(there(rank, part * plan.steps / 25))).collect())
            .collect();
        rows.push(json!({
            "case": case,
            "ranks": RANKS,
            "seed": seed,
            "every": every,
            "bits": points(&curve),
            "most_apart": rounded(apart.iter().copied().fold(0.0, f64::max)),
            "steps": plan.steps,
            "sent": sent,
            "there": present,
        }));
        progress.step()?;
    }
    Ok(rows)
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let (size, seed) = (arguments.size, arguments.seed);
    vec![Run {
        name: "quorum".to_owned(),
        steps: 3,
        task: Box::new(move |progress| measure(progress, size, seed)),
    }]
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let line = |row: &Value| {
        let number = |name: &str| row[name].as_f64().unwrap_or(f64::NAN);
        let last = row["bits"].as_array().and_then(|bits| bits.last()).and_then(Value::as_f64);
        let case = row["case"].as_str().unwrap_or_default();
        format!(
            "{case:28} {:>8.4} bits {:>10.2e} apart {:>12} bytes\n",
            last.unwrap_or(f64::NAN),
            number("most_apart"),
            number("sent")
        )
    };
    rows.iter().map(line).collect()
}
