//! The knobs of the bent `dual_role`.

use super::channels::{HasPool, Pool};
use super::roles::{HasMerge, Merge};

/// What an entry pools besides its own block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Other {
    #[default]
    BlockBefore,
    Nothing,
    BlockAfter,
    OwnBlock,
    /// The own block, where there is one before.
    OwnBlockLater,
    /// All blocks before.
    AllBefore,
    /// Its own block in the first entry, otherwise the block before.
    OwnBlockFirst,
    /// The last block in the first entry, otherwise the block before.
    LastBlockFirst,
    /// The m tokens that end one later.
    OneLate,
    /// The last token of the block before.
    LastToken,
    /// The block before, but not in the second entry.
    FromThird,
    /// The block before the block before.
    TwoBefore,
    /// The block before by its gates, and the own block by its values.
    ValuesOfOwn,
    /// The own block by its gates, and the block before by its values.
    GatesOfOwn,
}

/// What stands before the first block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum First {
    #[default]
    Nothing,
    Zeros,
    ZerosWithBias,
    Low,
    /// There is no entry for it.
    NoEntry,
    /// Its entry stays 0.
    Zero,
    /// It is taken in the role `previous` itself.
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
    ValuesSwapped,
    GatesSwapped,
    Current,
    CurrentWithItsBias,
    Previous,
    Gates,
    Values,
}

/// The bias of the token in a place of its block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Bias {
    #[default]
    OfPlace,
    Nothing,
    OfCurrentOnly,
    OneForBoth,
    OfToken,
    OfBlock,
    Backwards,
    OnValues,
    OnBoth,
    Subtracted,
    Twice,
}

/// How many entries there are.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Count {
    #[default]
    Complete,
    PartialToo,
    PaddedToo,
    /// What is left over belongs to the last block.
    RestInLast,
    WithoutLast,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy)]
pub(in super::super) struct Knobs {
    pub(super) merge: Merge,
    pub(super) other: Other,
    pub(super) first: First,
    pub(super) taken: Taken,
    pub(super) bias: Bias,
    pub(super) count: Count,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) pad: f32,
    /// What pads has its bias added, too.
    pub(super) pad_biased: bool,
    /// Reads element by element, and not row by row.
    pub(super) by_element: bool,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            merge: Merge::default(),
            other: Other::default(),
            first: First::default(),
            taken: Taken::default(),
            bias: Bias::default(),
            count: Count::default(),
            contiguous: false,
            memory_order: false,
            pad: -1000.0,
            pad_biased: false,
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
