//! The typical mistakes of `online_softmax`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array1, ArrayView1};

use attention::Running;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Start {
    #[default]
    MinusInfinity,
    Lowest,
    Zero,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Max {
    #[default]
    Larger,
    Old,
    Score,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Factor {
    #[default]
    OldMinusNew,
    NewMinusOld,
}

/// From which maximum a new score's weight is measured.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weight {
    #[default]
    New,
    Old,
    Zero,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Merge {
    #[default]
    Rescaled,
    Added,
    OnlySums,
    OnlyOutputs,
    LeftMax,
    Inverse,
    Swapped,
    OutputsAveraged,
    LargerAlone,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum LogSumExp {
    #[default]
    MaxPlusLog,
    Log,
    Max,
    MaxPlusSum,
    MaxTimesSum,
    BaseTwo,
    ZeroOfNothing,
    LowestOfNothing,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) start: Start,
    pub(super) max: Max,
    pub(super) factor: Factor,
    pub(super) weight: Weight,
    pub(super) sum_not_rescaled: bool,
    pub(super) output_not_rescaled: bool,
    /// A new maximum begins the sum, or sum and output, anew.
    pub(super) sum_restarts: bool,
    pub(super) output_restarts: bool,
    /// What is 10 or more below the maximum is left out.
    pub(super) skips_low: bool,
    pub(super) output_normalised: bool,
    pub(super) keeps_the_mean: bool,
    pub(super) value_not_weighted: bool,
    pub(super) update_unguarded: bool,
    pub(super) merge_unguarded: bool,
    /// Nothing is guarded but a maximum of −∞, as in the published solution: a mistake meets the state of nothing as it is.
    pub(super) as_published: bool,
    pub(super) merge_skips_empty: bool,
    pub(super) first_is_taken: bool,
    pub(super) contiguous: bool,
    pub(super) merge: Merge,
    pub(super) not_divided: bool,
    pub(super) empty_divided: bool,
    pub(super) base_two: bool,
    pub(super) log_sum_exp: LogSumExp,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "start_at_zero",
            "the maximum starts at 0. Scores far below zero never raise it, exp underflows, and the mean is 0/0. Start \
             at f32::NEG_INFINITY.",
            |k| k.start = Start::Zero,
        )
        .edit("max: f32::NEG_INFINITY, sum", "max: 0.0, sum"),
        Mistake::<Knobs>::new(
            "sum_not_rescaled",
            "update does not rescale the sum when the maximum rises: the old terms are still measured from the old \
             maximum. Multiply it by exp(old − new).",
            |k| k.sum_not_rescaled = true,
        )
        .edit("state.sum * rescale", "state.sum"),
        Mistake::<Knobs>::new(
            "output_not_rescaled",
            "update does not rescale the output when the maximum rises; sum and output need the same factor.",
            |k| k.output_not_rescaled = true,
        )
        .edit("&state.output * rescale", "&state.output"),
        Mistake::<Knobs>::new(
            "sum_restarts",
            "update begins the sum anew when the maximum rises. What has been summed shrinks by exp(old − new); it does not vanish.",
            |k| k.sum_restarts = true,
        )
        .edit("state.sum = state.sum * rescale + weight;", "state.sum = if max > state.max { weight } else { state.sum + weight };"),
        Mistake::<Knobs>::new(
            "state_restarts",
            "update begins sum and output anew when the maximum rises. What has been summed shrinks by exp(old − new); it does not \
             vanish.",
            |k| (k.sum_restarts, k.output_restarts) = (true, true),
        )
        .edit("let rescale = (state.max - max).exp();", "let rescale = if max > state.max { 0.0 } else { 1.0 };"),
        Mistake::<Knobs>::new(
            "low_scores_skipped",
            "update leaves out scores that are 10 or more below the maximum. Each of them adds little, and many of them do not.",
            |k| k.skips_low = true,
        )
        .edit("let rescale =", "if score < state.max - 10.0 {\n        return;\n    }\n    let rescale ="),
        Mistake::<Knobs>::new(
            "inverse_factor",
            "update rescales by exp(new − old), the inverse of the factor: old terms must shrink when the maximum rises. \
             From −∞ the inverse is infinite, and infinity times the empty sum is NaN.",
            |k| k.factor = Factor::NewMinusOld,
        )
        .edit("(state.max - max).exp()", "(max - state.max).exp()"),
        Mistake::<Knobs>::new(
            "masked_first_nan",
            "a masked score (−∞) that comes first turns the state into NaN: old and new maximum are both −∞, and \
             −∞ − −∞ is not a number.",
            |k| k.update_unguarded = true,
        )
        .edit(
            "let max = state.max.max(score);\n    if max == f32::NEG_INFINITY {\n        return;\n    }",
            "let max = state.max.max(score);",
        ),
        Mistake::<Knobs>::new(
            "merge_added",
            "merge adds sums and outputs as they are. Each side is measured from its own maximum: bring both to the \
             larger one first.",
            |k| k.merge = Merge::Added,
        )
        .edit("((left.max - max).exp(), (right.max - max).exp())", "(1.0, 1.0)"),
        Mistake::<Knobs>::new(
            "merge_empty_nan",
            "merging two states of nothing gives NaN: both maxima are −∞, and −∞ − −∞ is not a number.",
            |k| k.merge_unguarded = true,
        )
        .edit("    if max == f32::NEG_INFINITY {\n        return left.clone();\n    }\n", ""),
        Mistake::<Knobs>::new("not_divided", "finish does not divide the output by the sum.", |k| {
            k.not_divided = true
        })
        .edit("&state.output / state.sum", "state.output.clone()"),
        Mistake::<Knobs>::new(
            "empty_divided",
            "finish divides 0 by 0 when nothing has been seen; the mean of nothing is zeros here.",
            |k| k.empty_divided = true,
        )
        .edit(
            "    if state.sum == 0.0 {\n        return (Array1::zeros(state.output.len()), f32::NEG_INFINITY);\n    }\n",
            "",
        ),
        Mistake::<Knobs>::new(
            "empty_log_sum_exp_zero",
            "a state that has seen no score finishes with the log-sum-exp 0. Its sum is 0, and the logarithm of that is −∞.",
            |k| k.log_sum_exp = LogSumExp::ZeroOfNothing,
        )
        .edit("state.output.len()), f32::NEG_INFINITY", "state.output.len()), 0.0"),
        Mistake::<Knobs>::new(
            "empty_log_sum_exp_lowest",
            "a state that has seen no score finishes with a large negative log-sum-exp such as f32::MIN. Its sum is 0, and the \
             logarithm of that is −∞.",
            |k| k.log_sum_exp = LogSumExp::LowestOfNothing,
        )
        .edit("state.output.len()), f32::NEG_INFINITY", "state.output.len()), f32::MIN"),
        Mistake::new(
            "exp_base_two",
            "the weights are powers of 2: exp2 where exp is meant. Kernels that call exp2 multiply the scores by log2(e) first.",
            |k| k.base_two = true,
        ),
        Mistake::<Knobs>::new(
            "log_without_max",
            "the log-sum-exp is ln(sum), without the maximum that was subtracted in every exponent.",
            |k| k.log_sum_exp = LogSumExp::Log,
        )
        .edit("state.max + state.sum.ln()", "state.sum.ln()"),
        Mistake::<Knobs>::new("max_plus_sum", "the log-sum-exp is max + sum: the logarithm is missing.", |k| {
            k.log_sum_exp = LogSumExp::MaxPlusSum
        })
        .edit("state.sum.ln()", "state.sum"),
        Mistake::<Knobs>::new("only_max", "the log-sum-exp is the maximum alone: ln(sum) is missing.", |k| {
            k.log_sum_exp = LogSumExp::Max;
        })
        .edit("state.max + state.sum.ln()", "state.max"),
        Mistake::<Knobs>::new(
            "max_times_sum",
            "the log-sum-exp is ln(max · sum) or max · ln(sum); the maximum comes out of the exponent as a summand.",
            |k| k.log_sum_exp = LogSumExp::MaxTimesSum,
        )
        .edit("state.max + state.sum.ln()", "state.max * state.sum.ln()"),
        Mistake::new(
            "assumes_contiguous",
            "as_slice() is None for a strided view, and unwrap panics. A value is a row of a matrix of any layout: use its \
             iterator, indices or arithmetic.",
            |k| k.contiguous = true,
        ),
        Mistake::new(
            "max_not_updated",
            "the maximum stays at the first score: a later, much larger score overflows.",
            |k| k.max = Max::Old,
        ),
        Mistake::<Knobs>::new(
            "last_score_as_max",
            "the new maximum is the latest score, also when it is smaller: the factor exp(old − new) overflows. Take the \
             larger of the two.",
            |k| k.max = Max::Score,
        )
        .edit("state.max.max(score)", "score"),
        Mistake::<Knobs>::new(
            "weight_from_old",
            "the new score's weight is exp(score − old maximum), while everything else is measured from the new one.",
            |k| k.weight = Weight::Old,
        )
        .edit("(score - max).exp()", "(score - if state.sum == 0.0 { max } else { state.max }).exp()"),
        Mistake::<Knobs>::new(
            "weight_without_max",
            "the new score's weight is exp(score), without the maximum.",
            |k| k.weight = Weight::Zero,
        )
        .edit("(score - max).exp()", "score.exp()"),
        Mistake::<Knobs>::new(
            "value_not_weighted",
            "the value is added to the output without its weight exp(score − max).",
            |k| k.value_not_weighted = true,
        )
        .edit("&value * weight", "&value"),
        Mistake::new(
            "output_normalised",
            "update divides the output by the sum at every step, and the next update takes it for the undivided sum. \
             Divide once, in finish.",
            |k| k.output_normalised = true,
        ),
        Mistake::new(
            "keeps_the_mean",
            "the state holds the mean, divided by the sum at every step. That is FlashAttention 1; here output is the \
             undivided sum, which costs a division less a step, and finish divides.",
            |k| k.keeps_the_mean = true,
        ),
        Mistake::<Knobs>::new(
            "log_base_two",
            "the log-sum-exp mixes bases: log2(sum) belongs to exp2, ln(sum) to exp.",
            |k| k.log_sum_exp = LogSumExp::BaseTwo,
        )
        .edit("state.sum.ln()", "state.sum.log2()"),
        Mistake::<Knobs>::new("merge_only_sums", "merge rescales the sums and not the outputs.", |k| {
            k.merge = Merge::OnlySums
        })
        .edit("&left.output * from_left + &right.output * from_right", "&left.output + &right.output"),
        Mistake::<Knobs>::new("merge_only_outputs", "merge rescales the outputs and not the sums.", |k| {
            k.merge = Merge::OnlyOutputs
        })
        .edit("left.sum * from_left + right.sum * from_right", "left.sum + right.sum"),
        Mistake::<Knobs>::new(
            "merge_left_max",
            "merge measures everything from the left maximum: a right side that is much larger overflows, and a left \
             side of nothing gives infinity.",
            |k| k.merge = Merge::LeftMax,
        )
        .edit("left.max.max(right.max)", "left.max"),
        Mistake::<Knobs>::new(
            "merge_inverse",
            "merge rescales by exp(new − old), the inverse of the factor.",
            |k| k.merge = Merge::Inverse,
        )
        .edit(
            "((left.max - max).exp(), (right.max - max).exp())",
            "((max - left.max).exp(), (max - right.max).exp())",
        ),
        Mistake::<Knobs>::new(
            "merge_swapped",
            "merge gives the left side the right side's factor, and the other way round.",
            |k| k.merge = Merge::Swapped,
        )
        .edit("let (from_left, from_right)", "let (from_right, from_left)"),
        Mistake::new(
            "merge_averaged",
            "merge takes the plain average of the two means. A side with larger scores has to count more.",
            |k| k.merge = Merge::OutputsAveraged,
        ),
        Mistake::new(
            "merge_larger_alone",
            "merge returns the side with the larger maximum where the other one is 10 or more below. Each of its terms is small, and \
             there may be many.",
            |k| k.merge = Merge::LargerAlone,
        ),
    ]
}

