//! attention/alibi: a head that loses interest with distance, and how fast each head does.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/alibi
//! Stuck?     cargo run -- hint attention/alibi

use ndarray::{Array1, Array2, ArrayView2};

/// The slope of each head, for one or more heads.
///
/// For a number of heads that is a power of two, head h (counted from 1) has slope 2^(−8h / heads). For any other, let p be
/// the largest power of two below: first come the p slopes of p heads, in order, and then the first, third, fifth … slope of
/// 2p heads, as many as are missing.
pub fn slopes(heads: usize) -> Array1<f32> {
    todo!("write `slopes`")
}

/// Causal attention of one head with a penalty on distance: from each scaled score, slope · distance is subtracted before
/// the softmax.
///
/// Shapes: `queries` (n, d), `keys` (m, d), `values` (m, d_v) give (n, d_v). All sizes are at least 1, and all four may
/// differ. The views may be transposed or strided. You may call your own `super::softmax::softmax` and
/// `super::scaled_dot_product::scaled_dot_product`.
///
/// The scale is 1/√d, and it does not touch the penalty. The queries are the last n of m positions: query i stands at
/// position i + (m − n), sees the keys j up to there, and is i + (m − n) − j away from key j. With more queries than keys
/// the first n − m queries see nothing: their output is 0. `slope` is between 0 and 1. Before the penalty, scores can be as
/// large as ±1,000 after the scale, hidden ones too, and a hidden one far above all that are visible.
pub fn attend(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    slope: f32,
) -> Array2<f32> {
    todo!("write `attend`")
}
