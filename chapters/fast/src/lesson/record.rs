//! What a benchmark keeps, and what can be read off it.

use serde::{Deserialize, Serialize};

/// What `cargo run --release -p fast -- bench NAME` writes to `book/data/fast-NAME.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The ladder.
    pub name: String,
    /// What it computes.
    pub about: String,
    /// The command.
    pub command: String,
    /// The day, as 2026-11-22.
    pub date: String,
    /// The commit that was measured.
    pub revision: String,
    /// Where.
    pub machine: Machine,
    /// The version of PyTorch beside it, if there was one, and of what else was called there.
    pub torch: Option<String>,
    /// What was measured.
    pub rows: Vec<Row>,
}

/// A machine, and what it can do at best.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name.
    pub cpu: String,
    /// Its cores.
    pub cores: usize,
    /// How many of them were used where a rung uses several.
    pub threads: usize,
    /// The lanes of its vectors, as the program chose them.
    pub vectors: String,
    /// Bytes a second that a copy reads and writes, together: with one thread, and with all.
    pub copy: [f64; 2],
    /// Operations a second when nothing but multiply-adds is done, two for each: with one thread, and with all.
    pub rate: [f64; 2],
}

/// One rung at one size.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The rung, or `PyTorch`.
    pub by: String,
    /// Its idea.
    pub idea: String,
    /// With how many threads.
    pub threads: usize,
    /// Tokens, or rows.
    pub length: usize,
    /// Numbers in a row.
    pub width: usize,
    /// Seconds for one call: the median.
    pub seconds: f64,
    /// The fastest.
    pub low: f64,
    /// The slowest.
    pub high: f64,
    /// Over so many samples, which alternate with those of all others.
    pub samples: usize,
    /// The rung's operations.
    pub operations: f64,
    /// The rung's bytes.
    pub bytes: f64,
}

impl Machine {
    /// The limits for so many threads: bytes and operations a second.
    pub fn limits(&self, threads: usize) -> (f64, f64) {
        let place = usize::from(threads > 1);
        (self.copy[place], self.rate[place])
    }

    /// The seconds below which a row cannot go here, if its operations are multiply-adds and its bytes come from memory.
    pub fn floor(&self, row: &Row) -> f64 {
        let (copy, rate) = self.limits(row.threads);
        (row.bytes / copy).max(row.operations / rate)
    }
}

impl Record {
    /// What a file says.
    ///
    /// # Panics
    /// If it is not as the benchmark writes it.
    pub fn read(file: &str) -> Record {
        serde_json::from_str(file).expect("the benchmark writes JSON")
    }

    /// A rung with so many threads at a size.
    pub fn at(&self, by: &str, threads: usize, length: usize, width: usize) -> Option<&Row> {
        self.rows
            .iter()
            .find(|row| row.by == by && row.threads == threads && row.length == length && row.width == width)
    }

    /// The rungs in their order, each with its threads.
    pub fn rungs(&self) -> Vec<(&str, usize)> {
        let mut rungs: Vec<(&str, usize)> = Vec::new();
        for row in &self.rows {
            if !rungs.contains(&(row.by.as_str(), row.threads)) {
                rungs.push((&row.by, row.threads));
            }
        }
        rungs
    }

    /// The rows of a rung at a width, by length.
    pub fn growing(&self, by: &str, threads: usize, width: usize) -> Vec<&Row> {
        let of = |row: &&Row| row.by == by && row.threads == threads && row.width == width;
        let mut rows: Vec<&Row> = self.rows.iter().filter(of).collect();
        rows.sort_by_key(|row| row.length);
        rows
    }

    /// The slope of the line through a rung's times against length, both logarithmic, if there are at least two.
    pub fn exponent(&self, by: &str, threads: usize, width: usize) -> Option<f64> {
        let rows = self.growing(by, threads, width);
        if rows.len() < 2 {
            return None;
        }
        let logs: Vec<(f64, f64)> =
            rows.iter().map(|row| ((row.length as f64).ln(), row.seconds.ln())).collect();
        let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / logs.len() as f64;
        let (x, y) = (mean(|point| point.0), mean(|point| point.1));
        let along: f64 = logs.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
        Some(along / logs.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>())
    }
}
