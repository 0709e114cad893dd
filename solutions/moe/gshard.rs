//! moe/gshard: two experts for each token, and every first choice before any second.

use ::moe::Routed;
use ndarray::{ArrayView1, ArrayView2};

/// Sends each token to two experts. The first choices of all tokens take their slots before any second choice does. (That is
/// mesh_tensorflow's convention. Some code divides the gates after dropping, or draws the second expert at random: not here.)
///
/// Shapes: `logits` (tokens, experts) with at least 1 token and 2 experts give two `Routed` for each token, in the order of the
/// tokens: the first choice, then the second. The view may be transposed or strided.
///
/// * `expert`: that of the largest logit, and that of the largest of the others; of equals the first.
/// * `gate`: its probability in the softmax over all experts, divided by the sum of the two chosen ones. That is done before
///   anything is dropped, and not again: a choice that is dropped has its gate, and the other choice does not get it.
/// * `slot`: how many have chosen the same expert before, in this order: the first choices of all tokens, then the second choices
///   of all tokens, each in the order of the tokens. Those that were dropped count. `None` if that is not less than `capacity`:
///   the choice is dropped. (Reports show `None` as −1.)
///
/// `capacity` is at least 1. Logits lie between −1100 and 1100, those of a token within 60 of each other; of its three largest any
/// two are equal or at least 0.01 apart. (No logit is −0.0.)
pub fn route(logits: ArrayView2<'_, f32>, capacity: usize) -> Vec<[Routed; 2]> {
    let mut tokens: Vec<[Routed; 2]> = logits.rows().into_iter().map(choices).collect();
    let mut chosen = vec![0; logits.ncols()];
    for choice in 0..2 {
        for token in &mut tokens {
            let Routed { expert, slot, .. } = &mut token[choice];
            *slot = Some(chosen[*expert]).filter(|&before| before < capacity);
            chosen[*expert] += 1;
        }
    }
    tokens
}

/// The two best experts with their gates, without slots.
fn choices(row: ArrayView1<'_, f32>) -> [Routed; 2] {
    // A stable sort, from the largest on: of equals the first stays first.
    let mut experts: Vec<usize> = (0..row.len()).collect();
    experts.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
    // The sum over all experts cancels: exp(second − first) is the ratio of the two probabilities.
    let ratio = (row[experts[1]] - row[experts[0]]).exp();
    let routed = |expert, gate| Routed { expert, gate, slot: None };
    [routed(experts[0], 1.0 / (1.0 + ratio)), routed(experts[1], ratio / (1.0 + ratio))]
}
