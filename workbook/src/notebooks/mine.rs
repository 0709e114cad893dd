//! The reader's answers in notebooks and figures: which of them can be used, and what stands in for the others.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use contract::{Exercise, Verdict};

use crate::book::drawings::OfPage;
use crate::commands::progress::told;
use crate::course::{Chapter, Course};
use crate::judging::cargo::{BUILD, SKIP, skipped};
use crate::judging::{Step, build};
use crate::notebooks::kept;
use crate::reader::answer::is_stub;
use crate::reader::state;

/// Which of a chapter's answers are not the reader's, with the reason.
///
/// # Errors
/// If cargo does not run, or the chapter itself does not compile.
pub fn stand_ins(
    course: &Course,
    chapter: &Chapter,
    tell: &mut dyn FnMut(Step),
) -> Result<BTreeMap<String, String>> {
    let mut left_out = not_attempted(course, chapter)?;
    build::check_mine(course, chapter, &mut left_out, tell)?;
    Ok(left_out)
}

fn not_attempted(course: &Course, chapter: &Chapter) -> Result<BTreeMap<String, String>> {
    let mut left_out = BTreeMap::new();
    for exercise in &chapter.exercises {
        if is_stub(course, exercise)? {
            left_out.insert(exercise.name.clone(), "is not attempted".to_owned());
        }
    }
    Ok(left_out)
}

/// How long drawing may take: an answer may loop forever.
const PATIENCE: Duration = Duration::from_secs(20);

/// The exercises whose answers a page's figures need: those that they are drawn with, and those that these name.
///
/// # Errors
/// If an answer cannot be read.
pub fn needed<'a>(course: &'a Course, page: &OfPage) -> Result<Vec<&'a Exercise>> {
    let chapter = course.chapter(&page.chapter)?;
    let mut names = BTreeSet::new();
    let mut open: Vec<String> = page.answers.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let path = course.root.join(format!("exercises/{}/{name}.rs", chapter.name));
        // A sibling is named where it is called. What names one otherwise takes no harm.
        let text = fs::read_to_string(path).unwrap_or_default();
        if names.insert(name) {
            let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned);
            open.extend(words.filter(|word| chapter.exercises.iter().any(|exercise| exercise.name == *word)));
        }
    }
    Ok(chapter.exercises.iter().filter(|exercise| names.contains(&exercise.name)).collect())
}

/// A page's figures, drawn with the reader's answers, as JSON: `figures`, a list of SVG, `whose`, a line for each exercise whose
/// answer they are drawn with, and `ended`, whether there was time for all. An answer that was seen to crash or never to end is
/// not used. Of the chapter's other answers nothing is built.
///
/// # Errors
/// If the figures cannot be built, or drawing them does not end.
pub fn figures(
    course: &Course,
    page: &OfPage,
    needed: &[&Exercise],
    tell: &mut dyn FnMut(Step),
) -> Result<String> {
    let chapter = course.chapter(&page.chapter)?;
    let mut left_out = not_attempted(course, chapter)?;
    let remembered = state::read(course).verdicts;
    for exercise in &chapter.exercises {
        let verdict = remembered.get(&exercise.id()).map(|known| known.verdict);
        let why = if !needed.iter().any(|other| other.name == exercise.name) {
            "is not needed"
        } else if matches!(verdict, Some(Verdict::Crashed | Verdict::TimedOut)) {
            "crashes, or never ends"
        } else {
            continue;
        };
        left_out.entry(exercise.name.clone()).or_insert_with(|| why.to_owned());
    }
    let program = build::figures(course, chapter, &mut left_out, tell)?;
    let mut child = Command::new(&program)
        .arg("--attended")
        .args(page.numbers.iter().map(usize::to_string))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("{} does not start", program.display()))?;
    // Held open while it draws: if the tool is killed, its end is what the program sees.
    let _attended = child.stdin.take();
    let mut stdout = child.stdout.take().context("its output is piped")?;
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        // What an answer prints may be endless.
        let read = stdout.by_ref().take(16 << 20).read_to_string(&mut text);
        read.map(|_| text)
    });
    let start = Instant::now();
    let mut ended = true;
    while child.try_wait()?.is_none() {
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            ended = false;
        } else {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    let text = reading.join().ok().context("its output can be read")??;
    let mut figures: Vec<&str> = text.split(SEPARATOR).filter_map(drawing).collect();
    // They were drawn side by side: the same figures are the same answer, whichever was ready first.
    figures.sort_unstable();
    if !ended && figures.is_empty() {
        bail!("drawing with your code did not end within {} s", PATIENCE.as_secs())
    }
    let all = whose(chapter, &left_out);
    let of_page = |line: &&str| line.split(' ').next().is_some_and(|name| page.answers.contains(name));
    let whose: String = all.split_inclusive('\n').filter(of_page).collect();
    Ok(serde_json::json!({"figures": figures, "whose": whose, "ended": ended}).to_string())
}

