//! Rows pooled by a softmax of its own in every channel, with knobs: what the compressors of this chapter bend alike.

mod mistakes;

use judge::Style;
use judge::slips::largest;
use ndarray::{Array1, Array2, ArrayView2, Axis, NdFloat};

pub(crate) use mistakes::{mistakes, with_edits};

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
