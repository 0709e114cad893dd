//! A new release around the reader's half-solved files: its stubs are merged into them.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use super::merge::{is_todo, merge_answer, same_lines};
use super::stub::is_whole_stub;
use super::{file, state};
use crate::Course;

/// What happened to a file.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new in the release, or was gone: it is the stub.
    New,
    /// The reader had not changed it: it is the new stub.
    Replaced,
    /// It has the reader's changes and the release's.
    Merged,
    /// The same, but both had changed the same lines. The release's are comments, at these lines.
    Conflict(Vec<usize>),
    /// It is as it was.
    Kept {
        /// Why.
        why: &'static str,
        /// Where the new stub is.
        beside: Option<PathBuf>,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::New => write!(f, "new"),
            Change::Replaced => write!(f, "replaced: you had not changed it"),
            Change::Merged => write!(f, "merged"),
            Change::Conflict(lines) => {
                let numbers: Vec<String> = lines.iter().map(usize::to_string).collect();
                let lines = if lines.len() == 1 { "line" } else { "lines" };
                write!(
                    f,
                    "conflict at {lines} {}: your lines stay, the release's are comments above them",
                    numbers.join(", ")
                )
            }
            Change::Kept { why, beside: None } => write!(f, "kept: {why}"),
            Change::Kept { why, beside: Some(path) } => {
                write!(f, "kept: {why}; the new stub is {}", path.display())
            }
        }
    }
}

/// The stub that the reader's file grew from.
fn recorded(course: &Course, chapter: &str, name: &str) -> PathBuf {
    state::folder(course).join("stubs").join(chapter).join(format!("{name}.rs"))
}

fn answer(course: &Course, chapter: &str, name: &str) -> PathBuf {
    course.root.join("exercises").join(chapter).join(format!("{name}.rs"))
}

/// The stub that the reader's file grew from, if that is known.
pub fn record_of(course: &Course, chapter: &str, name: &str) -> Option<String> {
    fs::read_to_string(recorded(course, chapter, name)).ok()
}

/// Remembers that the reader's file grows from this stub. Without that, an update asks git, or leaves the file alone.
pub fn remember(course: &Course, chapter: &str, name: &str, stub: &str) {
    if record_of(course, chapter, name).as_deref() != Some(stub) {
        let _ = state::write(&recorded(course, chapter, name), stub.as_bytes());
    }
}

/// Forgets from which stub a file grew.
pub(crate) fn forget(course: &Course, chapter: &str, name: &str) {
    let _ = fs::remove_file(recorded(course, chapter, name));
}

/// Remembers, for each file of which it is not known, that it grows from the current stub: if it does. A file may have
/// grown from that of an older release, whose changes an update would then take for the reader's.
pub fn remember_all(course: &Course) {
    for (chapter, name) in course.files() {
        if recorded(course, chapter, name).exists() {
            continue;
        }
        let Ok(text) = fs::read_to_string(answer(course, chapter, name)) else { continue };
        let Ok(stub) = course.stub(chapter, name) else { continue };
        if grew_from(&stub, &text) {
            remember(course, chapter, name, &stub);
        }
    }
}

/// Whether all that the stub says, apart from each `todo!()`, stands in the text in the same order.
fn grew_from(stub: &str, text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    stub.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !is_todo(line))
        .all(|wanted| lines.any(|line| line == wanted))
}

/// Merges the stubs of the release into the reader's files, and says what happened, in the course's order. Nothing is said
/// of files for which there is nothing new.
///
/// # Errors
/// If a solution cannot be read: then nothing has been changed. If a file cannot be written: then it is as it was.
pub fn update(course: &Course) -> Result<Vec<(String, Change)>> {
    let fresh: Vec<(&str, &str, String)> = course
        .files()
        .map(|(chapter, name)| Ok((chapter, name, course.stub(chapter, name)?)))
        .collect::<Result<_>>()?;
    let _lock = state::lock(course)?;
    let mut changes = Vec::new();
    for (chapter, name, stub) in &fresh {
        if let Some(change) = update_file(course, chapter, name, stub)? {
            changes.push((format!("exercises/{chapter}/{name}.rs"), change));
        }
    }
    for (chapter, name) in removed(course) {
        let why = "the release no longer has this exercise; delete the file when you no longer want it";
        changes.push((format!("exercises/{chapter}/{name}.rs"), Change::Kept { why, beside: None }));
    }
    Ok(changes)
}

