//! Measures, with criterion, and writes what was measured, with the exponent of growth, to `book/data/CHAPTER-bench.json`.
//!
//! A benchmark is a list of subjects, whose columns are functions: given a length, each makes the inputs and returns what is timed.
//! All columns of a subject have to give the same numbers, which is checked before they are timed.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use criterion::{BenchmarkId, Criterion};
use serde_json::{Value, json};

use crate::exponent;

/// What is timed, and gives the numbers that the other columns give.
pub type Timed = Box<dyn FnMut() -> Vec<f32>>;
/// Makes the inputs for a length.
pub type Prepare = fn(usize) -> Timed;
/// Whose code, at which lengths.
pub type Column = (&'static str, &'static [usize], Prepare);
/// An exercise and its columns.
pub type Subject = (&'static str, &'static [Column]);

/// What is measured.
#[derive(Clone, Copy)]
pub struct Bench {
    /// The chapter.
    pub chapter: &'static str,
    /// The width of queries, keys and values.
    pub width: usize,
    /// In what else it was measured: `one thread`.
    pub how: &'static str,
    /// Its subjects.
    pub subjects: &'static [Subject],
    /// The folder of the chapter: `env!("CARGO_MANIFEST_DIR")`.
    pub folder: &'static str,
    /// Where criterion may write: `env!("CARGO_TARGET_TMPDIR")`.
    pub scratch: &'static str,
}

/// The benchmark's `main`. With a filter, or with `-- --test`, nothing is written.
///
/// # Panics
/// If columns do not agree, or what was measured cannot be written.
pub fn main(bench: &Bench) -> ExitCode {
    // One thread for all: candle takes as many as it finds. The kernels' host build, whatever else is here.
    let one = ["RAYON_NUM_THREADS", "WORKBOOK_REFERENCE"];
    if one.iter().any(|name| std::env::var_os(name).is_none()) {
        let mut again = Command::new(std::env::current_exe().expect("this program knows its own file"));
        again.args(std::env::args_os().skip(1)).env(one[0], "1").env(one[1], "host");
        let status = again.status().expect("this program starts again");
        return ExitCode::from(status.code().map_or(1, |code| code as u8));
    }
    let folder = Path::new(bench.scratch).join("lengths");
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
    for (subject, columns) in bench.subjects {
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
        write(bench, &folder);
    }
    ExitCode::SUCCESS
}

/// The first numbers that a subject gives at the length at which its columns are compared: for who makes the same inputs in another
/// language.
fn first(&(subject, columns): &Subject) -> (String, Value) {
    let numbers = columns[0].2(COMPARED)();
    (subject.to_owned(), json!(numbers.iter().take(8).collect::<Vec<_>>()))
}

/// The length at which columns are compared.
const COMPARED: usize = 64;

/// All columns compute the same.
fn agree(subject: &str, columns: &[Column]) {
    let expected = columns[0].2(COMPARED)();
    for (by, _, prepare) in columns {
        let given = prepare(COMPARED)();
        let largest = given.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(given.len() == expected.len() && largest < 1e-4, "{subject} by {by} differs by {largest}");
    }
}

/// Writes what was measured for the book.
fn write(bench: &Bench, folder: &Path) {
    let mut series = Vec::new();
    for (subject, columns) in bench.subjects {
        for (by, lengths, _) in *columns {
            let points: Vec<(usize, f64)> =
                lengths.iter().map(|&length| (length, shortest(folder, subject, by, length))).collect();
            let exponent = exponent(&points);
            println!("{subject} by {by}: exponent {exponent:.2}");
            let points: Vec<Value> = points
                .iter()
                .map(|(length, seconds)| json!({"length": length, "seconds": seconds}))
                .collect();
            series
                .push(json!({"subject": subject, "by": by, "exponent": rounded(exponent), "points": points}));
        }
    }
    let said = |program: &str, arguments: &[&str]| {
        let output =
            Command::new(program).args(arguments).output().ok().filter(|output| output.status.success());
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let revision = said("git", &["describe", "--always", "--dirty", "--exclude=*"]);
    let cpu = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?.to_owned();
        Some(line.split_once(": ")?.1.trim().to_owned())
    });
    let cpu = cpu.or_else(|| said("sysctl", &["-n", "machdep.cpu.brand_string"]));
    let data = json!({
        "command": format!("cargo bench -p {} --features bench --bench lengths", bench.chapter),
        "what": format!(
            "seconds: the shortest of the samples, because what else a machine does can only lengthen one; {}",
            bench.how
        ),
        "revision": revision.unwrap_or_else(|| "unknown".to_owned()),
        "date": today(),
        "machine": {
            "cpu": cpu.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            "cores": std::thread::available_parallelism().map_or(1, usize::from),
        },
        "width": bench.width,
        "first": bench.subjects.iter().map(first).collect::<serde_json::Map<String, Value>>(),
        "series": series,
    });
    let name = format!("book/data/{}-bench.json", bench.chapter);
    let path = Path::new(bench.folder).join("../..").join(&name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    let text = serde_json::to_string_pretty(&data).expect("plain data");
    std::fs::write(&path, text + "\n").expect("the file can be written");
    println!("written: {name}");
}

/// The seconds of one call in the fastest of criterion's samples.
fn shortest(folder: &Path, subject: &str, by: &str, length: usize) -> f64 {
    let path = folder.join(format!("{subject}/{by}/{length}/new/sample.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let sample = serde_json::from_str::<Value>(&text).expect("criterion writes JSON");
    let numbers = |name: &str| -> Vec<f64> {
        sample[name].as_array().expect("a list").iter().map(|x| x.as_f64().expect("a number")).collect()
    };
    let calls = numbers("times").into_iter().zip(numbers("iters")).map(|(time, calls)| time / calls);
    rounded(calls.fold(f64::INFINITY, f64::min) / 1e9)
}

/// Four digits are more than a benchmark knows.
fn rounded(number: f64) -> f64 {
    format!("{number:.3e}").parse().expect("a number")
}

/// The day, as 2026-11-22, in universal time.
fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() as i64 / 86_400;
    // Years that begin in March, in eras of 400 (Howard Hinnant's civil_from_days).
    let day = days + 719_468;
    let era_day = day % 146_097;
    let year_of_era = (era_day - era_day / 1460 + era_day / 36_524 - era_day / 146_096) / 365;
    let year_day = era_day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * year_day + 2) / 153;
    let day_of_month = year_day - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + day / 146_097 * 400 + i64::from(month <= 2);
    format!("{year}-{month:02}-{day_of_month:02}")
}
