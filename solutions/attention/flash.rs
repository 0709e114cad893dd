//! attention/flash: attention in tiles, without the matrix of scores.

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
    let (n, m, tile) = (queries.nrows(), memory.rows(), memory.tile());
    // How many keys query i sees, counted from the first one.
    let visible = |i: usize| if mask == Mask::None { m } else { (i + 1 + m).saturating_sub(n) };
    let mut states = vec![start(memory.value_width()); n];
    for first in (0..n).step_by(tile) {
        let end = n.min(first + tile);
        // The last query of a tile sees the most. What comes after that is never loaded.
        for from in (0..visible(end - 1)).step_by(tile) {
            let (keys, values) = memory.load(from..m.min(from + tile));
            let scores = queries.slice(s![first..end, ..]).dot(&keys.t()) / (queries.ncols() as f32).sqrt();
            for (i, row) in (first..end).zip(scores.rows()) {
                let seen = visible(i).saturating_sub(from).min(row.len());
                update(&mut states[i], row.slice(s![..seen]), values.slice(s![..seen, ..]));
            }
        }
    }
    let mut output = Array2::zeros((n, memory.value_width()));
    let mut log_sum_exp = Array1::zeros(n);
    for (i, state) in states.iter().enumerate() {
        let (mean, total) = finish(state);
        output.row_mut(i).assign(&mean);
        log_sum_exp[i] = total;
    }
    (output, log_sum_exp)
}

/// Takes a query's scores with a tile of keys, and the values, into its state.
fn update(state: &mut Running, scores: ArrayView1<'_, f32>, values: ArrayView2<'_, f32>) {
    let max = scores.fold(state.max, |max, &score| max.max(score));
    if max == f32::NEG_INFINITY {
        return;
    }
    let rescale = (state.max - max).exp();
    let weights = scores.mapv(|score| (score - max).exp());
    state.sum = state.sum * rescale + weights.sum();
    state.output = &state.output * rescale + weights.dot(&values);
    state.max = max;
}
