//! What can be bent in the solution of `fused`: each mistake turns one knob.

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Max {
    #[default]
    Running,
    FromZero,
    Nothing,
    First,
    Latest,
    KeptFromTheRowAbove,
    OfBlock,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Correct {
    #[default]
    Both,
    OutputOnly,
    SumOnly,
    Nothing,
    Inverse,
    /// What is added is corrected too.
    Afterwards,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Divide {
    #[default]
    AtTheEnd,
    Never,
    EachTime,
    ByKeys,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Total {
    #[default]
    MaxPlusLog,
    Log,
    Max,
    Sum,
    MaxPlusSum,
    BaseTwo,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Masked {
    #[default]
    LeftOut,
    NotANumber,
    ScoreZero,
    Lowest,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blind {
    #[default]
    Zero,
    NotANumber,
    TotalZero,
    TotalLow,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Loops {
    #[default]
    All,
    WholeBlocks,
    FirstBlock,
    LastKeyMissing,
    FirstKeyMissing,
    /// Scores of the row's number within its block.
    RowInItsBlock,
    /// A state for each place in a block, which is not begun anew with the next block.
    StatesOfPlaces,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Reads {
    #[default]
    Once,
    ScoresTwice,
    ValuesForEachRow,
    ScoresHeld,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy)]
pub(in super::super) struct Knobs {
    pub(super) max: Max,
    pub(super) correct: Correct,
    pub(super) divide: Divide,
    pub(super) total: Total,
    pub(super) masked: Masked,
    pub(super) blind: Blind,
    pub(super) loops: Loops,
    pub(super) reads: Reads,
    pub(super) base_two: bool,
    /// Keys that are taken at a time.
    pub(super) step: usize,
    pub(super) mean: bool,
    pub(super) double: bool,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            max: Max::default(),
            correct: Correct::default(),
            divide: Divide::default(),
            total: Total::default(),
            masked: Masked::default(),
            blind: Blind::default(),
            loops: Loops::default(),
            reads: Reads::default(),
            base_two: false,
            step: 1,
            mean: false,
            double: false,
        }
    }
}
