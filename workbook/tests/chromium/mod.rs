//! Chromium, driven from Node: whether they are there, and what came of it if not.

// Each test binary uses a part of it.
#![allow(dead_code, unreachable_pub)]

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Completion, Failed};

/// Why nothing was found out.
pub enum Trouble {
    /// This machine lacks something.
    Missing(String),
    /// Something does not work.
    Failed(String),
}

impl Trouble {
    pub fn verdict(&self) -> Result<Completion, Failed> {
        match self {
            Trouble::Missing(reason) => Ok(Completion::ignored_with(reason.clone())),
            Trouble::Failed(message) => Err(message.into()),
        }
    }
}

pub fn browser_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// Chromium and Node, or which of them is missing.
pub fn tools() -> Result<(PathBuf, PathBuf), Trouble> {
    let missing = |what: &str| Trouble::Missing(what.to_owned());
    let chromium = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path);
    let chromium =
        chromium.ok_or_else(|| missing("no Chromium on the path; Debian's package is chromium"))?;
    let node = on_path("node").ok_or_else(|| missing("no Node on the path; Debian's package is nodejs"))?;
    let said = Command::new(&node).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    let version = String::from_utf8_lossy(&said).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < 18) {
        return Err(Trouble::Missing(format!("Node 18 or newer is needed, this is {version}")));
    }
    let packages = ["axe-core", "playwright-core"];
    if packages.iter().any(|name| !browser_folder().join("node_modules").join(name).exists()) {
        return Err(missing("no Node packages; `npm ci` in workbook/tests/browser installs them"));
    }
    Ok((chromium, node))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let mut files = std::env::split_paths(&folders)
        .map(|folder| folder.join(format!("{program}{}", std::env::consts::EXE_SUFFIX)));
    files.find(|file| file.is_file())
}

/// What a script prints, as JSON.
pub fn printed<T: serde::de::DeserializeOwned>(command: &mut Command, script: &str) -> Result<T, Trouble> {
    let output =
        command.output().map_err(|error| Trouble::Failed(format!("node does not start: {error}")))?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        let said = String::from_utf8_lossy(&output.stderr);
        Trouble::Failed(format!("{script} ended with {}: {said}", output.status))
    })
}
