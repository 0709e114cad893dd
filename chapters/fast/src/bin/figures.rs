//! Prints the chapter's figures; with the feature `mine` they are drawn with the reader's answers: the workbook's pages show
//! them so. And `cargo run --release -p fast -- bench` says how fast each rung of a ladder is here. The ladders are a crate of their own,
//! which takes a minute to build and which no judge needs; this starts it.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    // Figures are asked for by their numbers.
    let of_figures = |argument: String| argument == "--attended" || argument.parse::<usize>().is_ok();
    if cfg!(feature = "mine") && std::env::args().skip(1).all(of_figures) {
        figures::print(fast::lesson::drawings());
        return ExitCode::SUCCESS;
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../ladders/Cargo.toml");
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--profile", profile, "--manifest-path", manifest, "--"]);
    match command.args(std::env::args_os().skip(1)).status() {
        Ok(status) => ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(why) => {
            eprintln!("cargo does not start, which builds the benchmark: {why}");
            ExitCode::FAILURE
        }
    }
}
