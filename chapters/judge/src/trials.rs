//! A test runner that speaks as libtest does, so that `cargo test` and editors understand it. It is small because it is
//! linked anew at every save: a general argument parser alone would double what the reader waits for the linker.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

/// How one test ended.
pub(crate) enum Ending {
    Passed,
    /// It has passed, and printed this.
    Printed(String),
    Ignored(String),
    Failed(String),
}

/// Whether a test will end as ignored.
type Ignored<'a> = Box<dyn Fn() -> bool + Sync + Send + 'a>;

/// Does a step for some tests, and says how each of them has ended.
type Step<'a> = Box<dyn Fn(usize, &[usize]) -> Vec<Ending> + Sync + Send + 'a>;

/// Tests that share their work, which is done in steps: a step is done for all of them at once, and several steps at the same
/// time. A test has passed when it has in every step.
pub(crate) struct Trials<'a> {
    /// The names of the tests.
    pub(crate) names: Vec<String>,
    /// What a step is called where a test has failed in it: `seed 3`.
    pub(crate) steps: Vec<String>,
    /// Does a step for those of the tests that are selected.
    pub(crate) run: Step<'a>,
    /// Whether they will be ignored; never, if nothing is said.
    pub(crate) ignored: Option<Ignored<'a>>,
}

impl<'a> Trials<'a> {
    /// A test by itself.
    pub(crate) fn one(name: String, run: impl Fn() -> Ending + Sync + Send + 'a) -> Trials<'a> {
        let run: Step<'a> = Box::new(move |_, _| vec![run()]);
        Trials { names: vec![name], steps: vec![String::new()], run, ignored: None }
    }

    /// The same, ignored where `ignored` says so.
    pub(crate) fn ignored_if(self, ignored: impl Fn() -> bool + Sync + Send + 'a) -> Trials<'a> {
        Trials { ignored: Some(Box::new(ignored)), ..self }
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
    show_output: bool,
    threads: Option<usize>,
}

const HELP: &str = "\
Usage: [FILTER...] [--exact] [--skip FILTER] [--list] [--ignored] [--test-threads N] [--quiet] [--show-output]
       --json [ID...]         print the reports as a JSON array
       --in-process [ID...]   run the answers without a child process, for a debugger
       --describe             (target solutions) print what is shown of the exercises as a JSON array
       --edits                (target mistakes) print the edits that make the mistakes as a JSON array";

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
                "--nocapture" | "--no-capture" | "--show-output" => read.show_output = true,
                "--include-ignored" | "--test" | "--bench" => {}
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
        (self.filters.is_empty() || self.filters.iter().any(matches)) && !self.skip.iter().any(matches)
    }
}

/// Tests at work: those that are selected of some [`Trials`].
struct Work<'a> {
    selected: Vec<usize>,
    trials: Trials<'a>,
    progress: Mutex<Progress>,
}

struct Progress {
    steps_left: usize,
    /// For each selected test, how it has ended in the steps that are done.
    endings: Vec<Vec<(usize, Ending)>>,
}

impl Work<'_> {
    /// Does a step; after the last one, how each test has ended.
    fn step(&self, step: usize) -> Option<Vec<Ending>> {
        let endings = (self.trials.run)(step, &self.selected);
        let mut progress = self.progress.lock().expect("no worker panics while it holds the lock");
        progress.endings.iter_mut().zip(endings).for_each(|(all, ending)| all.push((step, ending)));
        progress.steps_left -= 1;
        let all = (progress.steps_left == 0).then(|| std::mem::take(&mut progress.endings))?;
        Some(all.into_iter().map(|endings| self.together(endings)).collect())
    }

    /// How a test has ended that has ended like this in its steps: the first failure counts, and the others are listed.
    fn together(&self, mut endings: Vec<(usize, Ending)>) -> Ending {
        endings.sort_by_key(|&(step, _)| step);
        let mut failures = endings.iter().filter_map(|(step, ending)| match ending {
            Ending::Failed(why) => Some((&self.trials.steps[*step], why)),
            _ => None,
        });
        if let Some((_, why)) = failures.next() {
            let others: Vec<&str> = failures.map(|(step, _)| step.as_str()).collect();
            let also =
                if others.is_empty() { String::new() } else { format!("\nand on {}", others.join(", ")) };
            return Ending::Failed(format!("{}{also}", why.trim_end()));
        }
        let mut others: Vec<Ending> = endings.into_iter().map(|(_, ending)| ending).collect();
        let ignored = others.iter().position(|ending| matches!(ending, Ending::Ignored(_))).unwrap_or(0);
        if others.is_empty() { Ending::Passed } else { others.swap_remove(ignored) }
    }
}

/// What is told of a test: the place of its trials and its own, and the words.
type Told = (usize, usize, String);

/// Keeps the tests that will be ignored; several are asked at once.
fn keep_ignored(work: &mut Vec<Work<'_>>) {
    let next = AtomicUsize::new(0);
    let kept: Vec<AtomicBool> = work.iter().map(|_| AtomicBool::new(false)).collect();
    let ask = || {
        while let Some((work, kept)) =
            Some(next.fetch_add(1, Relaxed)).and_then(|at| Some((work.get(at)?, &kept[at])))
        {
            kept.store(work.trials.ignored.as_ref().is_some_and(|ignored| ignored()), Relaxed);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(ask))));
    let mut kept = kept.into_iter();
    work.retain(|_| kept.next().is_some_and(AtomicBool::into_inner));
}

