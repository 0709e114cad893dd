//! Builds a chapter's test binary, and leaves out the answers that the compiler rejects.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::course::{Chapter, Course};

/// A test binary that judges.
pub struct Built {
    /// The program.
    pub program: PathBuf,
    /// The exercises that were left out, by name, with what the compiler said.
    pub left_out: BTreeMap<String, String>,
}

/// The variable by which a chapter's library learns what to leave out of the reader's answers.
pub const SKIP: &str = "WORKBOOK_SKIP";

/// Its value.
pub fn skipped(chapter: &Chapter, left_out: &BTreeMap<String, String>) -> String {
    let ids: Vec<String> = left_out.keys().map(|name| format!("{}/{name}", chapter.name)).collect();
    ids.join(",")
}

/// What cargo prints with `--message-format=json`.
#[derive(Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-message")]
    Said { target: Target, message: Diagnostic },
    #[serde(rename = "compiler-artifact")]
    Made { target: Target, executable: Option<PathBuf> },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// One of the compiler's messages.
#[derive(Clone, Deserialize)]
struct Diagnostic {
    message: String,
    level: String,
    rendered: Option<String>,
    spans: Vec<Span>,
}

#[derive(Clone, Deserialize)]
struct Span {
    file_name: String,
    is_primary: bool,
    text: Vec<Line>,
    expansion: Option<Box<Expansion>>,
}

#[derive(Clone, Deserialize)]
struct Expansion {
    span: Span,
}

#[derive(Clone, Deserialize)]
struct Line {
    text: String,
}

/// Builds a chapter's test target `exercises` or `solutions`.
///
/// # Errors
/// If cargo does not run, or if something other than an answer does not compile.
pub fn build(course: &Course, chapter: &Chapter, target: &'static str) -> Result<Built> {
    let mut left_out = BTreeMap::new();
    let program = without_culprits(course, chapter, What::Test(target), &mut left_out)?;
    Ok(Built { program: program.context("cargo made no program")?, left_out })
}

/// Builds a chapter's judge, without judging: the first build takes a minute. `made` hears the name of each crate.
///
/// # Errors
/// If cargo does not run, or the judge itself does not compile; what is wrong with an answer is for judging to say.
pub fn warm(course: &Course, chapter: &Chapter, made: &mut dyn FnMut(&str)) -> Result<()> {
    let (program, errors) = cargo(course, chapter, What::Test("exercises"), &BTreeMap::new(), made)?;
    if program.is_none() && errors.is_empty() {
        bail!("cargo made no program")
    }
    Ok(())
}

/// Checks the chapter's library with the reader's answers, and adds to `left_out` those that the compiler rejects.
///
/// # Errors
/// If cargo does not run, or if something other than an answer does not compile.
pub fn check_mine(course: &Course, chapter: &Chapter, left_out: &mut BTreeMap<String, String>) -> Result<()> {
    without_culprits(course, chapter, What::Mine, left_out).map(drop)
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
) -> Result<PathBuf> {
    without_culprits(course, chapter, What::Figures, left_out)?.context("cargo made no program")
}

/// What of a chapter is built.
#[derive(Clone, Copy)]
enum What {
    /// A test target.
    Test(&'static str),
    /// The library with the feature `mine`; it is only checked.
    Mine,
    /// The example `figures`, with the feature `mine`.
    Figures,
}

impl What {
    /// Whether this is the program that is wanted.
    fn is(self, target: &Target, chapter: &Chapter) -> bool {
        let (kind, name) = match self {
            What::Test(name) => ("test", name),
            What::Mine => ("lib", chapter.name),
            What::Figures => ("example", "figures"),
        };
        target.name == name && target.kind.iter().any(|k| k == kind)
    }

    /// Whether the reader's answers are compiled with this.
    fn has_answers(self, target: &Target, chapter: &Chapter) -> bool {
        let library = matches!(self, What::Figures) && What::Mine.is(target, chapter);
        library || self.is(target, chapter)
    }
}

/// Builds, leaving out one answer after another, until it compiles.
fn without_culprits(
    course: &Course,
    chapter: &Chapter,
    what: What,
    left_out: &mut BTreeMap<String, String>,
) -> Result<Option<PathBuf>> {
    loop {
        let (program, errors) = cargo(course, chapter, what, left_out, &mut |_| ())?;
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
                "the chapter {} does not compile, and not because of one exercise's file:\n{}\n\
                 If exercises/{}/mod.rs was changed: cargo run -- reset {}/mod",
                chapter.name,
                said.join("\n"),
                chapter.name,
                chapter.name,
            )
        }
        for (name, errors) in found {
            // With a sibling left out, "cannot find `softmax`" means: wait for it.
            let waits_for = left_out
                .keys()
                .find(|other| errors.iter().all(|e| e.message.contains(&format!("`{other}`"))));
            let text = match waits_for {
                Some(other) => format!("calls {}/{other}, which does not compile", chapter.name),
                None => rendered(&errors),
            };
            left_out.insert(name, text);
        }
    }
}

