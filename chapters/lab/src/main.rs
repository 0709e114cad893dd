//! Training experiments: `cargo run --release -p lab -- NAME`.
//!
//! An experiment is a list of runs that need nothing of each other. What is finished is on the disk after each run, so who
//! interrupts loses no more than one run, and the same command goes on from there. The router is always the chapter's
//! function, or with the feature `mine` the reader's: it selects, candle recomputes the gates of what was selected and their
//! gradients.

mod balance;
mod clusters;
mod gates;
mod language;
mod parameters;
mod record;
mod recover;
mod router;
mod runner;
mod sharpness;
mod upcycle;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Parser, ValueEnum};

use runner::{Finished, Order, Run};

/// Training experiments, on the CPU, that draw the book's recorded figures.
#[derive(Debug, Parser)]
#[command(name = "lab", after_help = after_help())]
struct Arguments {
    /// Which experiment, or `list`.
    name: String,
    /// What everything random depends on.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// `small` takes seconds and shows that everything works; `full` is what the book shows.
    #[arg(long, value_enum, default_value_t = Size::Full)]
    size: Size,
    /// Which routers the language model is trained with; `language` only.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "deepseek")]
    router: Vec<language::Router>,
    /// Starts over, whatever an interrupted run has left.
    #[arg(long)]
    fresh: bool,
    /// Where the result goes. By default to book/data/moe-NAME.json; results of size small, or of the reader's answers, go to
    /// target/lab.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How large an experiment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Size {
    /// So small that a test can afford it.
    #[value(skip)]
    Tiny,
    /// Some seconds.
    Small,
    /// What the book shows: some minutes.
    Full,
}

impl Size {
    fn name(self) -> &'static str {
        match self {
            Size::Tiny => "tiny",
            Size::Small => "small",
            Size::Full => "full",
        }
    }

    /// One of three values.
    fn of<T>(self, tiny: T, small: T, full: T) -> T {
        match self {
            Size::Tiny => tiny,
            Size::Small => small,
            Size::Full => full,
        }
    }
}

/// An experiment: what it is about, its runs, and what its rows say in a few lines.
struct Experiment {
    name: &'static str,
    about: &'static str,
    runs: fn(&Arguments) -> Vec<Run>,
    summary: fn(&[serde_json::Value]) -> String,
}

const EXPERIMENTS: &[Experiment] = &[
    Experiment {
        name: "balance",
        about: "loss and load of every router, on equal and unequal clusters, with and without capacity",
        runs: balance::runs,
        summary: balance::summary,
    },
    Experiment {
        name: "gates",
        about: "the gradient that each kind of gate lets through to the router",
        runs: gates::runs,
        summary: gates::summary,
    },
    Experiment {
        name: "upcycle",
        about: "a dense model made into experts, against training on and against starting anew",
        runs: upcycle::runs,
        summary: upcycle::summary,
    },
    Experiment {
        name: "recover",
        about: "which experts made the data: found by top-k, noisy top-k, DSelect-k and softmax",
        runs: recover::runs,
        summary: recover::summary,
    },
    Experiment {
        name: "sharpness",
        about: "how many iterations Sinkhorn needs as its logits grow",
        runs: sharpness::runs,
        summary: sharpness::summary,
    },
    Experiment {
        name: "language",
        about: "a small language model whose experts your router chooses, and which expert took which character",
        runs: language::runs,
        summary: language::summary,
    },
];

fn list() -> String {
    let lines = EXPERIMENTS.iter().map(|experiment| format!("  {:10} {}", experiment.name, experiment.about));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn after_help() -> String {
    format!("Experiments:\n{}", list())
}

/// The repository, wherever the command was started.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("chapters/lab is in the repository")
}

/// Where the result goes without `--out`.
fn place(arguments: &Arguments) -> PathBuf {
    let book = arguments.size == Size::Full && !cfg!(feature = "mine");
    let folder = if book { "book/data" } else { "target/lab" };
    let by = if cfg!(feature = "mine") { "-mine" } else { "" };
    let size = if arguments.size == Size::Full { "" } else { "-small" };
    root().join(folder).join(format!("moe-{}{by}{size}.json", arguments.name))
}

/// The command as it can be typed again. Size, seed and router are there where they are not the default.
fn command(arguments: &Arguments) -> String {
    let mut command = "cargo run --release -p lab".to_owned();
    if cfg!(feature = "mine") {
        command += " --features mine";
    }
    command += &format!(" -- {}", arguments.name);
    if arguments.seed != 0 {
        command += &format!(" --seed {}", arguments.seed);
    }
    if arguments.size != Size::Full {
        command += &format!(" --size {}", arguments.size.name());
    }
    if arguments.name == "language" && arguments.router != [language::Router::Deepseek] {
        let names: Vec<&str> = arguments.router.iter().map(|router| router.name()).collect();
        command += &format!(" --router {}", names.join(","));
    }
    command
}

