//! recurrence/kda_chunk: many edits of a memory at once.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/kda_chunk
//! Stuck?     cargo run -- hint recurrence/kda_chunk

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};
use recurrence::{Carried, KdaTokens};

/// M = (I + A)⁻¹ Diag(β), which says what the edits of a chunk come to when each is made on top of those before it. With G the running
/// sums of the decays over the chunk, the own one included, Aᵢⱼ = βᵢ Σ kᵢ kⱼ exp(Gᵢ − Gⱼ), summed over the channels, for j < i, and 0
/// elsewhere.
///
/// Shapes: `keys` and `decays` (C, dk), `beta` (C) give (C, C). All sizes are at least 1. Decays lie between −20 and 0, β between 0 and 1, and
/// the length of a key between 0 and 1; all keys may be alike. The views may be transposed or strided.
pub fn solve(
    keys: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
    beta: ArrayView1<'_, f32>,
) -> Array2<f32> {
    todo!("write `solve`")
}

/// Kimi Delta Attention for the next C tokens of a text, from the state S (dk, dv) that those before have left, which may be anything:
/// their outputs (C, dv), and S after them. It reads the state at most twice and writes it at most once, however many tokens there are.
///
/// Token by token it is S̃ = Diag(exp(gₜ)) S, then S = S̃ + βₜ kₜ (vₜ − S̃ᵀ kₜ)ᵀ, and output t is Sᵀ qₜ / √dk. In a chunk, with M from
/// `solve`, W = M (exp(G) ⊙ K) and V̂ = M V − W S, output i times √dk is (qᵢ ⊙ exp(Gᵢ)) · S + Σ ⟨qᵢ, kⱼ⟩ V̂ⱼ over j ≤ i, where ⟨qᵢ, kⱼ⟩
/// is Σ qᵢ kⱼ exp(Gᵢ − Gⱼ) over the channels. S becomes Diag(exp(G_C)) S + (exp(G_C − G) ⊙ K)ᵀ V̂.
pub fn chunk(state: &mut Carried, tokens: KdaTokens<'_>) -> Array2<f32> {
    todo!("write `chunk`")
}
