//! Three kinds of attention at once: what flows where, and what heads that choose together save.

use std::collections::BTreeSet;

use figures::{Figure, Schematic, normals, random};
use ndarray::{Array1, Array2, Array3, Axis};

use crate::{Dsa, Nsa};

/// The heads of a group in the paper's model: 64 in 4 groups.
pub const HEADS: usize = 16;
/// How many blocks there are.
pub const BLOCKS: usize = 128;
/// How many are chosen.
pub const CHOSEN: usize = 16;

/// Weights (16, 128) of the heads of a group for blocks. Half of what decides is common to all heads.
pub fn weights() -> Array2<f32> {
    let mut random = random(3);
    let common = normals(&mut random, (1, BLOCKS));
    let own = normals(&mut random, (HEADS, BLOCKS));
    let mut weights = (own + &common).mapv(f32::exp);
    for mut row in weights.rows_mut() {
        let sum = row.sum();
        row /= sum;
    }
    weights
}

/// The blocks with the largest weights.
pub fn best(weights: &Array1<f32>, k: usize) -> Vec<usize> {
    let mut blocks: Vec<usize> = (0..weights.len()).collect();
    blocks.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
    blocks.truncate(k);
    blocks
}

/// How many blocks are read if each head chooses for itself, as many as all of them together name.
pub fn apart(weights: &Array2<f32>, k: usize) -> usize {
    let chosen = weights.rows().into_iter().flat_map(|row| best(&row.to_owned(), k));
    chosen.collect::<BTreeSet<_>>().len()
}

/// Which part of the heads' weight blocks hold that the heads choose together, and which part those that each chooses for itself.
pub fn held(weights: &Array2<f32>, k: usize) -> [f32; 2] {
    let together = best(&weights.sum_axis(Axis(0)), k);
    let part = |row: &Array1<f32>, blocks: &[usize]| blocks.iter().map(|&b| row[b]).sum::<f32>();
    let rows: Vec<Array1<f32>> = weights.rows().into_iter().map(|row| row.to_owned()).collect();
    let mean = |part: &dyn Fn(&Array1<f32>) -> f32| rows.iter().map(part).sum::<f32>() / rows.len() as f32;
    [mean(&|row| part(row, &together)), mean(&|row| part(row, &best(row, k)))]
}

/// Queries (13, 4, 4), keys and values (13, 2, 4) at random.
pub fn text() -> [Array3<f32>; 3] {
    let mut random = random(5);
    let mut cube = |heads: usize| {
        let flat = normals(&mut random, (13, heads * 4));
        flat.into_shape_with_order((13, heads, 4)).expect("as many numbers")
    };
    [cube(4), cube(2), cube(2)]
}

/// Attention of four heads to k of 13 tokens, with scores at random times a factor.
///
/// # Panics
/// If the answer panics.
pub fn sparse(dsa: Dsa, factor: f32, k: usize) -> Array3<f32> {
    let [queries, keys, values] = text();
    let scores = factor * normals(&mut random(7), (13, 13));
    let [keys, values] = [&keys, &values].map(|cube| cube.index_axis(Axis(1), 0));
    dsa(queries.view(), keys, values, scores.view(), k)
}

/// The largest distance between what a gate alone lets through, and attention to all tokens so far. Blocks have three tokens.
///
/// # Panics
/// If the output has another shape.
pub fn from_dense(nsa: Nsa, branch: usize, chosen: usize, window: usize) -> f32 {
    let [queries, keys, values] = text();
    let gates = Array3::from_shape_fn((13, 4, 3), |(.., b)| f32::from(u8::from(b == branch)));
    let output = nsa(queries.view(), keys.view(), values.view(), gates.view(), 3, chosen, window);
    let mut most = 0.0_f32;
    for (t, h) in (0..13).flat_map(|t| (0..4).map(move |h| (t, h))) {
        let query = queries.index_axis(Axis(0), t).row(h).to_owned();
        let keys = keys.index_axis(Axis(1), h / 2);
        let weights: Array1<f32> = (0..=t).map(|s| (query.dot(&keys.row(s)) / 2.0).exp()).collect();
        let values = values.index_axis(Axis(1), h / 2);
        let dense = weights.dot(&values.slice(ndarray::s![..=t, ..])) / weights.sum();
        let row = output.index_axis(Axis(0), t).row(h).to_owned();
        most = (row - dense).iter().fold(most, |most, x| most.max(x.abs()));
    }
    most
}

/// A layer of native sparse attention with the sizes of the paper.
pub fn layer() -> Figure {
    Schematic::new(
        "Native sparse attention: the weights of compressed blocks also choose which blocks are read in full",
        "What a layer makes of n tokens: compressed blocks, chosen blocks and a window, each attended to by itself.",
    )
    .tensor("tokens", "tokens", &[&"n", &"d"])
    .operation("up", "projections")
    .tensor("kv", "keys and values", &[&"n", &4, &"(192 + 128)"])
    .tensor("queries", "queries", &[&"n", &64, &192])
    .operation("gate", "small network, sigmoid")
    .tensor("gates", "gates", &[&"n", &64, &3])
    .operation("compress", "one entry of 32 tokens, every 16")
    .operation("coarse", "attention to what is complete")
    .operation("scores", "weights of 16 heads, added by common tokens")
    .operation("top", "16 blocks of 64")
    .operation("fine", "attention to their tokens")
    .operation("near", "attention to the last 512")
    .operation("sum", "times gates, added")
    .tensor("output", "output", &[&"n", &64, &128])
    .flow(&["tokens", "up", "kv", "compress", "coarse", "scores", "top", "fine", "sum", "output"])
    .flow(&["up", "queries", "coarse", "sum"])
    .flow(&["queries", "fine"])
    .flow(&["queries", "near"])
    .flow(&["kv", "fine"])
    .flow(&["kv", "near", "sum"])
    .flow(&["tokens", "gate", "gates", "sum"])
    .highlight(&["coarse", "scores", "top", "fine"])
    .save()
}
