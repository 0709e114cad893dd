//! attention/online_softmax: a softmax-weighted mean in one pass, with a state that never grows.

use ::attention::Running;
use ndarray::{Array1, ArrayView1};

/// The state of nothing: no score seen, so sum 0, an output of `width` zeros, and a max that any first score replaces.
pub fn start(width: usize) -> Running {
    Running { max: f32::NEG_INFINITY, sum: 0.0, output: Array1::zeros(width) }
}

/// Takes one more score and its value into the state.
///
/// You are judged by what the state means: max + ln(sum) is the log-sum-exp so far, and output / sum the weighted mean; a sum
/// of 0 means that nothing has been seen. Usually `max` is the largest score so far, and `sum` and `output` are the sums of
/// exp(score − max) and of exp(score − max) · value, measured anew whenever `max` rises. Scores can be as large as ±10,000.
/// A score of −∞ is masked: it adds nothing, not even NaN when it comes first. `output` keeps its width, and `value` may be
/// strided. Several states can be under way at once, so keep nothing outside the state.
pub fn update(state: &mut Running, score: f32, value: ArrayView1<'_, f32>) {
    let max = state.max.max(score);
    if max == f32::NEG_INFINITY {
        return;
    }
    let rescale = (state.max - max).exp();
    let weight = (score - max).exp();
    state.sum = state.sum * rescale + weight;
    state.output = &state.output * rescale + &value * weight;
    state.max = max;
}

/// The state of everything that `left` and `right` have seen, as if one state had seen it all. Either may be empty.
pub fn merge(left: &Running, right: &Running) -> Running {
    let max = left.max.max(right.max);
    if max == f32::NEG_INFINITY {
        return left.clone();
    }
    let (from_left, from_right) = ((left.max - max).exp(), (right.max - max).exp());
    Running {
        max,
        sum: left.sum * from_left + right.sum * from_right,
        output: &left.output * from_left + &right.output * from_right,
    }
}

/// The softmax-weighted mean of the values, and the log-sum-exp of the scores: ln Σ exp(score).
///
/// A state that has seen no score, or only −∞, gives zeros and −∞.
pub fn finish(state: &Running) -> (Array1<f32>, f32) {
    if state.sum == 0.0 {
        return (Array1::zeros(state.output.len()), f32::NEG_INFINITY);
    }
    (&state.output / state.sum, state.max + state.sum.ln())
}