fn update_file(course: &Course, chapter: &str, name: &str, stub: &str) -> Result<Option<Change>> {
    let path = answer(course, chapter, name);
    let beside = state::folder(course).join("updates").join(chapter).join(format!("{name}.rs"));
    let kept = |why| -> Result<Option<Change>> {
        if fs::read(&beside).ok().as_deref() != Some(stub.as_bytes()) {
            state::write(&beside, stub.as_bytes())?;
        }
        let beside = beside.strip_prefix(&course.root).unwrap_or(&beside).to_path_buf();
        Ok(Some(Change::Kept { why, beside: Some(beside) }))
    };
    let settled = |change| {
        remember(course, chapter, name, stub);
        let _ = fs::remove_file(&beside);
        Ok(change)
    };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            file::replace(&path, stub.as_bytes())?;
            return settled(Some(Change::New));
        }
        Err(_) => return kept("it cannot be read"),
    };
    let base = record_of(course, chapter, name);
    let Ok(theirs) = std::str::from_utf8(&bytes) else {
        return if base.is_some_and(|base| same_lines(&base, stub)) {
            Ok(None)
        } else {
            kept("it is not UTF-8, and would not compile")
        };
    };
    // Some editors on Windows begin a file with a mark.
    let (mark, theirs) = theirs.strip_prefix('\u{feff}').map_or(("", theirs), |rest| ("\u{feff}", rest));
    if same_lines(theirs, stub) {
        return settled(None);
    }
    let Some(base) = base.or_else(|| in_git(course, chapter, name)) else {
        return if grew_from(stub, theirs) {
            settled(None)
        } else {
            kept("it is not known from which stub it grew")
        };
    };
    let Some((text, conflicts)) = merge_answer(&base, theirs, stub) else {
        return kept("merged with the new stub it would not be Rust");
    };
    if text == theirs {
        return settled(None);
    }
    state::back_up(course, chapter, name, &bytes)?;
    file::replace(&path, format!("{mark}{text}").as_bytes())?;
    settled(Some(match conflicts {
        conflicts if !conflicts.is_empty() => Change::Conflict(conflicts),
        _ if same_lines(theirs, &base) => Change::Replaced,
        _ => Change::Merged,
    }))
}

/// Files of exercises that the release no longer has.
fn removed(course: &Course) -> BTreeSet<(String, String)> {
    let known: BTreeSet<(&str, &str)> = course.files().collect();
    let mut removed = BTreeSet::new();
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for chapter in entries(&state::folder(course).join("stubs")) {
        for stub in entries(&chapter.path()) {
            let chapter = chapter.file_name().to_string_lossy().into_owned();
            let path = stub.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let is_rust = path.extension().is_some_and(|extension| extension == "rs");
            if is_rust
                && !known.contains(&(chapter.as_str(), name.as_str()))
                && answer(course, &chapter, &name).exists()
            {
                removed.insert((chapter, name));
            }
        }
    }
    removed
}

/// The stub in git's last commit. Where the reader has committed answers, the last stub before them.
fn in_git(course: &Course, chapter: &str, name: &str) -> Option<String> {
    let git = |arguments: &[&str]| -> Option<String> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&course.root).args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
        let output = command.output().ok().filter(|output| output.status.success())?;
        String::from_utf8(output.stdout).ok()
    };
    let file = format!("./exercises/{chapter}/{name}.rs");
    let show = |commit: &str| git(&["show", &format!("{commit}:{file}")]);
    let text = show("HEAD")?;
    if is_whole_stub(&text) {
        return Some(text);
    }
    let commits = git(&["log", "-n", "50", "--format=%H", "--", &file])?;
    commits.lines().find_map(|commit| show(commit).filter(|text| is_whole_stub(text)))
}
