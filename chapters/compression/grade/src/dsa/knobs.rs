//! What can be bent in the solution of `dsa`: each mistake turns one knob.

use crate::ways::{Several, Ways};

/// Among which tokens a query chooses.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sees {
    #[default]
    Causal,
    All,
    /// Of all, and what comes later is dropped then.
    ChosenThenHidden,
    /// What comes later is sorted too, and dropped before the k are taken.
    SortedThenHidden,
    WithoutOwn,
    OneMore,
    /// −∞ for what comes later, which still fills a list.
    Filled,
    Low,
    Zero,
    Adds,
}

/// What is compared.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Key {
    #[default]
    Score,
    Absolute,
    /// As total_cmp does, which puts −0 below 0.
    Bits,
    /// Products of queries and keys.
    Products,
    Transposed,
    OfLast,
}

/// Which are taken.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Takes {
    #[default]
    Largest,
    Smallest,
    OneMore,
    OneFewer,
    NotClamped,
    OwnForced,
    OwnAdded,
    FirstForced,
    LastOfEquals,
    Unstable,
    AllOfEqual,
    StrictlyAbove,
    OnlyPositive,
    First,
    MostRecent,
    Everything,
}

/// What becomes of tokens that are not chosen.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Hide {
    #[default]
    LeftOut,
    /// Their products are multiplied by 0.
    Zero,
    /// Their products become a finite number.
    Low,
    AfterSoftmax,
    /// They take the place of the chosen.
    Swapped,
}

/// Where weights come from.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weigh {
    #[default]
    Products,
    Scores,
    ProductsAndScores,
    Even,
    SumOfExp,
}

/// What products are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Root,
    Nothing,
    Width,
    RootOfValues,
    RootOfAll,
    Fixed(usize),
}

/// What is subtracted from products.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Largest,
    Nothing,
    FromZero,
    OfAllSeen,
    OfMagnitude,
    OfAllHeads,
    OfOwn,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(in super::super) struct Knobs {
    pub(super) sees: Sees,
    pub(super) key: Key,
    pub(super) takes: Takes,
    pub(super) hide: Hide,
    pub(super) weigh: Weigh,
    pub(super) scale: Scale,
    pub(super) shift: Shift,
    pub(super) queries_of_first_head: bool,
    pub(super) heads_first: bool,
    /// Values in the order of their tokens, weights in that of the scores.
    pub(super) values_apart: bool,
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
