//! The reader's answers, mounted from `exercises/moe` and judged.

// The list itself, so that the compiler shows the exercise's own line where a signature is another one.
#[macro_use]
#[path = "../src/list.rs"]
mod list;

#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/moe"]
mod answer {
    exercises!(contract::modules);
}

exercises!(contract::as_built);

// All that is not the reader's, where it was linked before.
#[cfg(served)]
extern crate served as _;

fn main() -> std::process::ExitCode {
    judge::main(moe_grade::exercises(&answer::ANSWERS), ANSWERS_AS_BUILT)
}
