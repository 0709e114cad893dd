//! Finding the block that holds a token, when each block is one entry: how it depends on the size of blocks and on what the entry is.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, normals, random, text};
use ndarray::{Array2, ArrayView2, s};

use crate::{GatedPool, MeanPool};

/// Blocks among which one is looked for, and channels.
pub const SIZES: (usize, usize) = (64, 64);
/// Tokens of a block, in the figures.
pub const BLOCKS: [usize; 5] = [1, 4, 16, 64, 128];
/// Questions that are asked for each of them.
pub const QUESTIONS: usize = 200;

const SEED: u64 = 14606;
/// How long the token is that is looked for; the others have length 1, or nearly.
const NEEDLE: f32 = 2.0;
/// Channels, and how long the token is that is looked for, in the figures.
const USUAL: Haystack = Haystack { width: SIZES.1, needle: NEEDLE, questions: QUESTIONS };
/// The gate of the one token of a block that is worth keeping; the others' are standard normal.
const MARKED: f32 = 5.0;

/// Which token of its block is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    /// The one with a large gate, of which each block has one.
    Marked,
    /// Another one.
    Other,
}

/// What is looked for, and where.
#[derive(Clone, Copy)]
pub struct Haystack {
    /// Channels of a token.
    pub width: usize,
    /// How long the needle is.
    pub needle: f32,
    /// How often is asked.
    pub questions: usize,
}

/// The share of questions that find the right block, of so many tokens, by the means of all blocks.
pub fn by_means(pool: MeanPool, block: usize) -> f64 {
    found(USUAL, block, Asked::Other, &|tokens, _| (pool.pool)(tokens, block))
}

/// The same by entries that are pooled by gates. A gate knows which token is worth keeping, and not what will be asked for.
pub fn by_gates(pool: GatedPool, block: usize, asked: Asked) -> f64 {
    let bias = Array2::zeros((block, SIZES.1));
    found(USUAL, block, asked, &|tokens, gates| pool(tokens, gates, bias.view()))
}

/// Pools tokens by gates, both (n, channels).
type Entries<'a> = dyn Fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32> + 'a;

/// The share of questions that find the right block of so many tokens, whose entries `pool` makes.
pub fn found(haystack: Haystack, block: usize, asked: Asked, pool: &Entries<'_>) -> f64 {
    let Haystack { width, needle, questions } = haystack;
    let blocks = SIZES.0;
    let mut random = random(SEED);
    let mut tokens = normals(&mut random, (blocks * block, width)) / (width as f32).sqrt();
    let mut gates = normals(&mut random, (blocks * block, 1));
    // The marked token of each block, a place further in every block.
    let marked = |i: usize| i * block + i % block;
    for i in 0..blocks {
        gates[[marked(i), 0]] = MARKED;
    }
    let gates = gates.broadcast((blocks * block, width)).expect("a gate for all channels").to_owned();
    let entries = pool(tokens.view(), gates.view());
    let mut right = 0;
    for question in 0..questions {
        let query = normals(&mut random, (1, width));
        let query = &query / query.mapv(|x| x * x).sum().sqrt();
        let home = (7 * question) % blocks;
        let at = match asked {
            Asked::Marked => marked(home),
            // The next place, again from the first after the last; in a block of one it is the same.
            Asked::Other => home * block + (home + 1) % block,
        };
        let before = tokens.row(at).to_owned();
        tokens.row_mut(at).assign(&(&query.row(0) * needle));
        // Of all entries only that of the needle's block is another one.
        let mine = s![home * block..(home + 1) * block, ..];
        let entry = pool(tokens.slice(mine), gates.slice(mine));
        let mut scores = entries.dot(&query.row(0));
        scores[home] = entry.row(0).dot(&query.row(0));
        right += usize::from((0..blocks).all(|i| scores[i] <= scores[home]));
        tokens.row_mut(at).assign(&before);
    }
    right as f64 / questions as f64
}

/// How much of the weight of a softmax over so many tokens the heaviest of them have, a share of all: the scores are normal, with a
/// standard deviation.
pub fn weight_of_heaviest(tokens: usize, deviation: f32, share: f64) -> f64 {
    let scores = deviation * normals(&mut random(SEED), (1, tokens));
    let mut weights: Vec<f64> = scores.iter().map(|&score| f64::from(score).exp()).collect();
    weights.sort_by(|a, b| b.total_cmp(a));
    let heaviest = (share * tokens as f64).round() as usize;
    weights[..heaviest].iter().sum::<f64>() / weights.iter().sum::<f64>()
}

/// Four tokens of three channels, of which token 1 has something to say in channel 0, and token 3 in channel 2: values and gates.
pub fn four_tokens() -> [Array2<f32>; 2] {
    let values = ndarray::array![[0.1, -0.2, 0.0], [4.0, 0.5, -0.3], [-0.1, 0.2, 0.1], [0.2, -0.1, 7.0]];
    let gates = ndarray::array![[0.0, 0.0, 0.0], [6.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 6.0]];
    [values, gates]
}

