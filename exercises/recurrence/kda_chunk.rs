//! recurrence/kda_chunk: many edits of a memory at once.
//!
//! Judge it:  cargo test -p recurrence --test exercises -- --exact recurrence/kda_chunk
//! Stuck?     cargo run -- hint recurrence/kda_chunk

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, s};
use recurrence::{Carried, KdaTokens};

/// M = (I + A)⁻¹ Diag(β), which says what all edits of a chunk come to when each is made on top of those before it. With G the running sum
/// of the decays, Aᵢⱼ = βᵢ Σ kᵢ kⱼ exp(Gᵢ − Gⱼ), summed over the channels, for j < i, and 0 elsewhere.
///
/// Shapes: `keys` and `decays` (C, dk), `beta` (C) give (C, C). All sizes are at least 1. Decays lie between −5 and 0, β between 0 and 1. The
/// views may be transposed or strided.
pub fn solve(
    keys: ArrayView2<'_, f32>,
    decays: ArrayView2<'_, f32>,
    beta: ArrayView1<'_, f32>,
) -> Array2<f32> {
    todo!("write `solve`")
}

/// The outputs of a chunk of C tokens, by the state S that those before have left, and S after them. It reads the state at most twice, and writes it
/// at most once.
///
/// With M from `solve`, W = M (exp(G) ⊙ K) and V̂ = M V − W S, output i is (qᵢ ⊙ exp(Gᵢ)) · S + Σ ⟨qᵢ, kⱼ⟩ V̂ⱼ over j ≤ i, with
/// ⟨qᵢ, kⱼ⟩ = Σ qᵢ kⱼ exp(Gᵢ − Gⱼ) over the channels, all divided by √dk; and S becomes Diag(exp(G_C)) S + (exp(G_C − G) ⊙ K)ᵀ V̂.
pub fn chunk(state: &mut Carried, tokens: KdaTokens<'_>) -> Array2<f32> {
    todo!("write `chunk`")
}
