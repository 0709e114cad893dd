//! Every catalogued mistake is rejected and named as itself, and no trivial answer passes.

fn main() -> std::process::ExitCode {
    judge::mistakes_main(fast_grade::exercises(&fast::solution::ANSWERS))
}