/// The same gates with one number for each token: its largest.
pub fn one_gate_each(gates: &Array2<f32>) -> Array2<f32> {
    let largest = |(t, _): (usize, usize)| gates.slice(s![t, ..]).fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    Array2::from_shape_fn(gates.dim(), largest)
}

/// What is drawn.
const FOUND: &str = "right block found, %";

fn axes(chart: Chart) -> Chart {
    chart
        .x(Axis::log2("tokens in a block").ticks(&BLOCKS.map(|block| block as f64)))
        .y(Axis::linear(FOUND).range(0.0, 100.0))
}

fn line(of: &dyn Fn(usize) -> f64) -> Vec<(f64, f64)> {
    BLOCKS.iter().map(|&block| (block as f64, 100.0 * of(block))).collect()
}

/// The share of questions that find their block, against its size, by means.
pub fn figure(pool: MeanPool) -> Figure {
    let means = line(&|block| by_means(pool, block));
    let description = format!(
        "Percent of {QUESTIONS} questions that find the right one of {} blocks by the means of their tokens, against the tokens in a \
         block: {}. Chance would find {}.",
        SIZES.0,
        means.iter().map(|&(block, share)| format!("{share:.0} at {block}")).collect::<Vec<_>>().join(", "),
        text(100.0 / SIZES.0 as f64, 1),
    );
    let chance = BLOCKS.map(|block| (block as f64, 100.0 / SIZES.0 as f64));
    axes(Chart::new("A needle drowns in its block's mean", &description))
        .line(Series::new("mean", means))
        .line(Series::new("chance", chance).reference())
        .save()
}

/// The same with entries that are pooled by gates, for the token that was worth keeping and for another.
pub fn gated_figure(mean: MeanPool, gated: GatedPool) -> Figure {
    let means = line(&|block| by_means(mean, block));
    let marked = line(&|block| by_gates(gated, block, Asked::Marked));
    let other = line(&|block| by_gates(gated, block, Asked::Other));
    let end = |line: &[(f64, f64)]| text(line[BLOCKS.len() - 1].1, 0);
    let description = format!(
        "Percent of {QUESTIONS} questions that find the right one of {} blocks, against the tokens in a block. At {} tokens means find {}, \
         entries pooled by gates {} if the token with the large gate is asked for, and {} if another one is.",
        SIZES.0,
        BLOCKS[BLOCKS.len() - 1],
        end(&means),
        end(&marked),
        end(&other),
    );
    axes(Chart::new("A gate keeps what it is told to keep, and gives up all else", &description))
        .line(Series::new("gates,\nmarked token", marked))
        .line(Series::new("mean", means))
        .line(Series::new("gates, another token", other).label_above(32.0))
        .save()
}

/// Questions for each size of a block, where each must be answered while a slider moves.
const QUICK: usize = 64;

/// The share of questions that find their block by means, for a size of blocks, a length of the needle and a number of channels that
/// a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::powers_of_two("Tokens in a block", "", (0, 7)).start(16.0),
        Parameter::steps("Length of the needle, others 1", "", 0.5, (2, 10)).start(2.0),
        Parameter::powers_of_two("Channels", "", (3, 6)).start(64.0),
    ];
    Play::new("compression/needle", parameters, |values| {
        chosen(values[0] as usize, values[1] as f32, values[2] as usize)
    })
}

/// What holds wherever the sliders stand: what a needle of length n adds to the mean of m tokens, over what chance adds to another of c
/// channels, goes as n √(c / m).
const LAW: &str =
    "Larger blocks need longer needles or more channels: twice the length is worth four times the channels";

fn chosen(block: usize, needle: f32, width: usize) -> Figure {
    let pool = crate::answers::MEAN_POOL.pool;
    let of = |block: usize| {
        let haystack = Haystack { width, needle, questions: QUICK };
        100.0 * found(haystack, block, Asked::Other, &|tokens, _| pool(tokens, block))
    };
    let share = of(block);
    let description = format!(
        "Percent of {QUICK} questions that find the right one of {} blocks by the means of their tokens, against the tokens in a block, \
         for tokens of {width} channels and a needle {} times as long as the others. At {block} tokens it is {}.",
        SIZES.0,
        text(needle, 1),
        text(share, 0),
    );
    let line: Vec<(f64, f64)> = (0..=7).map(|power| (f64::from(1 << power), of(1 << power))).collect();
    let here = super::here(block, &line);
    axes(Chart::new(LAW, &description))
        // The label of a point at the very top stays clear of the axis's title.
        .y(Axis::linear(FOUND).range(0.0, 110.0).ticks(&[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]))
        .line(Series::new("found", line))
        .line(here)
        .save()
}
