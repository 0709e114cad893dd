//! The knobs of the bent `stream`.

use super::channels::{HasPool, Pool};
use crate::roles::{HasMerge, Merge};

/// After which token an entry comes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Emits {
    #[default]
    Complete,
    /// The first of every block.
    AtFirst,
    /// The last but one of every block.
    OneEarly,
    /// The first of the next block, of the one that is complete.
    OneLate,
    Always,
    /// None comes for the first block.
    NotTheFirst,
    /// When a block is complete, of what came before its last token.
    Behind,
}

/// What is held when a block is complete.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Keeps {
    #[default]
    Block,
    Nothing,
    /// The block counts as the one before only once.
    Once,
    /// The block, but it does not count as the one before in the second entry.
    FromThird,
    /// The first block, for ever.
    First,
    /// The block without its first token.
    Short,
    /// The last token of the block.
    LastToken,
    /// Nothing, if there was a block before.
    EverySecond,
    Everything,
    /// Everything, which all counts as the block before.
    AllAsBefore,
}

/// What stands before the first block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum First {
    #[default]
    Nothing,
    Zeros,
    ZerosWithBias,
    Low,
    /// The first block itself is taken for it.
    InPrevious,
    /// The same of its bias alone.
    PreviousBias,
}

/// Which role is taken for what.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Taken {
    #[default]
    Right,
    Swapped,
    BiasesSwapped,
    Current,
    CurrentWithItsBias,
    ValuesOfCurrent,
    GatesOfCurrent,
    /// By where a token lies in a ring of 2m.
    ByPlaceInRing,
}

/// The bias of a token.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Bias {
    #[default]
    OfPlace,
    Nothing,
    OfCurrentOnly,
    OneForBoth,
    OfToken,
    OneLate,
    FirstRow,
    OnValues,
}

/// What becomes of `seen`.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Seen {
    #[default]
    Counts,
    Never,
    StartsAgain,
    Blocks,
    /// As many as are held when the token has been put there.
    Held,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy)]
pub(in super::super) struct Knobs {
    pub(super) merge: Merge,
    pub(super) emits: Emits,
    pub(super) keeps: Keeps,
    pub(super) first: First,
    pub(super) taken: Taken,
    pub(super) bias: Bias,
    pub(super) seen: Seen,
    /// What is held lies outside of the stream.
    pub(super) outside: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) pad: f32,
    /// What pads has its bias added, too.
    pub(super) pad_biased: bool,
    /// Where a block is not what it should be, biases go by the tokens' places in the text, not in what is held.
    pub(super) by_token: bool,
    pub(super) by_element: bool,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            merge: Merge::default(),
            emits: Emits::default(),
            keeps: Keeps::default(),
            first: First::default(),
            taken: Taken::default(),
            bias: Bias::default(),
            seen: Seen::default(),
            outside: false,
            contiguous: false,
            memory_order: false,
            pad: -1000.0,
            pad_biased: false,
            by_token: false,
            by_element: false,
        }
    }
}

impl HasPool for Knobs {
    fn pool(&mut self) -> &mut Pool {
        &mut self.merge.pool
    }
}

impl HasMerge for Knobs {
    fn merge(&mut self) -> &mut Merge {
        &mut self.merge
    }
}
