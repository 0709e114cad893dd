//! What queries see of the blocks, and what they choose of it.

use figures::{Figure, Grid, Panel, normals, random};
use ndarray::{Array2, Axis, s};

use crate::{Indexer, TopK};

/// Tokens, each with a query.
pub const TOKENS: usize = 17;
/// Tokens of a block.
pub const BLOCK: usize = 3;
/// How many blocks are chosen.
pub const CHOSEN: usize = 2;
/// Index heads, and their width.
const HEADS: usize = 3;
const WIDTH: usize = 4;

/// The scores (17, 6) of random queries, keys and weights. The last block is not complete.
pub fn scores(indexer: Indexer) -> Array2<f32> {
    let mut random = random(2);
    let queries = normals(&mut random, (TOKENS, HEADS * WIDTH));
    let queries = queries.into_shape_with_order((TOKENS, HEADS, WIDTH)).expect("as many numbers");
    let keys = normals(&mut random, (TOKENS.div_ceil(BLOCK), WIDTH));
    let weights = normals(&mut random, (TOKENS, HEADS));
    indexer(queries.view(), keys.view(), weights.view())
}

/// For each query the blocks that it sees and chooses; with `late`, a block is seen only from the token after its last.
///
/// # Panics
/// If the choice panics.
pub fn lists(top_k: TopK, scores: &Array2<f32>, k: usize, late: bool) -> Vec<Vec<usize>> {
    if late {
        // Every query stands where the one before it did.
        let rest = top_k(scores.slice(s![1.., ..]), 0, BLOCK, k);
        std::iter::once(Vec::new()).chain(rest).collect()
    } else {
        top_k(scores.view(), 0, BLOCK, k)
    }
}

/// What the queries of 17 tokens see of blocks of three, and choose: with a block that is seen from its last token on, and with one
/// that is seen from the token after.
///
/// # Panics
/// If a choice is out of range.
pub fn figure(indexer: Indexer, top_k: TopK) -> Figure {
    let scores = scores(indexer);
    let blocks = scores.len_of(Axis(1));
    let panel = |caption: &str, late: bool| {
        let (seen, chosen) = (lists(top_k, &scores, blocks, late), lists(top_k, &scores, CHOSEN, late));
        let row = |s: usize| {
            let value = |t: usize| match (chosen[t].contains(&s), seen[t].contains(&s)) {
                (true, _) => 1.0,
                (_, true) => 0.25,
                _ => 0.0,
            };
            (0..TOKENS).map(value).collect()
        };
        Panel::new(caption, (0..blocks).map(row).collect()).axes("block", "token")
    };
    let counts = |late: bool| {
        let counts: Vec<String> =
            lists(top_k, &scores, blocks, late).iter().map(|list| list.len().to_string()).collect();
        counts.join(", ")
    };
    let description = format!(
        "Blocks of {BLOCK} tokens that {TOKENS} tokens see, pale, and the {CHOSEN} of them that each chooses, dark. Where a block is seen \
         from its last token on, the tokens see {} blocks; where it is seen from the token after, {}.",
        counts(false),
        counts(true)
    );
    Grid::new(
        "Seen from the token after its last, a block comes one token late, and some tokens choose differently",
        &description,
    )
    .panel(panel("s < ⌊(t + 1)/3⌋", false))
    .panel(panel("s < ⌊t/3⌋", true).below())
    .save()
}
