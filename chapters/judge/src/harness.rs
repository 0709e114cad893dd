//! Test binaries over a list of exercises, and that of the reader's answers.

use std::process::ExitCode;

use crate::exercise::Who;
use crate::trials::{self, Arguments, Ending, Trials};
use crate::{AsBuilt, Exercise, Limits, Report, Verdict, child, judging, random, siblings};

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

/// Judges the reader's answers, if their files are still what was compiled. With `--json` the reports are printed as an array, for
/// the exercises named (all, if none is); with `--in-process` the answers run without a child process, for a debugger; with `--attended` judging ends
/// when the standard input does, that is, with whoever asked for it.
pub fn main(exercises: Vec<Exercise>, files: &[AsBuilt]) -> ExitCode {
    child::serve_if_child(&exercises);
    let mut options = Options::read();
    let changed = contract::changed(files);
    if !changed.is_empty() {
        eprintln!("{}", not_as_built(&changed));
        return ExitCode::from(contract::CHANGED);
    }
    if options.take("--attended") {
        std::thread::spawn(|| {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            // The child notices that its connection is gone, and ends with all that it started.
            std::process::exit(2);
        });
    }
    let in_process = options.take("--in-process");
    if options.take("--json") {
        return reports(&exercises, &options, |exercise, seed| {
            answer(exercise, &exercises, files, seed, in_process)
        });
    }
    let seed = match random::seed() {
        Ok(seed) => seed,
        Err(why) => return refuse(&why),
    };
    let all = &exercises;
    let trial = |exercise| {
        let test = move || match answer(exercise, all, files, seed, in_process) {
            Err(why) => Ending::Failed(format!("no verdict: {why}")),
            Ok(report) => ending(report),
        };
        // Runners that list first, and then run each test alone, would take one that is ignored then for passed.
        let is_open = move || judging::is_open(exercise, seed).unwrap_or(false);
        Trials::one(Exercise::id(exercise), test).ignored_if(is_open)
    };
    run(&options, exercises.iter().map(trial).collect(), || {
        let ran = exercises.first().map_or_else(|| "none".to_owned(), |e| e.erased.ran());
        println!("reference: {ran}; fresh cases from seed {seed} (WORKBOOK_SEED={seed} repeats them)\n");
    })
}

/// Why nothing is judged: a verdict on what was compiled is none on what the files hold now.
fn not_as_built(changed: &[&str]) -> String {
    let files = changed.join(" ");
    format!(
        "Nothing is judged: this program was not built from what is now in {}.\n\
         Run the same command again. Where it says the same, the file came with a time that is older than the program, and cargo \
         goes by that: save it once more, or\n    touch {files}\n\
         `cargo run -- grade` goes by what is in the files.",
        changed.join(", ")
    )
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
pub(crate) fn reports(
    exercises: &[Exercise],
    options: &Options,
    judge: impl Fn(&Exercise, u64) -> Result<Report, String>,
) -> ExitCode {
    let seed = match random::seed() {
        Ok(seed) => seed,
        Err(why) => return refuse(&why),
    };
    let named = &options.0;
    if let Some(id) = named.iter().find(|id| !exercises.iter().any(|e| e.id() == **id)) {
        return refuse(&format!("there is no exercise {id}"));
    }
    let selected = exercises.iter().filter(|e| named.is_empty() || named.contains(&e.id()));
    match selected.map(|e| judge(e, seed)).collect::<Result<Vec<Report>, String>>() {
        Ok(reports) => {
            println!("{}", serde_json::to_string(&reports).expect("reports are plain data"));
            ExitCode::SUCCESS
        }
        Err(why) => refuse(&why),
    }
}

fn ending(report: Report) -> Ending {
    match report.verdict {
        Verdict::Passed => Ending::Printed(report.printed),
        Verdict::NotAttempted => Ending::Ignored(report.message),
        _ => Ending::Failed(report.rendered()),
    }
}

/// Judges the reader's answer. If it is wrong, so are those that it calls: the fault may be theirs.
fn answer(
    exercise: &Exercise,
    all: &[Exercise],
    files: &[AsBuilt],
    seed: u64,
    in_process: bool,
) -> Result<Report, String> {
    let mut report = judged(exercise, &Who::Answer, seed, in_process)?;
    let wrong = matches!(report.verdict, Verdict::Wrong | Verdict::Crashed | Verdict::TimedOut);
    let built = files.iter().find(|built| built.file == report.file);
    if let Some(built) = built.filter(|_| wrong) {
        let called = siblings::called(&String::from_utf8_lossy(built.text), &report.id, all);
        let theirs = called.into_iter().map(|sibling| judged(sibling, &Who::Answer, seed, in_process));
        siblings::blame(&mut report, &theirs.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(report)
}

pub(crate) fn judged(exercise: &Exercise, who: &Who, seed: u64, in_process: bool) -> Result<Report, String> {
    if in_process {
        Ok(judging::judge_in_process(exercise, who.clone(), seed))
    } else {
        judging::judge_with(exercise, who.clone(), seed, Limits::default())
    }
}
