//! Progress and answers as one archive, to carry them to another copy of the workbook.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use super::merge::same_lines;
use super::state::State;
use super::{state, update};
use crate::Course;

/// The format that is written, and the newest that is read.
const FORMAT: u64 = 1;
/// How large an archive may be, packed and unpacked.
const LARGEST: u64 = 64 << 20;
/// How many files it may have.
const MOST: usize = 10_000;

const MANIFEST: &str = "manifest.json";
const STATE: &str = ".workbook/state.json";
/// What an archive holds besides: whole folders.
const FOLDERS: [&str; 6] = [
    "exercises/",
    ".workbook/stubs/",
    ".workbook/notebooks/",
    ".workbook/mine/",
    ".workbook/backups/",
    ".workbook/imported/",
];

/// The first file of an archive.
#[derive(Serialize, Deserialize)]
struct Manifest {
    /// The format of the archive.
    format: u64,
    /// The version of the tool.
    tool: String,
    /// When it was made, in UTC.
    date: String,
    /// Which of the files are exercises, as opposed to notes: `attention/softmax`, and `attention/mod`.
    exercises: BTreeSet<String>,
}

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
    let (files, left_out) = collect(course)?;
    let archive = pack(&files)?;
    if archive.len() as u64 > LARGEST {
        bail!("it would be larger than {} MiB", LARGEST >> 20)
    }
    state::write_new(file, &archive)?;
    Ok(Exported { files: files.len() - 1, bytes: archive.len(), left_out })
}

type Files = Vec<(String, Vec<u8>)>;

