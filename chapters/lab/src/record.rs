//! What an experiment leaves: its rows, and what made them.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The file below `book/data`.
#[derive(Debug, Serialize)]
pub(crate) struct Record {
    /// The command, as it can be typed again.
    pub(crate) command: String,
    /// Whose router it was: `solution` or `mine`.
    pub(crate) by: &'static str,
    /// The commit; with `-dirty` if the code had changed since.
    pub(crate) revision: String,
    pub(crate) machine: Machine,
    /// What all runs together took.
    pub(crate) seconds: f64,
    pub(crate) seed: u64,
    pub(crate) size: &'static str,
    pub(crate) rows: Vec<Value>,
}

/// What it ran on.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    cpu: String,
    cores: usize,
    os: String,
}

/// What a program prints, if it can be run and succeeds.
fn said(program: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let output = Command::new(program).args(arguments).current_dir(folder).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    output.status.success().then_some(text)
}

/// The commit that is checked out. Results that were written since do not make it another.
pub(crate) fn revision(root: &Path) -> String {
    let Some(commit) = said("git", &["rev-parse", "--short=7", "HEAD"], root) else {
        return "unknown".to_owned();
    };
    let code = ["status", "--porcelain", "--untracked-files=no", "--", ".", ":!book", ":!exercises"];
    match said("git", &code, root) {
        Some(changes) if changes.is_empty() => commit,
        _ => commit + "-dirty",
    }
}

/// The machine.
pub(crate) fn machine() -> Machine {
    let linux = || {
        let text = fs::read_to_string("/proc/cpuinfo").ok()?;
        let line = text.lines().find(|line| line.starts_with("model name"))?.to_owned();
        Some(line.split_once(": ")?.1.trim().to_owned())
    };
    let mac = || said("sysctl", &["-n", "machdep.cpu.brand_string"], Path::new("."));
    let cpu = linux().or_else(mac).or_else(|| std::env::var("PROCESSOR_IDENTIFIER").ok());
    Machine {
        cpu: cpu.unwrap_or_else(|| "unknown".to_owned()),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        os: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    }
}

/// A digest of the running program, and so of all code that it was built from: the first eight bytes of its SHA-256. It is kept
/// in a file, and the standard library's hashes promise nothing from one compiler to the next.
pub(crate) fn program() -> String {
    let bytes = std::env::current_exe().and_then(fs::read).unwrap_or_default();
    let digest = Sha256::digest(bytes).iter().take(8).fold(0_u64, |sum, &byte| sum << 8 | u64::from(byte));
    format!("{digest:016x}")
}

/// Replaces a file at once: whoever reads it finds the old or the new one, never a part, also after a loss of power.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let said = || format!("{} cannot be written", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(said)?;
    let mut file = tempfile::Builder::new().prefix(".lab-").tempfile_in(folder).with_context(said)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).with_context(said)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is its owner's only; a result is everyone's to read.
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644)).with_context(said)?;
    }
    file.persist(path).with_context(said)?;
    Ok(())
}

/// Finds out whether a result could be written.
pub(crate) fn writable(path: &Path) -> Result<()> {
    let said = || format!("the result cannot be written to {}", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(said)?;
    anyhow::ensure!(!path.is_dir(), "{}: it is a folder", said());
    tempfile::Builder::new().prefix(".lab-").tempfile_in(folder).with_context(said)?;
    Ok(())
}

/// Writes a result: a line for each row, so that a change is seen as what it is.
pub(crate) fn write(path: &Path, record: &Record) -> Result<()> {
    let mut head = serde_json::to_value(record)?;
    let rows = head.as_object_mut().and_then(|head| head.remove("rows")).unwrap_or_default();
    let mut text = serde_json::to_string_pretty(&head)?;
    text.truncate(text.rfind('}').unwrap_or(text.len()));
    let rows: Vec<String> = rows.as_array().into_iter().flatten().map(ToString::to_string).collect();
    let text = format!("{},\n  \"rows\": [\n    {}\n  ]\n}}\n", text.trim_end(), rows.join(",\n    "));
    replace(path, text.as_bytes())
}

/// A number as results have it: four significant digits, because the fifth is another one on the next machine.
pub(crate) fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    format!("{value:.3e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_is_json_with_what_made_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/er/result.json");
        writable(&path).unwrap();
        let record = Record {
            command: "lab".to_owned(),
            by: "solution",
            revision: "abc".to_owned(),
            machine: machine(),
            seconds: 1.5,
            seed: 7,
            size: "small",
            rows: vec![json!({"a": 1}), json!({"a": [1, 2]})],
        };
        write(&path, &record).unwrap();
        write(&path, &record).unwrap();
        let read: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(read["rows"], json!([{"a": 1}, {"a": [1, 2]}]));
        assert_eq!((read["seed"].as_u64(), read["size"].as_str()), (Some(7), Some("small")));
        assert!(read["machine"]["cores"].as_u64() > Some(0) && read["machine"]["cpu"].is_string());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "something was left beside it");
    }

    #[test]
    fn numbers_have_four_digits() {
        assert_eq!(rounded(0.123_456), 0.1235);
        assert_eq!(rounded(-123_456.0), -123_500.0);
        assert_eq!(rounded(0.0), 0.0);
        assert!(rounded(f64::NAN).is_nan());
    }
}
