//! What the mistakes of `consistency` turn.

/// What x is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Skip {
    #[default]
    Right,
    /// With σ in place of σ − σ_min, as EDM.
    Edm,
    /// Not squared.
    Plain,
    Root,
    /// (σ − σ_min)² on top.
    Other,
}

/// What the network's output is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Out {
    #[default]
    Right,
    Edm,
    /// σ − σ_min below, too.
    Below,
    /// Without σ_data above.
    NoData,
    /// As LCM: without σ_data above, with σ − σ_min below.
    Lcm,
    NoRoot,
}

/// What the network sees.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Seen {
    #[default]
    Right,
    Unscaled,
    NoRoot,
    Above,
    Data,
}

/// What the network is told of the level.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Told {
    #[default]
    Right,
    Edm,
    Sigma,
    Logarithm,
    Thousand,
    /// 250 log₁₀ σ or 250 log₂ σ
    OtherBase,
    /// 250 ln(1 + σ)
    OneMore,
    First,
}

/// What both are put together to.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mixed {
    #[default]
    Right,
    NetworkAlone,
    SkipOfScaled,
    Swapped,
    Minus,
}

/// What the target is computed from.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pairing {
    #[default]
    Right,
    /// Both at the higher level.
    BothHigh,
    /// The level is the lower one, x the higher.
    HighShown,
    /// x is the lower one, and the level the higher.
    HighTold,
    StudentTwice,
    TargetTwice,
    /// The student at the lower level, the target at the higher one.
    NetworksExchanged,
    /// The data themselves.
    Data,
    /// Another row's noise.
    OtherNoise,
    /// The student's estimate of the data in place of the data.
    OwnEstimate,
    /// x itself scaled by low/high.
    Scaled,
}

/// What each row counts.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weight {
    #[default]
    Right,
    Low,
    None,
    /// 1/σ²
    Snr,
    /// 1/σ² + 1
    SnrPlusOne,
    /// 1/σ², and no less than 1.
    Truncated,
    /// Multiplied in before the square.
    Inside,
    /// 1/(σ_high − σ_low)
    Gap,
    /// √
    Root,
}

/// What is made of the errors.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Measure {
    #[default]
    Mean,
    Sum,
    OfRows,
    Half,
    Root,
    Absolute,
    /// The mean of the weights times the mean of the squares.
    Apart,
    /// Divided by the sum of the weights.
    Normalised,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) skip: Skip,
    pub(super) out: Out,
    pub(super) seen: Seen,
    pub(super) told: Told,
    pub(super) mixed: Mixed,
    pub(super) pairing: Pairing,
    pub(super) weight: Weight,
    pub(super) measure: Measure,
    /// c_skip and c_out in the other order.
    pub(super) swapped: bool,
    /// The level of the first row counts for all.
    pub(super) first_level: bool,
    /// The network sees the whole batch for each row.
    pub(super) again: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
}
