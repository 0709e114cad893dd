//! How long attention takes at several lengths: the solution, the reference kernel on the host and candle's CPU operators,
//! side by side in one run, on one thread each.
//!
//! `cargo bench -p attention --features bench --bench lengths` writes what it measured, with the exponent of growth, to
//! `book/data/attention-bench.json`, from which the book draws it. With a filter, or with `-- --test`, nothing is written.

mod columns;

use std::process::ExitCode;

use columns::{WIDTH, flash, gqa, mla, scaled_dot_product};
use speed::measure::{Bench, Subject};

/// Where the work is a square, or less.
const LONG: &[usize] = &[64, 128, 256, 512, 1024, 2048];
/// Where a kernel computes everything again for each number that it gives.
const SHORT: &[usize] = &[64, 128, 256];

/// The same for eight heads.
const MEDIUM: &[usize] = &[64, 128, 256, 512, 1024];
const FEW: &[usize] = &[32, 64, 128];

/// The exercises and their columns.
const SUBJECTS: &[Subject] = &[
    (
        "scaled_dot_product",
        &[
            ("solution", LONG, scaled_dot_product::solved),
            ("candle", LONG, scaled_dot_product::by_candle),
            ("kernel", SHORT, scaled_dot_product::by_kernel),
        ],
    ),
    (
        "flash",
        &[
            ("solution", LONG, flash::solved),
            ("candle", LONG, flash::by_candle),
            ("kernel", SHORT, flash::by_kernel),
        ],
    ),
    (
        "gqa",
        &[
            ("solution", MEDIUM, gqa::solved),
            ("candle", MEDIUM, gqa::by_candle),
            ("kernel", FEW, gqa::by_kernel),
        ],
    ),
    // One new token, and a cache that grows.
    (
        "mla",
        &[
            ("solution", LONG, mla::solved),
            ("candle", LONG, mla::by_candle),
            ("kernel", SHORT, mla::by_kernel),
        ],
    ),
];

fn main() -> ExitCode {
    speed::measure::main(&Bench {
        chapter: "attention",
        width: WIDTH,
        how: "one thread",
        subjects: SUBJECTS,
        folder: env!("CARGO_MANIFEST_DIR"),
        scratch: env!("CARGO_TARGET_TMPDIR"),
    })
}
