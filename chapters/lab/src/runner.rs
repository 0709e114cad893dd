//! Runs one after the other, with what is finished on the disk.

use std::any::Any;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::record;

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
    pub(crate) fn for_tests(folder: &Path) -> Order {
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

/// Whether to stop.
#[derive(Clone, Default)]
pub(crate) struct Stop {
    asked: Arc<AtomicBool>,
    /// For tests: stop after so many steps.
    after: Option<Arc<AtomicU64>>,
}

/// A run was interrupted: not a failure.
#[derive(Debug)]
struct Interrupted;

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
    bar: &'a ProgressBar,
    stop: &'a Stop,
    /// Another run has failed.
    failed: &'a AtomicBool,
    scratch: PathBuf,
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

fn say(bar: &ProgressBar, text: &str) {
    if bar.is_hidden() { eprintln!("{text}") } else { bar.println(text) }
}

/// What is on the disk.
#[derive(Deserialize, Serialize)]
struct Checkpoint {
    command: String,
    program: String,
    /// By name of run: its seconds and its rows.
    runs: Runs,
}

/// By name of run: its seconds and its rows.
type Runs = BTreeMap<String, (f64, Vec<Value>)>;

/// The runs of an order that an earlier attempt has finished, and why there are none if that has a reason to tell.
fn kept(order: &Order) -> (Runs, Option<String>) {
    let Ok(text) = fs::read_to_string(&order.checkpoint) else { return (BTreeMap::new(), None) };
    let none =
        |why: &str| (BTreeMap::new(), Some(format!("{}: {why}; starting over", order.checkpoint.display())));
    match serde_json::from_str::<Checkpoint>(&text) {
        Err(_) => none("not a list of finished runs"),
        Ok(checkpoint) if checkpoint.command != order.command => none("of another command"),
        Ok(checkpoint) if checkpoint.program != order.program => none("of a program that has changed since"),
        Ok(checkpoint) => (checkpoint.runs, None),
    }
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

fn keep(order: &Order, runs: &BTreeMap<String, (f64, Vec<Value>)>) -> Result<()> {
    let checkpoint =
        Checkpoint { command: order.command.clone(), program: order.program.clone(), runs: runs.clone() };
    record::replace(&order.checkpoint, &serde_json::to_vec(&checkpoint)?)
}

/// Removes what an order has kept.
pub(crate) fn forget(order: &Order) {
    let _ = fs::remove_file(&order.checkpoint);
    let _ = fs::remove_dir_all(order.scratch());
}

/// What a panic said.
fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Runs of three steps each, and a counter of the runs that were begun.
    fn runs(count: usize) -> (Vec<Run>, Arc<AtomicUsize>) {
        let begun = Arc::new(AtomicUsize::new(0));
        let run = |i: usize| {
            let begun = Arc::clone(&begun);
            let task: Task = Box::new(move |progress| {
                begun.fetch_add(1, Ordering::SeqCst);
                for _ in 0..3 {
                    progress.step()?;
                }
                Ok(vec![json!({ "run": i, "half": i as f64 / 2.0 })])
            });
            Run { name: format!("run {i}"), steps: 3, task }
        };
        ((0..count).map(run).collect(), begun)
    }

    fn rows(finished: Finished) -> Vec<Value> {
        match finished {
            Finished::Yes { rows, .. } => rows,
            Finished::No { done, of } => panic!("{done} of {of}"),
        }
    }

    #[test]
    fn interrupted_anywhere_and_resumed_it_gives_the_rows_of_one_go() {
        let (all, _) = runs(4);
        let whole = tempfile::tempdir().unwrap();
        let expected = rows(go(&Order::for_tests(whole.path()), &all, &Stop::never()).unwrap());
        for steps in 0..12 {
            let folder = tempfile::tempdir().unwrap();
            let order = Order::for_tests(folder.path());
            let (all, begun) = runs(4);
            match go(&order, &all, &Stop::after(steps)).unwrap() {
                Finished::No { done, of } => assert_eq!((done, of), ((steps / 3) as usize, 4)),
                Finished::Yes { .. } => panic!("not interrupted after {steps} steps"),
            }
            begun.store(0, Ordering::SeqCst);
            assert_eq!(rows(go(&order, &all, &Stop::never()).unwrap()), expected);
            assert_eq!(begun.load(Ordering::SeqCst), 4 - (steps / 3) as usize, "a finished run ran again");
        }
    }

    #[test]
    fn several_at_a_time_give_the_rows_of_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let (all, begun) = runs(9);
        let order = Order { threads: 4, ..Order::for_tests(folder.path()) };
        let Finished::No { done, .. } = go(&order, &all, &Stop::after(10)).unwrap() else {
            panic!("interrupted")
        };
        begun.store(0, Ordering::SeqCst);
        let found = rows(go(&order, &all, &Stop::never()).unwrap());
        assert_eq!(begun.load(Ordering::SeqCst), 9 - done);
        let alone = tempfile::tempdir().unwrap();
        assert_eq!(found, rows(go(&Order::for_tests(alone.path()), &all, &Stop::never()).unwrap()));
    }

    #[test]
    fn what_was_kept_by_something_else_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let order = || Order::for_tests(folder.path());
        let (all, begun) = runs(2);
        let again = |order: &Order, expected: usize| {
            begun.store(0, Ordering::SeqCst);
            rows(go(order, &all, &Stop::never()).unwrap());
            assert_eq!(begun.load(Ordering::SeqCst), expected);
        };
        again(&order(), 2);
        again(&order(), 0);
        again(&Order { program: "another".to_owned(), ..order() }, 2);
        again(&Order { command: "another".to_owned(), ..order() }, 2);
        again(&Order { command: "another".to_owned(), fresh: true, ..order() }, 2);
        fs::write(order().checkpoint, "{\"command\": \"te").unwrap();
        again(&order(), 2);
        again(&order(), 0);
        forget(&order());
        again(&order(), 2);
    }

    #[test]
    fn a_run_that_fails_or_panics_is_named_and_what_was_finished_stays() {
        for panics in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let order = Order::for_tests(folder.path());
            let (mut all, begun) = runs(2);
            let task: Task = Box::new(move |_| if panics { panic!("oh {}", 7) } else { bail!("oh 7") });
            all.push(Run { name: "the bad one".to_owned(), steps: 1, task });
            let error = format!("{:#}", go(&order, &all, &Stop::never()).unwrap_err());
            assert!(error.contains("the bad one") && error.contains("oh 7"), "{error}");
            begun.store(0, Ordering::SeqCst);
            assert!(go(&order, &all, &Stop::never()).is_err());
            assert_eq!(begun.load(Ordering::SeqCst), 0);
        }
    }
}
