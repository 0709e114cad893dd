//! The book as a PDF: its page to print, printed by Chromium.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::machine;

/// What Chromium and its like are called.
const PROGRAMS: [&str; 7] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// Prints the book that was built in `folder` into `file`; what is there is replaced once the new one is complete.
///
/// # Errors
/// If there is no Chromium, or it does not print.
pub fn write(folder: &Path, file: &Path) -> Result<()> {
    let Some(program) = program() else {
        bail!(
            "a PDF is printed by Chromium, and there is none; on Debian: apt install chromium. If it is elsewhere, say where: \
             CHROMIUM=/path/to/chromium"
        )
    };
    if file.is_dir() {
        bail!("{} is a folder; name a file, such as book.pdf", file.display())
    }
    let file = std::path::absolute(file)?;
    let beside = file.parent().context("the PDF needs a folder")?;
    let scratch = tempfile::TempDir::with_prefix_in(".pdf-", beside)
        .with_context(|| format!("{} cannot be written", beside.display()))?;
    let printed = scratch.path().join("book.pdf");
    let mut command = Command::new(&program);
    command
        .args([
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-sync",
        ])
        .args(["--disable-component-update", "--no-pdf-header-footer", "--generate-pdf-document-outline"])
        .arg(format!("--user-data-dir={}", scratch.path().join("profile").display()))
        .arg(format!("--print-to-pdf={}", printed.display()));
    // Chromium's own walls do not stand for root, who is the only user in many a container; what it opens is this book.
    if machine::is_root() {
        command.arg("--no-sandbox");
    }
    let output = command
        .arg(folder.join("print.html"))
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{} does not start", program.display()))?;
    if !output.status.success() || !is_pdf(&printed) {
        let said = String::from_utf8_lossy(&output.stderr);
        let last: Vec<&str> = said.lines().rev().take(3).collect();
        bail!(
            "{} did not print the book; its last words:\n{}",
            program.display(),
            last.into_iter().rev().collect::<Vec<_>>().join("\n")
        )
    }
    fs::rename(&printed, &file).with_context(|| format!("{} cannot be written", file.display()))
}

fn is_pdf(file: &Path) -> bool {
    fs::read(file).is_ok_and(|bytes| bytes.starts_with(b"%PDF-"))
}

fn program() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Some(named.into());
    }
    let folders: Vec<PathBuf> =
        env::var_os("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default();
    let found = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    PROGRAMS.iter().find_map(found)
}
