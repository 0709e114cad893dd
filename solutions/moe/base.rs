//! moe/base: as many tokens for every expert, and of all such assignments one with the largest sum of affinities.

use ndarray::{Array2, ArrayView2};

/// The expert of each token: every expert gets T/E tokens, and the sum of the affinities of tokens with their experts is the
/// largest that this allows.
///
/// Shapes: `affinities` (T, E) gives T indices below E. E is at least 1 and at most 8, T a multiple of E and at most 60. The
/// affinities are multiples of 1/64 from −16 to 16. Where several assignments are best, any of them is right. The view may be
/// transposed or strided.
pub fn assign(affinities: ArrayView2<'_, f32>) -> Vec<usize> {
    let (tokens, experts) = affinities.dim();
    let places = tokens / experts;
    // Affinities differ by 1/64 at least: what T tokens may lose, a step each, is less than that.
    let step = 1.0 / (64 * (tokens + 1)) as f64;
    let mut bids: Vec<Vec<(f64, usize)>> = vec![Vec::new(); experts];
    let mut waiting: Vec<usize> = (0..tokens).collect();
    while let Some(token) = waiting.pop() {
        let gain = |e: usize| f64::from(affinities[[token, e]]) - price(&bids[e], places);
        let mut order: Vec<(f64, usize)> = (0..experts).map(|e| (gain(e), e)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (gain, best) = order[0];
        let second = order.get(1).map_or(gain, |next| next.0);
        // So much that the best is now worth a step less than the second best.
        let bid = price(&bids[best], places) + gain - second + step;
        bids[best].push((bid, token));
        if bids[best].len() > places {
            bids[best].sort_by(|a, b| b.0.total_cmp(&a.0));
            waiting.extend(bids[best].pop().map(|(_, loser)| loser));
        }
    }
    let mut expert_of = vec![0; tokens];
    for (expert, bids) in bids.iter().enumerate() {
        for &(_, token) in bids {
            expert_of[token] = expert;
        }
    }
    expert_of
}

/// What a place at an expert costs: nothing while one is free, then the lowest bid of those who have one.
fn price(bids: &[(f64, usize)], places: usize) -> f64 {
    if bids.len() < places { 0.0 } else { bids.iter().map(|bid| bid.0).fold(f64::INFINITY, f64::min) }
}

/// What leaves the layer: for each token `α · output + (1 − α) · token`, where α = σ(token · centroid of its expert).
///
/// Shapes: `tokens` (T, d), `centroids` (E, d), `experts` T indices below E, and `outputs` (T, d), whose row t is what expert
/// `experts[t]` made of token t; the result is (T, d). All sizes are at least 1, T need not be a multiple of E here, and
/// `experts` are any. Products of tokens and centroids lie within ±1000. The views may be transposed or strided.
pub fn combine(
    tokens: ArrayView2<'_, f32>,
    centroids: ArrayView2<'_, f32>,
    experts: &[usize],
    outputs: ArrayView2<'_, f32>,
) -> Array2<f32> {
    let mut mixed = outputs.to_owned();
    for (t, &expert) in experts.iter().enumerate() {
        let token = tokens.row(t);
        let gate = 1.0 / (1.0 + (-token.dot(&centroids.row(expert))).exp());
        mixed.row_mut(t).zip_mut_with(&token, |y, &h| *y = gate * *y + (1.0 - gate) * h);
    }
    mixed
}
