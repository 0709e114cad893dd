//! Builds a chapter's test binary, and leaves out the answers that the compiler rejects.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use contract::wrapped;

use super::cargo::{Step, What, cargo};
use super::errors::{Diagnostic, culprit};
use super::told::Answer;
use super::{direct, encoding};
use crate::course::{Chapter, Course};

/// A test binary that judges.
pub struct Built {
    /// The program.
    pub program: PathBuf,
    /// The exercises that were left out, by name, with what the compiler said.
    pub left_out: BTreeMap<String, String>,
}

/// Builds a chapter's test target `exercises` or `solutions`; with `anew` also where cargo sees no newer file.
///
/// # Errors
/// If cargo does not run, or if something other than an answer does not compile.
pub fn build(
    course: &Course,
    chapter: &Chapter,
    target: &'static str,
    anew: bool,
    tell: &mut dyn FnMut(Step),
) -> Result<Built> {
    let mut left_out = BTreeMap::new();
    let what = if anew { What::Anew(target) } else { What::Test(target) };
    let program = without_culprits(course, chapter, what, &mut left_out, tell)?;
    Ok(Built { program: program.context("cargo made no program")?, left_out })
}

/// Builds a chapter's test target `solutions` or `mistakes` for proofs of many exercises on all seeds.
///
/// # Errors
/// If cargo does not run, or the target does not compile.
pub fn proof(
    course: &Course,
    chapter: &Chapter,
    target: &'static str,
    tell: &mut dyn FnMut(Step),
) -> Result<PathBuf> {
    let program = without_culprits(course, chapter, What::Proof(target), &mut BTreeMap::new(), tell)?;
    program.context("cargo made no program")
}

/// Builds a chapter's judge, without judging: the first build takes a minute.
///
/// # Errors
/// If cargo does not run, or the judge itself does not compile; what is wrong with an answer is for judging to say.
pub fn warm(course: &Course, chapter: &Chapter, tell: &mut dyn FnMut(Step)) -> Result<()> {
    let (program, errors) = cargo(course, chapter, What::Test("exercises"), &BTreeMap::new(), tell)?;
    if program.is_none() && errors.is_empty() {
        bail!("cargo made no program")
    }
    Ok(())
}

/// Makes the verdicts to come faster, while nobody waits: links ahead what the reader's answers of a chapter are linked with, in a thread
/// of its own.
pub fn link_ahead(course: &Course, chapter: &Chapter) {
    direct::link_ahead(course, chapter);
}

/// Checks the chapter's library with the reader's answers, and adds to `left_out` those that the compiler rejects.
///
/// # Errors
/// If cargo does not run, or if something other than an answer does not compile.
pub fn check_mine(
    course: &Course,
    chapter: &Chapter,
    left_out: &mut BTreeMap<String, String>,
    tell: &mut dyn FnMut(Step),
) -> Result<()> {
    without_culprits(course, chapter, What::Mine, left_out, tell).map(drop)
}

/// Builds the program that draws a chapter's figures with the reader's answers, and adds to `left_out` those that the
/// compiler rejects.
///
/// # Errors
/// If cargo does not run, or if something other than an answer does not compile.
pub fn figures(
    course: &Course,
    chapter: &Chapter,
    left_out: &mut BTreeMap<String, String>,
    tell: &mut dyn FnMut(Step),
) -> Result<PathBuf> {
    without_culprits(course, chapter, What::Figures, left_out, tell)?.context("cargo made no program")
}

/// Builds, leaving out one answer after another, until it compiles.
fn without_culprits(
    course: &Course,
    chapter: &Chapter,
    what: What,
    left_out: &mut BTreeMap<String, String>,
    tell: &mut dyn FnMut(Step),
) -> Result<Option<PathBuf>> {
    loop {
        let (program, errors) = cargo(course, chapter, what, left_out, tell)?;
        if errors.is_empty() {
            return Ok(program);
        }
        let mut found: BTreeMap<String, Vec<&Diagnostic>> = BTreeMap::new();
        let mut elsewhere = Vec::new();
        for error in &errors {
            match culprit(chapter, error) {
                Some(name) => found.entry(name).or_default().push(error),
                // "aborting due to 2 previous errors" has no place.
                None if error.spans.is_empty() => {}
                None => elsewhere.push(error),
            }
        }
        found.retain(|name, _| !left_out.contains_key(name));
        if found.is_empty() {
            let all = elsewhere.iter().copied().chain(&errors);
            let said: Vec<&str> = all.filter_map(|error| error.rendered.as_deref()).take(3).collect();
            bail!(
                "the judge of {} cannot be built, and not because of one exercise's file:\n{}",
                chapter.name,
                said.join("\n"),
            )
        }
        for (name, errors) in found {
            // With a sibling left out, "cannot find `softmax`" means: wait for it.
            let waits_for = left_out
                .keys()
                .find(|other| errors.iter().all(|e| e.message.contains(&format!("`{other}`"))));
            let text = match waits_for {
                Some(other) => {
                    wrapped("cause", &format!("calls {}/{other}, which does not compile", chapter.name))
                }
                None => encoding::told(course, chapter, &name)
                    .unwrap_or_else(|| answer(course, chapter, &name).told(&errors)),
            };
            left_out.insert(name, text);
        }
    }
}

/// An answer that does not compile, as it is now.
fn answer<'a>(course: &Course, chapter: &'a Chapter, name: &str) -> Answer<'a> {
    let file = format!("exercises/{}/{name}.rs", chapter.name);
    let text = std::fs::read_to_string(course.root.join(&file)).unwrap_or_default();
    let solution = course.solution(&chapter.name, name).unwrap_or_default();
    Answer { chapter: &chapter.name, file, text, solution }
}
