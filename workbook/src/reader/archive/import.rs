//! Taking an archive: where everything goes is decided before anything is written.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::format::{Files, LARGEST, Manifest, STATE, exercise, unpack};
use crate::Course;
use crate::reader::merge::same_lines;
use crate::reader::state::State;
use crate::reader::{file, state, update};

/// What was imported.
#[derive(Debug, Default)]
pub struct Imported {
    /// Files that were not there.
    pub written: Vec<String>,
    /// Files that were there, and where what they held is kept.
    pub replaced: Vec<(String, String)>,
    /// Files of exercises that this release does not have, and where they are.
    pub aside: Vec<(String, String)>,
    /// How many files were here already.
    pub same: usize,
    /// Whether an answer grew from another stub than this release's.
    pub outdated: bool,
}

/// Takes progress and answers from an archive. What it replaces is backed up first, and progress is merged.
///
/// # Errors
/// If the archive is not whole, or not one that `export` writes, or a place for it is taken by something else: then
/// nothing has been changed.
pub fn import(course: &Course, file: &Path) -> Result<Imported> {
    let unreadable = || format!("{} cannot be read", file.display());
    let about = fs::metadata(file).with_context(unreadable)?;
    if !about.is_file() || about.len() > LARGEST {
        bail!("{} is no archive: it is no file, or larger than {} MiB", file.display(), LARGEST >> 20)
    }
    let archive = fs::read(file).with_context(unreadable)?;
    let refused = || format!("{} is not taken, and nothing was changed", file.display());
    let (manifest, files) = unpack(&archive).with_context(refused)?;
    let plan = Plan::new(course, &manifest, files).with_context(refused)?;
    plan.carry_out(course)
}

/// A file of the archive.
struct Planned {
    /// Its path in the archive.
    path: String,
    /// Where it goes.
    to: String,
    bytes: Vec<u8>,
    /// What is there.
    here: Option<Vec<u8>>,
}

/// Where everything goes, before anything is written.
struct Plan {
    files: Vec<Planned>,
    stubs: Files,
    state: State,
}

impl Plan {
    fn new(course: &Course, manifest: &Manifest, files: Files) -> Result<Plan> {
        let known: BTreeSet<(&str, &str)> = course.files().collect();
        let mut taken = BTreeSet::new();
        let mut plan = Plan { files: Vec::new(), stubs: Files::new(), state: State::default() };
        for (path, bytes) in files {
            if path == STATE {
                plan.state =
                    serde_json::from_slice(&bytes).with_context(|| format!("its {STATE} cannot be read"))?;
                continue;
            }
            if path.starts_with(".workbook/stubs/") {
                plan.stubs.push((path, bytes));
                continue;
            }
            let to = match exercise(&path) {
                // A note here, an exercise there, or the reverse.
                Some(exercise)
                    if known.contains(&exercise)
                        != manifest.exercises.contains(&format!("{}/{}", exercise.0, exercise.1)) =>
                {
                    path.replacen("exercises/", ".workbook/imported/", 1)
                }
                _ => path.clone(),
            };
            // What lies there has nothing to do with it.
            let is_beside = [".workbook/backups/", ".workbook/imported/"].iter().any(|f| to.starts_with(f));
            let to = if is_beside { free(course, &to, &bytes, &taken) } else { to };
            taken.insert(to.clone());
            let here = look(&course.root, &to)?;
            plan.files.push(Planned { path, to, bytes, here });
        }
        Ok(plan)
    }

