//! What a model keeps of a text while it writes, in bytes.

use figures::{Axis, Chart, Figure, Series, text};

/// A model, by how it caches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// 61 layers of 8 heads of keys and values, 128 wide, two bytes a number.
    Grouped,
    /// DeepSeek-V3.2: 61 layers, a latent for each token and a key of the indexer.
    V32,
    /// DeepSeek-V4-Pro.
    V4Pro,
    /// DeepSeek-V4-Flash.
    V4Flash,
}

/// Bytes of an entry of DeepSeek-V4: 448 channels of one byte, 64 of two, 7 scales and a byte to fill up.
pub const ENTRY: u64 = 448 + 2 * 64 + 7 + 1;
/// Bytes of an index key: 128 channels of half a byte, and 4 of scales.
pub const INDEX_KEY: u64 = 128 / 2 + 4;
/// The last tokens that every layer of DeepSeek-V4 keeps as they are.
pub const WINDOW: u64 = 128;

/// The bytes of the cache after so many tokens.
pub fn of(model: Model, tokens: u64) -> u64 {
    // Layers with blocks of 4, with blocks of 128, and with neither.
    let (fine, coarse, plain) = match model {
        Model::Grouped => return 61 * 2 * 8 * 128 * 2 * tokens,
        Model::V32 => return 61 * (656 + 132) * tokens,
        Model::V4Pro => (30, 31, 0),
        Model::V4Flash => (21, 20, 2),
    };
    fine * (tokens / 4) * (ENTRY + INDEX_KEY)
        + coarse * (tokens / 128) * ENTRY
        + (fine + coarse + plain) * tokens.min(WINDOW) * ENTRY
}

/// The caches against the length of the text, on logarithmic axes.
pub fn figure() -> Figure {
    let line =
        |model: Model| (5..=20).map(move |power| (f64::from(1 << power), of(model, 1 << power) as f64 / 1e9));
    let at_a_million = |model: Model| text(of(model, 1 << 20) as f64 / 1e9, 1);
    let pro_of = |model: Model| text(100.0 * of(Model::V4Pro, 1 << 20) as f64 / of(model, 1 << 20) as f64, 1);
    let title = format!(
        "At a million tokens DeepSeek-V4-Pro keeps {} % of what V3.2 does, and {} % of what grouped queries do",
        pro_of(Model::V32),
        pro_of(Model::Grouped),
    );
    let description = format!(
        "Gigabytes of the cache against the tokens of the text, both logarithmic. At a million tokens 61 layers of grouped-query attention \
         keep {}, DeepSeek-V3.2 {} and DeepSeek-V4-Pro {}. The line of V4 is nearly level between 128 and a thousand tokens, where the \
         window is full and the compressed entries are still few.",
        at_a_million(Model::Grouped),
        at_a_million(Model::V32),
        at_a_million(Model::V4Pro),
    );
    Chart::new(&title, &description)
        .x(Axis::log10("tokens"))
        .y(Axis::log10("cache, GB"))
        .line(Series::new("grouped\nqueries", line(Model::Grouped)))
        .line(Series::new("V3.2", line(Model::V32)))
        .line(Series::new("V4-Pro", line(Model::V4Pro)))
        .save()
}