/// The drawing in a part of what the program prints: what an answer printed stands before it or after it, and the last may
/// be cut off. A step-through has drawings within.
fn drawing(part: &str) -> Option<&str> {
    let drawn = &part[part.find("<svg")?..];
    let ends = drawn.match_indices("</svg>").map(|(at, end)| &drawn[..at + end.len()]);
    ends.enumerate().find(|(at, drawn)| drawn.matches("<svg").count() == at + 1).map(|(_, drawn)| drawn)
}

/// Between two figures in what the program prints.
const SEPARATOR: char = '\u{1e}';

/// One line for each exercise: whose answer the cells call.
pub fn whose(chapter: &Chapter, stand_ins: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for exercise in &chapter.exercises {
        let name = &exercise.name;
        let whose = match stand_ins.get(name) {
            None => "yours".to_owned(),
            Some(why) => format!("the solution: yours {}", reason(why)),
        };
        let _ = writeln!(text, "{name:24} {whose}");
    }
    text
}

/// Why an answer is not used, in a few words: a report's lines name the cause, or what the compiler says first.
fn reason(why: &str) -> String {
    let begun = |keyword: &str| {
        why.lines().find_map(|line| line.trim_start().strip_prefix(keyword)).map(str::trim_start)
    };
    match begun("compiler") {
        Some(error) => format!("does not compile ({error})"),
        None => begun("cause").unwrap_or(why).to_owned(),
    }
}

/// Runs a notebook's kernel, with the reader's answers in a chapter where it is named: Jupyter starts it so, at every restart.
///
/// # Errors
/// If there is no such chapter, or the kernel does not start.
pub fn kernel(course: &Course, kernel: &str, connection: &str, mine: Option<&str>) -> Result<ExitCode> {
    let mut command = Command::new(kernel);
    command.args(["--control_file", connection]);
    if let Some(chapter) = mine {
        let chapter = course
            .chapters
            .iter()
            .find(|c| c.name == chapter)
            .with_context(|| format!("there is no chapter {chapter}"))?;
        let stand_ins = told(|tell| stand_ins(course, chapter, tell));
        let (skip, whose) = match &stand_ins {
            Ok(stand_ins) => (skipped(chapter, stand_ins), whose(chapter, stand_ins)),
            Err(error) => {
                let all = chapter.exercises.iter().map(|e| (e.name.clone(), String::new())).collect();
                (skipped(chapter, &all), format!("the solutions: {error:#}"))
            }
        };
        command.env(SKIP, skip).env("WORKBOOK_WHOSE", whose);
        command.env(BUILD, state::answers(course, &chapter.name).to_string());
    }
    if let Some(kept) = kept::take(&course.root) {
        command.env("EVCXR_TMPDIR", kept.folder);
        // It reads nothing from there, and holds the lock, as does what it starts: also when this process is killed.
        command.stdin(kept.lock);
    }
    let status = command.status().with_context(|| format!("{kernel} does not start"))?;
    Ok(ExitCode::from(status.code().map_or(1, |code| code as u8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_ends_where_it_began_and_not_within() {
        let whole = "<svg class=\"a\"><svg>1</svg><svg>2</svg></svg>";
        assert_eq!(drawing(&format!("printed{whole}\nprinted too")), Some(whole));
        assert_eq!(drawing("<svg>1</svg>"), Some("<svg>1</svg>"));
        assert_eq!(drawing("<svg><svg>1</svg>"), None, "it was cut off");
        assert_eq!(drawing("printed"), None);
    }
}
