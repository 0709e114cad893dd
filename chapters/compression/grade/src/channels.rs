//! Rows pooled by a softmax of its own in every channel, with knobs: what the compressors of this chapter bend alike.

use judge::slips::largest;
use judge::{Mistake, Style};
use ndarray::{Array1, Array2, ArrayView2, Axis, NdFloat};

/// What is subtracted from the scores before exp.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Shift {
    /// The largest score of the channel.
    #[default]
    Largest,
    Nothing,
    /// The largest of the channel, and at least 0.
    FromZero,
    /// The largest absolute value of the channel.
    OfMagnitude,
    /// The largest of all channels.
    OfAllChannels,
    /// The largest of the row, over its channels.
    OfToken,
    /// The score of the first row.
    OfFirst,
}

/// What a softmax runs over.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Over {
    /// The rows, in every channel.
    #[default]
    Rows,
    /// The channels, in every row.
    Channels,
    /// Rows and channels together.
    Both,
    /// The rows, with the sum of all channels for a divisor.
    RowsDividedByAll,
}

/// How scores become weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum How {
    #[default]
    Softmax,
    /// σ of the score.
    Sigmoid,
    /// σ of the score, divided by the number of rows.
    SigmoidMean,
    /// σ of the score, divided by the sum of these.
    SigmoidShare,
    /// exp, and no division.
    NotDivided,
    /// exp, divided by the number of rows.
    DividedByCount,
    /// exp, divided by their sum and by the number of rows.
    DividedTwice,
    /// 1 for the largest score of a channel, 0 for the others.
    Hardest,
    /// The same for all rows.
    Even,
}

/// Which score a channel goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Gate {
    #[default]
    Own,
    /// The mean of the row's channels.
    MeanOfChannels,
    /// The sum of the row's channels.
    SumOfChannels,
    /// That of channel 0.
    OfFirstChannel,
}

/// The knobs of a pooling; without a turned one it is right.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pool {
    pub(crate) shift: Shift,
    pub(crate) over: Over,
    pub(crate) how: How,
    pub(crate) gate: Gate,
    /// Scores are divided by √c.
    pub(crate) scaled: bool,
    /// Weights are powers of 2.
    pub(crate) base_two: bool,
    /// Scores are cut off at ±50.
    pub(crate) clamped: bool,
    /// Rows whose score lies 10 or more below the largest are left out.
    pub(crate) skips_low: bool,
    /// Something small is added to the sum before the division.
    pub(crate) guarded: bool,
    /// Computes in double precision.
    pub(crate) double: bool,
    /// The weights are divided by their sum before they meet the values.
    pub(crate) weights_first: bool,
}

/// The knobs of a bent solution that pools.
pub(crate) trait HasPool {
    /// Those of its pooling.
    fn pool(&mut self) -> &mut Pool;
}

/// One row (c) out of values (r, c) and scores (r, c), which hold the biases already: in every channel a mean, weighted by the
/// softmax of the channel's scores. Where a score is −∞ the weight is 0. At least one row.
pub(crate) fn pooled<T: NdFloat>(
    values: ArrayView2<'_, T>,
    scores: ArrayView2<'_, T>,
    pool: Pool,
) -> Array1<T> {
    if pool.double {
        let wide = |x: &T| x.to_f64().expect("a float is a number");
        let (values, scores) = (values.map(wide), scores.map(wide));
        let pooled = pooled(values.view(), scores.view(), Pool { double: false, ..pool });
        return pooled.mapv(|x| T::from(x).expect("a number"));
    }
    let number = |x: f64| T::from(x).expect("a number");
    let count = number(values.nrows() as f64);
    let scores = seen(scores, pool);
    let mut weights = scores.clone();
    let (mut divided, mut divisor) = (true, None);
    match pool.how {
        How::Softmax | How::DividedTwice => {}
        How::Sigmoid | How::SigmoidMean | How::SigmoidShare => {
            weights.mapv_inplace(|score| T::one() / (T::one() + (-score).exp()));
            divisor = (pool.how == How::SigmoidMean).then_some(count);
            divided = pool.how != How::Sigmoid;
        }
        How::NotDivided => divided = false,
        How::DividedByCount => divisor = Some(count),
        How::Hardest => {
            for mut column in weights.columns_mut() {
                let most = largest(&column);
                let first = column.iter().position(|&score| score == most).unwrap_or(0);
                column.fill(T::zero());
                column[first] = T::one();
            }
        }
        // A row that is hidden stays so.
        How::Even => weights.mapv_inplace(|s| if s == T::neg_infinity() { T::zero() } else { T::one() }),
    }
    if matches!(pool.how, How::Softmax | How::NotDivided | How::DividedByCount | How::DividedTwice) {
        weights = &scores - &shifts(&scores, pool);
        let exp = if pool.base_two { T::exp2 } else { T::exp };
        weights.mapv_inplace(|x| if pool.skips_low && x <= number(-10.0) { T::zero() } else { exp(x) });
    }
    let mut sums = match pool.over {
        Over::Rows => weights.sum_axis(Axis(0)).insert_axis(Axis(0)),
        Over::Channels => weights.sum_axis(Axis(1)).insert_axis(Axis(1)),
        Over::Both | Over::RowsDividedByAll => Array2::from_elem((1, weights.ncols()), weights.sum()),
    };
    if let Some(divisor) = divisor {
        sums.fill(divisor);
    } else if !divided {
        sums.fill(T::one());
    }
    if pool.how == How::DividedTwice {
        sums.mapv_inplace(|sum| sum * count);
    }
    if pool.guarded {
        sums.mapv_inplace(|sum| sum + number(1e-9));
    }
    if pool.weights_first || pool.over == Over::Channels {
        (weights / &sums * values).sum_axis(Axis(0))
    } else {
        (weights * values).sum_axis(Axis(0)) / sums.row(0)
    }
}

