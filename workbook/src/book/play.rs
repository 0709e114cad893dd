//! The module behind figures to play with: the drawings of all chapters, compiled for web pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD, Engine};

use crate::Course;

/// Where it is in the book.
pub const FILE: &str = "play/module.js";
const TARGET: &str = "wasm32-unknown-unknown";

/// What installs what it takes to build it.
pub const GET: &str = "rustup target add wasm32-unknown-unknown";

/// Whether this machine can build it.
pub fn installed() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(|| {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let said = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
        said.is_ok_and(|said| Path::new(String::from_utf8_lossy(&said.stdout).trim()).is_dir())
    })
}

/// Builds it, if it has changed, and gives it as a script: pages that were opened from the disk may load that, and nothing else.
///
/// # Errors
/// If it does not build.
pub fn script(course: &Course) -> Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(&course.root).stdin(Stdio::null());
    command.args(["rustc", "--quiet", "-p", "play", "--lib", "--crate-type", "cdylib"]);
    command.args(["--profile", "play", "--target", TARGET, "--message-format=json-render-diagnostics"]);
    let built = command.output().context("cargo does not start; install Rust from rustup.rs")?;
    if !built.status.success() {
        bail!("the figures to play with do not build:\n{}", String::from_utf8_lossy(&built.stderr).trim_end())
    }
    let made = String::from_utf8_lossy(&built.stdout);
    let module =
        made.lines().filter_map(module).next_back().context("cargo made no module of the figures")?;
    let bytes = fs::read(&module).with_context(|| format!("{} cannot be read", module.display()))?;
    Ok(format!("window.workbookPlay = \"{}\";\n", BASE64_STANDARD.encode(bytes)))
}

/// The module that a message of cargo names.
fn module(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    let files = message["filenames"].as_array()?.iter().filter_map(|file| file.as_str());
    files.map(PathBuf::from).find(|file| file.extension().is_some_and(|ending| ending == "wasm"))
}

/// Writes it into a built book.
///
/// # Errors
/// If it does not build, or cannot be written.
pub fn put(course: &Course, folder: &Path) -> Result<()> {
    let script = script(course)?;
    let path = folder.join(FILE);
    let parent = path.parent().context("it lies in a folder")?;
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(&path, script))
        .with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_is_what_cargo_says() {
        let said = r#"{"reason":"compiler-artifact","target":{"name":"play"},"filenames":["/a/libplay.rlib","/a/play.wasm"]}"#;
        assert_eq!(module(said), Some(PathBuf::from("/a/play.wasm")));
        assert_eq!(module(r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(module("no message"), None);
    }
}
