//! Runs one after the other, with what is finished on the disk.

mod checkpoint;
mod progress;
#[cfg(test)]
mod tests;

pub(crate) use checkpoint::forget;
pub(crate) use progress::{Progress, Stop};

use std::any::Any;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use checkpoint::{keep, kept};
use progress::{Interrupted, say};

/// What a run computes.
pub(crate) type Task = Box<dyn Fn(&Progress<'_>) -> Result<Vec<Value>> + Send + Sync>;

/// One run: deterministic, and independent of all others.
pub(crate) struct Run {
    /// Its name within the experiment, which with the command and the program is all that it depends on.
    pub(crate) name: String,
    /// How many steps it will report.
    pub(crate) steps: u64,
    /// What it computes: its rows.
    pub(crate) task: Task,
}

/// What to do, and where to keep what is done.
pub(crate) struct Order {
    /// The command, as it can be typed again.
    pub(crate) command: String,
    /// The file that keeps the rows so far.
    pub(crate) checkpoint: PathBuf,
    /// A digest of the program: rows of other code, such as of an answer that has changed since, do not go on.
    pub(crate) program: String,
    /// Starts over.
    pub(crate) fresh: bool,
    /// How many runs go on at the same time. Each is one thread's work, and what it gives does not depend on the others.
    pub(crate) threads: usize,
}

impl Order {
    #[cfg(test)]
    pub(crate) fn for_tests(folder: &std::path::Path) -> Order {
        Order {
            command: "test".to_owned(),
            checkpoint: folder.join("deep/rows.json"),
            program: "program".to_owned(),
            fresh: false,
            threads: 1,
        }
    }

    /// The folder for what a run keeps while it runs.
    fn scratch(&self) -> PathBuf {
        self.checkpoint.with_extension("run")
    }
}

/// How an order ended.
#[derive(Debug)]
pub(crate) enum Finished {
    /// All rows, in the order of the runs, and the seconds that they took, without those of interrupted runs.
    Yes { rows: Vec<Value>, seconds: f64 },
    /// Interrupted after some of the runs.
    No { done: usize, of: usize },
}

/// Runs what is not finished yet.
///
/// # Errors
/// If a run fails or panics, or a file cannot be written. What is finished stays on the disk.
pub(crate) fn go(order: &Order, runs: &[Run], stop: &Stop) -> Result<Finished> {
    if order.fresh {
        forget(order);
    }
    let (mut done, why) = kept(order);
    done.retain(|name, _| runs.iter().any(|run| run.name == *name));
    let bar = ProgressBar::new(runs.iter().map(|run| run.steps).sum());
    let style = "{msg} {wide_bar} {percent}% {elapsed}, {eta} left";
    bar.set_style(ProgressStyle::with_template(style).context("the bar has a style")?);
    if let Some(why) = why {
        say(&bar, &why);
        // The state of a run of other code is not for this one either.
        let _ = fs::remove_dir_all(order.scratch());
    } else if !done.is_empty() {
        say(&bar, &format!("going on: {} of {} runs are finished already", done.len(), runs.len()));
    }
    let before: u64 = runs.iter().filter(|run| done.contains_key(&run.name)).map(|run| run.steps).sum();
    bar.inc(before);
    bar.reset_eta();

    let todo: Vec<&Run> = runs.iter().filter(|run| !done.contains_key(&run.name)).collect();
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (done, failure) = (Mutex::new(done), Mutex::new(None));
    let work = || {
        while let Some(run) = todo.get(next.fetch_add(1, Ordering::SeqCst)) {
            let scratch = order.scratch().join(run.name.replace(['/', ' '], "-"));
            let progress = Progress { bar: &bar, stop, failed: &failed, scratch };
            if progress.stopping() {
                return;
            }
            bar.set_message(run.name.clone());
            let start = Instant::now();
            let ended = match catch_unwind(AssertUnwindSafe(|| (run.task)(&progress))) {
                Ok(Ok(rows)) => {
                    let mut done = done.lock().expect("nobody panics with it");
                    let seconds = start.elapsed().as_secs_f64();
                    done.insert(run.name.clone(), (seconds, rows));
                    if bar.is_hidden() {
                        eprintln!("{}/{} {} in {seconds:.1} s", done.len(), runs.len(), run.name);
                    }
                    let _ = fs::remove_dir_all(&progress.scratch);
                    keep(order, &done)
                }
                Ok(Err(error)) if error.is::<Interrupted>() => return,
                Ok(Err(error)) => Err(error.context(format!("the run {:?} failed", run.name))),
                Err(panic) => {
                    // With `mine`, the first to ask is the reader's own code.
                    let next = if cfg!(feature = "mine") {
                        "; `cargo run -- grade` judges your answers"
                    } else {
                        ""
                    };
                    Err(anyhow!("the run {:?} panicked: {}{next}", run.name, message(&*panic)))
                }
            };
            if let Err(error) = ended {
                failed.store(true, Ordering::SeqCst);
                failure.lock().expect("nobody panics with it").get_or_insert(error);
                return;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..order.threads.min(todo.len()) {
            // candle's operators work in the pool of the thread that calls them, and in one pool for all where that has none:
            // there the runs would wait for each other.
            scope.spawn(|| match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
                Ok(pool) => pool.install(work),
                Err(_) => work(),
            });
        }
    });
    bar.finish_and_clear();
    if let Some(error) = failure.into_inner().expect("nobody panics with it") {
        return Err(error);
    }
    let mut done = done.into_inner().expect("nobody panics with it");
    if done.len() < runs.len() {
        return Ok(Finished::No { done: done.len(), of: runs.len() });
    }
    let seconds = done.values().map(|(seconds, _)| seconds).sum();
    let rows = runs.iter().flat_map(|run| done.remove(&run.name).expect("it is done").1).collect();
    Ok(Finished::Yes { rows, seconds })
}

/// What a panic said.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}
