//! What is kept of a text, and how long it takes to read it.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count};

use super::ticks;
use crate::answers::CACHE_BYTES;
use crate::lesson::bill::{SHAPES, Shape};
use crate::lesson::{cache as caches, text};
use crate::{CacheConfig, Cached};

/// What a reader chooses of a model with 48 layers and 32 query heads of width 128.
#[derive(Clone, Copy)]
pub struct Chosen {
    /// Tokens of the text.
    pub tokens: u64,
    /// Key-value heads.
    pub kv_heads: u64,
    /// How many tokens a layer with a window keeps.
    pub window: u64,
    /// The width of a latent.
    pub latent: u64,
}

/// Five ways to build the cache.
pub fn ways(chosen: Chosen) -> Vec<(String, CacheConfig)> {
    let Chosen { kv_heads, window, latent, .. } = chosen;
    let [_, (_, grouped), ..] = caches::ways();
    let with = |pattern: Vec<Cached>| CacheConfig { pattern, ..grouped.clone() };
    let full = |kv_heads| Cached::Full { kv_heads, head_width: 128 };
    let near = Cached::Window { kv_heads, head_width: 128, window };
    let some = if kv_heads == 1 { "1 head".to_owned() } else { format!("{kv_heads} heads") };
    vec![
        ("32 heads".to_owned(), with(vec![full(32)])),
        (some.clone(), with(vec![full(kv_heads)])),
        (format!("{some}, 5 of 6\nwith windows"), with(vec![near, near, near, near, near, full(kv_heads)])),
        ("latent".to_owned(), with(vec![Cached::Latent { latent, rotary: 64 }])),
        ("1 head".to_owned(), with(vec![full(1)])),
    ]
}

/// What the cache of such a model holds of a text, in gigabytes.
pub fn gigabytes(config: &CacheConfig, tokens: u64) -> f64 {
    (CACHE_BYTES.total)(config, tokens) as f64 / 1e9
}

/// Bytes of the cache against the length of the text, for sizes that a reader chooses.
pub fn cache() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Tokens of the text, at most", "", (10, 20)).start(131_072.0),
        Parameter::powers_of_two("Key-value heads", "", (0, 5)).start(8.0),
        Parameter::powers_of_two("Window", "tokens", (7, 13)).start(1024.0),
        Parameter::powers_of_two("Latent", "channels", (6, 12)).start(512.0),
    ];
    Play::new("attention/cache", parameters, |values| {
        let [tokens, kv_heads, window, latent] = [0, 1, 2, 3].map(|at| values[at] as u64);
        kept(Chosen { tokens, kv_heads, window, latent })
    })
}

fn kept(chosen: Chosen) -> Figure {
    let tokens = chosen.tokens;
    let ways = ways(chosen);
    let ends: Vec<String> = ways
        .iter()
        .map(|(name, config)| {
            let bytes = gigabytes(config, tokens);
            format!("{} {} GB", name.replace('\n', " "), text(bytes, if bytes < 1.0 { 3 } else { 1 }))
        })
        .collect();
    let description = format!(
        "Bytes of the cache against the context, both axes logarithmic, for a model of 48 layers and 32 query heads of width 128, with a window of {} tokens and a latent of {}. \
         At {} tokens: {}.",
        count(chosen.window),
        count(chosen.latent),
        count(tokens),
        ends.join(", "),
    );
    let last = tokens.ilog2();
    let contexts = (8..=last).map(|power| 1_u64 << power);
    let mut chart = Chart::new(
        "Fewer heads or a latent divide a cache by a constant; windows slow its growth in longer texts",
        &description,
    )
    .x(Axis::log2("tokens of context").ticks(&ticks(8, last.min(17), 5)))
    .y(Axis::log10("gigabytes of cache"));
    for (name, config) in &ways {
        let points = contexts.clone().map(|context| (context as f64, gigabytes(config, context)));
        chart = chart.line(Series::new(name, points));
    }
    chart.save()
}

/// Operations and bytes a second of an A100, as on the page.
const PEAK: f64 = 312e12;
const BANDWIDTH: f64 = 1.935e12;

/// Milliseconds for reading the cache and for the arithmetic, in the sizes of Llama 2 70B with so many query heads to a key head.
pub fn milliseconds(share: u64, tokens: f64, queries: f64, bits: f64) -> [f64; 2] {
    let model: Shape = SHAPES[3];
    let model = model.with_groups(model.heads / share);
    let bytes = tokens * model.bytes_a_token() as f64;
    // The numbers of a cache are as many in any format.
    let operations = queries * bytes * model.intensity();
    [bytes * bits / 16.0 / BANDWIDTH, operations / PEAK].map(|seconds| 1e3 * seconds)
}

/// The time for reading a cache and for the arithmetic against the heads that share a key head.
pub fn sharing() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Tokens in the cache", "", (10, 20)).start(4096.0),
        Parameter::powers_of_two("Queries at once", "", (0, 8)).start(1.0),
        Parameter::powers_of_two("Bits of a cached number", "", (2, 4)).start(16.0),
    ];
    Play::new("attention/sharing", parameters, |values| shared(values[0], values[1], values[2]))
}

fn shared(tokens: f64, queries: f64, bits: f64) -> Figure {
    let shares = [1_u64, 2, 4, 8, 16, 32, 64];
    let line =
        |which: usize| shares.map(|share| (share as f64, milliseconds(share, tokens, queries, bits)[which]));
    let (reading, computing) = (line(0), line(1));
    let said = |time: f64| text(time, if time < 0.1 { 4 } else { 2 });
    let description = format!(
        "Milliseconds of an A100 against the query heads that share a key head, both axes logarithmic, for the sizes of Llama 2 70B and a cache of {} tokens with {bits} bits a number. Queries at once: \
         {queries}. Reading the cache takes {} with a key head for each query head, {} with 8 that share one, and {} with all 64; the arithmetic takes {} in every case.",
        count(tokens as u64),
        said(reading[0].1),
        said(reading[3].1),
        said(reading[6].1),
        said(computing[0].1),
    );
    Chart::new("Sharing key heads shortens the reading of the cache, and not the arithmetic", &description)
        .x(Axis::log2("query heads that share a key head").ticks(&[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]))
        .y(Axis::log10("milliseconds"))
        .line(Series::new("reading\nthe cache", reading))
        .line(Series::new("arithmetic", computing))
        .save()
}
