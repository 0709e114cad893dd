//! What the mistakes of `ddim` turn.

/// In which spacing the mistake is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    All,
    Trailing,
    Linspace,
}

/// x̂₀.
#[derive(Clone, Copy, Default, PartialEq)]
#[allow(clippy::enum_variant_names)] // One says what is taken for it.
pub(super) enum Start {
    #[default]
    Right,
    PlusNoise,
    NotRooted,
    NotDivided,
    NoiseIsStart,
    Clipped,
}

/// Where the step ends.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ends {
    #[default]
    Right,
    /// ᾱ and 1 − ᾱ for their roots.
    NotRooted,
    /// Without x̂₀'s share √ᾱ.
    StartNotShrunk,
    /// x̂₀'s share of where the step begins.
    SignalOfFrom,
    /// The two levels are exchanged.
    Exchanged,
    /// (x − β ε) / √(1 − β).
    Snippet,
}

/// What is multiplied by the predicted noise.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Direction {
    #[default]
    Right,
    /// √(1 − ᾱₛ).
    WithoutSigma,
    /// √(1 − ᾱₜ − σ²).
    OfFrom,
    /// √(1 − ᾱₛ − σ).
    SigmaNotSquared,
    /// Nothing.
    Missing,
    /// √(1 − ᾱₛ) − σ.
    Difference,
}

/// The deviation of fresh noise.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sigma {
    #[default]
    Right,
    /// Its square.
    Variance,
    /// √η for η.
    EtaOnVariance,
    /// None, whatever η.
    Never,
    /// As with η = 1.
    Always,
    UpsideDown,
    /// √(1 − ᾱₜ/ᾱₛ), the large variance of DDPM.
    RootOfBeta,
    /// The first root alone.
    FirstRoot,
    /// The first without its root.
    FirstNotRooted,
    /// η alone.
    EtaAlone,
    /// A root that is not a number at η = 0.
    NotANumber,
}

/// Which times.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Times {
    #[default]
    Right,
    Ascending,
    /// Trailing without the 1 that is taken away.
    NotMinusOne,
    /// Leading with a ratio that is not whole.
    LeadingFraction,
    /// Leading with a ratio that is rounded up.
    LeadingUp,
    /// Trailing from one step too far down.
    TrailingEarly,
    /// Trailing as parts of trained − 1.
    TrailingOfLast,
    /// Leading from the last step down.
    LeadingFromEnd,
    /// Leading with an offset of 1.
    Offset,
    /// Trailing with a whole ratio.
    TrailingWhole,
    /// Linspace as multiples of trained / steps.
    LinspaceWithoutEnd,
    HalvesUp,
    RoundedDown,
    RoundedUp,
    /// Leading whatever is asked for.
    AlwaysLeading,
    AlwaysTrailing,
    AlwaysLinspace,
    /// Leading and trailing are exchanged.
    Exchanged,
    /// A 0 more at the end.
    EndAdded,
    /// One step with linspace is the last one.
    OneIsLast,
    /// One step with linspace divides by 0.
    OnePanics,
    /// The trained number is one of the ends.
    LinspaceToTrained,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) start: Start,
    pub(super) ends: Ends,
    pub(super) direction: Direction,
    pub(super) sigma: Sigma,
    pub(super) times: Times,
    /// The numbers of the step in single precision.
    pub(super) single_levels: bool,
    pub(super) first_row: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) only: Only,
    pub(super) single: bool,
    pub(super) guarded: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
}
