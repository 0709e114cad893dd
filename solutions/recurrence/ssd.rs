//! recurrence/ssd: the same recurrence as attention with a mask, and in chunks.

use ndarray::{Array1, Array2, Axis};
use recurrence::{Carried, SsdTokens};

/// The scan of Mamba-2 for one head, with all pairs of tokens: output t is Σ exp(Gₜ − Gₛ) (cₜ · bₛ) dtₛ xₛ over the tokens s ≤ t, where
/// Gₜ is `a` times the sum of the steps dt up to t, the own one included.
///
/// Shapes: `x` (T, p), `dt` (T), `b` and `c` (T, n) give (T, p). All sizes are at least 1. `a` · dt lies between −20 and 0, for each token. The
/// views may be transposed or strided.
pub fn quadratic(tokens: SsdTokens<'_>) -> Array2<f32> {
    let faded = faded(tokens);
    let mut weights = tokens.c.dot(&tokens.b.t());
    for ((t, s), weight) in weights.indexed_iter_mut() {
        *weight *= if s > t { 0.0 } else { (faded[t] - faded[s]).exp() };
    }
    weights.dot(&(&tokens.x * &tokens.dt.insert_axis(Axis(1))))
}

/// The same for the next tokens of a text, from the state that those before have left. It reads the state at most once and writes it at
/// most once, however many tokens there are.
///
/// The state is S = Σ exp(G − Gₛ) bₛ (dtₛ xₛ)ᵀ, shape (n, p), over all tokens so far; it may be anything at the start. Output t has
/// cₜᵀ S of what `state` holds before, faded by the tokens of the chunk up to t.
pub fn chunk(state: &mut Carried, tokens: SsdTokens<'_>) -> Array2<f32> {
    let faded = faded(tokens);
    let last = faded[faded.len() - 1];
    let column = |x: Array1<f32>| x.insert_axis(Axis(1));
    let before = state.read((&tokens.c * &column(faded.exp())).view());
    let left = &tokens.b * &column((last - &faded).exp());
    let written = &tokens.x * &tokens.dt.insert_axis(Axis(1));
    state.write(Array1::from_elem(tokens.b.ncols(), last.exp()).view(), left.view(), written.view());
    before + quadratic(tokens)
}

/// The logarithm of what is left, after each token, of what was there before the first.
fn faded(tokens: SsdTokens<'_>) -> Array1<f32> {
    let mut sum = 0.0;
    let next = |&dt: &f32| {
        sum += dt * tokens.a;
        sum
    };
    tokens.dt.iter().map(next).collect()
}
