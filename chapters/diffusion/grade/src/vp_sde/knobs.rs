//! What the mistakes of `vp_sde` turn.

/// What β is at a time, and what its integral is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Beta {
    #[default]
    Right,
    /// β₀ + t β₁
    NotDifference,
    /// t counts from the noise.
    Reversed,
    /// A straight line between the roots.
    Roots,
    /// β₀ left out: t (β₁ − β₀).
    WithoutFirst,
    /// β₁ at all times.
    Last,
}

/// How the coefficient and the deviation are made of the integral.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Marginal {
    #[default]
    Right,
    /// exp(−B) for the coefficient.
    CoefficientSquared,
    /// 1 − exp(−B) for the deviation.
    Variance,
    /// √(1 − coefficient)
    NotSquared,
    /// 1 − coefficient
    Complement,
    /// In single precision.
    Single,
    /// The two exchanged.
    Swapped,
    /// The root of the integral, as if g were integrated without a drift.
    Exploding,
}

/// What is made of the score.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Score {
    #[default]
    Right,
    Added,
    Missing,
    /// Half of it in the equation with noise.
    Half,
    /// All of it in the one without.
    Whole,
    /// Times √β.
    RootBeta,
    /// Times β².
    BetaSquared,
    /// Not times β.
    WithoutBeta,
}

/// What is made of f.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum F {
    #[default]
    Right,
    /// −β x
    NotHalved,
    /// ½ β x
    Positive,
    /// Left out.
    Missing,
    /// −½ x
    WithoutBeta,
    /// −½ √β x
    RootBeta,
}

/// What `step` does otherwise.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Step {
    #[default]
    Right,
    /// The drift is added.
    Forward,
    NoNoise,
    /// dt for √dt.
    NoiseByDt,
    /// Without √dt.
    NoiseWithoutDt,
    /// Without √β.
    NoiseWithoutG,
    /// β √dt
    NoiseByBeta,
    /// √(2 β dt)
    Langevin,
    /// The noise is taken away.
    NoiseSubtracted,
    /// β at t − dt.
    AtTheEnd,
    /// Noise of half the deviation.
    HalfNoise,
    /// A step of DDPM.
    Ddpm,
}

/// What `ve` does otherwise.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ve {
    #[default]
    Right,
    /// σ in a straight line.
    Linear,
    /// g = σ
    Sigma,
    /// g = σ ln r
    Derivative,
    /// g = 2 σ ln r
    WithoutRoot,
    /// g = σ √(ln r)
    WithoutTwo,
    /// g² for g.
    Squared,
    /// σ² for σ.
    Variance,
    /// The deviation that is added from time 0 on, √(σ² − σ_min²).
    Added,
}

/// In which functions the mistake is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    All,
    Marginal,
    NotMarginal,
    ReverseAndStep,
    Reverse,
    Flow,
    Step,
}

/// A function of the answer.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Function {
    Marginal,
    Ve,
    Reverse,
    Flow,
    Step,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) beta: Beta,
    /// β(t) t for the integral of β.
    pub(super) product: bool,
    pub(super) marginal: Marginal,
    pub(super) score: Score,
    pub(super) f: F,
    pub(super) step: Step,
    pub(super) ve: Ve,
    /// The drift of a time that runs from noise to data.
    pub(super) negative: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) only: Only,
    /// Another way to make a mistake that has several.
    pub(super) second: bool,
}

impl Knobs {
    /// What counts in a function: where the mistake is elsewhere, nothing is turned.
    pub(super) fn within(&self, function: Function) -> Knobs {
        let here = match self.only {
            Only::All => true,
            Only::Marginal => function == Function::Marginal,
            Only::NotMarginal => function != Function::Marginal,
            Only::ReverseAndStep => matches!(function, Function::Reverse | Function::Step),
            Only::Reverse => function == Function::Reverse,
            Only::Flow => function == Function::Flow,
            Only::Step => function == Function::Step,
        };
        if here { *self } else { Knobs::default() }
    }
}
