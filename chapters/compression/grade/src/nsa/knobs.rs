//! What can be bent in the solution of `nsa`: each mistake turns one knob.

use crate::ways::{Several, Ways};

/// What multiplies the branches.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    Given,
    Softmax,
    Divided,
    Ones,
    Thirds,
    Sigmoid,
    OfFirstHead,
    /// Of the branches compressed, selected, window at these places.
    Order([usize; 3]),
    /// Where there is no compressed block, the other gates are divided by their sum.
    DividedIfEmpty,
}

/// How branches come together.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Join {
    #[default]
    Apart,
    /// One softmax over all entries, each value times the gate of its branch.
    OneSoftmax,
    WithoutCompressed,
    WithoutSelected,
    WithoutWindow,
}

/// How the own block is chosen.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Own {
    #[default]
    Counts,
    Competes,
    /// Its score is 1, however many heads there are.
    One,
    Added,
    Left,
    /// It is chosen, and once more if it is among the best.
    Twice,
    /// Block 0 is chosen too, always.
    WithFirst,
    WithBefore,
}

/// Which others are chosen.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Takes {
    #[default]
    Largest,
    Smallest,
    OneFewer,
    NotClamped,
    First,
    MostRecent,
    All,
    /// The weight of the block before decides.
    OfBefore,
}

/// What blocks are scored by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Score {
    #[default]
    SumOfWeights,
    Largest,
    FirstOfGroup,
    OwnHead,
    AllHeads,
    Products,
}

/// How many compressed blocks a query sees.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sees {
    #[default]
    Complete,
    Late,
    /// The own block, with tokens that come later, or with those so far.
    Own,
    All,
}

/// How a block is compressed.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pool {
    #[default]
    Mean,
    Sum,
    Largest,
    First,
    Last,
    KeysOnly,
}

/// Which tokens of chosen blocks are read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Reads {
    #[default]
    Causal,
    Future,
    Pooled,
    WithoutOwn,
    WithoutWindow,
    Masked,
}

/// Which tokens the window has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Near {
    #[default]
    Window,
    OneMore,
    OneFewer,
    Before,
    All,
    BothSides,
    Underflows,
    Blocks,
}

/// What products are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Root,
    Nothing,
    NothingCompressed,
    NothingOfTokens,
    Width,
    OfValues,
    OfGroup,
}

/// What is subtracted from products.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Largest,
    Nothing,
    FromZero,
    OfMagnitude,
    OfHiddenToo,
    OfFirst,
    /// That of the compressed branch, or of the first that has one.
    Shared,
}

/// What a branch gives that sees nothing.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Empty {
    #[default]
    Zeros,
    Nan,
    Panics,
    MeanOfAll,
}

/// Which group a head belongs to.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Group {
    #[default]
    Contiguous,
    Strided,
    First,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(in super::super) struct Knobs {
    pub(super) gate: Gate,
    pub(super) join: Join,
    pub(super) own: Own,
    pub(super) takes: Takes,
    pub(super) score: Score,
    pub(super) sees: Sees,
    pub(super) pool: Pool,
    pub(super) reads: Reads,
    pub(super) near: Near,
    pub(super) scale: Scale,
    pub(super) shift: Shift,
    pub(super) empty: Empty,
    pub(super) group: Group,
    pub(super) heads_first: bool,
    pub(super) skips_low: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) ways: Ways,
}

impl Several for Knobs {
    fn ways(&mut self) -> &mut Ways {
        &mut self.ways
    }
}
