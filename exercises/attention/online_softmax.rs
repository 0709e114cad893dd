//! attention/online_softmax: a softmax-weighted mean in one pass, with a state that never grows.
//!
//! Judge it:  cargo test -p attention --test exercises -- --exact attention/online_softmax
//! Stuck?     cargo run -- hint attention/online_softmax

use ::attention::Running;
use ndarray::{Array1, ArrayView1};

/// The state of nothing: no score seen, so sum 0, an output of `width` zeros, and a max that any first score replaces.
pub fn start(width: usize) -> Running {
    todo!("write `start`")
}

/// Takes one more score and its value into the state.
///
/// You are judged by what the state means: max + ln(sum) is the log-sum-exp so far, and output / sum the weighted mean; a sum
/// of 0 means that nothing has been seen. Usually `max` is the largest score so far, and `sum` and `output` are the sums of
/// exp(score − max) and of exp(score − max) · value, measured anew whenever `max` rises. Scores can be as large as ±10,000.
/// A score of −∞ is masked: it adds nothing, not even NaN when it comes first. `output` keeps its width, and `value` may be
/// strided. Several states can be under way at once, so keep nothing outside the state.
pub fn update(state: &mut Running, score: f32, value: ArrayView1<'_, f32>) {
    todo!("write `update`")
}

/// The state of everything that `left` and `right` have seen, as if one state had seen it all. Either may be empty.
pub fn merge(left: &Running, right: &Running) -> Running {
    todo!("write `merge`")
}

/// The softmax-weighted mean of the values, and the log-sum-exp of the scores: ln Σ exp(score).
///
/// A state that has seen no score, or only −∞, gives zeros and −∞.
pub fn finish(state: &Running) -> (Array1<f32>, f32) {
    todo!("write `finish`")
}
