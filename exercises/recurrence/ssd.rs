//! recurrence/ssd: the same recurrence as attention with a mask, and in chunks.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/ssd
//! Stuck?     cargo run -- hint recurrence/ssd

use ndarray::{Array1, Array2, Axis};
use recurrence::{Carried, SsdTokens};

/// The scan of Mamba-2 for one head, with all pairs of tokens: output t is Σ exp(Gₜ − Gₛ) (cₜ · bₛ) dtₛ xₛ over the tokens s ≤ t, where
/// Gₜ is `a` times the sum of the steps dt up to t, the own one included.
///
/// Shapes: `x` (T, p), `dt` (T), `b` and `c` (T, n) give (T, p). All sizes are at least 1. `a` · dt lies between −20 and 0, for each token. The
/// views may be transposed or strided.
pub fn quadratic(tokens: SsdTokens<'_>) -> Array2<f32> {
    todo!("write `quadratic`")
}

/// The same for the next tokens of a text, from the state that those before have left. It reads the state at most once and writes it at
/// most once, however many tokens there are.
///
/// The state is S = Σ exp(G − Gₛ) bₛ (dtₛ xₛ)ᵀ, shape (n, p), over all tokens so far; it may be anything at the start. Output t has
/// cₜᵀ S of what `state` holds before, faded by the tokens of the chunk up to t.
pub fn chunk(state: &mut Carried, tokens: SsdTokens<'_>) -> Array2<f32> {
    todo!("write `chunk`")
}
