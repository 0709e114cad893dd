//! recurrence/ssd: the same recurrence as attention with a mask, and in chunks.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/ssd
//! Stuck?     cargo run -- hint recurrence/ssd

use ndarray::{Array1, Array2, Axis};
use recurrence::{Carried, SsdTokens};

/// The scan of Mamba-2 for one head, with all pairs of tokens: with dt the steps and G their running sum times `a`, output t is
/// Σ exp(Gₜ − Gₛ) (cₜ · bₛ) dtₛ xₛ over the tokens s ≤ t.
///
/// Shapes: `x` (T, p), `dt` (T), `b` and `c` (T, n) give (T, p). All sizes are at least 1. `a` · `dt` lies between −5 and 0. The views may
/// be transposed or strided.
pub fn quadratic(tokens: SsdTokens<'_>) -> Array2<f32> {
    todo!("write `quadratic`")
}

/// The same for the next tokens of a text, from the state that those before have left: it reads the state once and writes it once,
/// however many tokens there are.
///
/// The state is S = Σ exp(G − Gₛ) bₛ (dtₛ xₛ)ᵀ, shape (n, p), and output t has cₜ · S in it, faded by the tokens up to t.
pub fn chunk(state: &mut Carried, tokens: SsdTokens<'_>) -> Array2<f32> {
    todo!("write `chunk`")
}
