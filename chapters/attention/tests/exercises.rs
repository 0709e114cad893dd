//! The reader's answers, mounted from `exercises/attention` and judged.

#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/attention"]
mod answer {
    attention::exercises!(contract::modules);
}

fn main() -> std::process::ExitCode {
    judge::main(attention_grade::exercises(&answer::ANSWERS))
}
