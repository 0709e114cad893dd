//! What a run reports its steps to, and what stops it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;

/// Whether to stop.
#[derive(Clone, Default)]
pub(crate) struct Stop {
    asked: Arc<AtomicBool>,
    /// For tests: stop after so many steps.
    after: Option<Arc<AtomicU64>>,
}

/// A run was interrupted: not a failure.
#[derive(Debug)]
pub(super) struct Interrupted;

impl std::fmt::Display for Interrupted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

impl Stop {
    /// At Ctrl-C, or when the program is asked to end; at once when it is asked again.
    pub(crate) fn on_interrupt() -> Result<Stop> {
        let stop = Stop::default();
        let asked = Arc::clone(&stop.asked);
        ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
        })
        .context("interrupts cannot be caught")?;
        Ok(stop)
    }

    #[cfg(test)]
    pub(crate) fn never() -> Stop {
        Stop::default()
    }

    #[cfg(test)]
    pub(crate) fn after(steps: u64) -> Stop {
        Stop { asked: Arc::default(), after: Some(Arc::new(AtomicU64::new(steps))) }
    }

    fn asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }
}

/// What a run reports its steps to.
pub(crate) struct Progress<'a> {
    pub(super) bar: &'a ProgressBar,
    pub(super) stop: &'a Stop,
    /// Another run has failed.
    pub(super) failed: &'a AtomicBool,
    pub(super) scratch: PathBuf,
}

impl Progress<'_> {
    /// Another step is done.
    ///
    /// # Errors
    /// If the run is to stop. What it has not kept in its scratch folder is lost.
    pub(crate) fn step(&self) -> Result<()> {
        self.steps(1)
    }

    /// Some steps are done, such as those that an earlier attempt has kept.
    pub(crate) fn steps(&self, steps: u64) -> Result<()> {
        self.bar.inc(steps);
        if let Some(left) = &self.stop.after
            && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(steps)).is_err()
        {
            self.stop.asked.store(true, Ordering::SeqCst);
        }
        if self.stopping() {
            bail!(Interrupted);
        }
        Ok(())
    }

    /// Whether the run is to stop: for one that wants to keep its state first.
    pub(crate) fn stopping(&self) -> bool {
        self.stop.asked() || self.failed.load(Ordering::SeqCst)
    }

    /// Says something above the bar.
    pub(crate) fn say(&self, text: &str) {
        say(self.bar, text);
    }

    /// A folder for the state of this run, which is gone when the run is finished.
    pub(crate) fn scratch(&self) -> Result<&Path> {
        fs::create_dir_all(&self.scratch)
            .with_context(|| format!("{} cannot be made", self.scratch.display()))?;
        Ok(&self.scratch)
    }
}

pub(super) fn say(bar: &ProgressBar, text: &str) {
    if bar.is_hidden() { eprintln!("{text}") } else { bar.println(text) }
}
