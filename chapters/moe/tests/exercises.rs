//! The reader's answers, mounted from `exercises/moe` and judged.

#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/moe"]
mod answer {
    moe::exercises!(contract::modules);
}

fn main() -> std::process::ExitCode {
    judge::main(moe_grade::exercises(&answer::ANSWERS))
}
