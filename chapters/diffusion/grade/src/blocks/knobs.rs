//! What the mistakes of `blocks` turn.

/// Where boundaries lie.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Bounds {
    #[default]
    Right,
    /// Evenly in ln σ.
    LogUniform,
    /// Evenly in σ^(1/7).
    Karras,
    /// Evenly in σ.
    Linear,
    /// A deviation of 1.
    NoDeviation,
    /// The mean is not added to Φ⁻¹.
    NoMean,
    NoExp,
    Rising,
    /// Shares from 1 to 0, whatever the ends are.
    WholeLaw,
    /// Φ of σ and not of ln σ.
    NoLogarithm,
    /// The deviation is taken for a variance.
    Variance,
    /// As many as there are blocks.
    OneLess,
    OneMore,
    /// The shares themselves.
    Shares,
    /// In the middle of each share.
    Middles,
    /// 1/(1 + e^−x) for Φ.
    Logistic,
}

/// Which block a level belongs to.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Of {
    #[default]
    Right,
    /// On a boundary, the one below; at the least level the last.
    Below,
    /// The same, and a panic at the least level.
    BelowPanics,
    /// Block 0 is the lowest.
    FromLow,
    /// One too high.
    After,
    /// The first whose upper boundary is not below σ.
    FirstAbove,
    /// That of the boundary that is nearest.
    Nearest,
    /// By the blocks' share of ln σ.
    Even,
}

/// How a step is taken.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Move {
    #[default]
    Right,
    /// As the paper prints it.
    Rendered,
    ByNext,
    NotDivided,
    Jump,
    /// The two weights exchanged.
    Exchanged,
    /// Nothing of z is left.
    OnlyPart,
    /// (σ² − σ′²)/σ²
    Squares,
    /// By logarithms of levels.
    Logarithms,
}

/// How samples are drawn.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sample {
    #[default]
    Right,
    /// z at the last level.
    StopsEarly,
    /// The block of the next level.
    NextBlock,
    /// The block whose number is that of the step.
    InTurn,
    FirstBlock,
    LastBlock,
    ToldNext,
    /// ln σ/4
    ToldAsEdm,
    ToldBlock,
    /// Always from the first z.
    FromStart,
    /// The last level is left out altogether.
    LastLevelMissing,
    /// The last step goes to the least boundary.
    ToLeast,
    /// All networks one after the other at each level.
    AllBlocks,
    /// The network adds to z what it gives.
    Residual,
    /// Each block once, from boundary to boundary.
    Boundaries,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) bounds: Bounds,
    pub(super) of: Of,
    pub(super) step: Move,
    pub(super) sample: Sample,
    /// The networks are asked more often than needed.
    pub(super) again: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// `sample` calls neither `of` nor `step`.
    pub(super) apart: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
}
