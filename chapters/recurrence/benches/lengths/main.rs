//! How long one function takes by several roads at several lengths: token by token, with all pairs of tokens, and in chunks; and in chunks
//! on two cores.
//!
//! `cargo bench -p recurrence --features bench --bench lengths` writes what it measured, with the exponent of growth, to
//! `book/data/recurrence-bench.json`, from which the book draws it. `benches/against.py` makes the same inputs in Python, and compares.

mod columns;

use std::process::ExitCode;

use columns::{WIDTH, kda, linear_attention, ssd};
use speed::measure::{Bench, Subject};

/// Where the work grows like the length.
const LONG: &[usize] = &[64, 128, 256, 512, 1024, 2048, 4096];
/// Where it grows like its square.
const SHORT: &[usize] = &[64, 128, 256, 512, 1024, 2048];

const SUBJECTS: &[Subject] = &[
    (
        "linear_attention",
        &[
            ("recurrent", LONG, linear_attention::recurrent),
            ("quadratic", SHORT, linear_attention::quadratic),
        ],
    ),
    (
        "ssd",
        &[
            ("recurrent", LONG, ssd::recurrent),
            ("quadratic", SHORT, ssd::quadratic),
            ("chunked", LONG, ssd::chunked),
            ("two cores", LONG, ssd::on_two_cores),
        ],
    ),
    ("kda", &[("recurrent", LONG, kda::recurrent), ("chunked", LONG, kda::chunked)]),
];

fn main() -> ExitCode {
    speed::measure::main(&Bench {
        chapter: "recurrence",
        width: WIDTH,
        how: "one thread, but for two cores",
        subjects: SUBJECTS,
        folder: env!("CARGO_MANIFEST_DIR"),
        scratch: env!("CARGO_TARGET_TMPDIR"),
    })
}
