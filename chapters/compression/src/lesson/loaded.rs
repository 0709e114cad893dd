//! What a layer reads of its cache to write one token.

use figures::{Axis, Chart, Figure, Series};

/// A layer, by what it reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Layer {
    /// Everything.
    Dense,
    /// DeepSeek-V3.2: 2048 tokens, and an index key of every token.
    Dsa,
    /// NSA: compressed blocks of 32 tokens every 16, 16 blocks of 64, and the last 512.
    Nsa,
    /// DeepSeek-V4 Flash: the last 128, 512 blocks of 4, and an index key of every block.
    Csa,
    /// DeepSeek-V4: the last 128, and every block of 128.
    Hca,
}

/// All of them, and what they are called.
pub const LAYERS: [(&str, Layer); 5] = [
    ("dense", Layer::Dense),
    ("DSA", Layer::Dsa),
    ("NSA", Layer::Nsa),
    ("CSA", Layer::Csa),
    ("HCA", Layer::Hca),
];

/// Bytes of an entry of DeepSeek-V3.2, and of a key of its indexer.
const OF_V32: [f64; 2] = [656.0, 132.0];
/// Bytes of an entry of DeepSeek-V4, and of a key of its indexer.
const OF_V4: [f64; 2] = [super::bytes::ENTRY as f64, super::bytes::INDEX_KEY as f64];

/// How many entries a layer reads when so many tokens are there. A key that only chooses counts by its bytes, as a part of an
/// entry.
pub fn entries(layer: Layer, tokens: u64) -> f64 {
    let (all, least) = (tokens as f64, |bound: u64| tokens.min(bound) as f64);
    match layer {
        Layer::Dense => all,
        Layer::Dsa => least(2048) + all * OF_V32[1] / OF_V32[0],
        Layer::Nsa => {
            let compressed = if tokens < 32 { 0 } else { (tokens - 32) / 16 + 1 };
            compressed as f64 + least(16 * 64) + least(512)
        }
        Layer::Csa => {
            let blocks = tokens / 4;
            least(128) + blocks.min(512) as f64 + blocks as f64 * OF_V4[1] / OF_V4[0]
        }
        Layer::Hca => least(128) + (tokens / 128) as f64,
    }
}

/// Entries that are read for one token against the length of the text, on logarithmic axes.
pub fn figure() -> Figure {
    let last = 1_u64 << 20;
    let said: Vec<String> = LAYERS
        .iter()
        .map(|&(name, layer)| format!("{name} {}", figures::count(entries(layer, last).round() as u64)))
        .collect();
    let description = format!(
        "Entries that one layer reads to write a token, against the tokens before it, both logarithmic. At {} tokens: {}.",
        figures::count(last),
        said.join(", ")
    );
    let part = |layer: Layer| 100.0 * entries(layer, last) / entries(Layer::Dense, last);
    let mut sparse = LAYERS.map(|(name, layer)| (part(layer), name));
    sparse.sort_by(|a, b| a.0.total_cmp(&b.0));
    // The last is the dense one itself.
    let [least, .., most, _] = sparse;
    let title = format!(
        "At a million tokens sparse layers read from {} % ({}) to {} % ({}) of what a dense one does",
        figures::text(least.0, 1),
        least.1,
        figures::text(most.0, 1),
        most.1,
    );
    let mut chart = Chart::new(&title, &description).x(Axis::log10("tokens")).y(Axis::log10("entries read"));
    for (name, layer) in LAYERS {
        let line = (7..=20).map(|power| (f64::from(1 << power), entries(layer, 1 << power)));
        chart = chart.line(Series::new(name, line));
    }
    chart.save()
}