/// The files of an archive, the manifest first, and what is left out.
fn collect(course: &Course) -> Result<(Files, Vec<String>)> {
    let (mut files, mut left_out) = (Files::new(), Vec::new());
    let mut exercises = BTreeSet::new();
    let known: BTreeSet<(&str, &str)> = course.files().collect();
    let mut walk = |folder: &str| -> Result<Files> {
        let mut found = Files::new();
        read_folder(&course.root, folder, &mut found, &mut left_out)?;
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
    let manifest = Manifest {
        format: FORMAT,
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        date: date(state::now()),
        exercises,
    };
    files.insert(0, (MANIFEST.to_owned(), serde_json::to_vec_pretty(&manifest)?));
    Ok((files, left_out))
}

/// Reads the files below a folder, in order. Hidden ones are the tool's or the system's.
fn read_folder(root: &Path, folder: &str, into: &mut Files, left_out: &mut Vec<String>) -> Result<()> {
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
        let kind = entry.file_type()?;
        if kind.is_dir() {
            read_folder(root, &format!("{path}/"), into, left_out)?;
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

fn pack(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    // With a head of 512 bytes each, two for a long name, and what fills the last block.
    let total: u64 = files.iter().map(|(_, bytes)| bytes.len() as u64 + 4 * 512).sum();
    if total > LARGEST - 4096 || files.len() > MOST {
        let mut largest: Vec<_> = files.iter().map(|(path, bytes)| (bytes.len(), path.as_str())).collect();
        largest.sort_unstable_by(|a, b| b.cmp(a));
        let named: Vec<String> =
            largest.iter().take(3).map(|(size, path)| format!("{path} ({} kB)", size / 1000)).collect();
        bail!(
            "an archive has at most {MOST} files and {} MiB, and this would have {} and {}. The largest are {}",
            LARGEST >> 20,
            files.len(),
            total >> 20,
            named.join(", ")
        )
    }
    let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (path, bytes) in files {
        let mut head = tar::Header::new_gnu();
        head.set_size(bytes.len() as u64);
        head.set_mode(0o644);
        head.set_mtime(state::now());
        archive
            .append_data(&mut head, path, &bytes[..])
            .with_context(|| format!("{path} cannot be packed"))?;
    }
    Ok(archive.into_inner()?.finish()?)
}

/// Chapter and name of a file that could be an exercise.
fn exercise(path: &str) -> Option<(&str, &str)> {
    let (chapter, name) = path.strip_prefix("exercises/")?.strip_suffix(".rs")?.split_once('/')?;
    (!name.contains('/')).then_some((chapter, name))
}

/// A date as in 2026-11-22T03:09:13Z, from seconds since 1970. The calendar repeats every 400 years, which begin in March.
fn date(seconds: u64) -> String {
    let days = seconds / 86_400 + 719_468;
    let day = days % 146_097;
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (year, day) = (days / 146_097 * 400 + year, day - (153 * month + 2) / 5 + 1);
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Whether an import may write there.
fn check_path(path: &str) -> Result<(), &'static str> {
    let folder = FOLDERS.iter().find(|folder| path.starts_with(**folder));
    let rest = match folder {
        _ if path == MANIFEST || path == STATE => return Ok(()),
        Some(folder) => &path[folder.len()..],
        None => return Err("an archive has nothing there"),
    };
    // What would be another path on Windows, or none, is refused everywhere.
    if path.chars().any(|c| c.is_control() || "\\:*?\"<>|".contains(c)) {
        return Err("its name has a character that not every system allows");
    }
    let origin = path.starts_with(".workbook/notebooks/") || path.starts_with(".workbook/mine/");
    for (number, part) in rest.split('/').enumerate() {
        let hidden = part.starts_with('.') && !(origin && number == 0 && part == ".origin");
        if part.is_empty() || hidden || part.ends_with(['.', ' ']) {
            return Err("it is hidden, or no plain path");
        }
        let device = part.split('.').next().unwrap_or_default().to_ascii_uppercase();
        let numbered =
            ["COM", "LPT"].iter().any(|port| device.strip_prefix(port).is_some_and(|n| n.len() == 1));
        if numbered || ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str()) {
            return Err("its name is that of a device on Windows");
        }
    }
    Ok(())
}

/// The files of an archive, all of them checked.
fn unpack(archive: &[u8]) -> Result<(Manifest, Files)> {
    let broken = |error: std::io::Error| match error.kind() {
        ErrorKind::UnexpectedEof => anyhow::anyhow!("it is cut off"),
        _ => anyhow::anyhow!("it is damaged, or no archive that export has made ({error})"),
    };
    let mut tar = Vec::new();
    let mut decoder = GzDecoder::new(archive).take(LARGEST + 1);
    decoder.read_to_end(&mut tar).map_err(broken)?;
    if tar.len() as u64 > LARGEST {
        bail!("unpacked it is larger than {} MiB", LARGEST >> 20)
    }
    // To the end of the stream, so that its checksum has been compared.
    if !decoder.into_inner().into_inner().is_empty() {
        bail!("something follows after its end")
    }
    let mut files = Files::new();
    let mut seen = BTreeSet::new();
    let mut tar = tar::Archive::new(&tar[..]);
    for entry in tar.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = String::from_utf8(entry.path_bytes().into_owned()).context("a path in it is not UTF-8")?;
        if entry.header().entry_type() != tar::EntryType::Regular {
            bail!("{path:?} in it is no plain file")
        }
        if let Err(why) = check_path(&path) {
            bail!("{path:?} in it cannot be taken: {why}")
        }
        if files.len() == MOST {
            bail!("it has more than {MOST} files")
        }
        if !seen.insert(path.clone()) {
            bail!("{path:?} is in it twice")
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(broken)?;
        if bytes.len() as u64 != entry.size() {
            bail!("it is cut off")
        }
        files.push((path, bytes));
    }
    if files.first().is_none_or(|(path, _)| path != MANIFEST) {
        bail!("export has not made it: it does not begin with {MANIFEST}")
    }
    let (_, manifest) = files.remove(0);
    let manifest: serde_json::Value =
        serde_json::from_slice(&manifest).with_context(|| format!("its {MANIFEST} cannot be read"))?;
    if manifest["format"] != FORMAT {
        bail!(
            "its format is {}, and this release reads {FORMAT}; version {} of the tool has made it",
            manifest["format"],
            manifest["tool"].as_str().unwrap_or("unknown")
        )
    }
    let manifest =
        serde_json::from_value(manifest).with_context(|| format!("its {MANIFEST} cannot be read"))?;
    Ok((manifest, files))
}

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
            state::write(&course.root.join(to), bytes)?;
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
        course.exercises().map(|exercise| (exercise.meta.id(), state::digest(course, exercise))).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(date(0), "1970-01-01T00:00:00Z");
        assert_eq!(date(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(date(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(date(1_795_316_953), "2026-11-22T03:09:13Z");
        assert_eq!(date(4_107_542_400), "2100-03-01T00:00:00Z");
    }

    #[test]
    fn only_plain_paths_below_the_reader_s_folders_are_taken() {
        for path in [
            "exercises/attention/softmax.rs",
            "exercises/notes.md",
            "exercises/a b/ä.txt",
            ".workbook/notebooks/.origin/attention.ipynb",
            ".workbook/mine/attention.ipynb",
            ".workbook/backups/attention/softmax-1.rs",
            STATE,
        ] {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "Cargo.toml",
            "exercises",
            "exercises/",
            "exercises//a",
            "exercises/a/",
            "exercises/../Cargo.toml",
            "exercises/./a",
            "exercises/a/..",
            "exercises/.git/hooks/pre-commit",
            "exercises/attention/.cargo/config.toml",
            "./exercises/a",
            "exercises/a\\..\\b",
            "exercises/C:a",
            "exercises/a\0b",
            "exercises/a. /b",
            "exercises/a.",
            "exercises/nul.txt",
            "exercises/com1/a",
            ".workbook/kernels/x",
            ".workbook/notebooks/a/.origin/b",
            ".workbook/state.json/x",
            "C:/exercises/a",
        ] {
            assert!(check_path(path).is_err(), "{path:?}");
        }
    }
}