/// Runs the tests that the arguments select and prints them as libtest does; `after` prints a last line. Returns the
/// exit code.
pub(crate) fn run(arguments: &Arguments, trials: Vec<Trials<'_>>, after: impl FnOnce()) -> ExitCode {
    let total: usize = trials.iter().map(|trials| trials.names.len()).sum();
    let work = trials.into_iter().map(|trials| {
        let selects = |&test: &usize| arguments.selects(&trials.names[test]);
        let selected: Vec<usize> = (0..trials.names.len()).filter(selects).collect();
        let endings = selected.iter().map(|_| Vec::new()).collect();
        let progress = Mutex::new(Progress { steps_left: trials.steps.len(), endings });
        Work { selected, trials, progress }
    });
    let mut work: Vec<Work<'_>> = work.filter(|work| !work.selected.is_empty()).collect();
    if arguments.only_ignored {
        keep_ignored(&mut work);
    }
    let selected: usize = work.iter().map(|work| work.selected.len()).sum();
    if arguments.list {
        for work in &work {
            work.selected.iter().for_each(|&test| println!("{}: test", work.trials.names[test]));
        }
        return ExitCode::SUCCESS;
    }
    let start = Instant::now();
    println!("\nrunning {selected} test{}", if selected == 1 { "" } else { "s" });
    // One after the other: what is begun is ended soon, and there is always a step for a worker that is free.
    let steps: Vec<(usize, usize)> = work
        .iter()
        .enumerate()
        .flat_map(|(at, work)| (0..work.trials.steps.len()).map(move |step| (at, step)))
        .collect();
    let (failures, said) = (Mutex::<Vec<Told>>::default(), Mutex::<Vec<Told>>::default());
    let (next, passed, ignored) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let failed = |at: usize, test: usize, why: String| {
        failures.lock().expect("no worker panics while it holds the lock").push((at, test, why));
        "FAILED".to_owned()
    };
    let ended = |at: usize, test: usize, ending: Ending| {
        let word = match ending {
            Ending::Passed => {
                passed.fetch_add(1, Relaxed);
                "ok".to_owned()
            }
            Ending::Printed(text) => {
                passed.fetch_add(1, Relaxed);
                if arguments.show_output && !text.is_empty() {
                    said.lock().expect("no worker panics while it holds the lock").push((at, test, text));
                }
                "ok".to_owned()
            }
            // Who asks for those that are ignored wants to see them run.
            Ending::Ignored(why) if arguments.only_ignored => failed(at, test, why),
            Ending::Ignored(why) => {
                ignored.fetch_add(1, Relaxed);
                format!("ignored ({why})")
            }
            Ending::Failed(why) => failed(at, test, why),
        };
        if !arguments.quiet {
            println!("test {} ... {word}", work[at].trials.names[test]);
        }
    };
    let worker = || {
        while let Some(&(at, step)) = steps.get(next.fetch_add(1, Relaxed)) {
            let Some(endings) = work[at].step(step) else { continue };
            work[at].selected.iter().zip(endings).for_each(|(&test, ending)| ended(at, test, ending));
        }
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.unwrap_or(cores).clamp(1, steps.len().max(1));
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(worker))));

    let mut failures = failures.into_inner().expect("no worker panics while it holds the lock");
    failures.sort();
    let mut said = said.into_inner().expect("no worker panics while it holds the lock");
    said.sort();
    let name = |(at, test, _): &Told| work[*at].trials.names[*test].clone();
    for (title, told) in
        [("successes", &said), ("failures", &failures)].into_iter().filter(|(_, told)| !told.is_empty())
    {
        println!("\n{title}:\n");
        for entry in told {
            println!("---- {} ----\n{}\n", name(entry), entry.2.trim_end());
        }
        println!("{title}:");
        for entry in told {
            println!("    {}", name(entry));
        }
    }
    println!(
        "\ntest result: {}. {} passed; {} failed; {} ignored; 0 measured; {} filtered out; finished in {:.2}s\n",
        if failures.is_empty() { "ok" } else { "FAILED" },
        passed.into_inner(),
        failures.len(),
        ignored.into_inner(),
        total - selected,
        start.elapsed().as_secs_f64(),
    );
    if selected > 0 {
        after();
    }
    if let Err(why) = contract::output::finish() {
        return crate::harness::refuse(&why);
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

    #[test]
    fn a_test_fails_if_it_does_in_one_step_and_lists_the_others() {
        let run = |step, selected: &[usize]| {
            let ending = |&test: &usize| match (test, step) {
                (1, 1 | 2) => Ending::Failed(format!("why in {step}")),
                _ => Ending::Passed,
            };
            selected.iter().map(ending).collect()
        };
        let trials = Trials {
            names: ["a", "b", "c"].map(str::to_owned).to_vec(),
            steps: ["seed 0", "seed 1", "seed 2"].map(str::to_owned).to_vec(),
            run: Box::new(run),
            ignored: None,
        };
        let progress = Mutex::new(Progress { steps_left: 3, endings: vec![Vec::new(), Vec::new()] });
        let work = Work { selected: vec![1, 2], trials, progress };
        assert!(work.step(2).is_none() && work.step(0).is_none());
        let endings = work.step(1).expect("all steps are done");
        let [Ending::Failed(why), Ending::Passed] = &endings[..] else { panic!("they end otherwise") };
        assert_eq!(why, "why in 1\nand on seed 2");
    }
}
