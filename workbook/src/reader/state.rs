//! What the tool remembers, in `.workbook/state.json`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use contract::{Exercise, Verdict};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::{Course, digest};

/// What is remembered between two commands.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// How many hints of each exercise have been shown.
    pub hints: BTreeMap<String, usize>,
    /// The last verdict of each exercise.
    pub verdicts: BTreeMap<String, Remembered>,
}

/// A verdict, and the answers it was given on.
#[derive(Clone, Serialize, Deserialize)]
pub struct Remembered {
    /// The verdict.
    pub verdict: Verdict,
    /// A digest of the chapter's answers: an answer may call its siblings.
    pub answers: u64,
}

/// Where the tool keeps what it knows.
pub(crate) fn folder(course: &Course) -> PathBuf {
    course.root.join(".workbook")
}

/// Reads the state. One that cannot be read is set aside, with a message.
pub fn read(course: &Course) -> State {
    let path = folder(course).join("state.json");
    let Ok(text) = fs::read(&path) else { return State::default() };
    serde_json::from_slice(&text).unwrap_or_else(|error| {
        let aside = path.with_file_name(format!("state-unreadable-{}.json", now()));
        match fs::rename(&path, &aside) {
            Ok(()) => eprintln!("The saved state was not readable ({error}); it is now {}.", aside.display()),
            Err(_) => eprintln!("The saved state {} is not readable: {error}.", path.display()),
        }
        State::default()
    })
}

/// Waits until no other tool changes the state, and keeps others waiting.
///
/// # Errors
/// If `.workbook` cannot be written.
pub(crate) fn lock(course: &Course) -> Result<File> {
    let folder = folder(course);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let lock = File::create(folder.join("lock")).context(".workbook cannot be written")?;
    // A file system without locks: then two tools at once may forget a hint, and nothing worse.
    let _ = lock.lock();
    Ok(lock)
}

/// Reads the state, changes it, and writes it back, while no other tool does.
///
/// # Errors
/// If `.workbook` cannot be written.
pub fn change<T>(course: &Course, edit: impl FnOnce(&mut State) -> T) -> Result<T> {
    let _lock = lock(course)?;
    let mut state = read(course);
    let result = edit(&mut state);
    let text = serde_json::to_string_pretty(&state)?;
    write(&folder(course).join("state.json"), text.as_bytes())?;
    Ok(result)
}

/// The number of the next hint, counted from 1; it counts as shown. Where that cannot be remembered, also why, and it counts as
/// long as this process runs.
pub(crate) fn next_hint(course: &Course, exercise: &Exercise) -> (usize, Option<String>) {
    static SHOWN: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());
    let remembered = change(course, |state| {
        let shown = state.hints.entry(exercise.id()).or_default();
        *shown += 1;
        *shown
    });
    match remembered {
        Ok(shown) => (shown, None),
        Err(why) => {
            let known = read(course).hints.get(&exercise.id()).copied().unwrap_or_default();
            let mut here = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
            let shown = here.entry(exercise.id()).or_default();
            *shown = known.max(*shown) + 1;
            (*shown, Some(format!("which hints were shown cannot be remembered: {why:#}")))
        }
    }
}

/// Replaces a file at once: a reader sees the old text or the new one, never half of it.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(path, bytes)?;
    beside.persist(path).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(())
}

/// Makes a file at once, and never replaces one.
///
/// # Errors
/// If there is one, or the folder cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(path, bytes)?;
    let made = beside.persist_noclobber(path).or_else(|failed| {
        // Not every memory stick can do it in one step.
        let is_there = failed.error.kind() == std::io::ErrorKind::AlreadyExists || path.exists();
        if is_there { Err(failed) } else { failed.file.persist(path) }
    });
    made.with_context(|| format!("{} cannot be made", path.display()))?;
    Ok(())
}

/// How a file begins that is being written; one is left over only if the tool was killed.
const UNFINISHED: &str = ".workbook-";

/// Removes what a killed tool left over beside the reader's files: nothing in it is the reader's.
pub fn sweep(course: &Course) {
    let minute = std::time::Duration::from_mins(1);
    for chapter in fs::read_dir(course.root.join("exercises")).into_iter().flatten().flatten() {
        for file in fs::read_dir(chapter.path()).into_iter().flatten().flatten() {
            let is_ours = file.file_name().to_string_lossy().starts_with(UNFINISHED);
            let age =
                file.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
            // A younger one may be in the hands of another tool.
            if is_ours && age.is_some_and(|age| age > minute) {
                let _ = fs::remove_file(file.path());
            }
        }
    }
}

/// The bytes in a file beside the one that they are for.
pub(super) fn beside(path: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let folder = match path.parent().context("a file has a folder")? {
        here if here == Path::new("") => Path::new("."),
        folder => folder,
    };
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let mut beside = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .suffix(".tmp")
        .tempfile_in(folder)
        .with_context(|| format!("{} cannot be written", folder.display()))?;
    let written = beside.write_all(bytes).and_then(|()| beside.as_file().sync_all());
    written.with_context(|| format!("{} cannot be written", path.display()))?;
    #[cfg(unix)]
    {
        // A temporary file is private; what it replaces was not.
        use std::os::unix::fs::PermissionsExt;
        beside.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    Ok(beside)
}

/// Keeps a copy of the reader's file, and says where.
///
/// # Errors
/// If the copy cannot be written; then nothing else has happened.
pub fn back_up(course: &Course, chapter: &str, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    back_up_file(course, &Path::new(chapter).join(format!("{name}.rs")), bytes)
}

/// Keeps a copy of any file of the reader's, below `.workbook/backups` under its own name and the time, and says where.
///
/// # Errors
/// If the copy cannot be written; then nothing else has happened.
pub fn back_up_file(course: &Course, file: &Path, bytes: &[u8]) -> Result<PathBuf> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let extension = file.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    let folder = folder(course).join("backups").join(file.parent().unwrap_or(Path::new("")));
    let now = now();
    let mut path = folder.join(format!("{stem}-{now}{extension}"));
    let mut number = 1;
    while path.exists() {
        number += 1;
        path = folder.join(format!("{stem}-{now}-{number}{extension}"));
    }
    write(&path, bytes)?;
    Ok(path)
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// A digest of all answers of an exercise's chapter.
pub fn digest(course: &Course, exercise: &Exercise) -> u64 {
    answers(course, &exercise.chapter)
}

/// A digest of the answers to some exercises.
pub(crate) fn answers_to(course: &Course, exercises: &[&Exercise]) -> u64 {
    let mut hasher = Sha256::new();
    for exercise in exercises {
        let text = fs::read(course.file("exercises", exercise)).unwrap_or_default();
        hasher.update(exercise.name.as_bytes());
        hasher.update(digest::of(text).to_be_bytes());
    }
    digest::short(hasher)
}

/// A digest of all answers of a chapter.
pub(crate) fn answers(course: &Course, chapter: &str) -> u64 {
    let mut hasher = Sha256::new();
    let mut take = |bytes: &[u8]| hasher.update(digest::of(bytes).to_be_bytes());
    let folder = course.root.join("exercises").join(chapter);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
        .unwrap_or_default();
    // An editor's own files beside them are no answers.
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
    files.sort();
    for file in files {
        take(file.file_name().unwrap_or_default().to_string_lossy().as_bytes());
        take(&fs::read(&file).unwrap_or_default());
    }
    // A new release of the tool judges anew.
    take(env!("CARGO_PKG_VERSION").as_bytes());
    digest::short(hasher)
}
