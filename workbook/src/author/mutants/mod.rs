//! `cargo run -- mutants`: what would the graders say if one small thing in a solution were something else?

mod edits;
mod equivalent;
mod judge;
mod make;
mod scratch;
mod tables;

use std::collections::BTreeMap;

use anyhow::Result;
use contract::{Exercise, Report, Verdict};

use self::equivalent::Equivalent;
use self::judge::Job;
use self::make::Mutant;
use self::scratch::Version;
use crate::course::{Chapter, Course};

/// What was asked for.
pub struct Options {
    /// On how many seeds each is judged.
    pub seeds: u64,
    /// Try the edits that are said to make the catalogued mistakes.
    pub edits: bool,
    /// A line for each mutant, and not for the survivors only.
    pub verbose: bool,
}

/// Judges mutants of the published solutions of some exercises, or the edits of their mistakes. True if all is as it should be: no
/// mutant survives that is not listed as equivalent, and no other is listed; each edit makes its mistake.
///
/// # Errors
/// If something other than a mutant does not build or run.
pub fn mutants(course: &Course, ids: &[String], options: &Options) -> Result<bool> {
    let selected = course.select(ids)?;
    let mut well = true;
    for chapter in &course.chapters {
        let wanted: Vec<&Exercise> = selected.iter().copied().filter(|e| e.chapter == chapter.name).collect();
        if wanted.is_empty() {
            continue;
        }
        well &= if options.edits {
            edits::of_chapter(course, chapter, &wanted, options)?
        } else {
            of_chapter(course, chapter, &wanted, options)?
        };
    }
    Ok(well)
}

/// How many of an exercise's mutants came to which end.
#[derive(Default)]
struct Count {
    mutants: usize,
    rejected: usize,
    named: usize,
    equivalent: usize,
    survive: usize,
}

fn of_chapter(course: &Course, chapter: &Chapter, wanted: &[&Exercise], options: &Options) -> Result<bool> {
    let listed = equivalent::of(course, chapter)?;
    let mut mutants = Vec::new();
    for exercise in wanted {
        let made = make::mutants(&course.solution(&chapter.name, &exercise.name)?)?;
        mutants.extend(made.into_iter().map(|mutant| (exercise.name.clone(), mutant)));
    }
    let version = |(exercise, mutant): &(String, Mutant)| Version {
        exercise: exercise.clone(),
        text: mutant.text.clone(),
    };
    let versions: Vec<Version> = mutants.iter().map(version).collect();
    let built = scratch::build(course, chapter, &versions)?;
    println!(
        "{}: {} mutants, of which {} compile",
        chapter.name,
        versions.len(),
        versions.len() - built.refused.len()
    );
    let jobs: Vec<Job> = (0..versions.len())
        .filter(|number| !built.refused.contains_key(number))
        .map(|number| Job { number, exercise: format!("{}/{}", chapter.name, versions[number].exercise) })
        .collect();
    let reports = judge::reports(course, chapter, &built.program, &jobs, (options.seeds, true))?;
    let mut judged: BTreeMap<&str, Vec<(&Mutant, &[Report])>> = BTreeMap::new();
    for (job, reports) in jobs.iter().zip(&reports) {
        let (exercise, mutant) = &mutants[job.number];
        judged.entry(exercise).or_default().push((mutant, reports));
    }
    let mut well = true;
    for exercise in wanted {
        let judged = judged.remove(exercise.name.as_str()).unwrap_or_default();
        let listed = listed.get(&exercise.name).map_or(&[][..], Vec::as_slice);
        well &= told(&exercise.id(), &judged, listed, options.verbose);
    }
    for stranger in listed.keys().filter(|name| !chapter.exercises.iter().any(|e| &e.name == *name)) {
        println!("equivalent.toml lists {stranger}, which is no exercise of {}", chapter.name);
        well = false;
    }
    Ok(well)
}

/// Whether a mutant got through. One that is listed as right may also be slow: how slow, the machine says.
fn survived(report: &Report, listed: bool) -> bool {
    report.verdict == Verdict::Passed || (listed && report.verdict == Verdict::TimedOut)
}

/// Says how the mutants of one exercise ended; true if as listed.
fn told(id: &str, judged: &[(&Mutant, &[Report])], listed: &[Equivalent], verbose: bool) -> bool {
    let mut count = Count { mutants: judged.len(), ..Count::default() };
    let mut well = true;
    for (mutant, reports) in judged {
        let Mutant { function, line, change, from, to, .. } = mutant;
        let what = format!("{id}, line {line}: {change}");
        let equivalent = listed.iter().find(|equivalent| equivalent.is(mutant));
        let rejected = reports.iter().find(|report| !survived(report, equivalent.is_some()));
        match (rejected, equivalent) {
            (Some(report), _) => {
                count.rejected += 1;
                count.named += usize::from(!report.mistakes.is_empty());
                if verbose {
                    println!("rejected    {what}: {} {}", report.verdict.name(), report.mistakes.join(", "));
                }
            }
            (None, Some(equivalent)) => {
                count.equivalent += 1;
                println!("equivalent  {what}: {}", equivalent.why);
            }
            (None, None) => {
                count.survive += 1;
                println!(
                    "survives    {what}\n            in = {function:?}\n            from = {from:?}\n            to = {to:?}"
                );
            }
        }
    }
    let survives = |mutant: &Mutant, reports: &[Report], one: &Equivalent| {
        one.is(mutant) && reports.iter().all(|report| survived(report, true))
    };
    for one in listed {
        if !judged.iter().any(|(mutant, reports)| survives(mutant, reports, one)) {
            well = false;
            println!(
                "no survivor {id}: equivalent.toml lists {:?} → {:?} in {}",
                one.from, one.to, one.function
            );
        }
    }
    let Count { mutants, rejected, named, equivalent, survive } = count;
    println!(
        "{id}: {mutants} mutants, {rejected} rejected ({named} named), {equivalent} equivalent, {survive} survive"
    );
    well && survive == 0
}
