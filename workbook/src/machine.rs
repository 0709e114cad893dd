//! What this machine has for the reference kernels, and who uses it. The kernels are in a program of their own, which is built when it is asked for:
//! whoever reads and solves does not wait for it.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::Course;
use crate::commands::progress::told;
use crate::judging::waiting;

/// What was found; or why it could not be looked for.
pub(crate) struct Probe(Result<Value>);

impl Probe {
    /// One thing that was looked for: what was found, or why it is missing.
    pub(crate) fn get(&self, name: &str) -> Result<String, String> {
        let found = self.0.as_ref().map_err(|error| format!("{error:#}"))?;
        let text = |result: &str| found[name][result].as_str().map(str::to_owned);
        text("Ok").ok_or_else(|| text("Err").unwrap_or_else(|| format!("{name} was not looked for")))
    }
}

impl Probe {
    #[cfg(test)]
    pub(crate) fn of(found: Value) -> Probe {
        Probe(Ok(found))
    }

    /// Why nothing could be looked for, if nothing could.
    pub(crate) fn failure(&self) -> Option<String> {
        self.0.as_ref().err().map(|error| format!("{error:#}"))
    }
}

/// Whether this is root: a new file belongs to whoever makes it.
#[cfg(unix)]
pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    tempfile::tempfile().and_then(|file| file.metadata()).is_ok_and(|about| about.uid() == 0)
}

#[cfg(not(unix))]
pub(crate) fn is_root() -> bool {
    false
}

/// Looks for everything.
pub(crate) fn probe(course: &Course) -> Probe {
    let looked = || {
        build(course)?;
        let output = command(course, &["run", "--quiet"])
            .args(["--", "probe"])
            .stderr(Stdio::inherit())
            .output()
            .context(NO_CARGO)?;
        if !output.status.success() {
            bail!("the kernels' program ended with {}", output.status)
        }
        serde_json::from_slice(&output.stdout).context("what the kernels' program says cannot be read")
    };
    Probe(looked())
}

/// Compares the kernels on the GPU with the host, and writes the report.
///
/// # Errors
/// If this machine has no GPU, NVRTC or host build.
pub fn report(course: &Course, out: Option<&Path>) -> Result<()> {
    let file = out.map(std::path::absolute).transpose()?;
    build(course)?;
    let mut command = command(course, &["run", "--quiet"]);
    command.args(["--", "report"]).args(&file).current_dir(course.root.join("kernels/reports"));
    let status = command.status().context(NO_CARGO)?;
    if !status.success() {
        bail!("no report was written")
    }
    Ok(())
}

const NO_CARGO: &str = "cargo does not start; install Rust from rustup.rs";

fn build(course: &Course) -> Result<()> {
    let built = told(|tell| waiting::output(&mut command(course, &["build"]), tell)).context(NO_CARGO)?;
    if !built.status.success() {
        bail!("the reference kernels could not be built:\n{}", String::from_utf8_lossy(&built.stderr))
    }
    Ok(())
}

/// Cargo, with the kernels' program.
fn command(course: &Course, verb: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&course.root).args(verb).args(["-p", "kernels", "--example", "machine"]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    command.stdin(Stdio::null());
    command
}
