//! How fast each rung is here. `cargo run --release -p fast -- bench` starts it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand};
use ladders::bench::{self, Order};

/// Ladders from the definition to what this processor can do, measured.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Asked,
}

#[derive(Subcommand)]
enum Asked {
    /// Measures the machine, then every rung at growing length, and keeps the result in book/data.
    Bench {
        /// One ladder; without it, all.
        name: Option<String>,
        /// Prints the record instead of a table and a picture.
        #[arg(long)]
        json: bool,
        /// Threads for the rungs that use several, and for PyTorch; without it, one for each core.
        #[arg(long)]
        threads: Option<usize>,
        /// A Python with PyTorch, to measure beside it.
        #[arg(long, default_value = "python3")]
        python: String,
        /// The smallest size, once, and nothing is kept: that it runs.
        #[arg(long)]
        quick: bool,
        /// The folder for fast-NAME.json and fast-NAME.svg.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

fn main() -> Result<()> {
    let Asked::Bench { name, json, threads, python, quick, out } = Arguments::parse().command;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // Where a Python and a folder lie is nobody's business but their owner's.
    let mut command = "cargo run --release -p fast -- bench".to_owned();
    if let Some(name) = &name {
        command += &format!(" {name}");
    }
    if let Some(threads) = threads {
        command += &format!(" --threads {threads}");
    }
    let order = Order { name, threads: threads.unwrap_or(cores).max(1), command, python, quick };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("chapters/ladders is in the repository");
    for record in bench::measure(&order)? {
        if json {
            println!("{}", serde_json::to_string_pretty(&record)?);
        } else {
            println!("{}\n{}", bench::table(&record), bench::picture(&record));
        }
        if !quick {
            let written = bench::keep(&record, &out.clone().unwrap_or_else(|| root.join("book/data")))?;
            eprintln!("kept in {}", written.display());
            if let Some(rows) = fast::lesson::shared(&record) {
                let drawn = root.join("target").join(format!("fast-{}.svg", record.name));
                std::fs::create_dir_all(root.join("target"))?;
                let figure = fast::lesson::roofline(&record, rows[0].length, rows[0].width);
                std::fs::write(&drawn, figure.svg())?;
                eprintln!("the roofline is drawn in {}", drawn.display());
            }
        }
    }
    Ok(())
}
