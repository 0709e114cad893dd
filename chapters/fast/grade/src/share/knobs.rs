//! What can be bent in the solution of `share`: each mistake turns one knob.

/// How the ends of ranges are chosen.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Way {
    #[default]
    Best,
    /// ⌈rows / threads⌉ rows each, wherever lines begin.
    EqualRows,
    /// ⌊rows / threads⌋ rows each, and what is left over in no range.
    EqualRowsDown,
    /// ⌊rows / threads⌋ rows each, and what is left over with the last.
    EqualRowsAndRest,
    /// The same number of pieces between starts of lines each.
    EqualPieces,
    /// A range ends once it has the mean; the last thread takes what is left.
    PastTheMean,
    /// A range ends before it has more than the mean; the last thread takes what is left.
    BeforeTheMean,
    /// A range ends where all work before it is nearest to its share of the whole.
    NearestShare,
    /// The first thread is as near to the mean of what is left as possible, then the next.
    Halves,
}

/// Where a range may end.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Starts {
    #[default]
    Lines,
    Anywhere,
    OffsetForgotten,
    OffsetSubtracted,
    /// Every ⌊line / row⌋ rows, or every row where a row is larger.
    RowsInALine,
    /// Where the number of the row is a multiple of the line.
    NumberOfRow,
    /// Where the last byte of the row before ends one less.
    OneByteEarly,
    /// As if the offset were in rows.
    OffsetInRows,
    /// Only every second start of a line that is one.
    EverySecond,
    /// Not before the last rows.
    NotBeforeTheLast,
}

/// What is done to a division that was best without lines.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Moved {
    #[default]
    Nothing,
    /// Each end to the next start of a line.
    Up,
    /// The same, and past the last row where no line begins before.
    PastTheEnd,
    /// Each end to the start of a line before.
    Down,
}

/// What counts as the work of a row.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Work {
    #[default]
    Cost,
    One,
    /// As if all were causal.
    Causal,
    In32Bits,
    Single,
    Double,
}

/// How ranges are written down.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ends {
    #[default]
    Exclusive,
    /// Ends are meant to be included.
    Inclusive,
    /// A range begins with the last row of the one before.
    Overlap,
    /// What is left after the last thread is in no range.
    LastRowMissing,
    /// Ranges that are empty are left out.
    EmptyMissing,
    /// A range begins one row after the one before has ended.
    Gap,
}

/// For how many threads.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Threads {
    #[default]
    All,
    OneFewer,
    OneMore,
    Powers,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) way: Way,
    pub(super) starts: Starts,
    pub(super) moved: Moved,
    pub(super) work: Work,
    pub(super) ends: Ends,
    pub(super) threads: Threads,
    /// Of the search: it ends one step before.
    pub(super) one_above: bool,
    pub(super) empty_first: bool,
    pub(super) second: bool,
}