impl Knobs {
    pub(super) fn start(&self, width: usize) -> Running {
        let max = match self.start {
            Start::MinusInfinity => f32::NEG_INFINITY,
            Start::Lowest => f32::MIN,
            Start::Zero => 0.0,
        };
        Running { max, sum: 0.0, output: Array1::zeros(width) }
    }

    pub(super) fn update(&self, state: &mut Running, score: f32, value: ArrayView1<'_, f32>) {
        if self.keeps_the_mean {
            let undivided = Knobs { keeps_the_mean: false, ..*self };
            *state = undivide(state);
            undivided.update(state, score, value);
            *state = divide(state);
            return;
        }
        if self.contiguous {
            value.as_slice().unwrap();
        }
        if self.first_is_taken && state.sum == 0.0 {
            if score > f32::NEG_INFINITY {
                *state = Running { max: score, sum: 1.0, output: value.to_owned() };
            }
            return;
        }
        let old = state.max;
        let new = match self.max {
            Max::Larger => old.max(score),
            Max::Old => {
                if old == f32::NEG_INFINITY {
                    score
                } else {
                    old
                }
            }
            Max::Score => score,
        };
        if new == f32::NEG_INFINITY && !self.update_unguarded {
            return;
        }
        if self.skips_low && new - score >= 10.0 {
            return;
        }
        let exp = if self.base_two { f32::exp2 } else { f32::exp };
        let factor = match self.factor {
            Factor::OldMinusNew => exp(old - new),
            Factor::NewMinusOld => exp(new - old),
        };
        let weight = match self.weight {
            Weight::New => exp(score - new),
            // From nothing the weight would be infinite; those who notice take the new one there.
            Weight::Old if old == f32::NEG_INFINITY && !self.as_published => exp(score - new),
            Weight::Old => exp(score - old),
            Weight::Zero => score.exp(),
        };
        let (of_sum, of_output) = if new > old && self.sum_restarts {
            (0.0, if self.output_restarts { 0.0 } else { factor })
        } else {
            let or_one = |kept: bool| if kept { 1.0 } else { factor };
            (or_one(self.sum_not_rescaled), or_one(self.output_not_rescaled))
        };
        let of_value = if self.value_not_weighted { 1.0 } else { weight };
        state.sum = state.sum * of_sum + weight;
        state.output = &state.output * of_output + &value * of_value;
        if self.output_normalised {
            state.output /= state.sum;
        }
        state.max = new;
    }

