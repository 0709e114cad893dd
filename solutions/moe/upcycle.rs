//! moe/upcycle: a trained dense layer becomes experts.

use ::moe::Mlp;
use ndarray::{Array2, ArrayView2, Axis};

/// As many copies of the dense layer as there are to be experts; `count` is at least 1.
pub fn experts(dense: &Mlp, count: usize) -> Vec<Mlp> {
    vec![dense.clone(); count]
}

/// The gates of each token: softmax over the experts, the k largest kept, and those divided by their sum.
///
/// Shapes: `logits` (T, E) give (T, E), with 0 for every expert that is not among the k. Of equal logits the expert with the
/// lower number comes first. T and E are at least 1, and k is from 1 to E. Logits can be as large as ±900; those of one token
/// are within 20 of each other, and are equal or differ by at least 0.001. `logits` may be transposed or strided.
pub fn gates(logits: ArrayView2<'_, f32>, k: usize) -> Array2<f32> {
    let mut gates = Array2::zeros(logits.raw_dim());
    for (logits, mut gates) in logits.rows().into_iter().zip(gates.rows_mut()) {
        let mut order: Vec<usize> = (0..logits.len()).collect();
        // Stable: of equal logits the lower expert stays first.
        order.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]));
        order.truncate(k);
        // The softmax's own sum cancels when the kept ones are divided by theirs.
        let largest = logits[order[0]];
        for &expert in &order {
            gates[expert] = (logits[expert] - largest).exp();
        }
        gates /= gates.sum();
    }
    gates
}

/// What the experts say of each token, weighted by its gates: the sum over e of `gates[t, e]` times
/// `experts[e].apply(tokens)[t]`.
///
/// Shapes: `tokens` (T, d), `gates` (T, E), E `experts`, which may differ from each other; the result is (T, d). Gates are used
/// as they are: they may come from another router, each is from 0 to 2, they need not sum to 1, and where all gates of a token
/// are 0 its output is 0. You may apply an expert to all tokens, or to those alone that have chosen it. `tokens` and `gates` may
/// be transposed or strided.
pub fn forward(tokens: ArrayView2<'_, f32>, gates: ArrayView2<'_, f32>, experts: &[Mlp]) -> Array2<f32> {
    let mut sum = Array2::zeros(tokens.raw_dim());
    for (expert, gates) in experts.iter().zip(gates.columns()) {
        sum += &(&expert.apply(tokens) * &gates.insert_axis(Axis(1)));
    }
    sum
}
