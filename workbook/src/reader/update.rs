//! A new release around the reader's half-solved files: its stubs are merged into them.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;
use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::{Item, UseTree};

use super::merge::{Merged, is_todo, merge, same_lines, windows};
use super::state;
use super::stub::is_whole_stub;
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
            state::write(&path, stub.as_bytes())?;
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
    state::write(&path, format!("{mark}{text}").as_bytes())?;
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
    let file = |folder: &str| format!("./{folder}/{chapter}/{name}.rs");
    let show = |commit: &str, folder: &str| git(&["show", &format!("{commit}:{}", file(folder))]);
    let is_base = |commit: &str, text: &str| {
        if name == "mod" { show(commit, "solutions").as_deref() == Some(text) } else { is_whole_stub(text) }
    };
    let text = show("HEAD", "exercises")?;
    if is_base("HEAD", &text) {
        return Some(text);
    }
    let commits = git(&["log", "-n", "50", "--format=%H", "--", &file("exercises")])?;
    commits.lines().find_map(|commit| show(commit, "exercises").filter(|text| is_base(commit, text)))
}

/// The merged file, with the lines of its conflicts. A file that was Rust stays Rust, and what it calls stays imported;
/// where that cannot be had, there is none.
fn merge_answer(base: &str, theirs: &str, new: &str) -> Option<(String, Vec<usize>)> {
    let merged = merge(base, theirs, new);
    if same_lines(base, theirs) {
        return Some((merged.text, merged.conflicts));
    }
    let Some(before) = imports(theirs) else {
        // It was no Rust before.
        return Some((merged.text, merged.conflicts));
    };
    let twice = |text: &str| imports(text).map(|imports| repeated(&imports));
    if twice(&merged.text)? <= repeated(&before) {
        return imported(merged, theirs, new);
    }
    // The reader had already imported what the release now does: they keep theirs.
    let new_with_old = with_imports_of(base, new)?;
    let merged = merge(base, theirs, &new_with_old);
    if twice(&merged.text)? > repeated(&before) {
        return None;
    }
    imported(merged, theirs, new)
}

/// What a file imports.
#[derive(Clone, PartialEq, Eq)]
struct Import {
    /// As in `use ndarray::Axis`.
    path: String,
    /// As in `Axis`; a glob has none.
    name: Option<String>,
}

fn imports(text: &str) -> Option<Vec<Import>> {
    fn flatten(tree: &UseTree, path: &str, into: &mut Vec<Import>) {
        match tree {
            UseTree::Path(inner) => flatten(&inner.tree, &format!("{path}{}::", inner.ident), into),
            UseTree::Name(name) => {
                into.push(Import {
                    path: format!("{path}{}", name.ident),
                    name: Some(name.ident.to_string()),
                });
            }
            UseTree::Rename(name) => into.push(Import {
                path: format!("{path}{} as {}", name.ident, name.rename),
                name: Some(name.rename.to_string()).filter(|name| name != "_"),
            }),
            UseTree::Glob(_) => into.push(Import { path: format!("{path}*"), name: None }),
            UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, path, into)),
        }
    }
    let mut found = Vec::new();
    for item in syn::parse_file(text).ok()?.items {
        if let Item::Use(item) = item
            && item.attrs.is_empty()
        {
            flatten(&item.tree, if item.leading_colon.is_some() { "::" } else { "" }, &mut found);
        }
    }
    Some(found)
}

/// How many imports give a name that another gives too, which is an error.
fn repeated(imports: &[Import]) -> usize {
    let names: Vec<&String> = imports.iter().filter_map(|import| import.name.as_ref()).collect();
    names.len() - names.iter().collect::<BTreeSet<_>>().len()
}

/// The text of a release with the imports of another.
fn with_imports_of(base: &str, new: &str) -> Option<String> {
    let range = |text: &str| {
        let file = syn::parse_file(text).ok()?;
        let uses: Vec<bool> = file.items.iter().map(|item| matches!(item, Item::Use(_))).collect();
        let (first, last) = (uses.iter().position(|is| *is)?, uses.iter().rposition(|is| *is)?);
        let start = file.items[first].span().byte_range().start;
        uses[first..=last].iter().all(|is| *is).then(|| start..file.items[last].span().byte_range().end)
    };
    let mut text = new.to_owned();
    text.replace_range(range(new)?, &base[range(base)?]);
    Some(text)
}

/// Imports what the merged text names and does not import: what the reader's file imported, and of the release's imports
/// those that the reader's file did not need.
fn imported(merged: Merged, theirs: &str, new: &str) -> Option<(String, Vec<usize>)> {
    fn words(tokens: TokenStream, into: &mut BTreeSet<String>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => words(group.stream(), into),
                TokenTree::Ident(word) => drop(into.insert(word.to_string())),
                _ => {}
            }
        }
    }
    let Merged { mut text, mut conflicts } = merged;
    let file = syn::parse_file(&text).ok()?;
    let (mut used, mut used_before) = (BTreeSet::new(), BTreeSet::new());
    words(text.parse().ok()?, &mut used);
    words(theirs.parse().ok()?, &mut used_before);
    let mut has: BTreeSet<String> = imports(&text)?.into_iter().filter_map(|import| import.name).collect();
    has.extend(file.items.iter().filter_map(|item| match item {
        Item::Fn(item) => Some(item.sig.ident.to_string()),
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Const(item) => Some(item.ident.to_string()),
        Item::Static(item) => Some(item.ident.to_string()),
        Item::Trait(item) => Some(item.ident.to_string()),
        Item::Mod(item) => Some(item.ident.to_string()),
        _ => None,
    }));
    let mut missing = Vec::new();
    let is_new = |import: &Import| import.name.as_ref().is_some_and(|name| !used_before.contains(name));
    for import in imports(theirs)?.into_iter().chain(imports(new)?.into_iter().filter(is_new)) {
        if import.name.is_some_and(|name| used.contains(&name) && has.insert(name)) {
            missing.push(format!("use {};", import.path));
        }
    }
    if missing.is_empty() {
        return Some((text, conflicts));
    }
    let end = if windows(&text) { "\r\n" } else { "\n" };
    let last = file.items.iter().rfind(|item| matches!(item, Item::Use(_)));
    let (at, added) = match (last, file.items.first()) {
        (Some(last), _) => (last.span().byte_range().end, format!("{end}{}", missing.join(end))),
        (None, first) => (first?.span().byte_range().start, format!("{}{end}{end}", missing.join(end))),
    };
    let line = text[..at].matches('\n').count() + 1;
    let more = added.matches('\n').count();
    for number in &mut conflicts {
        *number += if *number < line || (*number == line && last.is_some()) { 0 } else { more };
    }
    text.insert_str(at, &added);
    Some((text, conflicts))
}