    pub(super) fn merge(&self, left: &Running, right: &Running) -> Running {
        if self.keeps_the_mean {
            let undivided = Knobs { keeps_the_mean: false, ..*self };
            return divide(&undivided.merge(&undivide(left), &undivide(right)));
        }
        if self.merge_skips_empty && (left.sum == 0.0 || right.sum == 0.0) {
            return if left.sum == 0.0 { right.clone() } else { left.clone() };
        }
        let max = if self.merge == Merge::LeftMax { left.max } else { left.max.max(right.max) };
        let nothing = right.max == f32::NEG_INFINITY || self.as_published;
        if max == f32::NEG_INFINITY && nothing && !self.merge_unguarded {
            return left.clone();
        }
        if self.merge == Merge::LargerAlone && (left.max - right.max).abs() >= 10.0 {
            return if left.max > right.max { left.clone() } else { right.clone() };
        }
        let exp = if self.base_two { f32::exp2 } else { f32::exp };
        let (mut a, mut b) = (exp(left.max - max), exp(right.max - max));
        match self.merge {
            Merge::Inverse => {
                let inverse = |state: &Running| {
                    if state.sum == 0.0 && !self.as_published { 0.0 } else { (max - state.max).exp() }
                };
                (a, b) = (inverse(left), inverse(right));
            }
            Merge::Swapped => (a, b) = (b, a),
            Merge::Added => (a, b) = (1.0, 1.0),
            _ => {}
        }
        let (sum_a, sum_b) = if self.merge == Merge::OnlyOutputs { (1.0, 1.0) } else { (a, b) };
        let (output_a, output_b) = if self.merge == Merge::OnlySums { (1.0, 1.0) } else { (a, b) };
        let sum = left.sum * sum_a + right.sum * sum_b;
        let mut output = &left.output * output_a + &right.output * output_b;
        if self.merge == Merge::OutputsAveraged && left.sum > 0.0 && right.sum > 0.0 {
            output = (&left.output / left.sum + &right.output / right.sum) * (0.5 * sum);
        }
        Running { max, sum, output }
    }

