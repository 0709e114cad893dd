//! How long an all-reduce takes between ranks that are threads, and between processes that MPI has started.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use sharding::{links, threads};

use crate::record::rounded;
use crate::runner::{Progress, Run};
use crate::{Arguments, Size, root};

const RANKS: [usize; 2] = [2, 4];

fn row(backend: &str, ranks: usize, bytes: usize, seconds: f64) -> Value {
    json!({"backend": backend, "ranks": ranks, "bytes": bytes, "seconds": rounded(seconds)})
}

fn over_threads(size: Size) -> Vec<Value> {
    let lengths = || links::LENGTHS.into_iter().take(size.of(2, 4, links::LENGTHS.len()));
    let mut rows = Vec::new();
    for ranks in RANKS {
        let (times, _) = threads::results(ranks, |comm| {
            lengths().map(|length| links::all_reduce(comm, length)).collect::<Vec<_>>()
        });
        for (length, seconds) in lengths().zip(&times[0]) {
            rows.push(row("threads", ranks, size_of::<f32>() * length, *seconds));
        }
    }
    rows
}

/// What `sharding-ranks links` prints when `mpirun` starts it.
fn over_mpi() -> Result<Vec<Value>> {
    let cargo = Command::new("cargo")
        .args([
            "build",
            "--quiet",
            "--release",
            "-p",
            "sharding",
            "--features",
            "mpi",
            "--bin",
            "sharding-ranks",
        ])
        .current_dir(root())
        .status()
        .context("cargo does not start")?;
    ensure!(cargo.success(), "sharding-ranks cannot be built: `cargo run -- doctor` says what MPI needs");
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let program = root().join(target).join("release/sharding-ranks");
    let mut rows = Vec::new();
    for ranks in RANKS {
        let output = Command::new("mpirun")
            .args(["--allow-run-as-root", "--oversubscribe", "-n", &ranks.to_string()])
            .arg(&program)
            .arg("links")
            .current_dir(root())
            .output()
            .context("mpirun does not start")?;
        ensure!(output.status.success(), "mpirun: {}", String::from_utf8_lossy(&output.stderr));
        for line in String::from_utf8(output.stdout)?.lines() {
            let (bytes, seconds) =
                line.split_once(' ').with_context(|| format!("what mpirun printed: {line}"))?;
            rows.push(row("MPI", ranks, bytes.parse()?, seconds.parse()?));
        }
    }
    Ok(rows)
}

fn measure(progress: &Progress<'_>, size: Size) -> Result<Vec<Value>> {
    let mut rows = over_threads(size);
    progress.step()?;
    if size == Size::Full {
        match over_mpi() {
            Ok(more) => rows.extend(more),
            Err(error) => progress.say(&format!("without MPI: {error:#}")),
        }
    }
    progress.step()?;
    Ok(rows)
}

pub(crate) fn runs(arguments: &Arguments) -> Vec<Run> {
    let size = arguments.size;
    vec![Run { name: "links".to_owned(), steps: 2, task: Box::new(move |progress| measure(progress, size)) }]
}

pub(crate) fn summary(rows: &[Value]) -> String {
    let line = |row: &Value| {
        let number = |name: &str| row[name].as_f64().unwrap_or(f64::NAN);
        let backend = row["backend"].as_str().unwrap_or_default();
        format!(
            "{backend:8} {} ranks {:>9} bytes {:>10.1} µs\n",
            number("ranks"),
            number("bytes"),
            1e6 * number("seconds")
        )
    };
    rows.iter().map(line).collect()
}
