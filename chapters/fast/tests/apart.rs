//! The reader's answers, each among the solutions of the others. The tool asks when an answer is wrong that calls others, and these
//! pass by their own graders: if it passes here, they are wrong on what it gives them.

// The list itself, so that the compiler shows the exercise's own line where a signature is another one.
#[macro_use]
#[path = "../src/list.rs"]
mod list;

#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/fast"]
mod answer {
    exercises!(contract::apart);
}

exercises!(contract::as_built);

fn main() -> std::process::ExitCode {
    judge::main(fast_grade::exercises(&answer::ANSWERS), ANSWERS_AS_BUILT)
}
