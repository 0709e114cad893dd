//! compression/hca: blocks so long that all of them can be read.

use ndarray::{Array3, ArrayView1, ArrayView2, ArrayView3, Axis};

use super::{csa::csa, gated_pool::gated_pool};

/// The core of DeepSeek-V4's heavily compressed attention: a query attends to the last tokens and to *all* blocks that are complete.
///
/// Shapes: `queries` (n, heads, c), `tokens` (n, c), `values` (n, c), `gates` (n, c), `bias` (m, c) and `sinks` (heads) give
/// (n, heads, c). `values`, `gates` and `bias` are pooled to entries of blocks of m tokens, as in gated_pool. Query t attends to the
/// last `window` rows of `tokens`, its own row t included, fewer near the start, and to the entry of every block whose last token is
/// row t or stands before it. Scores, sinks and the one softmax over all of these are those of csa. The model norms and rotates
/// entries before it attends to them; that is left out here.
///
/// n, heads, c, m and `window` are at least 1; m can be more than n, and `window` can be more than n, up to 2²⁰. Scores, also of
/// entries that a query does not see, sinks, and gates with and without their biases lie within ±1000, and can be far apart. The six
/// views may be transposed or strided.
pub fn hca(
    queries: ArrayView3<'_, f32>,
    tokens: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    gates: ArrayView2<'_, f32>,
    bias: ArrayView2<'_, f32>,
    sinks: ArrayView1<'_, f32>,
    window: usize,
) -> Array3<f32> {
    let blocks = gated_pool(values, gates, bias);
    // A query sees a block with the block's last token.
    let complete = |t: usize| (0..(t + 1) / bias.nrows()).collect();
    let seen: Vec<Vec<usize>> = (0..queries.len_of(Axis(0))).map(complete).collect();
    csa(queries, tokens, blocks.view(), &seen, sinks, window)
}
