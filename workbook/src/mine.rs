//! The reader's answers in notebooks and figures: which of them can be used, and what stands in for the others.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result};

use crate::build::{self, SKIP};
use crate::commands::is_stub;
use crate::course::{Chapter, Course};

/// Which of a chapter's answers are not the reader's, with the reason.
///
/// # Errors
/// If cargo does not run, or the chapter itself does not compile.
pub fn stand_ins(course: &Course, chapter: &Chapter) -> Result<BTreeMap<String, String>> {
    let mut left_out = BTreeMap::new();
    for exercise in &chapter.exercises {
        if is_stub(course, exercise)? {
            left_out.insert(exercise.meta.name.to_owned(), "not attempted".to_owned());
        }
    }
    build::check_mine(course, chapter, &mut left_out)?;
    Ok(left_out)
}

/// One line for each exercise: whose answer the cells call.
pub fn whose(chapter: &Chapter, stand_ins: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for exercise in &chapter.exercises {
        let name = exercise.meta.name;
        let whose = match stand_ins.get(name).map(|why| why.lines().next().unwrap_or_default()) {
            None => "yours".to_owned(),
            Some(why) if why == "not attempted" || why.starts_with("calls ") => format!(
                "the solution: yours {}",
                if why == "not attempted" { "is not attempted".to_owned() } else { why.to_owned() }
            ),
            Some(why) => format!("the solution: yours does not compile ({why})"),
        };
        let _ = writeln!(text, "{name:24} {whose}");
    }
    text
}

/// Runs a notebook's kernel with the reader's answers: Jupyter starts it so, at every restart.
///
/// # Errors
/// If there is no such chapter, or the kernel does not start.
pub fn kernel(course: &Course, chapter: &str, kernel: &str, connection: &str) -> Result<ExitCode> {
    let chapter = course
        .chapters
        .iter()
        .find(|c| c.name == chapter)
        .with_context(|| format!("there is no chapter {chapter}"))?;
    let stand_ins = stand_ins(course, chapter);
    let (skip, whose) = match &stand_ins {
        Ok(stand_ins) => (build::skipped(chapter, stand_ins), whose(chapter, stand_ins)),
        Err(error) => {
            let all = chapter.exercises.iter().map(|e| (e.meta.name.to_owned(), String::new())).collect();
            (build::skipped(chapter, &all), format!("the solutions: {error:#}"))
        }
    };
    let status = Command::new(kernel)
        .args(["--control_file", connection])
        .env(SKIP, skip)
        .env("WORKBOOK_WHOSE", whose)
        .status()
        .with_context(|| format!("{kernel} does not start"))?;
    Ok(ExitCode::from(status.code().map_or(1, |code| code as u8)))
}
