//! What the mistakes of `dpm_solver` turn.

/// In which function a mistake of a step is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    All,
    First,
    Second,
    Sample,
}

/// What is wrong with a step.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Step {
    #[default]
    Right,
    /// e^(+h).
    Growing,
    AlphaOfStart,
    AlphaMissing,
    AlphaRatio,
    /// λ = ln(α² / σ²).
    SquaredLambda,
    Log10,
    Log2,
    NoMinusOne,
    /// αₜ e^(−h) − 1.
    MinusOneOutside,
    /// (σₜ/σₛ) x + αₜ (e^(−h) − 1) x̂₀.
    Plus,
    KeepsAll,
    /// σₛ/σₜ.
    RatioInverted,
    /// DPM-Solver in ε: x̂₀ taken for the noise.
    AsNoise,
    /// DPM-Solver in ε, with the noise that x holds.
    ThroughNoise,
    RowMissing,
    /// λ = −ln σ.
    LambdaOfSigma,
    /// The same, and no α before x̂₀.
    AlphaOfOne,
    /// h = σₛ − σₜ.
    DifferenceOfSigma,
}

/// What is wrong with the second order.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    Right,
    NoRatio,
    TimesRatio,
    NoHalf,
    Minus,
    PreviousH,
    Taylor,
    Ignored,
    Swapped,
    RatioOfSigmas,
    /// 1 + 1/(2r) without − 1/(2r).
    BeforeMissing,
    /// The mean of both.
    Mean,
}

/// What is wrong with the whole.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum All {
    #[default]
    Right,
    SecondAtZero,
    NeverSecond,
    LastFirst,
    LastMissing,
    FirstMissing,
    /// x̂₀ of the first step stays the one before.
    Stuck,
    /// The row is kept, and not what was denoised.
    KeepsRow,
    /// Of second order from the third step on.
    SecondLate,
    /// What the denoiser returns is taken for the noise.
    OutputAsNoise,
    /// The level before is that of the first step.
    FirstLevelBefore,
    /// The level before is that of this step: r is 0.
    OwnLevelBefore,
    ToldNext,
    ToldAlpha,
    ToldLambda,
    ToldRatio,
    ToldPlace,
    OneLevel,
    ReturnsDenoised,
    OneStep,
    /// The denoiser once more at the end, for nothing.
    AsksAtEnd,
    /// Asks for the step before anew.
    AsksAnew,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) step: Step,
    pub(super) order: Order,
    pub(super) all: All,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) second: bool,
    pub(super) only: Only,
}
