//! Judges exercises: builds their chapters and runs what was built.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{fs, io};

use anyhow::{Context, Result, bail};
use contract::{Exercise, Report, Verdict};
use tempfile::TempDir;

use super::Step;
use super::build::build;
use super::{clock, siblings};
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

/// Verdicts, in the course's order.
pub struct Graded {
    /// One for each exercise.
    pub reports: Vec<Report>,
    /// Why they could not be remembered, if they could not.
    pub forgotten: Option<String>,
}

/// Judges a selection, and remembers the verdicts on the reader's answers.
///
/// # Errors
/// If something other than an answer does not build or run: nothing is known of the answers then.
pub fn grade(
    course: &Course,
    selected: &[&Exercise],
    solutions: bool,
    tell: &mut dyn FnMut(Step),
) -> Result<Graded> {
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
    if solutions || reports.is_empty() {
        return Ok(Graded { reports, forgotten: None });
    }
    let after = digests();
    let remembered = state::change(course, |state| {
        for (report, (before, after)) in reports.iter().zip(before.into_iter().zip(after)) {
            // What was saved while it was judged has no verdict yet.
            if before == after {
                let known = Remembered { verdict: report.verdict, answers: after };
                state.verdicts.insert(report.id.clone(), known);
            } else {
                state.verdicts.remove(&report.id);
            }
        }
    });
    let forgotten = remembered.err().map(|why| format!("verdicts cannot be remembered: {why:#}"));
    Ok(Graded { reports, forgotten })
}

/// How often a chapter is built anew because files have changed since it was built.
const PATIENCE: usize = 4;

fn chapter_reports(
    course: &Course,
    chapter: &Chapter,
    wanted: &[&Exercise],
    solutions: bool,
    tell: &mut dyn FnMut(Step),
) -> Result<Vec<Report>> {
    let target = if solutions { "solutions" } else { "exercises" };
    for attempt in 0..PATIENCE {
        let built = build(course, chapter, target, attempt > 0, tell)?;
        let ids: Vec<String> =
            wanted.iter().filter(|e| !built.left_out.contains_key(&e.name)).map(|e| e.id()).collect();
        let Some(mut judged) = judged(course, chapter, &built.program, &ids, None, solutions)? else {
            continue;
        };
        for exercise in wanted {
            if let Some(said) = built.left_out.get(&exercise.name) {
                judged.push(Report::unjudged(exercise, Verdict::DoesNotCompile, said.as_str()));
            }
        }
        if !solutions {
            siblings::blame(course, chapter, &mut judged, tell);
            clock::tell(course, chapter, &built.program, &mut judged);
        }
        let position = |report: &Report| wanted.iter().position(|e| e.id() == report.id);
        judged.sort_by_key(position);
        return Ok(judged);
    }
    bail!("the answers of {} change while they are judged: nothing is known of them", chapter.name)
}

/// What the program says of exercises, on a seed or one of its choice; nothing, if it was built from other files than there are.
pub(super) fn judged(
    course: &Course,
    chapter: &Chapter,
    program: &Path,
    ids: &[String],
    seed: Option<u64>,
    solutions: bool,
) -> Result<Option<Vec<Report>>> {
    if ids.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let Some(kept) = kept(program)? else {
        return Ok(None);
    };
    let program = kept.path().join("judge").with_extension(std::env::consts::EXE_EXTENSION);
    let failed = || format!("{} does not start", program.display());
    let mut command = Command::new(&program);
    command
        .arg("--json")
        .args(ids)
        .current_dir(course.root.join("chapters").join(&chapter.name))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(seed) = seed {
        command.env("WORKBOOK_SEED", seed.to_string());
    }
    if !solutions {
        command.arg("--attended").stdin(Stdio::piped());
    }
    let mut child = command.spawn().with_context(failed)?;
    // Held open while the answer is judged: if the tool is killed, its end is what the judge sees.
    let attended = child.stdin.take();
    let output = child.wait_with_output().with_context(failed)?;
    drop(attended);
    if output.status.code() == Some(i32::from(contract::CHANGED)) {
        return Ok(None);
    }
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} is not judged ({}):\n{}", chapter.name, output.status, contract::plain(said.trim_end()))
    }
    serde_json::from_slice(&output.stdout).context("the judge's reports cannot be read").map(Some)
}

/// A folder with a second name of what was built, `judge`: it starts itself again for each answer, and another workbook, or a `cargo test`,
/// may build the same program anew in the meantime. Nothing, if that is happening just now.
fn kept(program: &Path) -> Result<Option<TempDir>> {
    let folders = program.parent().context("a program lies in a folder")?.join("judging");
    let unwritable = || format!("{} takes no folder", folders.display());
    fs::create_dir_all(&folders).with_context(unwritable)?;
    forget(&folders);
    let folder = tempfile::tempdir_in(&folders).with_context(unwritable)?;
    let name = folder.path().join("judge").with_extension(std::env::consts::EXE_EXTENSION);
    let done = fs::hard_link(program, &name).or_else(|_| fs::copy(program, &name).map(drop));
    match done {
        Ok(()) => Ok(Some(folder)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(why).with_context(|| format!("{} cannot be linked", program.display())),
    }
}

/// Removes what a workbook that was killed has left there an hour ago or earlier.
fn forget(folders: &Path) {
    let age = |entry: &fs::DirEntry| entry.metadata().ok()?.modified().ok()?.elapsed().ok();
    let old = |entry: &fs::DirEntry| age(entry).is_some_and(|age| age > Duration::from_hours(1));
    for entry in fs::read_dir(folders).into_iter().flatten().flatten().filter(old) {
        let _ = fs::remove_dir_all(entry.path());
    }
}
