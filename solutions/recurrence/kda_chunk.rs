//! recurrence/kda_chunk: many edits of a memory at once.

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
    let a = products(keys, keys, faded(decays).view()) * beta.insert_axis(Axis(1));
    let mut m = Array2::from_diag(&beta);
    for i in 1..beta.len() {
        // Row i is its own edit, less what those before it have done already.
        let done = a.slice(s![i, ..i]).dot(&m.slice(s![..i, ..]));
        let mut row = m.row_mut(i);
        row -= &done;
    }
    m
}

/// Kimi Delta Attention for the next C tokens of a text, from the state S (dk, dv) that those before have left, which may be anything:
/// their outputs (C, dv), and S after them. It reads the state at most twice and writes it at most once, however many tokens there are.
///
/// Token by token it is S̃ = Diag(exp(gₜ)) S, then S = S̃ + βₜ kₜ (vₜ − S̃ᵀ kₜ)ᵀ, and output t is Sᵀ qₜ / √dk. In a chunk, with M from
/// `solve`, W = M (exp(G) ⊙ K) and V̂ = M V − W S, output i times √dk is (qᵢ ⊙ exp(Gᵢ)) · S + Σ ⟨qᵢ, kⱼ⟩ V̂ⱼ over j ≤ i, where ⟨qᵢ, kⱼ⟩
/// is Σ qᵢ kⱼ exp(Gᵢ − Gⱼ) over the channels. S becomes Diag(exp(G_C)) S + (exp(G_C − G) ⊙ K)ᵀ V̂.
pub fn chunk(state: &mut Carried, tokens: KdaTokens<'_>) -> Array2<f32> {
    let KdaTokens { queries, keys, values, beta, decays } = tokens;
    let m = solve(keys, decays, beta);
    let g = faded(decays);
    let left = g.exp();
    let last = g.row(g.nrows() - 1).to_owned();
    let written = m.dot(&values) - state.read(m.dot(&(&keys * &left)).view());
    let before = state.read((&queries * &left).view());
    let within = products(queries, keys, g.view()).dot(&written);
    // The token itself has not faded.
    let own = (&queries * &keys).sum_axis(Axis(1)).insert_axis(Axis(1)) * &written;
    state.write(last.exp().view(), (&keys * &(&last - &g).exp()).view(), written.view());
    (before + within + own) / (queries.ncols() as f32).sqrt()
}

/// Σ aᵢ bⱼ exp(Gᵢ − Gⱼ) over the channels for j < i, and 0 elsewhere.
fn products(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>, g: ArrayView2<'_, f32>) -> Array2<f32> {
    Array2::from_shape_fn((a.nrows(), a.nrows()), |(i, j)| {
        let channel = |c: usize| a[[i, c]] * b[[j, c]] * (g[[i, c]] - g[[j, c]]).exp();
        if j < i { (0..a.ncols()).map(channel).sum() } else { 0.0 }
    })
}

/// The running sums over the tokens.
fn faded(decays: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut sum = Array1::<f32>::zeros(decays.ncols());
    let mut faded = decays.to_owned();
    for mut row in faded.rows_mut() {
        sum += &row;
        row.assign(&sum);
    }
    faded
}
