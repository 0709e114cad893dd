//! Writing a file of the reader's, who may have linked it, or given it to somebody.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

use super::state;

/// Replaces what a file holds, at once where that can be: where it really lies, if it is a link, and with the mode and the owner
/// that it has. One that has other names too, or cannot be given to its owner, is written in place.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let place = behind_links(path);
    let Ok(before) = fs::metadata(&place) else { return state::write(&place, bytes) };
    let failed = || format!("{} cannot be written", path.display());
    match state::beside(&place, bytes).and_then(|beside| Ok(as_it_was(beside, &before)?)) {
        Ok(beside) => beside.persist(&place).map(drop).with_context(failed),
        Err(_) => fs::write(&place, bytes).with_context(failed),
    }
}

/// The place that a path leads to, also if nothing is there yet.
fn behind_links(path: &Path) -> PathBuf {
    let mut place = path.to_path_buf();
    // As many as Linux follows.
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&place) else { break };
        place = place.parent().unwrap_or(Path::new("")).join(next);
    }
    place
}

#[cfg(unix)]
fn as_it_was(file: NamedTempFile, before: &Metadata) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::{MetadataExt, fchown};
    if before.nlink() > 1 {
        return Err(io::Error::other("it has other names"));
    }
    let now = file.as_file().metadata()?;
    if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
        fchown(file.as_file(), Some(before.uid()), Some(before.gid()))?;
    }
    file.as_file().set_permissions(before.permissions())?;
    Ok(file)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn as_it_was(file: NamedTempFile, _before: &Metadata) -> io::Result<NamedTempFile> {
    Ok(file)
}
