//! What the mistakes of `cfg` turn.

/// In which function the mistake is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    Guide,
    Auto,
}

/// What is made of c and u, of `guide` and of `auto`.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Formula {
    #[default]
    Right,
    /// c + s (c − u).
    PapersW,
    /// u + (s − 1)(c − u).
    LessOne,
    /// c + s (u − c).
    Swapped,
    /// s c.
    Alone,
    /// u + s c.
    NotSubtracted,
    /// c.
    Conditional,
    /// u.
    Unconditional,
    /// c where s is at most 1.
    NotBelowOne,
    /// The first three columns; of the others c.
    FirstThree,
    /// The spread of c in each row.
    Rescaled,
    /// s (c − u).
    Difference,
}

/// What the network is asked.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Asked {
    #[default]
    Right,
    /// 0 is the null label.
    NullIsZero,
    /// One more than the largest label is the null label.
    NullIsNext,
    /// The batch is taken to be doubled already: its first half, twice.
    Half,
    /// The result has both halves.
    BothHalves,
    /// Rows are repeated one by one, and labels all at once.
    Interleaved,
    /// The first label for all rows.
    FirstLabel,
    /// The first level for all rows.
    FirstLevel,
    /// The null branch has no noise.
    NullWithoutNoise,
    /// u is asked for twice.
    Twice,
}

/// Which labels are dropped.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Dropping {
    #[default]
    Right,
    /// Where the draw is not below p.
    Inverted,
    /// Where it is p, too.
    AtMost,
    /// Where it is among the largest.
    OtherEnd,
    /// To 0.
    ToZero,
    /// All or none, by the first draw.
    AllOrNone,
    /// Taken out of the list.
    Removed,
    /// The first share of them.
    FirstShare,
    /// None.
    Never,
    /// To one more than the largest label.
    ToNext,
    /// Fails if there is none.
    NeedsOne,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) formula: Formula,
    pub(super) asked: Asked,
    pub(super) dropping: Dropping,
    /// `auto` asks the weaker network where it should ask the other, and the other way round.
    pub(super) networks_exchanged: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) only: Only,
    pub(super) one_batch: bool,
    /// Where s is 1, c alone is asked for, and given.
    pub(super) short: bool,
    /// Where s is 0, u alone.
    pub(super) short_at_zero: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
}
