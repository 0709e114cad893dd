//! recurrence/gla: what was written fades.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/gla
//! Stuck?     cargo run -- hint recurrence/gla

use ndarray::{Array2, ArrayView2, Axis, s};

/// Retention: output t is Σ γᵗ⁻ˢ (qₜ · kₛ / √dk) vₛ over the tokens s ≤ t, with all pairs of tokens at once.
///
/// Shapes: `queries` and `keys` (T, dk), `values` (T, dv) give (T, dv). All sizes are at least 1; `gamma` lies between 0.5 and 1. The views
/// may be transposed or strided.
pub fn retention(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    gamma: f32,
) -> Array2<f32> {
    todo!("write `retention`")
}

/// Gated linear attention, token by token: each channel of the key has a decay of its own at each token. The state becomes
/// S = Diag(exp(gₜ)) S + kₜ vₜᵀ, and then output t is Sᵀ qₜ / √dk.
///
/// Shapes: `queries`, `keys` and `decays` g (T, dk), `values` (T, dv) give (T, dv). All sizes are at least 1. Decays lie between −5 and 0.
/// The views may be transposed or strided.
pub fn gla(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
) -> Array2<f32> {
    todo!("write `gla`")
}

/// The same as `gla`, `chunk` tokens at a time: pairs of tokens within a chunk, and the state from one chunk to the next.
///
/// `chunk` is at least 1, and can be more than T; T need not be a multiple of it. Decays of −5 can be all there are in a chunk, however
/// long it is.
pub fn chunked(
    queries: ArrayView2<'_, f32>,
    keys: ArrayView2<'_, f32>,
    values: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
    chunk: usize,
) -> Array2<f32> {
    todo!("write `chunked`")
}
