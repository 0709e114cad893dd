//! Writing an archive.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::format::{Files, LARGEST, MANIFEST, Manifest, STATE, check_path, exercise, pack};
use crate::Course;
use crate::reader::merge::same_lines;
use crate::reader::{state, update};

/// What was exported.
#[derive(Debug)]
pub struct Exported {
    /// How many files.
    pub files: usize,
    /// The size of the archive.
    pub bytes: usize,
    /// What was left out, and why.
    pub left_out: Vec<String>,
}

/// Writes progress, answers, notes, notebooks and backups into a new archive. What the reader has not changed is left out.
///
/// # Errors
/// If the file exists or cannot be written, or there is more than an import takes.
pub fn export(course: &Course, file: &Path) -> Result<Exported> {
    if fs::symlink_metadata(file).is_ok() {
        bail!("{} exists already; name another file", file.display())
    }
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        bail!("there is no folder {}; make it, or name another file", folder.display())
    }
    let (files, left_out) = collect(course)?;
    let archive = pack(&files)?;
    if archive.len() as u64 > LARGEST {
        bail!("it would be larger than {} MiB", LARGEST >> 20)
    }
    state::write_new(file, &archive)?;
    Ok(Exported { files: files.len() - 1, bytes: archive.len(), left_out })
}

/// The files of an archive, the manifest first, and what is left out.
fn collect(course: &Course) -> Result<(Files, Vec<String>)> {
    let (mut files, mut left_out) = (Files::new(), Vec::new());
    let mut exercises = BTreeSet::new();
    let known: BTreeSet<(&str, &str)> = course.files().collect();
    // Answers may lie elsewhere. Any other link is left where it is: nobody knows what hangs on it.
    let is_followed = |path: &str| {
        let is_chapter = |path: &str| known.iter().any(|(chapter, _)| path == format!("exercises/{chapter}"));
        is_chapter(path) || exercise(path).is_some_and(|exercise| known.contains(&exercise))
    };
    let mut walk = |folder: &str| -> Result<Files> {
        let mut found = Files::new();
        read_folder(&course.root, folder, &is_followed, &mut found, &mut left_out)?;
        Ok(found)
    };

    for (path, bytes) in walk("exercises/")? {
        let exercise = exercise(&path).filter(|exercise| known.contains(exercise));
        if let Some((chapter, name)) = exercise {
            let record = update::record_of(course, chapter, name);
            let stub = course.stub(chapter, name)?;
            let is = |stub: &str| std::str::from_utf8(&bytes).is_ok_and(|text| same_lines(text, stub));
            if is(&stub) || record.as_deref().is_some_and(is) {
                continue;
            }
            exercises.insert(format!("{chapter}/{name}"));
            if let Some(record) = record {
                files.push((format!(".workbook/stubs/{chapter}/{name}.rs"), record.into_bytes()));
            }
        }
        files.push((path, bytes));
    }
    for folder in [".workbook/notebooks/", ".workbook/mine/"] {
        for (path, bytes) in walk(folder)? {
            let origin = path.replacen(folder, &format!("{folder}.origin/"), 1);
            match fs::read(course.root.join(&origin)) {
                Ok(same) if same == bytes => continue,
                Ok(before) => files.push((origin, before)),
                Err(_) => {}
            }
            files.push((path, bytes));
        }
    }
    for folder in [".workbook/backups/", ".workbook/imported/"] {
        files.extend(walk(folder)?);
    }
    files.insert(0, (STATE.to_owned(), serde_json::to_vec_pretty(&state::read(course))?));
    files.insert(0, (MANIFEST.to_owned(), serde_json::to_vec_pretty(&Manifest::new(exercises))?));
    Ok((files, left_out))
}

/// Reads the files below a folder, in order. Hidden ones are the tool's or the system's.
fn read_folder(
    root: &Path,
    folder: &str,
    is_followed: &dyn Fn(&str) -> bool,
    into: &mut Files,
    left_out: &mut Vec<String>,
) -> Result<()> {
    let path = root.join(folder);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => bail!("{} cannot be read: {error}", path.display()),
    };
    let mut entries: Vec<fs::DirEntry> = entries.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            left_out.push(format!("{}: its name is not UTF-8", entry.path().display()));
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{folder}{name}");
        let mut kind = entry.file_type()?;
        if kind.is_symlink() && is_followed(&path) {
            match fs::metadata(entry.path()) {
                Ok(about) => kind = about.file_type(),
                Err(error) => {
                    left_out.push(format!("{path}: where the link leads cannot be read ({error})"));
                    continue;
                }
            }
        }
        if kind.is_dir() {
            read_folder(root, &format!("{path}/"), is_followed, into, left_out)?;
        } else if !kind.is_file() {
            left_out.push(format!("{path}: it is a link, or no file"));
        } else if let Err(why) = check_path(&path) {
            left_out.push(format!("{path}: {why}"));
        } else {
            let bytes = fs::read(entry.path()).with_context(|| format!("{path} cannot be read"))?;
            into.push((path, bytes));
        }
    }
    Ok(())
}