    pub(super) fn finish(&self, state: &Running) -> (Array1<f32>, f32) {
        if state.sum == 0.0 && !self.empty_divided {
            let total = match self.log_sum_exp {
                LogSumExp::ZeroOfNothing => 0.0,
                LogSumExp::LowestOfNothing => f32::MIN,
                _ => f32::NEG_INFINITY,
            };
            return (Array1::zeros(state.output.len()), total);
        }
        let log_sum_exp = match self.log_sum_exp {
            LogSumExp::MaxPlusLog | LogSumExp::ZeroOfNothing | LogSumExp::LowestOfNothing => {
                state.max + state.sum.ln()
            }
            LogSumExp::Log => state.sum.ln(),
            LogSumExp::Max => state.max,
            LogSumExp::MaxPlusSum => state.max + state.sum,
            LogSumExp::MaxTimesSum => state.max * state.sum.ln(),
            LogSumExp::BaseTwo => state.max + state.sum.log2(),
        };
        let divided = !self.not_divided && !self.output_normalised && !self.keeps_the_mean;
        (if divided { &state.output / state.sum } else { state.output.clone() }, log_sum_exp)
    }
}

/// The state with its output multiplied by the sum.
fn undivide(state: &Running) -> Running {
    Running { output: &state.output * state.sum, ..*state }
}

/// The state with its output divided by the sum.
fn divide(state: &Running) -> Running {
    let sum = if state.sum == 0.0 { 1.0 } else { state.sum };
    Running { output: &state.output / sum, ..*state }
}
