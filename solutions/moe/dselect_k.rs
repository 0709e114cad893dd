//! moe/dselect_k: a choice of k experts that is smooth, and exactly sparse.

use ndarray::{Array1, ArrayView1, ArrayView2, Axis};

/// The smooth step of width `gamma`: exactly 0 for t ≤ −gamma/2, exactly 1 for t ≥ gamma/2, and between them
/// `−2 t³/gamma³ + 3 t/(2 gamma) + ½`. Here and below `gamma` is from 0.01 to 100, and t lies within ±1000.
pub fn smooth_step(t: f32, gamma: f32) -> f32 {
    // In units of gamma, and held at the ends, where the polynomial is 0 and 1.
    let t = (t / gamma).clamp(-0.5, 0.5);
    -2.0 * t * t * t + 1.5 * t + 0.5
}

/// The weights that one selector gives to the experts.
///
/// Shapes: `logits` (m), one for each bit of an expert's number, give (experts); m is ⌈log₂ experts⌉, and there are at least
/// 2 experts. The weight of expert i is a product over the bits: `smooth_step` of the logit where the bit of i is 1, and 1
/// less that where it is 0. `logits[0]` belongs to the most significant of the m bits. With fewer than 2^m experts the
/// codes from `experts` on belong to nobody: their weight is cut off, and the others stay as they are, so they may sum to
/// less than 1, down to 0. Here and below views may be transposed, strided or reversed.
pub fn selector(logits: ArrayView1<'_, f32>, experts: usize, gamma: f32) -> Array1<f32> {
    let bits = logits.len();
    let weight = |expert: usize| {
        let factor = |(j, &t): (usize, &f32)| {
            let step = smooth_step(t, gamma);
            if expert >> (bits - 1 - j) & 1 == 1 { step } else { 1.0 - step }
        };
        logits.iter().enumerate().map(factor).product()
    };
    (0..experts).map(weight).collect()
}

/// The gate: the selectors' weights, mixed by the softmax of `mixing`.
///
/// Shapes: `selectors` (k, m), a row of logits for each selector, and `mixing` (k) give (experts). k is at least 1. `mixing`
/// may be as large as ±800, all within 60 of each other.
pub fn gate(
    selectors: ArrayView2<'_, f32>,
    mixing: ArrayView1<'_, f32>,
    experts: usize,
    gamma: f32,
) -> Array1<f32> {
    let largest = mixing.fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    let shares = mixing.mapv(|w| (w - largest).exp());
    let sum = shares.sum();
    let mut gate = Array1::zeros(experts);
    for (logits, share) in selectors.rows().into_iter().zip(shares) {
        gate.scaled_add(share / sum, &selector(logits, experts, gamma));
    }
    gate
}

/// What training adds to its loss, before coefficients: two sums over the selectors. `mixing` has no part in them.
///
/// First the entropy in nats, `−Σ r ln(r + 10⁻⁶)` over each selector's weights r for the experts. It is small where each
/// selector has chosen, and training makes it small. (Where r is 0 it adds 0. Without the 10⁻⁶ is right too.)
///
/// Second `1 / Σ r` of each selector, which grows as its weight moves to codes of nobody, and is ∞ if all of it is there;
/// tried are Σ r = 0 and Σ r ≥ 0.05. If `experts` is a power of two there are no such codes, and this second number is 0.
pub fn penalty(selectors: ArrayView2<'_, f32>, experts: usize, gamma: f32) -> (f32, f32) {
    let (mut entropy, mut unreachable) = (0.0, 0.0);
    for logits in selectors.axis_iter(Axis(0)) {
        let weights = selector(logits, experts, gamma);
        entropy -= weights.mapv(|r| r * (r + 1e-6).ln()).sum();
        if !experts.is_power_of_two() {
            unreachable += 1.0 / weights.sum();
        }
    }
    (entropy, unreachable)
}
