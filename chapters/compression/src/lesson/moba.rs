//! Blocks chosen by the means of their keys: what it finds, and what its choice must not know.

use figures::{Axis, Chart, Figure, Schematic, Series, normals, random};
use ndarray::{Array2, s};

use crate::Moba;

/// Tokens, channels, tokens of a block, and how many blocks are chosen, in the experiments.
pub const SIZES: [usize; 4] = [512, 64, 16, 3];

const SEED: u64 = 2502;
/// How long the key is that the last query looks for; the others have length 1, or nearly.
const NEEDLE: f32 = 2.0;

/// A text in which the last query looks for one token.
#[derive(Clone, Debug)]
pub struct Text {
    /// Shape (n, d).
    pub queries: Array2<f32>,
    /// Shape (n, d).
    pub keys: Array2<f32>,
    /// 1 for the token that is looked for, and 0 for all others; shape (n, 1).
    pub values: Array2<f32>,
    /// Which token that is.
    pub needle: usize,
}

/// The text of a question, of `n` tokens. Keys are random; that of the needle points where the last query does, and has a length. Queries are so long that
/// the needle has most of the weight in dense attention.
pub fn text(question: usize, n: usize, length: f32) -> Text {
    let width = SIZES[1];
    let mut random = random(SEED + question as u64);
    let mut keys = normals(&mut random, (n, width)) / (width as f32).sqrt();
    let mut queries = normals(&mut random, (n, width));
    let needle = (37 * question + 5) % (n - 40);
    let direction = queries.row(n - 1).to_owned();
    let direction = &direction / direction.dot(&direction).sqrt();
    keys.row_mut(needle).assign(&(&direction * length));
    queries.row_mut(n - 1).assign(&(&direction * 5.0 * (width as f32).sqrt()));
    let mut values = Array2::zeros((n, 1));
    values[[needle, 0]] = 1.0;
    Text { queries, keys, values, needle }
}

/// The weight that the last query of a text has for what it looks for, in four ways.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// With all blocks chosen.
    pub dense: f32,
    /// With the blocks that `choose` gives.
    pub chosen: f32,
    /// With as many blocks, the newest.
    pub newest: f32,
    /// With one entry for each block, the means of its keys and values.
    pub means: f32,
}

/// The mean over so many texts.
pub fn found(moba: Moba, questions: usize) -> Found {
    let [n, _, block, k] = SIZES;
    let mut sum = Found { dense: 0.0, chosen: 0.0, newest: 0.0, means: 0.0 };
    for question in 0..questions {
        let text = text(question, n, NEEDLE);
        let (queries, keys, values) = (text.queries.view(), text.keys.view(), text.values.view());
        let last = |lists: &[Vec<usize>]| (moba.attend)(queries, keys, values, block, lists)[[n - 1, 0]];
        let own = |t: usize| t / block;
        let lists = |of: &dyn Fn(usize) -> Vec<usize>| (0..n).map(of).collect::<Vec<_>>();
        sum.dense += last(&lists(&|t| if t + 1 == n { (0..=own(t)).collect() } else { vec![own(t)] }));
        sum.newest += last(&lists(&|t| (own(t).saturating_sub(k - 1)..=own(t)).collect()));
        sum.chosen += last(&(moba.choose)(queries, keys, block, k));
        sum.means += by_means(&text);
    }
    let count = questions as f32;
    Found {
        dense: sum.dense / count,
        chosen: sum.chosen / count,
        newest: sum.newest / count,
        means: sum.means / count,
    }
}

/// What the last query gets of the needle if each block is one entry: the block's weight, over its tokens.
fn by_means(text: &Text) -> f32 {
    let [n, width, block, _] = SIZES;
    let query = text.queries.row(n - 1);
    let scores: Vec<f32> = (0..n / block)
        .map(|b| {
            let keys = text.keys.slice(s![b * block..(b + 1) * block, ..]);
            keys.mean_axis(ndarray::Axis(0)).expect("a block has a key").dot(&query) / (width as f32).sqrt()
        })
        .collect();
    let largest = scores.iter().fold(f32::NEG_INFINITY, |most, &score| most.max(score));
    let sum: f32 = scores.iter().map(|score| (score - largest).exp()).sum();
    (scores[text.needle / block] - largest).exp() / sum / block as f32
}

/// A choice in which the own block competes with the mean of its keys.
pub fn competing(queries: &Array2<f32>, keys: &Array2<f32>, block: usize, k: usize) -> Vec<Vec<usize>> {
    let means: Vec<_> = keys
        .axis_chunks_iter(ndarray::Axis(0), block)
        .map(|keys| keys.mean_axis(ndarray::Axis(0)).unwrap())
        .collect();
    // ANCHOR: competing
    let list = |t: usize| {
        let mut blocks: Vec<usize> = (0..=t / block).collect();
        let gate = |b: usize| queries.row(t).dot(&means[b]);
        blocks.sort_by(|&a, &b| gate(b).total_cmp(&gate(a)));
        blocks.truncate(k);
        blocks.sort_unstable();
        blocks
    };
    // ANCHOR_END: competing
    (0..queries.nrows()).map(list).collect()
}

/// The blocks of each query, of queries, keys, the block size and k.
pub type Choice<'a> = dyn Fn(&Array2<f32>, &Array2<f32>, usize, usize) -> Vec<Vec<usize>> + 'a;

