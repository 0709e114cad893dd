//! Proves the graders on every seed that a reader can get, and remembers what was proved.
//!
//! `chapters/NAME/grade/proofs.json` holds for each exercise a digest of all that its proof depends on, and how many trials
//! passed. What has another digest has to be proved again. Where that is much, an optimised build proves it: what graders compute is the
//! same there to the last bit, and the exercises in turn, which the build that a reader gets proves, would show where it is not.

mod depends;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use contract::SEEDS;
use serde::{Deserialize, Serialize};

use depends::depends_on;

use super::turn::turn;
use crate::commands::progress::told;
use crate::course::{Chapter, Course};
use crate::judging::build;
use crate::reader::state;

/// From so many exercises of a chapter on it pays to optimise its graders, which a reader's build does not.
const MANY: usize = 5;

/// What `prove` was asked for.
pub struct Options {
    /// Prove also what has not changed.
    pub all: bool,
    /// Write nothing; prove what has changed, and in each chapter one exercise more, whose turn it is.
    pub check: bool,
}

/// What was proved of an exercise.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Proof {
    /// Of all that it depends on.
    digest: String,
    /// How many trials passed on every seed.
    trials: usize,
}

type Proofs = BTreeMap<String, Proof>;

/// Proves what is not known to be proved, of the named chapters or of all.
///
/// # Errors
/// If a trial fails, a record says something that is not so, or a chapter's graders do not build.
pub fn prove(course: &Course, names: &[String], options: &Options) -> Result<()> {
    let chapters = course.named(names)?;
    let mut faults = Vec::new();
    for chapter in chapters {
        let start = Instant::now();
        let path = course.root.join("chapters").join(&chapter.name).join("grade/proofs.json");
        let mut proofs = read(&path)?;
        let in_turn = if options.check { turn(course, chapter.exercises.len()) } else { None };
        let in_turn = in_turn.map(|number| chapter.exercises[number].name.as_str());
        let digests: BTreeMap<&str, String> = chapter
            .exercises
            .iter()
            .map(|e| (e.name.as_str(), depends_on(&course.root, chapter, &e.name)))
            .collect();
        let known = |name: &str| proofs.get(name).is_some_and(|proof| proof.digest == digests[name]);
        let wanted = |name: &str| options.all || in_turn == Some(name) || !known(name);
        let names: Vec<&str> = digests.keys().copied().filter(|name| wanted(name)).collect();
        let stale = names.iter().filter(|name| !known(name)).count();
        let passed =
            if names.is_empty() { BTreeMap::new() } else { tried(course, chapter, &names, &mut faults)? };
        for (name, trials) in passed {
            let proof = Proof { digest: digests[name.as_str()].clone(), trials };
            let before = proofs.get(&name).filter(|before| before.digest == proof.digest);
            if let Some(Proof { trials: before, .. }) = before.filter(|before| **before != proof) {
                faults.push(format!(
                    "{}/{name}: the record speaks of {before} trials, {trials} passed",
                    chapter.name
                ));
            }
            if !options.check {
                proofs.insert(name, proof);
            }
        }
        if !options.check {
            proofs.retain(|name, _| digests.contains_key(name.as_str()));
            state::write(&path, (serde_json::to_string_pretty(&proofs)? + "\n").as_bytes())?;
        }
        println!(
            "{}: {} of {} exercises proved on {SEEDS} seeds, {stale} of them because they have changed ({:.0} s)",
            chapter.name,
            names.len(),
            digests.len(),
            start.elapsed().as_secs_f64()
        );
        if options.check && stale > 0 {
            println!("`cargo run -- prove` remembers that");
        }
    }
    if faults.is_empty() { Ok(()) } else { bail!("not proved:\n{}", faults.join("\n")) }
}

fn read(path: &Path) -> Result<Proofs> {
    if !path.exists() {
        return Ok(Proofs::new());
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{}; delete it, and prove anew", path.display()))
}

/// Runs the trials of some exercises on all seeds: how many passed of each whose trials all passed. The others are faults.
fn tried(
    course: &Course,
    chapter: &Chapter,
    names: &[&str],
    faults: &mut Vec<String>,
) -> Result<BTreeMap<String, usize>> {
    let optimised = names.len() >= MANY;
    let mut passed: BTreeMap<String, usize> = BTreeMap::new();
    for target in ["solutions", "mistakes"] {
        let program = told(|tell| {
            if optimised {
                return build::proof(course, chapter, target, tell);
            }
            Ok(build::build(course, chapter, target, false, tell)?.program)
        })?;
        let mut command = Command::new(program);
        // A name alone would select those that begin with it too.
        command.args(names.iter().map(|name| format!("{}/{name} ", chapter.name)));
        command
            .env("WORKBOOK_SEEDS", SEEDS.to_string())
            .current_dir(course.root.join("chapters").join(&chapter.name))
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = command.spawn().context("the graders' program does not start")?;
        let stdout = child.stdout.take().context("its output is piped")?;
        let mut said = Vec::new();
        for line in BufReader::new(stdout).lines() {
            let line = line.context("its output is text")?;
            let ended = line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... "));
            let Some((trial, ending)) = ended else {
                said.push(line);
                continue;
            };
            let name = trial.split(' ').next().and_then(|id| id.split_once('/')).map_or("", |id| id.1);
            if ending == "ok" {
                *passed.entry(name.to_owned()).or_default() += 1;
            } else {
                faults.push(format!("{trial}: {ending}"));
            }
        }
        if !child.wait()?.success() {
            println!("{}", said.join("\n"));
            faults.push(format!("the target {target} of {} failed; what it said is above", chapter.name));
        }
    }
    passed.retain(|name, _| {
        !faults.iter().any(|fault| fault.starts_with(&format!("{}/{name} ", chapter.name)))
    });
    Ok(passed)
}
