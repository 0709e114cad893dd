//! What the mistakes of `eps_loss` turn.

use crate::q_sample::knobs::Knobs as Noising;

/// What the network sees.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Given {
    #[default]
    Noisy,
    Clean,
    Noise,
}

/// What it is told of the level.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Level {
    #[default]
    Step,
    OneMore,
    /// t/T, or t/(T − 1), or (t + 1)/T
    Share,
    /// 1000 t/T
    Thousand,
    /// ᾱ, or its root
    Kept,
    /// √(1 − ᾱ), or 1 − ᾱ
    Sigma,
    /// The first row's for all.
    First,
    Zero,
    Row,
    /// T − 1 − t
    Backwards,
    /// ln of the signal-to-noise ratio
    LogSnr,
}

/// What it is compared with.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Target {
    #[default]
    Noise,
    Clean,
    Noisy,
    /// √ᾱ ε − √(1 − ᾱ) x0
    Velocity,
    /// √(1 − ᾱ) ε
    Scaled,
    Minus,
    /// ε − x0
    Difference,
    /// The noisy rows less what is predicted, with the clean ones.
    Rest,
}

/// What is made of the errors.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Reduce {
    #[default]
    Mean,
    Sum,
    /// The sum by the number of rows.
    OverRows,
    /// The sum by the width of a row.
    OverColumns,
    /// By the number of steps.
    OverSteps,
    Half,
    Root,
    /// The mean of the rows' lengths.
    Lengths,
    Absolute,
    Huber,
    /// The square of the mean error.
    SquareOfMean,
    NotSquared,
    FirstRow,
    /// By one less than there are.
    OneLess,
}

/// What a row's error is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weight {
    #[default]
    None,
    /// (1 − ᾱ)/ᾱ: the error of the picture.
    Picture,
    /// ᾱ/(1 − ᾱ)
    Snr,
    /// 1/(1 − ᾱ): the error of the score; or 1 − ᾱ.
    Score,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) noising: Noising,
    pub(super) given: Given,
    pub(super) level: Level,
    pub(super) target: Target,
    pub(super) reduce: Reduce,
    pub(super) weight: Weight,
    /// The network is not asked, and 0 is taken.
    pub(super) not_asked: bool,
    /// It is asked twice.
    pub(super) twice: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
}

impl Knobs {
    pub(super) fn in_double(&mut self) {
        self.noising.double = true;
    }

    pub(super) fn in_way(&mut self, way: usize) {
        self.way = way;
        self.noising.way = way;
    }
}