    fn carry_out(self, course: &Course) -> Result<Imported> {
        let mut imported = Imported::default();
        let mut writes = Vec::new();
        for Planned { path, to, bytes, here } in &self.files {
            if here.as_ref() == Some(bytes) {
                imported.same += 1;
                continue;
            }
            // The book's version of a notebook is the tool's own note.
            let here = here.as_ref().filter(|_| !to.contains("/.origin/"));
            let kept = here.map(|here| back_up(course, to, here)).transpose()?;
            writes.push((path, to, bytes, kept));
        }
        for (path, to, bytes, kept) in writes {
            let answer = exercise(to);
            if let Some((chapter, name)) = answer {
                update::forget(course, chapter, name);
            }
            file::replace(&course.root.join(to), bytes)?;
            match kept {
                _ if exercise(path).is_some() && path != to => {
                    imported.aside.push((path.clone(), to.clone()))
                }
                Some(kept) => imported.replaced.push((path.clone(), kept)),
                None => imported.written.push(path.clone()),
            }
        }
        for (path, bytes) in &self.stubs {
            let answer = path.replacen(".workbook/stubs/", "exercises/", 1);
            let is_taken = self.files.iter().any(|file| file.to == answer);
            if let (true, Some((chapter, name)), Ok(stub)) =
                (is_taken, exercise(&answer), std::str::from_utf8(bytes))
            {
                update::remember(course, chapter, name, stub);
                imported.outdated |= course.stub(chapter, name).is_ok_and(|now| !same_lines(&now, stub));
            }
        }
        merge_state(course, self.state)?;
        Ok(imported)
    }
}

/// Keeps what an import replaces.
fn back_up(course: &Course, to: &str, bytes: &[u8]) -> Result<String> {
    let name = to.strip_prefix("exercises/").or_else(|| to.strip_prefix(".workbook/")).unwrap_or(to);
    let kept = state::back_up_file(course, Path::new(name), bytes)?;
    Ok(kept.strip_prefix(&course.root).unwrap_or(&kept).display().to_string())
}

/// The place itself, or with a number if something else is there.
fn free(course: &Course, path: &str, bytes: &[u8], taken: &BTreeSet<String>) -> String {
    let is_free = |path: &str| {
        !taken.contains(path)
            && match fs::read(course.root.join(path)) {
                Ok(here) => here == bytes,
                Err(error) => error.kind() == ErrorKind::NotFound,
            }
    };
    let (stem, extension) = path.rsplit_once('.').filter(|(_, e)| !e.contains('/')).unwrap_or((path, ""));
    let dot = if extension.is_empty() { "" } else { "." };
    let others = (2..).map(|number| format!("{stem}-{number}{dot}{extension}"));
    std::iter::once(path.to_owned()).chain(others).find(|path| is_free(path)).unwrap_or_default()
}

/// What is in a place, if anything is. There may be no folder, and nothing else than folders above it.
fn look(root: &Path, path: &str) -> Result<Option<Vec<u8>>> {
    let mut place = root.to_path_buf();
    let parts: Vec<&str> = path.split('/').collect();
    for (number, part) in parts.iter().enumerate() {
        place.push(part);
        let unreadable = || format!("{} cannot be read", place.display());
        match fs::metadata(&place) {
            Ok(about) if number + 1 < parts.len() && !about.is_dir() => {
                bail!("{} is no folder here, and the archive has {path}", shown(&place, root).display())
            }
            Ok(about) if number + 1 == parts.len() => {
                if !about.is_file() {
                    bail!("{} is no file here, and one in the archive", shown(&place, root).display())
                }
                return fs::read(&place).map(Some).with_context(unreadable);
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(unreadable),
        }
    }
    Ok(None)
}

fn shown<'a>(path: &'a Path, root: &Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

/// Of hints the larger count; of verdicts the one on the answers as they are now.
fn merge_state(course: &Course, theirs: State) -> Result<()> {
    let digests: Vec<(String, u64)> =
        course.exercises().map(|exercise| (exercise.id(), state::digest(course, exercise))).collect();
    state::change(course, |state| {
        for (id, shown) in theirs.hints {
            let here = state.hints.entry(id).or_default();
            // There are three; what is beyond counts how often all were shown.
            *here = shown.min(1000).max(*here);
        }
        for (id, verdict) in theirs.verdicts {
            let now = digests.iter().find(|(known, _)| *known == id).map(|(_, digest)| *digest);
            let here = state.verdicts.get(&id).map(|here| here.answers);
            if here.is_none() || (here != now && Some(verdict.answers) == now) {
                state.verdicts.insert(id, verdict);
            }
        }
    })
}
