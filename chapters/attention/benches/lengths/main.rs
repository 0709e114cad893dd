//! How long attention takes at several lengths: the solution, the reference kernel on the host and candle's CPU operators,
//! side by side in one run, on one thread each.
//!
//! `cargo bench -p attention --features bench --bench lengths` writes what it measured, with the exponent of growth, to
//! `book/data/attention-bench.json`, from which the book draws it. With a filter, or with `-- --test`, nothing is written.
//!
//! A subject is a line in `SUBJECTS`, and in `columns.rs` a function for each of its columns: given a length, it makes the inputs
//! and returns what is timed. All columns of a subject have to give the same numbers, which is checked before they are timed.

mod columns;
mod record;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use criterion::{BenchmarkId, Criterion};

use columns::{Timed, flash, gqa, mla, scaled_dot_product};

/// Where the work is a square, or less.
const LONG: &[usize] = &[64, 128, 256, 512, 1024, 2048];
/// Where a kernel computes everything again for each number that it gives.
const SHORT: &[usize] = &[64, 128, 256];

/// The same for eight heads.
const MEDIUM: &[usize] = &[64, 128, 256, 512, 1024];
const FEW: &[usize] = &[32, 64, 128];

/// Makes the inputs for a length.
type Prepare = fn(usize) -> Timed;
/// Whose code, at which lengths.
type Column = (&'static str, &'static [usize], Prepare);

/// The exercises and their columns.
const SUBJECTS: &[(&str, &[Column])] = &[
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
    // One thread for all: candle takes as many as it finds. The kernels' host build, whatever else is here.
    let one = ["RAYON_NUM_THREADS", "WORKBOOK_REFERENCE"];
    if one.iter().any(|name| std::env::var_os(name).is_none()) {
        let mut again = Command::new(std::env::current_exe().expect("this program knows its own file"));
        again.args(std::env::args_os().skip(1)).env(one[0], "1").env(one[1], "host");
        let status = again.status().expect("this program starts again");
        return ExitCode::from(status.code().map_or(1, |code| code as u8));
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lengths");
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let whole = arguments == ["--bench"];
    if whole {
        let _ = std::fs::remove_dir_all(&folder);
    }
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    for (subject, columns) in SUBJECTS {
        agree(subject, columns);
        let mut group = criterion.benchmark_group(*subject);
        for (by, lengths, prepare) in *columns {
            for &length in *lengths {
                let mut timed = prepare(length);
                group.bench_function(BenchmarkId::new(*by, length), |bencher| bencher.iter(&mut timed));
            }
        }
        group.finish();
    }
    criterion.final_summary();
    if whole {
        record::write(&folder);
    }
    ExitCode::SUCCESS
}

/// All columns compute the same.
fn agree(subject: &str, columns: &[Column]) {
    let length = 64;
    let expected = columns[0].2(length)();
    for (by, _, prepare) in columns {
        let given = prepare(length)();
        let largest = given.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(given.len() == expected.len() && largest < 1e-4, "{subject} by {by} differs by {largest}");
    }
}