/// What was asked for; false if it was interrupted.
fn asked(arguments: &Arguments) -> Result<bool> {
    if arguments.name == "list" {
        print!("{}", list());
        return Ok(true);
    }
    let Some(experiment) = EXPERIMENTS.iter().find(|experiment| experiment.name == arguments.name) else {
        bail!("there is no experiment {:?}; there are\n{}", arguments.name, list());
    };
    let out = arguments.out.clone().unwrap_or_else(|| place(arguments));
    // Before minutes of training, not after them.
    record::writable(&out)?;
    let revision = record::revision(root());
    let order = Order {
        command: command(arguments),
        checkpoint: root().join("target/lab").join(format!(
            "{}-{}-{}{}.json",
            arguments.name,
            arguments.seed,
            arguments.size.name(),
            if cfg!(feature = "mine") { "-mine" } else { "" }
        )),
        program: record::program(),
        fresh: arguments.fresh,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
    };
    let runs = (experiment.runs)(arguments);
    match runner::go(&order, &runs, &runner::Stop::on_interrupt()?)? {
        Finished::No { done, of } => {
            eprintln!(
                "interrupted: {done} of {of} runs are kept in {}. The same command goes on from there.",
                order.checkpoint.display()
            );
            Ok(false)
        }
        Finished::Yes { rows, seconds } => {
            let record = record::Record {
                command: order.command.clone(),
                by: if cfg!(feature = "mine") { "mine" } else { "solution" },
                revision,
                machine: record::machine(),
                seconds: (10.0 * seconds).round() / 10.0,
                seed: arguments.seed,
                size: arguments.size.name(),
                rows,
            };
            record::write(&out, &record).with_context(|| {
                format!(
                    "the rows are kept in {}; with another --out nothing is lost",
                    order.checkpoint.display()
                )
            })?;
            println!("{}", (experiment.summary)(&record.rows));
            println!("written to {}", out.display());
            runner::forget(&order);
            Ok(true)
        }
    }
}

/// Starts the program anew with one thread for each matrix product. These are so small here that more threads only wait for
/// each other, and wait long where the cores have other work. Whoever sets the variable gets what it says.
#[cfg(unix)]
fn alone() {
    use std::os::unix::process::CommandExt;
    const THREADS: &str = "RAYON_NUM_THREADS";
    if std::env::var_os(THREADS).is_none()
        && let Ok(program) = std::env::current_exe()
    {
        let error =
            std::process::Command::new(program).args(std::env::args_os().skip(1)).env(THREADS, "1").exec();
        eprintln!("with all threads, because it cannot start again: {error}");
    }
}

#[cfg(not(unix))]
fn alone() {}

fn main() -> ExitCode {
    alone();
    match asked(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        // As a shell reports a program that Ctrl-C ended.
        Ok(false) => ExitCode::from(130),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(text: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(text.split(' '))
    }

    #[test]
    fn what_is_not_there_is_an_error_that_says_what_is() {
        let error = asked(&arguments("lab balanse").unwrap()).unwrap_err().to_string();
        assert!(
            error.contains("balanse") && error.contains("balance") && error.contains("language"),
            "{error}"
        );
        let error = arguments("lab balance --size huge").unwrap_err().to_string();
        assert!(error.contains("huge") && error.contains("small") && error.contains("full"), "{error}");
        assert!(arguments("lab balance --seed -1").is_err() && arguments("lab").is_err());
        assert!(arguments("lab balance --size tiny").is_err());
        assert!(asked(&arguments("lab list").unwrap()).unwrap());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error_before_anything_is_trained() {
        let error = asked(&arguments("lab balance --out /dev/null/no.json").unwrap()).unwrap_err();
        assert!(format!("{error:#}").contains("/dev/null/no.json"), "{error:#}");
    }

    #[test]
    fn the_command_can_be_typed_again() {
        for text in [
            "lab balance",
            "lab language --seed 3 --size small --router deepseek,switch",
            "lab gates --size small",
        ] {
            let first = command(&arguments(text).unwrap());
            let (_, typed) = first.split_once("-- ").unwrap();
            assert_eq!(command(&arguments(&format!("lab {typed}")).unwrap()), first);
        }
    }

    #[test]
    fn every_experiment_runs_and_says_something() {
        for experiment in EXPERIMENTS {
            let mut given = arguments(&format!("lab {}", experiment.name)).unwrap();
            given.size = Size::Tiny;
            let runs = (experiment.runs)(&given);
            let folder = tempfile::tempdir().unwrap();
            let order = Order::for_tests(folder.path());
            let Finished::Yes { rows, .. } = runner::go(&order, &runs, &runner::Stop::never()).unwrap()
            else {
                panic!("nobody interrupted {}", experiment.name);
            };
            assert!(rows.len() >= runs.len(), "{}", experiment.name);
            assert!((experiment.summary)(&rows).lines().count() > 2, "{}", experiment.name);
            let names: std::collections::BTreeSet<&str> = runs.iter().map(|run| run.name.as_str()).collect();
            assert_eq!(names.len(), runs.len(), "{} has two runs of the same name", experiment.name);
        }
    }
}
