//! What the mistakes of `q_sample` turn.

/// What picture and noise are multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Factors {
    #[default]
    Right,
    /// ᾱ and 1 − ᾱ
    NoRoots,
    /// √ᾱ and 1 − ᾱ
    RootOnSignal,
    /// ᾱ and √(1 − ᾱ)
    RootOnNoise,
    Swapped,
    /// Those of the last step alone.
    PerStep,
    /// √ᾱ and √β
    OwnBeta,
    /// ᾱ and √(1 − ᾱ²)
    TakenForAlpha,
    /// √ᾱ and 1 − √ᾱ
    SumToOne,
    /// 1 and √(1 − ᾱ)
    NotShrunk,
    /// √ᾱ and 1
    WholeNoise,
    /// √ᾱ and −√(1 − ᾱ)
    Minus,
    /// √ᾱ and 0
    NoNoise,
}

/// Which ᾱ a row has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Step {
    #[default]
    Right,
    Early,
    Late,
    /// One row's for all: the first's or the last's.
    One,
    /// The row's number is taken for its step.
    Row,
    /// From the last step.
    Backwards,
    /// A factor for each column.
    Columns,
    /// The product over ᾱ.
    Again,
    /// The product over 1 − ᾱ.
    ForBetas,
}

/// Whose noise a row has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Noise {
    #[default]
    Own,
    FirstRow,
    FirstNumber,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(crate) factors: Factors,
    pub(crate) step: Step,
    pub(crate) noise: Noise,
    /// The result is held between −1 and 1.
    pub(crate) clamped: bool,
    /// ᾱ in f32.
    pub(crate) single: bool,
    pub(crate) contiguous: bool,
    pub(crate) memory_order: bool,
    /// ᾱ as a slice.
    pub(crate) slice: bool,
    /// Rows are counted while the numbers are gone through as they lie in memory.
    pub(crate) counted: bool,
    pub(crate) double: bool,
    /// Which way to make a mistake that has several.
    pub(crate) way: usize,
}
