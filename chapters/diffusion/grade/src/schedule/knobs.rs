//! What the mistakes of `schedule` turn.

/// In which functions the mistake is, of those that can have it, in the order of the file.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    All,
    First,
    Second,
}

/// What goes from first to last.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Line {
    #[default]
    Right,
    /// Divided by T, so that the last is not reached.
    Open,
    /// (t + 1)/T, so that it does not begin with the first.
    Late,
    /// Evenly in the logarithm.
    Geometric,
    /// Both ends times 1000/T.
    Rescaled,
    Backwards,
    /// 0/0 for one step.
    NoSingle,
    /// One step has the last.
    SingleLast,
}

/// What is done to the roots.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scaled {
    #[default]
    Right,
    /// No roots at all.
    Plain,
    NotSquared,
    NotRooted,
    /// The root of what goes evenly.
    RootOfLine,
}

/// What becomes of the cosine.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Cosine {
    #[default]
    Right,
    NotClipped,
    /// Between 0.0001 and 0.9999.
    ClippedTwice,
    ClippedLate,
    NoOffset,
    OffsetInSteps,
    NotNormalised,
    NotSquared,
    WithoutHalf,
    /// f(t + 1)/f(0)
    Kept,
    /// 1 − f(t + 1)/f(0)
    FromStart,
    /// f(t + 2) after f(t + 1).
    Late,
    /// f(t) after f(t − 1).
    Early,
    OverOneLess,
    Difference,
}

/// What is multiplied up.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Cumulative {
    #[default]
    Right,
    OfBetas,
    /// 1 − Σ β
    Sum,
    /// exp(−Σ β)
    Exponential,
    Root,
    /// Up to the step before.
    Exclusive,
    /// With a 1 before all others.
    OneMore,
    /// 1 − β
    Own,
    /// 1 − ᾱ
    Noise,
    FromEnd,
}

/// What the ratio is of.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Snr {
    #[default]
    Right,
    Root,
    Inverse,
    Log,
    /// ᾱ²/(1 − ᾱ²)
    Squares,
    /// ᾱ/√(1 − ᾱ)
    NoiseRoot,
    /// √ᾱ/(1 − ᾱ)
    SignalRoot,
    /// 1/(1 − ᾱ)
    Whole,
    /// A small number is added to the noise.
    Guarded,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) line: Line,
    pub(super) scaled: Scaled,
    pub(super) cosine: Cosine,
    pub(super) cumulative: Cumulative,
    pub(super) snr: Snr,
    /// 1 − β where β is asked.
    pub(super) alphas: bool,
    pub(super) single: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// A product that grows while numbers are gone through as they lie in memory.
    pub(super) stateful: bool,
    pub(super) only: Only,
}
