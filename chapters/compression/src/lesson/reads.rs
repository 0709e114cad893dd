//! What a query reads in the layers of DeepSeek-V4 Flash, and a question that no choice of blocks answers.

use figures::{Axis, Chart, Figure, Series, count, random};
use ndarray::{Array1, Array2, Array3, ArrayView2};

use super::pictures::FLASH;
use crate::{Csa, Hca, TopK};

/// A layer, by what its queries read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Every token.
    Dense,
    /// The last tokens, and blocks that are chosen.
    Chosen,
    /// The last tokens, and all blocks, which are longer.
    All,
}

/// How many entries a query reads that sees so many tokens.
pub fn entries(kind: Kind, tokens: u64) -> u64 {
    let [window, chosen, short, long] =
        [FLASH.window, FLASH.chosen, FLASH.blocks.0, FLASH.blocks.1].map(|x| x as u64);
    let near = tokens.min(window);
    match kind {
        Kind::Dense => tokens,
        Kind::Chosen => near + (tokens / short).min(chosen),
        Kind::All => near + tokens / long,
    }
}

/// Floating-point operations of a query: scores and sums of all heads, and the indexer's scores. A product and a sum are two.
pub fn operations(kind: Kind, tokens: u64) -> [u64; 2] {
    let [heads, entry, index_heads, index_width, short] =
        [FLASH.heads, FLASH.entry, FLASH.index.0, FLASH.index.1, FLASH.blocks.0].map(|x| x as u64);
    let indexer = if kind == Kind::Chosen { 2 * index_heads * index_width * (tokens / short) } else { 0 };
    [4 * heads * entry * entries(kind, tokens), indexer]
}

/// The entries that a query reads, against the length of the text, both on logarithmic axes.
pub fn figure() -> Figure {
    let lengths = || (5..=20).map(|power| 1_u64 << power);
    let line = |kind: Kind| lengths().map(move |n| (n as f64, entries(kind, n) as f64));
    let last = |kind: Kind| count(entries(kind, 1 << 20));
    let description = format!(
        "Entries that a query of DeepSeek-V4 Flash reads, against the tokens that it sees, both logarithmic. At 2²⁰ tokens a layer that \
         chooses reads {}, one that reads all long blocks {}, a dense one {}. Up to 2¹⁶ tokens the layer with long blocks reads fewer than \
         the one that chooses, and from there on more.",
        last(Kind::Chosen),
        last(Kind::All),
        last(Kind::Dense),
    );
    let meet = lengths().filter(|&n| entries(Kind::All, n) <= entries(Kind::Chosen, n)).max().unwrap_or(0);
    let title = format!(
        "Up to {} tokens all long blocks are fewer entries than the chosen short ones, beyond that more",
        count(meet)
    );
    Chart::new(&title, &description)
        .x(Axis::log10("tokens that it sees"))
        .y(Axis::log10("entries that it reads"))
        .line(Series::new("dense", line(Kind::Dense)))
        .line(Series::new("all long\nblocks", line(Kind::All)))
        .line(Series::new("chosen\nblocks", line(Kind::Chosen)))
        .save()
}

/// How many tokens the text has in which something is mentioned.
pub const TOKENS: usize = 4096;
/// The tokens of a short block.
pub const SHORT: usize = 4;
/// The tokens of a long one.
pub const LONG: usize = 128;

/// For each token 1 if it mentions something, and 0 if not; about one in five does.
pub fn mentions() -> Array2<f32> {
    let numbers = figures::normals(&mut random(3), (TOKENS, 1));
    numbers.mapv(|x| if x > 0.84 { 1.0 } else { 0.0 })
}

/// Which share of the text the last query takes for mentions, if it weighs all alike that it reads: `k` short blocks, those that match
/// best, or all long blocks.
pub fn shares(top_k: TopK, csa: Csa, hca: Hca, said: ArrayView2<'_, f32>, k: usize) -> [f32; 2] {
    let n = said.nrows();
    let queries = Array3::zeros((n, 1, 1));
    let sinks = Array1::from_elem(1, -100.0);
    // Gates that are alike pool to means.
    let (gates, bias) = (Array2::zeros((n, 1)), Array2::zeros((LONG, 1)));
    let means = said.exact_chunks((SHORT, 1)).into_iter().map(|block| block.sum() / SHORT as f32);
    let means: Array1<f32> = means.collect();
    let mut chosen = vec![Vec::new(); n];
    chosen[n - 1] = top_k(means.view().insert_axis(ndarray::Axis(0)), n - 1, SHORT, k).concat();
    let blocks = means.insert_axis(ndarray::Axis(1));
    let of_chosen = csa(queries.view(), said, blocks.view(), &chosen, sinks.view(), 1);
    let of_all = hca(queries.view(), said, said, gates.view(), bias.view(), sinks.view(), 1);
    [of_chosen, of_all].map(|output| output[[n - 1, 0, 0]])
}
