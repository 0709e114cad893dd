//! attention/flash: attention in tiles, without the matrix of scores.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/flash
//! Stuck?     cargo run -- hint attention/flash

use ::attention::{Mask, Running, SlowMemory};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, s};

use super::online_softmax::{finish, start};

/// Attention of `queries` (n, d) over the keys (m, d) and values (m, d_v) in a slow memory: outputs (n, d_v), and the
/// log-sum-exp (n) of each query's scores, ln Σ exp(query · key / √d), with the natural logarithm.
///
/// How it is done counts too. With B = `memory.tile()`:
///
/// - `memory.load(from..to)` copies at most B keys and their values. It panics when asked for more, or for rows after the
///   last, `memory.rows()`. The tiles need not come out even.
/// - B consecutive queries (fewer at the end) share what is loaded: for them, each row is loaded at most once. More than B
///   queries may share it too, up to all n.
/// - With `Mask::Causal`, B queries do without the tiles that none of them sees. Loading every row once for all queries
///   together is fine, too.
/// - What is held may grow with n, and with B, and not with m: no scores of a query with all keys, no copies of the tiles.
///
/// With `Mask::Causal` query i sees key j when j ≤ i + (m − n), and m may be smaller than n: a query that sees nothing has
/// output 0 and log-sum-exp −∞. All sizes are at least 1; n, m and B are multiples of nothing, and B may be larger than
/// both. `queries` may be transposed or strided. After the scale, scores can be as large as ±10,000, hidden ones too, and
/// those of a query thousands apart.
pub fn flash(
    queries: ArrayView2<'_, f32>,
    memory: &SlowMemory<'_>,
    mask: Mask,
) -> (Array2<f32>, Array1<f32>) {
    todo!("write `flash`")
}
