//! A test runner that speaks as libtest does, so that `cargo test` and editors understand it. It is small because it is
//! linked anew at every save: a general argument parser alone would double what the reader waits for the linker.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

/// How one test ended.
pub(crate) enum Ending {
    Passed,
    Ignored(String),
    Failed(String),
}

/// One test.
pub(crate) struct Trial<'a> {
    pub(crate) name: String,
    pub(crate) run: Box<dyn Fn() -> Ending + Sync + Send + 'a>,
}

impl<'a> Trial<'a> {
    pub(crate) fn new(name: String, run: impl Fn() -> Ending + Sync + Send + 'a) -> Trial<'a> {
        Trial { name, run: Box::new(run) }
    }

    pub(crate) fn check(name: String, run: impl Fn() -> Result<(), String> + Sync + Send + 'a) -> Trial<'a> {
        Trial::new(name, move || match run() {
            Ok(()) => Ending::Passed,
            Err(why) => Ending::Failed(why),
        })
    }
}

/// The arguments of libtest that make sense here.
#[derive(Default)]
pub(crate) struct Arguments {
    pub(crate) list: bool,
    filters: Vec<String>,
    skip: Vec<String>,
    exact: bool,
    only_ignored: bool,
    quiet: bool,
    threads: Option<usize>,
}

const HELP: &str = "\
Usage: [FILTER...] [--exact] [--skip FILTER] [--list] [--test-threads N] [--quiet]
       --json [ID...]         print the reports as a JSON array
       --in-process [ID...]   run the answers without a child process, for a debugger";

impl Arguments {
    /// Reads arguments; of libtest's others, those that only change how output looks are accepted and ignored.
    pub(crate) fn read(arguments: &[String]) -> Result<Arguments, String> {
        let mut read = Arguments::default();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let (name, inline) = match argument.split_once('=') {
                Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
                _ => (argument.as_str(), None),
            };
            let mut value = || {
                inline.clone().or_else(|| rest.next().cloned()).ok_or(format!("{name} needs a value\n{HELP}"))
            };
            match name {
                "--list" => read.list = true,
                "--exact" => read.exact = true,
                "--ignored" => read.only_ignored = true,
                "-q" | "--quiet" => read.quiet = true,
                "--skip" => read.skip.push(value()?),
                "--test-threads" => {
                    read.threads =
                        Some(value()?.parse().map_err(|_| "--test-threads needs a number".to_owned())?);
                }
                "--format" | "--color" | "--logfile" | "-Z" => drop(value()?),
                "--nocapture" | "--no-capture" | "--show-output" | "--include-ignored" | "--test"
                | "--bench" => {}
                "-h" | "--help" => return Err(HELP.to_owned()),
                _ if name.starts_with('-') => return Err(format!("unknown argument {argument}\n{HELP}")),
                _ => read.filters.push(argument.clone()),
            }
        }
        Ok(read)
    }

    fn selects(&self, name: &str) -> bool {
        let matches =
            |filter: &String| if self.exact { name == filter } else { name.contains(filter.as_str()) };
        !self.only_ignored
            && (self.filters.is_empty() || self.filters.iter().any(matches))
            && !self.skip.iter().any(matches)
    }
}

/// Runs the trials that the arguments select and prints them as libtest does; `after` prints a last line. Returns the
/// exit code.
pub(crate) fn run(arguments: &Arguments, trials: Vec<Trial<'_>>, after: impl FnOnce()) -> ExitCode {
    let total = trials.len();
    let selected: Vec<Trial<'_>> = trials.into_iter().filter(|t| arguments.selects(&t.name)).collect();
    if arguments.list {
        for trial in &selected {
            println!("{}: test", trial.name);
        }
        return ExitCode::SUCCESS;
    }
    let start = Instant::now();
    println!("\nrunning {} test{}", selected.len(), if selected.len() == 1 { "" } else { "s" });
    let failures: Mutex<Vec<(usize, String)>> = Mutex::default();
    let (next, passed, ignored) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let worker = || {
        while let Some((index, trial)) =
            Some(next.fetch_add(1, Relaxed)).and_then(|i| Some((i, selected.get(i)?)))
        {
            let said = match (trial.run)() {
                Ending::Passed => {
                    passed.fetch_add(1, Relaxed);
                    "ok".to_owned()
                }
                Ending::Ignored(why) => {
                    ignored.fetch_add(1, Relaxed);
                    format!("ignored ({why})")
                }
                Ending::Failed(why) => {
                    failures.lock().expect("no worker panics while it holds the lock").push((index, why));
                    "FAILED".to_owned()
                }
            };
            if !arguments.quiet {
                println!("test {} ... {said}", trial.name);
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.unwrap_or(cores).clamp(1, selected.len().max(1));
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(worker))));

    let mut failures = failures.into_inner().expect("no worker panics while it holds the lock");
    failures.sort();
    if !failures.is_empty() {
        println!("\nfailures:\n");
        for (index, why) in &failures {
            println!("---- {} ----\n{}\n", selected[*index].name, why.trim_end());
        }
        println!("failures:");
        for (index, _) in &failures {
            println!("    {}", selected[*index].name);
        }
    }
    println!(
        "\ntest result: {}. {} passed; {} failed; {} ignored; 0 measured; {} filtered out; finished in {:.2}s\n",
        if failures.is_empty() { "ok" } else { "FAILED" },
        passed.into_inner(),
        failures.len(),
        ignored.into_inner(),
        total - selected.len(),
        start.elapsed().as_secs_f64(),
    );
    if !selected.is_empty() {
        after();
    }
    // libtest's code for failed tests.
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(101) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selects(arguments: &[&str], name: &str) -> bool {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        Arguments::read(&arguments).unwrap().selects(name)
    }

    #[test]
    fn filters_are_those_of_libtest() {
        assert!(selects(&[], "attention/softmax"));
        assert!(selects(&["soft", "rope"], "attention/softmax"));
        assert!(!selects(&["soft", "--exact"], "attention/softmax"));
        assert!(selects(&["--exact", "attention/softmax"], "attention/softmax"));
        assert!(!selects(&["--exact", "attention/softmax"], "attention/online_softmax"));
        assert!(!selects(&["--skip=online"], "attention/online_softmax"));
        assert!(selects(&["--nocapture", "--test-threads", "1", "--format=pretty", "--color", "never"], "a"));
    }

    #[test]
    fn an_unknown_argument_is_an_error() {
        assert!(Arguments::read(&["--frobnicate".to_owned()]).is_err());
        assert!(Arguments::read(&["--skip".to_owned()]).is_err());
    }
}
