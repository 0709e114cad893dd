//! What an archive is: its files, where they may go, and how it is packed.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use crate::reader::state;

/// The format that is written, and the newest that is read.
const FORMAT: u64 = 1;
/// How large an archive may be, packed and unpacked.
pub(super) const LARGEST: u64 = 64 << 20;
/// How many files it may have.
const MOST: usize = 10_000;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const STATE: &str = ".workbook/state.json";
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
pub(super) struct Manifest {
    /// The format of the archive.
    format: u64,
    /// The version of the tool.
    tool: String,
    /// When it was made, in UTC.
    date: String,
    /// Which of the files are exercises, as opposed to notes: `attention/softmax`, and `attention/mod`.
    pub(super) exercises: BTreeSet<String>,
}

impl Manifest {
    /// Of an archive that is made now.
    pub(super) fn new(exercises: BTreeSet<String>) -> Manifest {
        Manifest {
            format: FORMAT,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            date: date(state::now()),
            exercises,
        }
    }
}

/// Paths and contents.
pub(super) type Files = Vec<(String, Vec<u8>)>;

/// Chapter and name of a file that could be an exercise.
pub(super) fn exercise(path: &str) -> Option<(&str, &str)> {
    let (chapter, name) = path.strip_prefix("exercises/")?.strip_suffix(".rs")?.split_once('/')?;
    (!name.contains('/')).then_some((chapter, name))
}

/// Whether an import may write there.
pub(super) fn check_path(path: &str) -> Result<(), &'static str> {
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

/// The archive as it is kept.
pub(super) fn pack(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
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

/// The files of an archive, all of them checked.
pub(super) fn unpack(archive: &[u8]) -> Result<(Manifest, Files)> {
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
