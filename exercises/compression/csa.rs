//! compression/csa: one softmax over the last tokens, the chosen blocks and a sink.
//!
//! Judge it:  cargo test -p compression --test exercises -- --exact compression/csa
//! Stuck?     cargo run -- hint compression/csa

use ndarray::{Array3, ArrayView1, ArrayView2, ArrayView3, Axis, s};

/// The core of DeepSeek-V4's compressed sparse attention. Keys and values are the same entries, and one set of them serves all heads.
///
/// Shapes: `queries` (n, heads, c), `tokens` (n, c), `blocks` (b, c), a list of `chosen` blocks for each query, and `sinks` (heads)
/// give (n, heads, c). Query t attends to the last `window` rows of `tokens`, its own row t included, fewer near the start, and to
/// those rows of `blocks` that `chosen[t]` names; the lists are the same for all heads, in any order, without repetition, and may be
/// empty. In head h the weight of an entry e is exp(s) / (exp(z) + Σ exp(s')), with s = query · e / √c, the sum over all entries of
/// both kinds, and z = `sinks[h]` as it is. The output is the sum of weight · entry.
///
/// n, heads, c and `window` are at least 1, b may be 0, and `window` can be more than n, up to 2²⁰. Scores, also of entries that a query does not
/// see, and sinks lie within ±1000, and can be far apart. The four views may be transposed or strided.
pub fn csa(
    queries: ArrayView3<'_, f32>,
    tokens: ArrayView2<'_, f32>,
    blocks: ArrayView2<'_, f32>,
    chosen: &[Vec<usize>],
    sinks: ArrayView1<'_, f32>,
    window: usize,
) -> Array3<f32> {
    todo!("write `csa`")
}
