//! moe/expert_choice: the experts choose their tokens.
//!
//! Judge it:  cargo test -p moe --test exercises -- --exact moe/expert_choice
//! Stuck?     cargo run -- hint moe/expert_choice

use ndarray::{Array2, ArrayView2, ArrayView3};

/// For each expert the `capacity` tokens that it takes, each with its weight.
///
/// The score of token t for expert e is entry e of the softmax of the token's logits, a softmax over the experts. Every expert
/// takes the `capacity` tokens with the largest scores in its column; of equal scores that of the lowest token comes first. The
/// weight is the score.
///
/// Shapes: `logits` (T, E) gives E lists of `capacity` pairs (token, weight), in any order. All sizes are at least 1, and
/// `capacity` is at most T. Logits lie within ±1000. Two scores of an expert that are not equal differ by at least 10⁻⁵, and by a
/// thousandth of the larger one; equal ones come from tokens with equal logits, or from a single expert, whose scores are all 1.
/// The view may be transposed or strided.
pub fn choose(logits: ArrayView2<'_, f32>, capacity: usize) -> Vec<Vec<(usize, f32)>> {
    todo!("write `choose`")
}

/// What each token gets: the sum of its experts' outputs, each times its weight; 0 if no expert has taken it.
///
/// Shapes: `chosen` has E lists of C pairs (token, weight); the tokens of a list are distinct, below `tokens`, and in any order.
/// Row `[e, c]` of `outputs` (E, C, d) is what expert e made of the token in place c of its list. The result is (`tokens`, d).
/// Weights are from 0 to 1. All sizes are at least 1. The view may be transposed or strided.
pub fn combine(tokens: usize, chosen: &[Vec<(usize, f32)>], outputs: ArrayView3<'_, f32>) -> Array2<f32> {
    todo!("write `combine`")
}
