//! What mixture of depths computes, and what its choice depends on.

use figures::{Axis, Chart, Figure, Parameter, Play, Series, count, text};
use ndarray::{Array1, Array2, ArrayView2};

use super::plays::choice;
use crate::Depths;

/// Multiplications of a block for a sequence: attention of width d with its four projections, and a layer of four times the
/// width.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Products of queries with keys and of weights with values: 2 T² d.
    pub pairs: f64,
    /// Everything that is done token by token: 12 T d².
    pub tokens: f64,
}

/// The work of a block on so many tokens.
pub fn work(tokens: f64, width: f64) -> Work {
    Work { pairs: 2.0 * tokens * tokens * width, tokens: 12.0 * tokens * width * width }
}

impl Work {
    /// Both.
    pub fn sum(&self) -> f64 {
        self.pairs + self.tokens
    }
}

/// The length and the width of the figure: a text for which both kinds of work are as large.
pub const SIZES: (f64, f64) = (12_288.0, 2048.0);

/// The share of the work of the whole sequence that is left when the block computes a share of the tokens: pairs, and the rest.
pub fn share(capacity: f64) -> (f64, f64) {
    let (all, some) = (work(SIZES.0, SIZES.1), work(SIZES.0 * capacity, SIZES.1));
    (some.pairs / all.pairs, some.tokens / all.tokens)
}

/// The share of the work against the share of tokens that a block computes, for a share and a length that a reader chooses.
pub fn play() -> Play {
    let parameters = vec![
        Parameter::steps("Tokens computed", "%", 6.25, (1, 16)).start(12.5),
        Parameter::powers_of_two("Tokens of the text", "", (8, 20)).start(16_384.0),
    ];
    Play::new("moe/depths", parameters, |values| drawn(values[0] / 100.0, values[1]))
}

/// Work against the share of tokens that a block computes, for a text of this length.
pub fn drawn(capacity: f64, length: f64) -> Figure {
    let (_, width) = SIZES;
    let all = work(length, width);
    let left = |capacity: f64| 100.0 * work(length * capacity, width).sum() / all.sum();
    let shares: Vec<f64> = (1..=16).map(|s| f64::from(s) / 16.0).collect();
    let line = |of: &dyn Fn(f64) -> f64| shares.iter().map(|&c| (100.0 * c, of(c))).collect::<Vec<_>>();
    let (pairs, tokens) = share(capacity);
    let decimals = |percent: f64| text(percent, usize::from(percent < 10.0));
    let words = format!("{} % of the work", decimals(left(capacity)));
    let description = format!(
        "Share of the work against the share of tokens that a block computes, in percent, for a text of {} tokens at a width of {width}. What is done token by token falls along a \
         straight line, the products of all pairs along a parabola, which are {} % of the work of all tokens. With {} % of the tokens {:.1} % and {:.1} % are left, {} % of both together.",
        count(length as u64),
        decimals(100.0 * all.pairs / all.sum()),
        text(100.0 * capacity, 2),
        100.0 * tokens,
        100.0 * pairs,
        decimals(left(capacity)),
    );
    Chart::new(
        "With fewer tokens the work on each falls in proportion, the work on pairs with the square",
        &description,
    )
    .x(Axis::linear("tokens computed, %").range(0.0, 100.0))
    .y(Axis::linear("work left, %").range(0.0, 118.0).ticks(&[0.0, 25.0, 50.0, 75.0, 100.0]))
    .line(Series::new("token by token", line(&|c| 100.0 * share(c).1)))
    .line(Series::new("both", line(&left)))
    .line(Series::new("pairs", line(&|c| 100.0 * share(c).0)))
    .line(choice(&words, 100.0 * capacity, (0.0, 104.0)))
    .save()
}

/// A block whose tokens see those before them: tanh of the mean.
pub fn block(rows: ArrayView2<'_, f32>) -> Array2<f32> {
    let mut sum = Array1::<f32>::zeros(rows.ncols());
    let mut output = Array2::zeros(rows.raw_dim());
    for (i, row) in rows.rows().into_iter().enumerate() {
        sum += &row;
        output.row_mut(i).assign(&sum.mapv(|x| (x / (i + 1) as f32).tanh()));
    }
    output
}

/// What token 1 becomes, for each score of the last of four tokens: the capacity is 2.
pub fn second_token(depths: Depths, last: f32) -> f32 {
    let tokens = ndarray::array![[1.0], [-0.5], [0.3], [2.0]];
    let scores = ndarray::arr1(&[0.9, 0.6, -0.7, last]);
    (depths.depths)(tokens.view(), scores.view(), 2, &block)[[1, 0]]
}
