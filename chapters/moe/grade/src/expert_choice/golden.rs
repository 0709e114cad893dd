//! What is known of `expert_choice` from elsewhere.

use judge::{Golden, portable};
use ndarray::Array2;

use super::mistakes::{Knobs, Score};

pub(super) fn all() -> Vec<Golden> {
    judge::golden![four_tokens_by_both_softmaxes]
}

/// `2 · LCG(9)` as (4, 2), capacity 2: with a softmax over the experts expert 1 takes tokens 1 and 3, with one over the tokens 1
/// and 2. Derived in numpy.
fn four_tokens_by_both_softmaxes() {
    let mut number = portable(9);
    let logits = Array2::from_shape_simple_fn((4, 2), || (2.0 * number()) as f32);
    let over_tokens = Knobs { score: Score::OverTokens, ..Knobs::default() };
    for (knobs, expected) in [
        (Knobs::default(), [[(0, 0.757_199), (2, 0.739_985)], [(1, 0.571_282), (3, 0.323_309)]]),
        (over_tokens, [[(0, 0.338_901), (2, 0.413_469)], [(1, 0.310_226), (2, 0.312_607)]]),
    ] {
        let mut chosen = knobs.choose(logits.view(), 2);
        for taken in &mut chosen {
            taken.sort_by_key(|pair| pair.0);
        }
        for (taken, expected) in chosen.iter().zip(expected) {
            for (pair, expected) in taken.iter().zip(expected) {
                assert!(pair.0 == expected.0 && (pair.1 - expected.1).abs() < 1e-6, "{chosen:?}");
            }
        }
    }
}
