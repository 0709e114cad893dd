//! Test binaries over a list of exercises, and that of the reader's answers.

use std::process::ExitCode;

use crate::exercise::Who;
use crate::trials::{self, Arguments, Ending, Trials};
use crate::{Exercise, Limits, Report, Verdict, child, judging, random};

/// What a test binary understands besides the usual arguments of `cargo test`.
pub(crate) struct Options(Vec<String>);

impl Options {
    pub(crate) fn read() -> Options {
        Options(std::env::args().skip(1).collect())
    }

    /// Whether an option is given; it is then no argument any more.
    pub(crate) fn take(&mut self, option: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|argument| argument != option);
        self.0.len() < before
    }
}

/// Judges the reader's answers. With `--json` the reports are printed as an array, for the exercises named (all, if
/// none is); with `--in-process` the answers run without a child process, for a debugger; with `--attended` judging ends
/// when the standard input does, that is, with whoever asked for it.
pub fn main(exercises: Vec<Exercise>) -> ExitCode {
    child::serve_if_child(&exercises);
    let mut options = Options::read();
    if options.take("--attended") {
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            // The child notices that its connection is gone, and ends with all that it started.
            std::process::exit(2);
        });
    }
    let in_process = options.take("--in-process");
    if options.take("--json") {
        return reports(&exercises, &Who::Answer, in_process, &options);
    }
    let seed = match random::seed() {
        Ok(seed) => seed,
        Err(why) => return refuse(&why),
    };
    let trial = |exercise| {
        Trials::one(Exercise::id(exercise), move || {
            let report = judged(exercise, &Who::Answer, seed, in_process);
            match report.verdict {
                Verdict::Passed => Ending::Passed,
                Verdict::NotAttempted => Ending::Ignored(report.message),
                _ => Ending::Failed(report.rendered()),
            }
        })
    };
    run(&options, exercises.iter().map(trial).collect(), || {
        let ran = exercises.first().map_or_else(|| "none".to_owned(), |e| e.erased.ran());
        println!("reference: {ran}; fresh cases from seed {seed} (WORKBOOK_SEED={seed} repeats them)\n");
    })
}

/// Says on the standard error why nothing is judged.
pub(crate) fn refuse(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::from(2)
}

/// Runs tests with the arguments that are left.
pub(crate) fn run(options: &Options, trials: Vec<Trials<'_>>, after: impl FnOnce()) -> ExitCode {
    match Arguments::read(&options.0) {
        Ok(arguments) => trials::run(&arguments, trials, after),
        Err(help) => refuse(&help),
    }
}

/// Prints the reports on someone's code as a JSON array, for the exercises that the arguments name.
pub(crate) fn reports(exercises: &[Exercise], who: &Who, in_process: bool, options: &Options) -> ExitCode {
    let seed = match random::seed() {
        Ok(seed) => seed,
        Err(why) => return refuse(&why),
    };
    let named = &options.0;
    if let Some(id) = named.iter().find(|id| !exercises.iter().any(|e| e.id() == **id)) {
        return refuse(&format!("there is no exercise {id}"));
    }
    let selected = exercises.iter().filter(|e| named.is_empty() || named.contains(&e.id()));
    let reports: Vec<Report> = selected.map(|e| judged(e, who, seed, in_process)).collect();
    println!("{}", serde_json::to_string(&reports).expect("reports are plain data"));
    ExitCode::SUCCESS
}

fn judged(exercise: &Exercise, who: &Who, seed: u64, in_process: bool) -> Report {
    if in_process {
        judging::judge_in_process(exercise, who.clone(), seed)
    } else {
        judging::judge_with(exercise, who.clone(), seed, Limits::default())
    }
}