/// How many queries change their choice if the last key of each block is another one, of those that stand before it in its block; and how
/// many such queries there are.
pub fn leaked(choose: &Choice<'_>) -> (usize, usize) {
    let [n, width, block, k] = SIZES;
    let text = text(0, n, NEEDLE);
    // Queries of an ordinary length, the last one too.
    let queries = normals(&mut random(SEED), (n, width));
    let mut changed = text.keys.clone();
    for b in 0..n / block {
        changed.row_mut((b + 1) * block - 1).mapv_inplace(|x| -3.0 * x);
    }
    let mut moved = 0;
    let before = choose(&queries, &text.keys, block, k);
    for b in 0..n / block {
        // Only this block's last key is another one.
        let mut keys = text.keys.clone();
        let last = (b + 1) * block - 1;
        keys.row_mut(last).assign(&changed.row(last));
        // Later queries may change: they look back on it.
        let cut = s![..(b + 1) * block, ..];
        let after = choose(&queries.slice(cut).to_owned(), &keys.slice(cut).to_owned(), block, k);
        moved += (b * block..last).filter(|&t| before[t] != after[t]).count();
    }
    (moved, n / block * (block - 1))
}

/// The share of a text that the last query leaves out, with blocks of `block` tokens of which `k` are chosen.
pub fn sparsity(tokens: usize, block: usize, k: usize) -> f64 {
    1.0 - (k * block).min(tokens) as f64 / tokens as f64
}

/// What flows where: keys to means, queries and means to gates, and the chosen blocks to attention.
pub fn schematic(n: usize, block: usize, k: usize, width: usize) -> Figure {
    let blocks = n.div_ceil(block);
    Schematic::new(
        "Mixture of block attention chooses blocks by the means of their keys, and reads their tokens as they are",
        &format!("How {n} queries of one head choose {k} of {blocks} blocks of {block} tokens, and attend to their tokens."),
    )
    .tensor("queries", "queries", &[&n, &width])
    .tensor("keys", "keys", &[&n, &width])
    .operation("mean", "mean of each block")
    .tensor("means", "means", &[&blocks, &width])
    .operation("dot", "dot products")
    .tensor("gates", "gates", &[&n, &blocks])
    .operation("mask", "own block +∞, later blocks −∞")
    .operation("top", &format!("the {k} largest"))
    .tensor("chosen", "chosen blocks", &[&n, &k])
    .operation("core", "softmax over the tokens of the chosen blocks, up to the query")
    .tensor("values", "values", &[&n, &width])
    .tensor("output", "output", &[&n, &width])
    .flow(&["keys", "mean", "means", "dot", "gates", "mask", "top", "chosen", "core", "output"])
    .flow(&["queries", "dot"])
    .flow(&["queries", "core"])
    .flow(&["keys", "core"])
    .flow(&["values", "core"])
    .group("gate", &["mean", "means", "dot", "gates", "mask", "top", "chosen"])
    .highlight(&["keys", "mean", "means", "dot", "gates", "mask", "top", "chosen", "core"])
    .save()
}

/// Blocks of the figure.
const BLOCKS: [usize; 6] = [1, 2, 4, 8, 16, 32];
/// Tokens of its texts.
const SHORT: usize = 256;

/// How often the block of the needle is among those that the last query chooses, if so many tokens may be read.
pub fn found_of_blocks(moba: Moba, block: usize, tokens: usize, questions: usize) -> f64 {
    let n = SHORT;
    let mut right = 0;
    for question in 0..questions {
        let text = text(question, n, 1.0);
        // The last query alone is asked, at the end of its block.
        let lists = (moba.choose)(text.queries.view(), text.keys.view(), block, (tokens / block).max(1));
        right += usize::from(lists[n - 1].contains(&(text.needle / block)));
    }
    right as f64 / questions as f64
}

/// The share of questions whose block is chosen, against the size of blocks, while the number of tokens that are read stays the same.
///
/// # Panics
/// If an answer gives fewer lists than there are queries.
pub fn figure(moba: Moba) -> Figure {
    const QUESTIONS: usize = 40;
    let line = |tokens: usize| -> Vec<(f64, f64)> {
        let blocks = BLOCKS.iter().filter(|&&block| block <= tokens / 2);
        blocks.map(|&block| (block as f64, 100.0 * found_of_blocks(moba, block, tokens, QUESTIONS))).collect()
    };
    let (much, little) = (line(64), line(16));
    let told = |line: &[(f64, f64)]| {
        line.iter().map(|(block, share)| format!("{share:.0} at {block}")).collect::<Vec<_>>().join(", ")
    };
    let description = format!(
        "Percent of {QUESTIONS} questions whose block is among the chosen ones, against the tokens of a block, in a text of {} tokens. If 64 \
         tokens may be read: {}. If 16 may: {}.",
        SHORT,
        told(&much),
        told(&little),
    );
    Chart::new(
        "For the same number of tokens read, many small blocks find more than a few large ones",
        &description,
    )
    .x(Axis::log2("tokens of a block").ticks(&BLOCKS.map(|block| block as f64)))
    .y(Axis::linear("right block chosen, %").range(0.0, 100.0))
    .line(Series::new("64 tokens\nare read", much))
    .line(Series::new("16 tokens are read", little).label_below(2.0))
    .save()
}
