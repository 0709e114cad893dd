//! The mistakes that all poolings by gates share, and the edits that make some of them.

use judge::Mistake;

use super::{Gate, HasPool, How, Over, Shift};

/// The mistakes of a pooling by gates: named cases show them if in one pool scores differ by channel and by row, lie near ±1000
/// in different channels of one pool, and if one has many rows 10 to 16 below the largest.
pub(crate) fn mistakes<K: HasPool>() -> Vec<Mistake<K>> {
    vec![
        Mistake::new(
            "softmax_over_channels",
            "the softmax runs over the channels of each token. It runs over the tokens that are pooled, in each channel by itself: a \
             channel's weights sum to 1.",
            |k| k.pool().over = Over::Channels,
        ),
        Mistake::new(
            "softmax_over_both",
            "one softmax runs over tokens and channels together, so that all weights of an entry sum to 1. In each channel they do.",
            |k| k.pool().over = Over::Both,
        ),
        Mistake::new(
            "divided_by_all_channels",
            "the weighted sum of a channel is divided by the sum of the weights of all channels. Divide by the sum of its own.",
            |k| k.pool().over = Over::RowsDividedByAll,
        ),
        Mistake::new(
            "one_weight_for_token",
            "a token has one weight for all its channels, from the mean of its gates. Each channel has a softmax of its own: a token \
             can win in one channel and lose in the next.",
            |k| k.pool().gate = Gate::MeanOfChannels,
        ),
        Mistake::new(
            "one_weight_from_sum",
            "a token has one weight for all its channels, from the sum of its gates. Each channel has a softmax of its own: a token can \
             win in one channel and lose in the next.",
            |k| k.pool().gate = Gate::SumOfChannels,
        ),
        Mistake::new(
            "gate_of_first_channel",
            "every channel uses the weights of channel 0. Each channel has a softmax of its own.",
            |k| k.pool().gate = Gate::OfFirstChannel,
        ),
        Mistake::new(
            "gates_ignored",
            "every token counts the same, as in mean pooling: the gates have no effect.",
            |k| k.pool().how = How::Even,
        ),
        Mistake::new(
            "sigmoid_gates",
            "values are multiplied by σ(gate) and added, as gates often are. Here the tokens compete: the weights are a softmax, and sum \
             to 1.",
            |k| k.pool().how = How::Sigmoid,
        ),
        Mistake::new(
            "sigmoid_mean",
            "values are multiplied by σ(gate), and the mean of these is taken. Here the tokens compete: the weights are a softmax, and \
             sum to 1.",
            |k| k.pool().how = How::SigmoidMean,
        ),
        Mistake::new(
            "sigmoid_shares",
            "the weights are σ(gate), divided by their sum. A softmax divides exp(gate) by its sum; σ flattens what lies above 0.",
            |k| k.pool().how = How::SigmoidShare,
        ),
        Mistake::new(
            "not_divided",
            "the weighted sum is not divided by the sum of the weights, which is at least 1 and at most the number of tokens.",
            |k| k.pool().how = How::NotDivided,
        ),
        Mistake::new(
            "divided_by_count",
            "the weighted sum is divided by the number of tokens, as the mean of the products is. Divide by the sum of the weights.",
            |k| k.pool().how = How::DividedByCount,
        ),
        Mistake::new(
            "divided_twice",
            "the weights are divided by their sum, and then the mean of the weighted values is taken. Their sum is the mean already; now \
             it is divided by the number of tokens once more.",
            |k| k.pool().how = How::DividedTwice,
        ),
        Mistake::new(
            "takes_the_largest",
            "each channel takes the value of the token with the largest gate, and the others count nothing. That is where large gates \
             lead; in between, a softmax mixes.",
            |k| k.pool().how = How::Hardest,
        ),
        Mistake::new(
            "gates_scaled",
            "the gates are divided by √c, as attention scales its scores. A gate is no product of c numbers, and is taken as it is.",
            |k| k.pool().scaled = true,
        ),
        Mistake::new(
            "powers_of_two",
            "the weights are powers of 2, as kernels compute them that have multiplied by log₂ e before. Without that factor the softmax \
             is too flat: take exp.",
            |k| k.pool().base_two = true,
        ),
        Mistake::new(
            "gates_cut_off",
            "gates beyond some size (here ±50) are cut off, so that two large ones count the same. Only differences between gates \
             count, also far from 0: subtract the largest of the channel instead.",
            |k| k.pool().clamped = true,
        ),
        Mistake::new(
            "no_max",
            "exp is taken of the gates themselves. Near 1000 it overflows, near −1000 all of it underflows to 0/0: subtract the \
             channel's largest gate first.",
            |k| k.pool().shift = Shift::Nothing,
        ),
        Mistake::new(
            "max_from_zero",
            "what is subtracted is never less than 0. Gates near −1000 are all smaller, and exp underflows to 0/0. Often the search for \
             the largest gate starts at 0 (or at f32::MIN_POSITIVE, the smallest positive number): start at f32::NEG_INFINITY.",
            |k| k.pool().shift = Shift::FromZero,
        ),
        Mistake::new(
            "max_of_magnitude",
            "the largest absolute value is subtracted. Gates near −1000 then become −2000 in exp, which underflows to 0/0. Subtract \
             the largest gate, with its sign.",
            |k| k.pool().shift = Shift::OfMagnitude,
        ),
        Mistake::new(
            "max_of_all_channels",
            "one number is subtracted in all channels, the largest gate of any. A channel that lies far below another underflows, to \
             0/0 or to 0. Each channel has its own largest gate.",
            |k| k.pool().shift = Shift::OfAllChannels,
        ),
        Mistake::new(
            "max_of_token",
            "what is subtracted is the largest gate of each token, over its channels, while the sum runs over the tokens. Tokens then \
             lose their differences: subtract what is the same for all tokens of the channel.",
            |k| k.pool().shift = Shift::OfToken,
        ),
        Mistake::new(
            "first_gate_subtracted",
            "the gate of the first token is subtracted, whether or not it is the largest: one that lies far above it overflows.",
            |k| k.pool().shift = Shift::OfFirst,
        ),
        Mistake::new(
            "low_gates_skipped",
            "tokens whose gates lie 10 or more below the channel's largest are left out. Each of them adds little, and many of them do \
             not.",
            |k| k.pool().skips_low = true,
        ),
    ]
}

/// Mistakes, and for some of them the replacement in the published solution that makes them: id, what stands there, and what
/// takes its place.
pub(crate) fn with_edits<K>(
    mistakes: Vec<Mistake<K>>,
    edits: &[(&str, &'static str, &'static str)],
) -> Vec<Mistake<K>> {
    let edited = |mistake: Mistake<K>| match edits.iter().find(|edit| edit.0 == mistake.id) {
        Some(&(_, from, to)) => mistake.edit(from, to),
        None => mistake,
    };
    mistakes.into_iter().map(edited).collect()
}
