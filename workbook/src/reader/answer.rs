//! The reader's file of an exercise: whether anything is written in it, and how the stub comes back.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use contract::Exercise;

use super::merge::same_lines;
use super::{file, state, update};
use crate::Course;

/// Whether the reader's file is the stub, untouched.
pub(crate) fn is_stub(course: &Course, exercise: &Exercise) -> Result<bool> {
    let text = fs::read_to_string(course.file("exercises", exercise)).unwrap_or_default();
    Ok(same_lines(&text, &course.stub(&exercise.chapter, &exercise.name)?))
}

/// What happened to a file that should hold something.
pub(crate) enum Replaced {
    /// It held it already.
    Same,
    /// There was no file.
    Made,
    /// What was there is kept here.
    Kept(PathBuf),
}

/// Writes `fresh` in place of a file, and keeps a copy of what was there.
pub(crate) fn replace(
    course: &Course,
    path: &Path,
    chapter: &str,
    name: &str,
    fresh: &str,
) -> Result<Replaced> {
    let old = match fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => bail!("{} cannot be read: {error}; nothing was changed", path.display()),
    };
    if old.as_deref() == Some(fresh.as_bytes()) {
        update::remember(course, chapter, name, fresh);
        return Ok(Replaced::Same);
    }
    let kept = old.map(|bytes| state::back_up(course, chapter, name, &bytes)).transpose()?;
    file::replace(path, fresh.as_bytes())?;
    update::remember(course, chapter, name, fresh);
    Ok(kept.map_or(Replaced::Made, Replaced::Kept))
}
