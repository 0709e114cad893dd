//! Judges versions as a reader's answers are judged, on several seeds.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};
use contract::{Report, Verdict};

use super::scratch::VERSION;
use crate::course::{Chapter, Course};

/// A version to be judged, by its number in the program.
pub(super) struct Job {
    pub(super) number: usize,
    /// The exercise's id.
    pub(super) exercise: String,
}

/// The reports on each job, one a seed. With `until_rejected` the seeds after the first that rejects it are not tried.
pub(super) fn reports(
    course: &Course,
    chapter: &Chapter,
    program: &Path,
    jobs: &[Job],
    (seeds, until_rejected): (u64, bool),
) -> Result<Vec<Vec<Report>>> {
    let folder = course.root.join("chapters").join(&chapter.name);
    let next = AtomicUsize::new(0);
    let judged = Mutex::new(Vec::new());
    let work = || {
        while let Some((place, job)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, jobs.get(n)?)))
        {
            let mut reports = Vec::new();
            for seed in 0..seeds {
                let report = report(&folder, program, job, seed);
                let enough = report.as_ref().map_or(true, |r| until_rejected && r.verdict != Verdict::Passed);
                reports.push(report);
                if enough {
                    break;
                }
            }
            judged
                .lock()
                .expect("no worker panics")
                .push((place, reports.into_iter().collect::<Result<Vec<Report>>>()));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    let mut judged = judged.into_inner().expect("no worker panics");
    judged.sort_by_key(|(place, _)| *place);
    judged.into_iter().map(|(_, reports)| reports).collect()
}

fn report(folder: &Path, program: &Path, job: &Job, seed: u64) -> Result<Report> {
    let output = Command::new(program)
        .args(["--json", &job.exercise])
        .env(VERSION, job.number.to_string())
        .env("WORKBOOK_SEED", seed.to_string())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{} does not start", program.display()))?;
    let reports: Vec<Report> =
        serde_json::from_slice(&output.stdout).context("the judge's reports cannot be read")?;
    match <[Report; 1]>::try_from(reports) {
        Ok([report]) if report.verdict == Verdict::NoReference => {
            bail!("{} cannot be judged here:\n{}", job.exercise, report.message)
        }
        Ok([report]) => Ok(report),
        Err(reports) => bail!("{} reports on {}", reports.len(), job.exercise),
    }
}
