//! What was measured, as the book reads it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use attention::lesson::speed;
use serde_json::{Value, json};

use crate::SUBJECTS;
use crate::columns::WIDTH;

/// Writes what was measured for the book.
pub(crate) fn write(folder: &Path) {
    let mut series = Vec::new();
    for (subject, columns) in SUBJECTS {
        for (by, lengths, _) in *columns {
            let points: Vec<(usize, f64)> =
                lengths.iter().map(|&length| (length, shortest(folder, subject, by, length))).collect();
            let exponent = speed::exponent(&points);
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
        "command": "cargo bench -p attention --features bench --bench lengths",
        "what": "seconds: the shortest of the samples, because what else a machine does can only lengthen one; one thread",
        "revision": revision.unwrap_or_else(|| "unknown".to_owned()),
        "date": today(),
        "machine": {
            "cpu": cpu.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            "cores": std::thread::available_parallelism().map_or(1, usize::from),
        },
        "width": WIDTH,
        "series": series,
    });
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../book/data/attention-bench.json");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
    let text = serde_json::to_string_pretty(&data).expect("plain data");
    std::fs::write(&path, text + "\n").expect("the file can be written");
    println!("written: book/data/attention-bench.json");
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
