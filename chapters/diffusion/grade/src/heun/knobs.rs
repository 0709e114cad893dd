//! What the mistakes of `heun` turn.

/// In which function the mistake is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    Euler,
    Heun,
}

/// What a slope is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slope {
    #[default]
    Right,
    Negated,
    NotDivided,
    DividedByNext,
    DividedBySquare,
    /// The denoiser's output taken for the slope.
    Denoised,
    /// x / σ.
    WithoutDenoiser,
    /// (D − x) / σ², a score.
    Score,
}

/// What the denoiser is told of the level.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Told {
    #[default]
    Right,
    Next,
    First,
    Log,
    Place,
    OneLevel,
}

/// How long a step is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Length {
    #[default]
    Right,
    Whole,
    Next,
    /// The first step's, for all.
    First,
}

/// What Heun's rule makes of the trial.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Second {
    #[default]
    Right,
    Missing,
    Alone,
    OldLevel,
    DividedByOld,
    ToldOld,
    FromTrial,
    Summed,
    OldRow,
    /// The trial, and what was denoised of x.
    OldDenoised,
    Midpoint,
    MeanOfDenoised,
    HalfTrial,
    /// That of the step before.
    Before,
    /// The second slope taken away.
    Difference,
}

/// Which steps are taken.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Steps {
    #[default]
    Right,
    LastMissing,
    FirstMissing,
    LastAlone,
    /// A step to 0 is not taken.
    NeverToZero,
    Backwards,
    /// The last one with a second slope, also to 0.
    SecondAtZero,
    /// The last one without, also above 0.
    LastPlain,
    /// The second slope counts as 0 in the step to 0.
    HalfLast,
    FirstPlain,
    /// Returns what the last call of the denoiser gave.
    ReturnsDenoised,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) slope: Slope,
    pub(super) told: Told,
    pub(super) length: Length,
    pub(super) corrected: Second,
    pub(super) steps: Steps,
    /// The denoiser is asked in the step to 0 once more, for nothing.
    pub(super) asks_at_end: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Computes in single precision.
    pub(super) single: bool,
    pub(super) second: bool,
    pub(super) only: Only,
}
