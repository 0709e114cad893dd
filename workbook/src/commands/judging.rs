//! Verdicts: `grade` and `list`.

use std::process::ExitCode;

use anyhow::Result;
use contract::{Report, Verdict};

use super::progress::told;
use crate::Course;
use crate::judging::grade::{self, Graded, Options};
use crate::reader::answer::is_stub;
use crate::reader::state;

/// Judges and prints. The exit code is 1 if an answer fails, or with `strict` is not attempted.
///
/// # Errors
/// If an id is unknown, or something other than an answer does not build.
pub fn grade(course: &Course, ids: &[String], options: &Options) -> Result<ExitCode> {
    let selected = course.select(ids)?;
    let Graded { reports, forgotten } =
        told(|tell| grade::grade(course, &selected, options.solutions, tell))?;
    tell_forgotten(forgotten);
    if options.json {
        println!("{}", serde_json::to_string_pretty(&reports)?);
    } else {
        // What is not attempted needs no words, unless it is half finished or waits for another.
        let has_news = |report: &&Report| {
            report.is_failure()
                || (report.verdict == Verdict::Passed && !report.message.is_empty())
                || (report.verdict == Verdict::NotAttempted && report.message != "not attempted")
        };
        for report in reports.iter().filter(has_news) {
            println!("{}", report.rendered());
        }
        print!("{}", contract::table(&reports));
    }
    let failed =
        |report: &Report| report.is_failure() || (options.strict && report.verdict != Verdict::Passed);
    Ok(ExitCode::from(u8::from(reports.iter().any(failed))))
}

/// Says on the standard error that something is not remembered; whoever reads the answer itself is not disturbed.
pub(super) fn tell_forgotten(why: Option<String>) {
    if let Some(why) = why {
        eprintln!("{why}");
    }
}

/// Lists the exercises. Verdicts on unchanged answers are remembered; changed ones are judged.
///
/// # Errors
/// If something other than an answer does not build.
pub fn list(course: &Course, json: bool) -> Result<()> {
    let remembered = state::read(course).verdicts;
    let mut stale = Vec::new();
    for exercise in course.exercises() {
        let known = remembered.get(&exercise.id());
        let fresh = known.is_some_and(|known| known.answers == state::digest(course, exercise));
        if !fresh && !is_stub(course, exercise)? {
            stale.push(exercise);
        }
    }
    let Graded { reports: judged, forgotten } = told(|tell| grade::grade(course, &stale, false, tell))?;
    tell_forgotten(forgotten);
    let reports: Vec<Report> = course
        .exercises()
        .map(|exercise| {
            let id = exercise.id();
            let judged = judged.iter().find(|report| report.id == id).cloned();
            judged.unwrap_or_else(|| {
                let known = remembered.get(&id).filter(|k| k.answers == state::digest(course, exercise));
                let verdict = known.map_or(Verdict::NotAttempted, |known| known.verdict);
                Report::unjudged(exercise, verdict, "")
            })
        })
        .collect();
    if json {
        let rows: Vec<serde_json::Value> = reports
            .iter()
            .map(|r| {
                serde_json::json!({
                    "id": r.id, "chapter": r.chapter, "title": r.title, "level": r.level, "minutes": r.minutes,
                    "file": r.file, "verdict": r.verdict,
                })
            })
            .collect();
        println!("{}", serde_json::to_string_pretty(&rows)?);
    } else {
        let reports: Vec<Report> =
            reports.into_iter().map(|r| Report { mistakes: Vec::new(), ..r }).collect();
        print!("{}", contract::table(&reports));
        if let Some(next) = reports.iter().find(|report| report.verdict != Verdict::Passed) {
            println!("\nnext: {}", next.file);
        }
    }
    Ok(())
}
