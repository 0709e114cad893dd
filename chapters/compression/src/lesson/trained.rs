//! What training shows of an indexer: the recorded result of the lab's experiment `indexer`.
//!
//! Nothing is trained when a page is built: `cargo run --release -p lab -- indexer` writes `book/data/compression-indexer.json`.

use figures::{Axis, Chart, Figure, Series, text};
use serde_json::Value;

/// What was found for one width, as means over the seeds: shares of the softmax that 32 of 512 entries hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Channels of the indexer.
    pub width: usize,
    /// Chosen by the indexer that was trained.
    pub trained: f64,
    /// Chosen by as many channels at random.
    pub random: f64,
    /// Chosen by the logits themselves.
    pub oracle: f64,
    /// Chosen at random.
    pub chance: f64,
}

fn record() -> Value {
    serde_json::from_str(include_str!("../../../../book/data/compression-indexer.json"))
        .expect("the lab writes JSON")
}

/// The command that made the rows.
///
/// # Panics
/// If the file is not as the lab writes it.
pub fn command() -> String {
    record()["command"].as_str().expect("a text").to_owned()
}

/// All widths, the smallest first.
///
/// # Panics
/// If the file is not as the lab writes it.
pub fn rows() -> Vec<Row> {
    let record = record();
    let rows = record["rows"].as_array().expect("a list");
    let mut widths: Vec<u64> = rows.iter().filter_map(|row| row["width"].as_u64()).collect();
    widths.dedup();
    let row = |width: u64| {
        let own = || rows.iter().filter(|row| row["width"].as_u64() == Some(width));
        let mean = |of: &str| {
            own().map(|row| row[of].as_f64().expect("a number")).sum::<f64>() / own().count() as f64
        };
        Row {
            width: width as usize,
            trained: mean("trained"),
            random: mean("random"),
            oracle: mean("oracle"),
            chance: mean("chance"),
        }
    };
    widths.into_iter().map(row).collect()
}

/// The share that a trained indexer captures, and that one with random channels does, against their width.
pub fn figure() -> Figure {
    let rows = rows();
    let line =
        |of: fn(&Row) -> f64| rows.iter().map(|row| (row.width as f64, 100.0 * of(row))).collect::<Vec<_>>();
    let said: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{} and {} at width {}",
                text(100.0 * row.trained, 0),
                text(100.0 * row.random, 0),
                row.width
            )
        })
        .collect();
    let description = format!(
        "Share of the softmax, in per cent, that 32 chosen of 512 entries hold, by an indexer that was trained and by one that sees as many \
         channels at random: {}. Chosen by the logits themselves: {}. At random: {}.",
        said.join(", "),
        text(100.0 * rows[0].oracle, 0),
        text(100.0 * rows[0].chance, 0),
    );
    Chart::new("A trained indexer finds the channels that matter", &description)
        .x(Axis::log2("channels that the indexer sees, of 64"))
        .y(Axis::linear("share of the softmax that is chosen, per cent").range(0.0, 100.0))
        .line(Series::new("random\nchannels", line(|row| row.random)))
        .line(Series::new("trained", line(|row| row.trained)).label_below(4.0))
        .line(Series::new("the logits\nthemselves", line(|row| row.oracle)).reference())
        .line(Series::new("at random", line(|row| row.chance)).reference())
        .save()
}
