//! Judges exercises: builds their chapters and runs what was built.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use contract::{Exercise, Report, Verdict};

use super::Step;
use super::build::build;
use crate::course::{Chapter, Course};
use crate::reader::state::{self, Remembered};

/// What `grade` was asked for.
pub struct Options {
    /// Print JSON.
    pub json: bool,
    /// Judge the solutions.
    pub solutions: bool,
    /// Not attempted counts as a failure.
    pub strict: bool,
}

/// Judges a selection, in the course's order, and remembers the verdicts on the reader's answers.
///
/// # Errors
/// If something other than an answer does not build or run.
pub fn grade(
    course: &Course,
    selected: &[&Exercise],
    solutions: bool,
    tell: &mut dyn FnMut(Step),
) -> Result<Vec<Report>> {
    let digests = || selected.iter().map(|exercise| state::digest(course, exercise)).collect::<Vec<u64>>();
    let before = digests();
    let mut reports = Vec::new();
    for chapter in &course.chapters {
        let wanted: Vec<&Exercise> =
            chapter.exercises.iter().filter(|e| selected.iter().any(|s| s.id() == e.id())).collect();
        if !wanted.is_empty() {
            reports.extend(chapter_reports(course, chapter, &wanted, solutions, tell)?);
        }
    }
    if !solutions {
        let after = digests();
        state::change(course, |state| {
            for (report, (before, after)) in reports.iter().zip(before.into_iter().zip(after)) {
                // What was saved while it was judged has no verdict yet.
                if before == after {
                    let known = Remembered { verdict: report.verdict, answers: after };
                    state.verdicts.insert(report.id.clone(), known);
                } else {
                    state.verdicts.remove(&report.id);
                }
            }
        })?;
    }
    Ok(reports)
}

fn chapter_reports(
    course: &Course,
    chapter: &Chapter,
    wanted: &[&Exercise],
    solutions: bool,
    tell: &mut dyn FnMut(Step),
) -> Result<Vec<Report>> {
    let built = build(course, chapter, if solutions { "solutions" } else { "exercises" }, tell)?;
    let ids: Vec<String> =
        wanted.iter().filter(|e| !built.left_out.contains_key(&e.name)).map(|e| e.id()).collect();
    let mut judged = if ids.is_empty() {
        Vec::new()
    } else {
        let failed = || format!("{} does not start", built.program.display());
        let mut command = Command::new(&built.program);
        command
            .arg("--json")
            .args(&ids)
            .current_dir(course.root.join("chapters").join(&chapter.name))
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        if !solutions {
            command.arg("--attended").stdin(Stdio::piped());
        }
        let mut child = command.spawn().with_context(failed)?;
        // Held open while the answer is judged: if the tool is killed, its end is what the judge sees.
        let attended = child.stdin.take();
        let output = child.wait_with_output().with_context(failed)?;
        drop(attended);
        if !output.status.success() {
            bail!("judging {} ended with {}", chapter.name, output.status)
        }
        serde_json::from_slice::<Vec<Report>>(&output.stdout).context("the judge's reports cannot be read")?
    };
    for exercise in wanted {
        if let Some(said) = built.left_out.get(&exercise.name) {
            let message = format!("  {}\n", said.trim_end().replace('\n', "\n  "));
            judged.push(Report::unjudged(exercise, Verdict::DoesNotCompile, message));
        }
    }
    let position = |report: &Report| wanted.iter().position(|e| e.id() == report.id);
    judged.sort_by_key(position);
    Ok(judged)
}
