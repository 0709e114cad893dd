//! What the mistakes of `posterior` turn.

/// In which function the mistake is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    Coefficients,
    Step,
}

/// ᾱ.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Kept {
    #[default]
    Product,
    /// 1 − β of the step alone.
    OwnAlone,
    /// The product without the step itself.
    WithoutOwn,
    /// exp(−Σ β).
    OfSums,
    /// The product in single precision, and all that follows.
    Single,
}

/// ᾱ of the step before.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Before {
    #[default]
    Right,
    /// That of the step itself.
    Own,
    /// That of step 0 before step 0.
    OfFirst,
    /// That of the last step before step 0.
    OfLast,
    /// t − 1 is computed at t = 0.
    Panics,
    /// 0 before step 0.
    Nothing,
}

/// The three numbers.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mixed {
    #[default]
    Right,
    Swapped,
    /// ᾱ before for its root.
    BeforeNotRooted,
    /// The root of ᾱ of the step itself.
    OwnRoot,
    /// 1 − β for its root.
    AlphaNotRooted,
    /// The root of ᾱ for that of 1 − β.
    AllRoot,
    /// β of the step before.
    BetaBefore,
    /// Both divided by 1 − ᾱ of the step before.
    DividedByBefore,
}

/// The third number.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Third {
    #[default]
    Variance,
    Beta,
    Deviation,
    UpsideDown,
    Logarithm,
}

/// The mean of a step.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mean {
    #[default]
    Right,
    /// Without 1/√(1 − β).
    NotRescaled,
    /// With 1/√ᾱ.
    RescaledByAll,
    /// β/(1 − ᾱ) of the noise.
    ShareNotRooted,
    /// √β/√(1 − ᾱ) of the noise.
    RootOfBeta,
    /// x̂₀.
    Start,
    /// √ᾱ before · x̂₀, and fresh noise of 1 − ᾱ before.
    Renoised,
    /// The noise is added for x̂₀.
    PlusNoise,
    /// The prediction is taken for x̂₀.
    NoiseIsStart,
    /// x̂₀ without roots.
    StartNotRooted,
    /// x̂₀ is not divided.
    StartNotDivided,
    /// x̂₀ by ᾱ of the step before.
    StartOfBefore,
    /// x̂₀ by 1 − β of the step alone.
    StartOfOwn,
}

/// What fresh noise is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Added {
    #[default]
    Right,
    Variance,
    /// √(1 − ᾱ).
    All,
    /// Nothing.
    Unscaled,
    Never,
    /// Also at t = 0.
    AlsoFirst,
    /// Not at t = 1.
    NotAtOne,
    /// Not at the noisiest step, but at 0.
    NotAtNoisiest,
    /// The noise of row 0 for all.
    OfFirstRow,
}

/// Which variance.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Which {
    #[default]
    Asked,
    Other,
    AlwaysSmall,
    AlwaysLarge,
}

/// What is clipped.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Clips {
    #[default]
    Start,
    Never,
    Always,
    Mean,
    Result,
    Input,
    AboveOnly,
    ToZeroOne,
    /// Of the noise.
    Noise,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) kept: Kept,
    pub(super) before: Before,
    pub(super) mixed: Mixed,
    pub(super) third: Third,
    pub(super) mean: Mean,
    pub(super) added: Added,
    pub(super) which: Which,
    pub(super) clips: Clips,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) only: Only,
    pub(super) single: bool,
    pub(super) by_noise: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
}