/// The scores that the softmax sees.
fn seen<T: NdFloat>(scores: ArrayView2<'_, T>, pool: Pool) -> Array2<T> {
    let channels = T::from(scores.ncols()).expect("a number");
    let mut seen = match pool.gate {
        Gate::Own => scores.to_owned(),
        Gate::MeanOfChannels | Gate::SumOfChannels => {
            let sums = scores.sum_axis(Axis(1)).insert_axis(Axis(1));
            let means = if pool.gate == Gate::SumOfChannels { sums } else { sums / channels };
            means.broadcast(scores.dim()).expect("a column for each channel").to_owned()
        }
        Gate::OfFirstChannel => {
            let first = scores.column(0).insert_axis(Axis(1));
            first.broadcast(scores.dim()).expect("a column for each channel").to_owned()
        }
    };
    if pool.scaled {
        seen.mapv_inplace(|score| score / channels.sqrt());
    }
    if pool.clamped {
        let end = T::from(50.0).expect("a number");
        seen.mapv_inplace(|score| if score == T::neg_infinity() { score } else { score.max(-end).min(end) });
    }
    seen
}

/// What is subtracted from each score.
fn shifts<T: NdFloat>(scores: &Array2<T>, pool: Pool) -> Array2<T> {
    // What hides a row is no magnitude.
    let finite = |score: &T| if score.is_finite() { score.abs() } else { T::zero() };
    let of_channels = |shift: &dyn Fn(usize) -> T| Array2::from_shape_fn(scores.dim(), |(_, c)| shift(c));
    match (pool.shift, pool.over) {
        (Shift::Largest, Over::Rows | Over::RowsDividedByAll) => of_channels(&|c| largest(&scores.column(c))),
        (Shift::Largest, Over::Channels) | (Shift::OfToken, _) => {
            Array2::from_shape_fn(scores.dim(), |(r, _)| largest(&scores.row(r)))
        }
        (Shift::Largest, Over::Both) | (Shift::OfAllChannels, _) => {
            Array2::from_elem(scores.dim(), largest(scores))
        }
        (Shift::Nothing, _) => Array2::zeros(scores.dim()),
        (Shift::FromZero, _) => of_channels(&|c| largest(&scores.column(c)).max(T::zero())),
        (Shift::OfMagnitude, _) => of_channels(&|c| largest(&scores.column(c).map(finite))),
        (Shift::OfFirst, _) => of_channels(&|c| scores[[0, c]]),
    }
}

/// The styles of a pooling.
pub(crate) fn styles<K: HasPool>() -> Vec<Style<K>> {
    vec![
        Style { name: "computes in double precision", bend: |k| k.pool().double = true },
        Style { name: "adds something small to the sum", bend: |k| k.pool().guarded = true },
        Style { name: "divides the weights, not the sum", bend: |k| k.pool().weights_first = true },
    ]
}

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
