//! What can be bent in the solution of `roofline`: each mistake turns one knob.

/// How times become a floor.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Floor {
    #[default]
    Largest,
    Sum,
    Smallest,
    /// Arithmetic and the sum of the levels.
    LevelsAdded,
    /// Arithmetic and memory alone.
    MemoryOnly,
    /// Arithmetic and the level next to the registers.
    FirstOnly,
    /// No arithmetic.
    BytesOnly,
}

/// What threads multiply.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Threads {
    #[default]
    AsSaid,
    /// Shared levels too.
    AllLevels,
    /// No level.
    NoLevel,
    /// Shared ones, and not those that each thread has.
    Exchanged,
    /// Arithmetic of one thread.
    OneComputes,
    /// None of anything.
    Nothing,
    /// The kernel's numbers are taken for those of one thread.
    WorkToo,
}

/// Units.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Unit {
    #[default]
    Bytes,
    Bits,
    /// 2³⁰ for 10⁹.
    Gibi,
}

/// What is said to be the limit.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Says {
    #[default]
    First,
    LastOfEqual,
    /// Levels before arithmetic.
    LevelsFirst,
    /// Arithmetic or memory, by intensity and ridge.
    ByRidge,
    /// Counted from 1.
    FromOne,
    /// Counted from memory.
    FromMemory,
    /// The largest number of bytes, not of seconds.
    MostBytes,
}

/// What is attainable.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Attains {
    #[default]
    OverFloor,
    /// min(peak, intensity × memory).
    OneSlope,
    Peak,
    /// max(peak, intensity × memory).
    Larger,
    Slope,
    /// Of one thread.
    OneThread,
    /// By the measured time.
    Measured,
}

/// What intensity is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Intensity {
    #[default]
    AtMemory,
    Inverted,
    AtFirst,
    AllBytes,
}

/// What a ridge is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ridge {
    #[default]
    AtMemory,
    Inverted,
    OneThread,
    AtFirst,
    /// The rate of all threads over the bandwidth of one.
    RateOnly,
}

/// What is reached.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Reached {
    #[default]
    Share,
    Inverted,
    Clamped,
    OfPeak,
    Percent,
    /// Without a measurement: 1.
    AlwaysSome,
}

/// What comes of nothing.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Nothing {
    #[default]
    AsSaid,
    /// 0/0 where nothing is done at all.
    NotANumber,
    /// An intensity of 0 without bytes.
    ZeroIntensity,
    /// 0 without operations, infinite with some.
    ZeroWithoutOperations,
    /// What the machine can, for a kernel without operations.
    PeakForNone,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) floor: Floor,
    pub(super) threads: Threads,
    pub(super) unit: Unit,
    pub(super) says: Says,
    pub(super) attains: Attains,
    pub(super) intensity: Intensity,
    pub(super) ridge: Ridge,
    pub(super) reached: Reached,
    pub(super) nothing: Nothing,
    pub(super) guarded: bool,
    pub(super) second: bool,
    pub(super) attained_apart: bool,
    pub(super) ridge_apart: bool,
}
