//! Every catalogued mistake is rejected and named as itself, and no trivial answer passes.

fn main() -> std::process::ExitCode {
    judge::mistakes_main(sharding_grade::exercises(&sharding::solution::ANSWERS))
}
