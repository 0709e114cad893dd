//! moe/balance_loss: a number that is large when the same experts are chosen and probable.

use ndarray::{Array1, ArrayView2};

/// The balance loss of the Switch Transformer without its coefficient: `E · Σ_i f_i · P_i`, summed over the E experts.
///
/// * `f_i` is the fraction of the tokens whose largest logit is that of expert i (of equals the first), whatever the capacity:
///   a token that would be dropped counts.
/// * `P_i` is the mean over the tokens of the router's probability of expert i, a softmax over the experts.
///
/// Shape: `logits` (tokens, experts), both at least 1. The view may be transposed or strided. Logits lie between −1100 and
/// 1100, those of a token within 60 of each other; unless its two largest are equal they are at least 0.01 apart. (No logit
/// is −0.0.) You may call your own `super::switch::route`: with a capacity of all tokens it drops nothing.
pub fn balance_loss(logits: ArrayView2<'_, f32>) -> f32 {
    let (tokens, experts) = logits.dim();
    let mut f = Array1::<f32>::zeros(experts);
    for routed in super::switch::route(logits, tokens) {
        f[routed.expert] += 1.0 / tokens as f32;
    }
    let mut p = Array1::<f32>::zeros(experts);
    for row in logits.rows() {
        let largest = row.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
        let exponentials = row.mapv(|logit| (logit - largest).exp());
        p.scaled_add(1.0 / (exponentials.sum() * tokens as f32), &exponentials);
    }
    experts as f32 * f.dot(&p)
}