/// The first errors as the compiler shows them.
fn rendered(errors: &[&Diagnostic]) -> String {
    let mut text = String::new();
    for error in errors.iter().take(3) {
        text += &from_the_root(error.rendered.as_deref().unwrap_or(&error.message).trim_end());
        text += "\n\n";
    }
    if errors.len() > 3 {
        text += &format!("and {} more\n", errors.len() - 3);
    }
    text
}

/// The compiler's words with the reader's files named from the repository's root, as the reader knows them, and not by
/// the way there from the test that includes them.
fn from_the_root(words: &str) -> String {
    let shortened = |line: &str| {
        let up = line.find("../exercises/").or_else(|| line.find("..\\exercises\\"))?;
        let start = line[..up].rfind(' ').map_or(0, |blank| blank + 1);
        Some(format!("{}{}", &line[..start], &line[up + 3..]))
    };
    let lines = words.lines().map(|line| shortened(line).unwrap_or_else(|| line.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

/// The exercise whose file, or whose line in `mod.rs`, an error is about.
fn culprit(chapter: &Chapter, error: &Diagnostic) -> Option<String> {
    let is_exercise = |name: &str| chapter.exercises.iter().any(|exercise| exercise.meta.name == name);
    let (primary, secondary): (Vec<&Span>, Vec<&Span>) = error.spans.iter().partition(|span| span.is_primary);
    let chain = |span: &Span| {
        std::iter::successors(Some(span.clone()), |span| span.expansion.as_ref().map(|e| e.span.clone()))
    };
    for span in primary.into_iter().chain(secondary).flat_map(chain) {
        let path = span.file_name.replace('\\', "/");
        let Some(at) = path.find(&format!("exercises/{}/", chapter.name)) else { continue };
        let file = path[at..].rsplit('/').next().unwrap_or("").trim_end_matches(".rs");
        if is_exercise(file) {
            return Some(file.to_owned());
        }
        // In mod.rs every exercise has lines of its own: `mod softmax;`, `softmax: Some(softmax::softmax)`.
        let text: String = span.text.iter().map(|line| line.text.as_str()).collect();
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        if let Some(word) = words.into_iter().find(|word| is_exercise(word)) {
            return Some(word.to_owned());
        }
    }
    None
}

/// One run of cargo: the program if it was built, and the compiler's errors.
fn cargo(
    course: &Course,
    chapter: &Chapter,
    what: What,
    left_out: &BTreeMap<String, String>,
    made: &mut dyn FnMut(&str),
) -> Result<(Option<PathBuf>, Vec<Diagnostic>)> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(&course.root).stdin(Stdio::null()).stdout(Stdio::piped());
    match what {
        // Without anything left out this is the very build of `cargo test`, so the two share it.
        What::Test(_) if left_out.is_empty() => command.args(["test", "--no-run"]),
        What::Test(_) => command.args(["rustc", "--profile", "test"]),
        What::Mine => command.args(["check", "--no-default-features", "--features", "mine", "--lib"]),
        What::Figures => {
            command.args(["build", "--no-default-features", "--features", "mine", "--example", "figures"])
        }
    };
    command.args(["--quiet", "-p", chapter.name, "--message-format=json"]);
    if let What::Test(target) = what {
        command.args(["--test", target]);
        if !left_out.is_empty() {
            command.arg("--");
        }
        for name in left_out.keys() {
            command.args(["--cfg", &format!("skip=\"{name}\"")]);
        }
    } else {
        command.env(SKIP, skipped(chapter, left_out));
    }
    let mut child = command.spawn().context("cargo does not start; install Rust from rustup.rs")?;
    let stdout = child.stdout.take().context("cargo's output is piped")?;
    let (mut program, mut errors) = (None, Vec::new());
    for line in BufReader::new(stdout).lines() {
        let line = line.context("cargo's output is text")?;
        match serde_json::from_str(&line) {
            Ok(Message::Said { target: on, message }) if message.level.starts_with("error") => {
                if what.has_answers(&on, chapter) {
                    errors.push(message);
                } else {
                    let said = message.rendered.unwrap_or(message.message);
                    let _ = child.wait();
                    bail!("{} does not compile, so nothing can be judged:\n{said}", on.name)
                }
            }
            Ok(Message::Made { target: on, executable }) => {
                made(&on.name);
                if what.is(&on, chapter) {
                    program = executable.or(program);
                }
            }
            _ => {}
        }
    }
    let status = child.wait().context("cargo ends")?;
    if !status.success() && errors.is_empty() {
        bail!("cargo could not build the answers of {} ({status}); its own words are above", chapter.name)
    }
    Ok((program, errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readers_files_are_named_as_the_reader_knows_them() {
        let said = "error[E0308]: mismatched types\n  --> chapters/attention/tests/../../../exercises/attention/softmax.rs:17:5\n   |";
        let named = "error[E0308]: mismatched types\n  --> exercises/attention/softmax.rs:17:5\n   |";
        assert_eq!(from_the_root(said), named);
    }
}
