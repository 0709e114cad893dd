//! What the mistakes of `gated_pool` and `overlap` turn.

use crate::channels::{HasPool, Pool};

/// What becomes of the biases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Bias {
    #[default]
    Added,
    Ignored,
    /// Places are counted from the end of a block.
    FromTheEnd,
    /// They are added to the values.
    ToValues,
    /// They are multiplied with the gates.
    Factor,
    /// They are subtracted.
    Subtracted,
    /// They are added to the weights.
    ToWeights,
}

/// Which tokens are a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Blocks {
    #[default]
    Consecutive,
    /// Token t goes to block t mod the number of blocks.
    Dealt,
    /// The first n mod m tokens are left out.
    FromTheEnd,
    /// The last block may lack tokens.
    Incomplete,
    /// It is filled up with zeros.
    Padded,
}

/// What is pooled by what.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Pooling {
    #[default]
    ValuesByGates,
    GatesByGates,
    GatesByValues,
}

/// What comes before an entry's own block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Before {
    #[default]
    Block,
    /// Nothing, for any entry.
    Nothing,
    /// The block behind it.
    Behind,
    /// For the first entry, zeros, to whose gates biases are added.
    Zeros,
    /// For the first entry, zeros, whose gates have no bias.
    ZerosWithoutBias,
    /// For the first entry, its own block again.
    OwnBlock,
    /// For the first entry, the last block.
    LastBlock,
    /// The first entry's own tokens have the biases of the block before.
    FirstRows,
    /// The two halves of the biases are exchanged.
    Exchanged,
    /// Both blocks have the first half.
    FirstHalfTwice,
    /// Both blocks have the second half.
    SecondHalfTwice,
    /// A softmax for each block; the results are added.
    SeparateSum,
    /// A softmax for each block; the mean of the results.
    SeparateMean,
    /// All blocks before it.
    All,
    /// There is no first entry.
    FirstLeftOut,
    /// Entries pool two blocks, and the next entry the next two.
    Pairs,
    /// The block before lacks its first token.
    WithoutItsFirst,
    /// Rows of the bias go by the position in the text, mod 2m.
    RowsByPosition,
    /// The first entry has the first two blocks, as the second has.
    FirstWindowWhole,
}

/// The knobs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(crate) pool: Pool,
    pub(crate) bias: Bias,
    pub(crate) blocks: Blocks,
    pub(crate) pooling: Pooling,
    pub(crate) before: Before,
    /// One softmax runs over the tokens of all blocks.
    pub(crate) across: bool,
    /// The largest gate of a channel is taken over all tokens.
    pub(crate) one_max: bool,
    /// The largest gate is taken before the biases are added.
    pub(crate) max_without_bias: bool,
    /// The largest gate of an entry is that of its own block.
    pub(crate) max_of_own: bool,
    /// ... without those that are left over.
    pub(crate) complete_only: bool,
    /// Panics where there is no entry.
    pub(crate) some_entry: bool,
    pub(crate) contiguous: bool,
    pub(crate) row_slices: bool,
    pub(crate) memory_order: bool,
}

impl HasPool for Knobs {
    fn pool(&mut self) -> &mut Pool {
        &mut self.pool
    }
}
