//! Tries the edits of the published solutions that are said to make the catalogued mistakes.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use contract::{Exercise, Report, Verdict};
use serde::Deserialize;

use super::Options;
use super::judge::{Job, reports};
use super::scratch::{self, Version};
use crate::commands::progress::told;
use crate::course::{Chapter, Course};
use crate::judging::build;

/// A replacement in a published solution, as `--edits` of the chapter's test `mistakes` prints it.
#[derive(Deserialize)]
struct Edit {
    exercise: String,
    mistake: String,
    from: String,
    to: String,
}

/// True if each edit of some exercises is rejected on every seed, and named as the mistake that it makes.
pub(super) fn of_chapter(
    course: &Course,
    chapter: &Chapter,
    wanted: &[&Exercise],
    options: &Options,
) -> Result<bool> {
    let mut well = true;
    let mut versions = Vec::new();
    let mut tried: Vec<(Edit, &Exercise)> = Vec::new();
    for edit in listed(course, chapter)? {
        let Some(exercise) = wanted.iter().find(|exercise| exercise.id() == edit.exercise) else { continue };
        let solution = course.solution(&chapter.name, &exercise.name)?;
        let times = solution.matches(&edit.from).count();
        if times != 1 {
            println!(
                "{}: {} replaces what occurs {times} times: {:?}",
                edit.exercise, edit.mistake, edit.from
            );
            well = false;
            continue;
        }
        versions
            .push(Version { exercise: exercise.name.clone(), text: solution.replace(&edit.from, &edit.to) });
        tried.push((edit, exercise));
    }
    let built = scratch::build(course, chapter, &versions)?;
    let mut jobs = Vec::new();
    for (number, (edit, exercise)) in tried.iter().enumerate() {
        match built.refused.get(&number) {
            Some(said) => {
                println!("{}: {} does not compile:\n{said}", edit.exercise, edit.mistake);
                well = false;
            }
            None => jobs.push(Job { number, exercise: exercise.id() }),
        }
    }
    let reports = reports(course, chapter, &built.program, &jobs, (options.seeds, false))?;
    let mut made: Vec<&str> = Vec::new();
    for (job, reports) in jobs.iter().zip(&reports) {
        let edit = &tried[job.number].0;
        match reports.iter().find(|report| !names(report, &edit.mistake)) {
            None => made.push(&edit.exercise),
            Some(report) => {
                well = false;
                println!("{}: {} is not named:\n{}", edit.exercise, edit.mistake, report.rendered());
            }
        }
        for report in reports.iter().filter(|_| options.verbose) {
            println!(
                "{}: {}, seed {}: {}",
                edit.exercise,
                edit.mistake,
                report.seed,
                report.mistakes.join(", ")
            );
        }
    }
    for exercise in wanted {
        let id = exercise.id();
        let all = tried.iter().filter(|(edit, _)| edit.exercise == id).count();
        println!(
            "{id}: {all} edits, {} named as their mistakes",
            made.iter().filter(|one| **one == id).count()
        );
    }
    Ok(well)
}

/// Whether a report rejects a mistake by its name, among others perhaps: those that nothing tells from it.
fn names(report: &Report, mistake: &str) -> bool {
    report.verdict != Verdict::Passed && report.mistakes.iter().any(|name| name == mistake)
}

/// The edits of a chapter's mistakes.
fn listed(course: &Course, chapter: &Chapter) -> Result<Vec<Edit>> {
    let program = told(|tell| build::build(course, chapter, "mistakes", false, tell))?.program;
    let output = Command::new(program)
        .arg("--edits")
        .current_dir(course.root.join("chapters").join(&chapter.name))
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .context("the graders' program does not start")?;
    if !output.status.success() {
        bail!("the mistakes of {} cannot be listed ({})", chapter.name, output.status)
    }
    serde_json::from_slice(&output.stdout).context("the edits cannot be read")
}
