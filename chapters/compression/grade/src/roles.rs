//! The rows of two blocks, each in its role, pooled together: what `dual_role` and `stream` bend alike.

use judge::slips::largest;
use judge::{Mistake, Style};
use ndarray::{Array1, Array2, Axis, NdFloat, concatenate};

use super::channels::{self, HasPool, Pool, pooled};

/// How the two roles come together.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Join {
    #[default]
    OneSoftmax,
    Added,
    Mean,
    OwnLargest,
    LargestOfBlock,
    LargestOfGates,
    LargestOfAll,
}

/// The knobs of pooling in two roles.
#[derive(Clone, Copy, Default)]
pub(crate) struct Merge {
    pub(crate) pool: Pool,
    pub(crate) join: Join,
    /// The rows of the block before stand above those of the block.
    pub(crate) before_first: bool,
    /// Half of the weight is missing where there is no block before.
    pub(crate) halves_first: bool,
}

/// The knobs of a bent solution that pools in two roles.
pub(crate) trait HasMerge: HasPool {
    fn merge(&mut self) -> &mut Merge;
}

/// Rows to pool: values, gates, and what is added to the gates.
pub(crate) struct Rows<T> {
    pub(crate) values: Array2<T>,
    pub(crate) gates: Array2<T>,
    pub(crate) bias: Array2<T>,
}

impl<T: NdFloat> Rows<T> {
    pub(crate) fn none(c: usize) -> Rows<T> {
        let none = || Array2::zeros((0, c));
        Rows { values: none(), gates: none(), bias: none() }
    }

    pub(crate) fn scores(&self) -> Array2<T> {
        &self.gates + &self.bias
    }

    pub(crate) fn and(&self, other: &Rows<T>) -> Rows<T> {
        let both = |a: &Array2<T>, b: &Array2<T>| concatenate![Axis(0), *a, *b];
        Rows {
            values: both(&self.values, &other.values),
            gates: both(&self.gates, &other.gates),
            bias: both(&self.bias, &other.bias),
        }
    }
}

impl Merge {
    /// The entry (c) of a block and of what is pooled with it; `of_all` is the channel's largest score in the whole text, if
    /// anybody asks.
    pub(crate) fn joined<T: NdFloat>(
        &self,
        block: &Rows<T>,
        before: &Rows<T>,
        of_all: &Array1<T>,
    ) -> Array1<T> {
        let pool = |rows: &Rows<T>, scores: Array2<T>| pooled(rows.values.view(), scores.view(), self.pool);
        let both = if self.before_first { before.and(block) } else { block.and(before) };
        let half = T::from(0.5).expect("a number");
        match self.join {
            Join::OneSoftmax => pool(&both, both.scores()),
            Join::Added | Join::Mean if before.values.nrows() == 0 => {
                let own = pool(block, block.scores());
                if self.join == Join::Mean && self.halves_first { own * half } else { own }
            }
            Join::Added => pool(block, block.scores()) + pool(before, before.scores()),
            Join::Mean => (pool(block, block.scores()) + pool(before, before.scores())) * half,
            Join::OwnLargest => {
                let measured = |rows: &Rows<T>| {
                    let scores = rows.scores();
                    let largest = largest_of(&scores);
                    if scores.nrows() > 0 { scores - largest } else { scores }
                };
                let scores = concatenate![Axis(0), measured(block), measured(before)];
                pool(&block.and(before), scores)
            }
            Join::LargestOfBlock => self.measured_from(&both, &largest_of(&block.scores())),
            Join::LargestOfGates => self.measured_from(&both, &largest_of(&both.gates)),
            Join::LargestOfAll => self.measured_from(&both, of_all),
        }
    }

    /// Pooled by exponentials that are measured from a given number in each channel.
    fn measured_from<T: NdFloat>(&self, rows: &Rows<T>, shift: &Array1<T>) -> Array1<T> {
        let weights = (rows.scores() - shift).mapv(T::exp);
        let guard = if self.pool.guarded { T::from(1e-9).expect("a number") } else { T::zero() };
        let sums = weights.sum_axis(Axis(0)) + guard;
        if self.pool.weights_first {
            (weights / &sums * &rows.values).sum_axis(Axis(0))
        } else {
            (weights * &rows.values).sum_axis(Axis(0)) / sums
        }
    }
}

/// The largest score of each channel.
pub(crate) fn largest_of<T: NdFloat>(scores: &Array2<T>) -> Array1<T> {
    scores.columns().into_iter().map(|column| largest(&column)).collect()
}

pub(crate) fn styles<K: HasMerge>() -> Vec<Style<K>> {
    let mut styles = channels::styles();
    styles
        .push(Style { name: "puts the block before first", bend: |k: &mut K| k.merge().before_first = true });
    styles.push(Style { name: "halves the first entry too", bend: |k| k.merge().halves_first = true });
    styles
}

pub(crate) fn mistakes<K: HasMerge>() -> Vec<Mistake<K>> {
    vec![
        Mistake::new(
            "two_softmaxes_added",
            "each role has a softmax of its own, and the two results are added: the weights of an entry sum to 2. One softmax runs over all \
             2m tokens, so that the blocks compete.",
            |k| k.merge().join = Join::Added,
        ),
        Mistake::new(
            "two_softmaxes_averaged",
            "each role has a softmax of its own, and the mean of the two results is taken: each block gets half of the weight. One softmax \
             runs over all 2m tokens, and decides that too.",
            |k| k.merge().join = Join::Mean,
        ),
        Mistake::new(
            "own_largest_for_each_role",
            "the exponentials of each role are measured from the largest gate of that role, and then put into one sum. They have one scale only \
             if the same number is subtracted from both.",
            |k| k.merge().join = Join::OwnLargest,
        ),
        Mistake::new(
            "largest_of_block_alone",
            "what is subtracted is the largest gate of the entry's own block. Where the block before lies far above it, exp overflows. Take the \
             largest of all 2m.",
            |k| k.merge().join = Join::LargestOfBlock,
        ),
        Mistake::new(
            "largest_without_bias",
            "what is subtracted is the largest gate without its bias, and exp is taken of gate and bias together. A large bias overflows: \
             add first, then look for the largest.",
            |k| k.merge().join = Join::LargestOfGates,
        ),
    ]
}
