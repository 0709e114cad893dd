//! The reader's answers, mounted from `exercises/moe` and judged.

#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/moe/mod.rs"]
mod answer;

fn main() -> std::process::ExitCode {
    judge::main(::moe::exercises(&answer::ANSWERS))
}
