//! What the mistakes of `lru` turn.

/// How λ comes about.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Lambda {
    #[default]
    Right,
    /// exp(−ν + i exp(θ)).
    NuPlain,
    /// exp(−exp(ν) + iθ).
    ThetaPlain,
    /// exp(−ν + iθ).
    BothPlain,
    /// −exp(ν) + i exp(θ).
    NotExponentiated,
    /// exp(exp(ν) + i exp(θ)).
    Grows,
    /// exp(−exp(ν) − i exp(θ)).
    Conjugated,
    /// exp(−exp(ν)).
    Real,
}

/// How γ comes about.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gamma {
    #[default]
    Right,
    /// 1 − |λ|.
    OfLength,
    /// √(1 − |λ|).
    RootOfLength,
    /// 1 − |λ|².
    NoRoot,
    /// The real part of √(1 − λ²).
    OfSquare,
    /// √(1 − |λ|²) with a difference of numbers near 1.
    Cancels,
}

/// What two steps make together.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Combine {
    #[default]
    Right,
    /// The second comes first.
    Swapped,
    /// The factor is that of the second.
    SecondFactor,
    /// The factor is that of the first.
    FirstFactor,
    /// The sum of the factors.
    FactorsAdded,
    /// a₂ (b₁ + b₂).
    AddedBefore,
    /// b₁ + b₂.
    NotMultiplied,
    /// a₁ b₁ + b₂.
    ByFirstFactor,
    /// Real parts with real parts, imaginary ones with imaginary ones.
    ByParts,
}

/// What reaches the state.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Into {
    #[default]
    Right,
    /// Without γ.
    Plain,
    /// γ twice.
    Twice,
    /// exp(γ) in place of γ.
    OfLogarithm,
    /// γ (λ h + B x).
    GammaOnAll,
    /// The real part of B x.
    Real,
    /// By the conjugate of B.
    Conjugated,
}

/// What comes out.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Out {
    #[default]
    Right,
    Twice,
    Conjugated,
    /// Re(C) Re(h).
    RealParts,
    Length,
    Imaginary,
    Before,
    NoSkip,
    /// D itself, without x.
    SkipAlone,
    /// The sum of D ⊙ x for all channels.
    SkipOfAll,
}

/// In which functions the mistake is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    All,
    Forward,
    NotForward,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) lambda: Lambda,
    pub(super) gamma: Gamma,
    pub(super) combine: Combine,
    pub(super) into: Into,
    pub(super) out: Out,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    pub(super) only: Only,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
}
