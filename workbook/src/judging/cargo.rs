//! One run of cargo on a chapter, and what it says.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use contract::plain;
use serde::Deserialize;

use super::direct;
use super::errors::Diagnostic;
use super::inputs::inputs;
use super::waiting::is_waiting;
use crate::course::{Chapter, Course};
use crate::reader::state;

/// The variable by which a chapter's library learns what to leave out of the reader's answers.
pub(crate) const SKIP: &str = "WORKBOOK_SKIP";

/// Its value.
pub(crate) fn skipped(chapter: &Chapter, left_out: &BTreeMap<String, String>) -> String {
    let ids: Vec<String> = left_out.keys().map(|name| format!("{}/{name}", chapter.name)).collect();
    ids.join(",")
}

/// The variable whose value makes cargo build anew what holds the reader's answers; see `contract::built_anew`.
pub(crate) const BUILD: &str = "WORKBOOK_BUILD";

/// What of a chapter is built.
#[derive(Clone, Copy)]
pub(super) enum What {
    /// A test target.
    Test(&'static str),
    /// The same, although cargo sees no file that is newer than what it has built.
    Anew(&'static str),
    /// A test target by the profile `proof`, which takes longer to build and half as long to run.
    Proof(&'static str),
    /// The library with the feature `mine`; it is only checked.
    Mine,
    /// The program that draws its figures, with the feature `mine`.
    Figures,
}

impl What {
    /// Whether this is the program that is wanted.
    fn is(self, target: &Target, chapter: &Chapter) -> bool {
        let figures = format!("{}-figures", chapter.name);
        let (kind, name) = match self {
            What::Test(name) | What::Anew(name) | What::Proof(name) => ("test", name),
            What::Mine => ("lib", chapter.name.as_str()),
            What::Figures => ("bin", figures.as_str()),
        };
        target.name == name && target.kind.iter().any(|k| k == kind)
    }

    /// Whether the reader's answers are compiled with this.
    fn has_answers(self, target: &Target, chapter: &Chapter) -> bool {
        let library = matches!(self, What::Figures) && What::Mine.is(target, chapter);
        library || self.is(target, chapter)
    }
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

/// What is told while cargo runs.
pub enum Step {
    /// A crate is there.
    Made(String),
    /// Another cargo holds the lock of the target folder, and this one waits.
    Waits,
}

/// A line that cargo writes for people, or one of its messages.
enum Line {
    Message(String),
    Words(String),
}

/// One run of cargo: the program if it was built, and the compiler's errors.
pub(super) fn cargo(
    course: &Course,
    chapter: &Chapter,
    what: What,
    left_out: &BTreeMap<String, String>,
    tell: &mut dyn FnMut(Step),
) -> Result<(Option<PathBuf>, Vec<Diagnostic>)> {
    // The reader's answers, all of them, where cargo would build nothing else.
    let is_plain = matches!(what, What::Test("exercises")) && left_out.is_empty();
    if let Some(program) = is_plain.then(|| direct::build(course, chapter)).flatten() {
        return Ok((Some(program), Vec::new()));
    }
    let inputs = if is_plain { inputs(course) } else { 0 };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(&course.root).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    match what {
        // Without anything left out this is the very build of `cargo test`, so the two share it.
        What::Test(_) | What::Anew(_) if left_out.is_empty() => command.args(["test", "--no-run"]),
        What::Test(_) | What::Anew(_) => command.args(["rustc", "--profile", "test"]),
        What::Proof(_) => command.args(["test", "--no-run", "--profile", "proof"]),
        What::Mine => command.args(["check", "--features", "mine", "--lib"]),
        What::Figures => {
            command.args(["build", "--features", "mine", "--bin", &format!("{}-figures", chapter.name)])
        }
    };
    command.args(["-p", &chapter.name, "--message-format=json"]);
    if is_plain {
        // It says how it calls the compiler.
        command.arg("-vv");
    }
    match what {
        // Without the variable, as `cargo test` builds it.
        What::Test(_) | What::Proof(_) => command.env_remove(BUILD),
        What::Anew(_) => command.env(BUILD, moment()),
        What::Mine | What::Figures => {
            let taken = chapter.exercises.iter().filter(|exercise| !left_out.contains_key(&exercise.name));
            command.env(BUILD, state::answers_to(course, &taken.collect::<Vec<_>>()).to_string())
        }
    };
    if let What::Test(target) | What::Anew(target) | What::Proof(target) = what {
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
    let (sender, lines) = channel();
    let words = sender.clone();
    gather(child.stdout.take().context("cargo's output is piped")?, sender, Line::Message);
    gather(child.stderr.take().context("cargo's output is piped")?, words, Line::Words);
    let (mut program, mut errors, mut said) = (None, Vec::new(), String::new());
    let mut call = String::new();
    for line in lines {
        let line = match line {
            Line::Message(line) => line,
            Line::Words(line) => {
                match doing(&line) {
                    _ if is_waiting(&line) => tell(Step::Waits),
                    Some("Running") if line.contains(" --crate-name exercises ") => call = line,
                    Some(_) => {}
                    // What a build script says.
                    None if is_plain && line.starts_with('[') => {}
                    None => said += &format!("{}\n", plain(&line)),
                }
                continue;
            }
        };
        match serde_json::from_str(&line) {
            Ok(Message::Said { target: on, message }) if message.level.starts_with("error") => {
                if what.has_answers(&on, chapter) {
                    errors.push(message);
                } else {
                    let said = message.rendered.unwrap_or(message.message);
                    let _ = child.wait();
                    bail!("{} cannot be built, so nothing can be judged:\n{said}", on.name)
                }
            }
            Ok(Message::Made { target: on, executable }) => {
                if what.is(&on, chapter) {
                    program = executable.or(program);
                }
                tell(Step::Made(on.name));
            }
            _ => {}
        }
    }
    let status = child.wait().context("cargo ends")?;
    if !status.success() && errors.is_empty() {
        bail!(
            "cargo could not build the judge of {}; the answers have nothing to do with it:\n{}",
            chapter.name,
            said.trim_end()
        )
    }
    if is_plain && errors.is_empty() {
        direct::remember(course, chapter, &call, inputs);
    }
    Ok((program, errors))
}

/// The verb of a line that says what cargo is doing: it ends in the twelfth column. Anything else is a message.
fn doing(line: &str) -> Option<&str> {
    let (verb, rest) = line.split_at_checked(12)?;
    let verb = verb.trim_start();
    let is_verb = verb.starts_with(char::is_uppercase) && verb.chars().all(char::is_alphabetic);
    (is_verb && rest.starts_with(' ')).then_some(verb)
}

/// A value that the variable has never had.
fn moment() -> String {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}

/// Hands on what comes out of a pipe, line by line, until it ends.
fn gather(pipe: impl Read + Send + 'static, lines: Sender<Line>, kind: fn(String) -> Line) {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let _ = lines.send(kind(String::from_utf8_lossy(&line).into_owned()));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::doing;

    #[test]
    fn what_cargo_does_is_told_from_what_it_says() {
        assert_eq!(doing("   Compiling attention v0.1.0 (/a)"), Some("Compiling"));
        assert_eq!(doing(" Downloading 3 crates"), Some("Downloading"));
        assert_eq!(doing("    Blocking waiting for file lock on build directory"), Some("Blocking"));
        for said in [
            "error: failed to parse manifest at `/a/Cargo.toml`",
            "",
            "Caused by:",
            "  could not parse input as TOML",
            "  No space left on device (os error 28)",
            "    Cannot find it",
        ] {
            assert_eq!(doing(said), None, "{said}");
        }
    }
}
