//! Six recurrences on the same tokens.

use ndarray::{Array1, Array2, Axis};

use super::portable::portable;
use crate::{Delta, GatedDelta, Gla, Kda, KdaTokens};

/// Six tokens with keys of two channels and values of three.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Length 1, not scaled; shape (6, 2).
    pub queries: Array2<f32>,
    /// Length 1; shape (6, 2).
    pub keys: Array2<f32>,
    /// Shape (6, 3).
    pub values: Array2<f32>,
    /// How much of each is written; shape (6).
    pub beta: Array1<f32>,
    /// Logarithms of the decays of each channel; shape (6, 2).
    pub channels: Array2<f32>,
    /// One for each token; shape (6).
    pub decays: Array1<f32>,
}

// ANCHOR: tokens
/// Made of the numbers of seed 21, in the order of the fields.
pub fn tokens(delta: Delta) -> Tokens {
    let mut next = portable(21);
    let mut next = || next() as f32;
    let mut draw = |c: usize| Array2::from_shape_simple_fn((6, c), &mut next);
    let fading = |x: f32| -x.exp().ln_1p();
    Tokens {
        queries: (delta.unit)(draw(2).view()),
        keys: (delta.unit)(draw(2).view()),
        values: draw(3),
        beta: draw(1).column(0).mapv(|x| 1.0 / (1.0 + (-2.0 * x).exp())),
        channels: draw(2).mapv(fading),
        decays: draw(1).column(0).mapv(fading),
    }
}
// ANCHOR_END: tokens

/// The last output of each recurrence.
pub fn last(gla: Gla, delta: Delta, gated_delta: GatedDelta, kda: Kda) -> Vec<(&'static str, Array1<f32>)> {
    let tokens = tokens(delta);
    let (q, k, v) = (tokens.queries.view(), tokens.keys.view(), tokens.values.view());
    let (beta, decays, channels) = (tokens.beta.view(), tokens.decays.view(), tokens.channels.view());
    let all = [
        ("linear attention", (gla.gla)(q, k, v, Array2::zeros((6, 2)).view())),
        ("retention", (gla.retention)(q, k, v, decays[0].exp())),
        ("gated linear attention", (gla.gla)(q, k, v, channels)),
        ("DeltaNet", (delta.delta)(q, k, v, beta)),
        ("Gated DeltaNet", gated_delta(q, k, v, beta, decays)),
        (
            "Kimi Delta Attention",
            (kda.attend)(KdaTokens { queries: q, keys: k, values: v, beta, decays: channels }),
        ),
    ];
    all.into_iter().map(|(name, out)| (name, out.row(5).to_owned())).collect()
}

/// Kimi Delta Attention with all pairs of tokens: between token j and a later i stand the decays of j + 1 to i, or with `inclusive`
/// those of j to i.
pub fn by_pairs(tokens: &Tokens, inclusive: bool) -> Array2<f32> {
    let pair = |rows: &Array2<f32>, i: usize, j: usize| -> f32 {
        let first = if inclusive { j } else { j + 1 };
        let between = |c: usize| (first..=i).map(|t| tokens.channels[[t, c]]).sum::<f32>().exp();
        (0..2).map(|c| rows[[i, c]] * tokens.keys[[j, c]] * between(c)).sum()
    };
    let mut written = Array2::<f32>::zeros((6, 3));
    let mut out = Array2::zeros((6, 3));
    for i in 0..6 {
        let mut missing = tokens.values.row(i).to_owned();
        for j in 0..i {
            missing.scaled_add(-pair(&tokens.keys, i, j), &written.row(j));
        }
        written.row_mut(i).assign(&(missing * tokens.beta[i]));
        let mut row = out.row_mut(i);
        for j in 0..=i {
            row.scaled_add(pair(&tokens.queries, i, j) / 2.0_f32.sqrt(), &written.row(j));
        }
    }
    out
}

/// Kimi Delta Attention whose error is computed before the memory fades.
pub fn error_first(tokens: &Tokens) -> Array2<f32> {
    let mut state = Array2::<f32>::zeros((2, 3));
    let mut out = Array2::zeros((6, 3));
    for t in 0..6 {
        let key = tokens.keys.row(t);
        let missing = (&tokens.values.row(t) - &key.dot(&state)) * tokens.beta[t];
        state *= &tokens.channels.row(t).exp().insert_axis(Axis(1));
        state += &(&key.insert_axis(Axis(1)) * &missing);
        out.row_mut(t).assign(&(tokens.queries.row(t).dot(&state) / 2.0_f32.sqrt()));
    }
    out
}

/// The largest difference of two outputs.
pub fn apart(a: &Array2<f32>, b: &Array2<f32>) -> f32 {
    a.iter().zip(b).fold(0.0, |most, (a, b)| most.max((a - b).abs()))
}
