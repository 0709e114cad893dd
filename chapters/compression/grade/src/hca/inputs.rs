//! What the cases of `hca` are made of: the inputs of `csa`, and of the compressors, put together.

use judge::{Layout, Matrix, Random};
use ndarray::{Array2, ArrayView1, s};

use super::Input;
use crate::csa::inputs::{Lists, normal as queried, scored as queried_with_scores};
use crate::gates::cases::{cases, levelled, normal as gated};
use crate::{csa, gates};

fn joined(attended: csa::Input, pooled: gates::Input) -> Input {
    Input {
        queries: attended.queries,
        tokens: attended.tokens,
        values: pooled.values,
        gates: pooled.gates,
        bias: pooled.bias,
        sinks: attended.sinks,
        window: attended.window,
    }
}

/// Normal numbers in four sizes: n, heads, width, tokens of a block.
pub(super) fn normal(random: &mut Random, [n, heads, width, block]: [usize; 4], window: usize) -> Input {
    let attended = queried(random, [n, heads, width, 0], window, Lists::All);
    joined(attended, gated::<false>(random, [n, block, width]))
}

/// The same, with a level for the gates of each token and channel.
pub(super) fn gates_at(
    random: &mut Random,
    [n, heads, width, block]: [usize; 4],
    window: usize,
    level: impl Fn(usize, usize) -> f32,
) -> Input {
    let attended = queried(random, [n, heads, width, 0], window, Lists::All);
    joined(attended, levelled::<false>(random, [n, block, width], level))
}

/// Values, gates and biases as in the case of `gated_pool` with this name.
pub(super) fn pooled_as(random: &mut Random, heads: usize, window: usize, name: &str) -> Input {
    let case = cases::<false>().into_iter().find(|case| case.name == name).expect("a case of gated_pool");
    let pooled = (case.make)(random);
    let [n, _, width] = pooled.sizes();
    joined(queried(random, [n, heads, width, 0], window, Lists::All), pooled)
}

/// What a score is of: a token, or the entry of a block, also of one that lacks tokens.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Token(usize),
    Block(usize),
}

impl Of {
    /// Whether a query sees it.
    pub(super) fn seen(self, t: usize, block: usize, window: usize) -> bool {
        match self {
            Of::Token(s) => s <= t && t - s < window,
            Of::Block(i) => (i + 1) * block <= t + 1,
        }
    }

    /// A number of its own.
    pub(super) fn number(self) -> usize {
        match self {
            Of::Token(s) => s,
            Of::Block(i) => 2 * i + 1,
        }
    }
}

/// Scores that are given, of a query, a head and what it may see, and sinks that are given: n, heads, tokens of a block. In a channel
/// that has to do with scores the values of a block are alike, so that its entry is known whatever the gates are; in the last
/// two channels they differ.
pub(super) fn scored(
    random: &mut Random,
    [n, heads, block]: [usize; 3],
    window: usize,
    score: impl Fn(usize, usize, Of) -> f32,
    sink: impl Fn(usize) -> f32,
) -> Input {
    let of = |e: usize| if e < n { Of::Token(e) } else { Of::Block(e - n) };
    let sizes = [n, heads, n.div_ceil(block)];
    let attended = queried_with_scores(random, sizes, window, Lists::All, |t, h, e| score(t, h, of(e)), sink);
    let width = attended.queries.values.dim().2;
    let mut pooled = gated::<false>(random, [n, block, width]);
    for (t, mut values) in pooled.values.values.rows_mut().into_iter().enumerate() {
        let entry: ArrayView1<'_, f32> = attended.blocks.values.row(t / block);
        values.slice_mut(s![..width - 2]).assign(&entry.slice(s![..width - 2]));
    }
    joined(attended, pooled)
}

/// One head of three channels, in which only the last query has scores that differ: those that are given, of the entries that it
/// sees. What tokens say is small, and what blocks say is not.
pub(super) fn last_scored(
    random: &mut Random,
    [n, block]: [usize; 2],
    window: usize,
    score: impl Fn(Of) -> f32,
    sink: f32,
) -> Input {
    let mut input = normal(random, [n, 1, 3, block], window);
    input.sinks.values.fill(sink);
    input.queries.values.fill(0.0);
    input.queries.values[[n - 1, 0, 0]] = 3.0_f32.sqrt();
    let column = |of: &dyn Fn(usize) -> Of| (0..n).map(|t| score(of(t))).collect::<ndarray::Array1<f32>>();
    input.tokens.values.column_mut(0).assign(&column(&Of::Token));
    input.values.values.column_mut(0).assign(&column(&|t| Of::Block(t / block)));
    input.tokens.values.slice_mut(s![.., 1..]).mapv_inplace(|x| 0.05 * x);
    input.values.values.slice_mut(s![.., 1..]).mapv_inplace(|x| x.abs().min(3.0) + 2.0);
    input
}

/// What is hidden at one level and what is seen at another.
pub(super) fn hidden_at(
    random: &mut Random,
    sizes: [usize; 3],
    window: usize,
    [hidden, level, sink]: [f32; 3],
) -> Input {
    let block = sizes[2];
    let score = |t: usize, h: usize, of: Of| {
        let near = level + ((2 * t + 3 * of.number() + h) % 5) as f32 * 0.6;
        if of.seen(t, block, window) { near } else { hidden }
    };
    scored(random, sizes, window, score, |h| sink + 2.5 * h as f32)
}

pub(super) fn laid(mut input: Input, layout: Layout) -> Input {
    input.queries.layout = layout;
    input.sinks.layout = layout;
    for matrix in [&mut input.tokens, &mut input.values, &mut input.gates, &mut input.bias] {
        matrix.layout = layout;
    }
    input
}

/// The same rows twice.
pub(super) fn twice(rows: &Matrix) -> Matrix {
    let rows: &Array2<f32> = &rows.values;
    ndarray::concatenate![ndarray::Axis(0), *rows, *rows].into()
}
