//! What mixture of depths computes, and what its choice depends on.

use figures::{Axis, Chart, Figure, Series};
use ndarray::{Array1, Array2, ArrayView2};

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

/// The share of the work against the share of tokens that a block computes.
pub fn figure() -> Figure {
    let shares: Vec<f64> = (1..=16).map(|s| f64::from(s) / 16.0).collect();
    let line =
        |of: fn(f64) -> f64| shares.iter().map(move |&c| (100.0 * c, 100.0 * of(c))).collect::<Vec<_>>();
    let (pairs, tokens) = share(0.125);
    let description = format!(
        "Share of the work against the share of tokens that a block computes, in percent. What is done token by token falls along a \
         straight line, the products of all pairs along a parabola: with 12.5 % of the tokens {:.1} % and {:.1} % are left.",
        100.0 * tokens,
        100.0 * pairs
    );
    Chart::new("What a block costs when it computes fewer tokens", &description)
        .x(Axis::linear("tokens computed, %").range(0.0, 100.0))
        .y(Axis::linear("work left, %").range(0.0, 100.0))
        .line(Series::new("token by token", line(|c| share(c).1)).label_above(50.0))
        .line(Series::new("pairs", line(|c| share(c).0)).label_below(75.0))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::depths as solution;

    const DEPTHS: Depths = Depths { choose: solution::choose, depths: solution::depths };

    #[test]
    fn an_eighth_of_the_tokens() {
        let (pairs, tokens) = share(0.125);
        assert!((pairs - 1.0 / 64.0).abs() < 1e-12 && (tokens - 0.125).abs() < 1e-12);
        let all = work(SIZES.0, SIZES.1);
        assert!((all.pairs - all.tokens).abs() < 1e-3 * all.tokens);
    }

    #[test]
    fn a_later_token_takes_the_place_of_an_earlier_one() {
        assert_eq!(second_token(DEPTHS, 0.5), second_token(DEPTHS, 0.1));
        assert_eq!(second_token(DEPTHS, 0.7), -0.5);
        assert!((second_token(DEPTHS, 0.5) + 0.5).abs() > 0.1);
    }

    #[test]
    fn the_figure_is_finished() {
        assert_eq!(figure().overlapping_labels(), []);
    }
}
