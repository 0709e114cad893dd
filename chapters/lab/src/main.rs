//! Training experiments: `cargo run --release -p lab -- NAME`.
//!
//! An experiment is a list of runs that need nothing of each other. What is finished is on the disk after each run, so who
//! interrupts loses no more than one run, and the same command goes on from there. What selects is always the chapter's
//! function, or with the feature `mine` the reader's; candle recomputes the gates or scores of what was selected, and their
//! gradients.

mod arguments;
mod balance;
mod clusters;
mod diffuse;
mod experiments;
mod gates;
mod indexer;
mod language;
mod memories;
mod parameters;
mod record;
mod recover;
mod router;
mod runner;
mod sharded;
mod sharpness;
mod upcycle;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;

use arguments::{Arguments, Size, command, place};
use experiments::EXPERIMENTS;
use runner::{Finished, Order};

fn list() -> String {
    let lines = EXPERIMENTS.iter().map(|experiment| format!("  {:10} {}", experiment.name, experiment.about));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The repository, wherever the command was started.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("chapters/lab is in the repository")
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
        assert!(asked(&arguments("lab list").unwrap()).unwrap());
    }

    #[test]
    fn a_place_that_cannot_be_written_is_an_error_before_anything_is_trained() {
        let error = asked(&arguments("lab balance --out /dev/null/no.json").unwrap()).unwrap_err();
        assert!(format!("{error:#}").contains("/dev/null/no.json"), "{error:#}");
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
