//! Blocks of tokens that are pooled by gates: what `gated_pool` and `overlap` have in common.

pub(crate) mod bent;
pub(crate) mod cases;
pub(crate) mod knobs;
pub(crate) mod laws;
pub(crate) mod mistakes;

use judge::{Layout, Matrix, Missing, Part, Precision, Probe, Promise};
use kernels::compression::{Pooled, pool_by_gates};
use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// Values, gates and biases, of which an entry pools its own block, or also the block `before` it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Input {
    pub(crate) values: Matrix,
    pub(crate) gates: Matrix,
    pub(crate) bias: Matrix,
    pub(crate) before: bool,
}

pub(crate) type TheProbe<'a> = Probe<'a, Input, Array2<f32>>;

/// What both answers are.
pub(crate) type Answer = fn(ArrayView2<'_, f32>, ArrayView2<'_, f32>, ArrayView2<'_, f32>) -> Array2<f32>;

impl Input {
    /// Tokens of a block.
    pub(crate) fn block(&self) -> usize {
        self.bias.values.nrows() / (1 + usize::from(self.before))
    }

    /// Tokens, tokens of a block, channels.
    pub(crate) fn sizes(&self) -> [usize; 3] {
        let (n, channels) = self.values.values.dim();
        [n, self.block(), channels]
    }

    pub(crate) fn entries(&self) -> usize {
        self.values.values.nrows() / self.block()
    }

    /// The tokens that an entry pools, each with the row of its bias.
    pub(crate) fn pooled(&self, entry: usize) -> Vec<(usize, usize)> {
        let block = self.block();
        let before = (self.before && entry > 0).then(|| (0..block).map(|r| ((entry - 1) * block + r, r)));
        let first = if self.before { block } else { 0 };
        let own = (0..block).map(|r| (entry * block + r, first + r));
        before.into_iter().flatten().chain(own).collect()
    }

    /// The gates with their biases that an entry sees in a channel, in double precision.
    pub(crate) fn scores(&self, entry: usize, channel: usize) -> Vec<f64> {
        let score = |(token, row): (usize, usize)| {
            f64::from(self.gates.values[[token, channel]]) + f64::from(self.bias.values[[row, channel]])
        };
        self.pooled(entry).into_iter().map(score).collect()
    }

    /// Calls an answer.
    pub(crate) fn ask(&self, answer: Answer) -> Array2<f32> {
        let [values, gates, bias] = [&self.values, &self.gates, &self.bias].map(judge::Tensor::held);
        answer(values.view(), gates.view(), bias.view())
    }

    pub(crate) fn described(&self) -> String {
        let [n, block, channels] = self.sizes();
        format!("{n} tokens in blocks of {block}, {channels} channels")
    }

    pub(crate) fn reference(&self, precision: Precision) -> Result<Vec<Part>, Missing> {
        let [values, gates, bias] = [&self.values, &self.gates, &self.bias].map(Matrix::double);
        let pooled = if self.before { Pooled::WithBefore } else { Pooled::Block };
        let precision = super::kernel_precision(precision);
        let out = pool_by_gates(values.view(), gates.view(), bias.view(), pooled, precision)?;
        Ok(vec![Part::array("out", &out)])
    }
}

/// What both stubs promise in the same words.
pub(crate) fn promises() -> Vec<Promise<Input>> {
    let ends = "Gates, biases and their sums lie within ±1000";
    vec![
        Promise::sizes("m and c are at least 1", 1, |input| input.sizes()[1..].to_vec()),
        Promise::sizes("n may be 0", 0, |input| vec![input.sizes()[0]]),
        Promise::range(ends, -1e3..=1e3, |input| {
            let channels = input.sizes()[2];
            let of = |i: usize| (0..channels).flat_map(move |c| input.scores(i, c));
            let sums = (0..input.entries()).flat_map(of);
            sums.chain(input.gates.double()).chain(input.bias.double()).collect()
        }),
        // The channels of an entry, and the tokens of one, far from each other.
        Promise::edge(ends, |input| {
            let most = |c| input.scores(0, c).into_iter().fold(f64::NEG_INFINITY, f64::max);
            input.entries() > 0
                && (0..input.sizes()[2]).any(|a| (0..a).any(|b| (most(a) - most(b)).abs() > 1900.0))
        }),
        Promise::edge(ends, |input| {
            let far = |scores: Vec<f64>| {
                let (low, high) = scores.iter().fold((0.0_f64, 0.0_f64), |(l, h), &s| (l.min(s), h.max(s)));
                high - low > 1900.0
            };
            let channels = input.sizes()[2];
            (0..input.entries()).any(|i| (0..channels).any(|c| far(input.scores(i, c))))
        }),
        Promise::edge("whose block is not complete, are left out", |input| {
            !input.values.values.nrows().is_multiple_of(input.block()) && input.entries() > 0
        }),
        Promise::edge("whose block is not complete, are left out", |input| {
            input.values.values.nrows() > 0 && input.entries() == 0
        }),
        Promise::layouts("The three views may be transposed or strided", |input| -> Vec<Layout> {
            vec![input.values.layout, input.gates.layout, input.bias.layout]
        }),
    ]
}
