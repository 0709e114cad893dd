//! `cargo run --release -p fast -- bench`: how fast each rung of a ladder is here. The ladders are a crate of their own, which takes a minute to
//! build and which no judge needs; this starts it.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
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
