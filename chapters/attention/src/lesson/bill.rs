//! What a cache costs a token, and what a latent costs in its two forms.

use figures::{Axis, Chart, Figure, Series};

/// Bytes of a number in the caches here: 16-bit floats.
pub const BYTES: u64 = 2;

/// The attention of a model: how many layers, query heads and key-value heads it has, and how wide a head is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// What it is called.
    pub name: &'static str,
    /// Layers, each with a cache of its own.
    pub layers: u64,
    /// Query heads of a layer.
    pub heads: u64,
    /// Key-value heads of a layer.
    pub groups: u64,
    /// The width of a head.
    pub width: u64,
}

// ANCHOR: shapes
/// The sizes of GPT-3, every layer dense (arXiv 2005.14165, table 2.1), Llama 2 (arXiv 2307.09288), Mistral 7B (arXiv 2310.06825, table 1).
pub const SHAPES: [Shape; 4] = [
    Shape { name: "GPT-3", layers: 96, heads: 96, groups: 96, width: 128 },
    Shape { name: "Llama 2 7B", layers: 32, heads: 32, groups: 32, width: 128 },
    Shape { name: "Mistral 7B", layers: 32, heads: 32, groups: 8, width: 128 },
    Shape { name: "Llama 2 70B", layers: 80, heads: 64, groups: 8, width: 128 },
];
// ANCHOR_END: shapes

impl Shape {
    // ANCHOR: bytes
    /// Bytes of keys and values for one token, in all layers.
    pub fn bytes_a_token(&self) -> u64 {
        2 * self.groups * self.width * self.layers * BYTES
    }

    /// Operations for each byte that is read, when one query meets a long cache.
    pub fn intensity(&self) -> f64 {
        let operations = 4 * self.heads * self.width; // for each cached token
        let bytes = 2 * self.groups * self.width * BYTES;
        operations as f64 / bytes as f64
    }
    // ANCHOR_END: bytes

    /// The same model with another number of key-value heads.
    #[must_use]
    pub fn with_groups(self, groups: u64) -> Shape {
        Shape { groups, ..self }
    }
}

/// The widths of multi-head latent attention.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latent {
    /// Layers.
    pub layers: u64,
    /// Heads of a layer.
    pub heads: u64,
    /// The latent, d_c.
    pub latent: u64,
    /// The part of a query and a key that is not rotated.
    pub nope: u64,
    /// The part that is, d_r.
    pub rope: u64,
    /// A value.
    pub value: u64,
}

/// DeepSeek-V3 (deepseek-ai/DeepSeek-V3, inference/model.py and its 671B configuration).
pub const DEEPSEEK_V3: Latent =
    Latent { layers: 61, heads: 128, latent: 512, nope: 128, rope: 64, value: 128 };

impl Latent {
    // ANCHOR: latent
    /// Numbers that a layer caches of a token: the latent and one rotated key.
    pub fn cached(&self) -> u64 {
        self.latent + self.rope
    }

    /// Operations for one query and one cached token with expanded keys and values.
    pub fn expanded_pair(&self) -> u64 {
        2 * self.heads * (self.nope + self.rope + self.value)
    }

    /// Operations for one query and one cached token in the absorbed form.
    pub fn absorbed_pair(&self) -> u64 {
        2 * self.heads * (self.latent + self.rope + self.latent)
    }

    /// Operations to expand the keys and values of all heads from the latent of one cached token.
    pub fn expansion(&self) -> u64 {
        2 * self.latent * self.heads * (self.nope + self.value)
    }

    /// From how many queries at once the expansion pays.
    pub fn crossover(&self) -> f64 {
        self.expansion() as f64 / (self.absorbed_pair() - self.expanded_pair()) as f64
    }
    // ANCHOR_END: latent
}

/// Operations for each cached token against the number of queries that ask at once, in both forms.
pub fn figure(model: Latent) -> Figure {
    let queries = [1_u64, 4, 16, 64, 256, 1024, 4096];
    let crossover = model.crossover();
    let expanded = |n: f64| (model.expansion() as f64 + n * model.expanded_pair() as f64) / 1e6;
    let absorbed = |n: f64| n * model.absorbed_pair() as f64 / 1e6;
    let description = format!(
        "Millions of operations for each cached token against the number of queries that ask at once, both axes logarithmic. \
         Absorbed, {} for one query and {} for 4096, a straight line. Expanded, {} for one query and {} for 4096: flat until \
         the queries outweigh the expansion. The lines cross at {} queries.",
        super::text(absorbed(1.0), 2),
        super::text(absorbed(4096.0), 0),
        super::text(expanded(1.0), 1),
        super::text(expanded(4096.0), 0),
        super::text(crossover, 0),
    );
    let line = |of: &dyn Fn(f64) -> f64| -> Vec<(f64, f64)> {
        queries.iter().map(|&n| n as f64).map(|n| (n, of(n))).collect()
    };
    Chart::new("Absorb for a few queries, expand for many", &description)
        .x(Axis::log2("queries at once").ticks(&queries.map(|n| n as f64)))
        .y(Axis::log10("million operations a cached token").range(0.1, 2000.0))
        .line(Series::new("absorbed", line(&absorbed)).label_below(8.0))
        .line(Series::new("expanded", line(&expanded)).label_above(4.0))
        .line(
            Series::new("crossover", [(crossover, absorbed(crossover)), (crossover, 0.1), (crossover, 0.4)])
                .reference(),
        )
        .save()
}
