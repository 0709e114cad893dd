//! What the mistakes of `flow_loss` turn.

/// What x is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Path {
    #[default]
    Right,
    /// σ data + (1 − σ) noise.
    Swapped,
    /// √(1 − σ²) data + σ noise.
    Preserving,
    /// data + σ noise.
    Exploding,
    Noise,
    Data,
}

/// What the network is to predict.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Target {
    #[default]
    Right,
    Backwards,
    Noise,
    Data,
    /// noise − x
    Rest,
    /// (1 − σ) noise − σ data, as √(1 − σ²) noise − σ data has it on another path.
    Turned,
}

/// Which level the network is told.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Told {
    #[default]
    Right,
    OneLess,
    Thousand,
    /// That of the first row.
    First,
}

/// What is made of the errors.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Measure {
    #[default]
    Mean,
    Sum,
    /// Added up over the channels, mean over the rows.
    OfRows,
    /// Added up over the rows, mean over the channels.
    OfColumns,
    Half,
    Root,
    Absolute,
    /// The square of the mean error.
    SquareOfMean,
    /// A weight of 1/σ² for each row.
    Weighted,
    /// (n d − 1) in place of n d.
    Unbiased,
}

/// How data are found from a velocity.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Back {
    #[default]
    Right,
    Plus,
    /// x + (1 − σ) v
    OneLess,
    /// x − (1 − σ) v: the noise is taken for the data.
    Away,
    /// x − v
    Whole,
    Divided,
}

/// How a step is taken.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Move {
    #[default]
    Right,
    Backwards,
    /// + σ′ v
    Next,
    /// − σ v
    ToData,
    /// − |σ′ − σ| v
    Down,
    /// (σ′ − σ)/σ
    Relative,
    /// x itself is scaled by σ′/σ.
    Scaled,
    Whole,
}

/// How a level is shifted.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Right,
    Inverse,
    Product,
    /// 1 + s σ below.
    OneMore,
    /// 1 + (s − 1)(1 − σ) below.
    RestBelow,
    /// s is taken for μ.
    Exponent,
    /// At 1 − σ.
    OtherEnd,
    Power,
    None,
    Twice,
}

/// Which levels a sampler has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Levels {
    #[default]
    Right,
    /// From the shifted 1/1000, and shifted again.
    Twice,
    /// Evenly between shifted ends.
    EvenBetween,
    NotShifted,
    NoZero,
    /// One level more, the last of them 0: 1 − i/steps.
    ToZero,
    /// By 1 − 0.999 i/steps, and 0 behind.
    ByStep,
    Rising,
    /// The last is 0 instead of the shifted 1/1000.
    LastReplaced,
    /// The last is there twice, and no 0.
    LastTwice,
    Thousand,
    PanicsForOne,
    /// One step gives 1/1000 and 0.
    OneIsLeast,
}

/// What a density is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Density {
    #[default]
    Right,
    NoJacobian,
    TimesJacobian,
    NoDeviation,
    Variance,
    /// The distance from the mean is not divided by s.
    NotScaled,
    OtherEnd,
    Logarithm,
    NoRoot,
    NoConstant,
    NoHalf,
    OnlyT,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) path: Path,
    pub(super) target: Target,
    pub(super) told: Told,
    pub(super) measure: Measure,
    pub(super) back: Back,
    pub(super) step: Move,
    pub(super) shift: Shift,
    pub(super) levels: Levels,
    pub(super) density: Density,
    /// The level of the first row counts for all.
    pub(super) first_level: bool,
    /// The network sees the whole batch for each row.
    pub(super) again: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
}
