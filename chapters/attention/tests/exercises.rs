//! The reader's answers, mounted from `exercises/attention` and judged.

#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/attention/mod.rs"]
mod answer;

fn main() -> std::process::ExitCode {
    judge::main(::attention::exercises(&answer::ANSWERS))
}
