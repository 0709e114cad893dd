//! What the mistakes of `adaln_zero` turn.

/// How tokens are normalised.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Norm {
    #[default]
    Right,
    /// Nothing is done.
    Nothing,
    /// Only the mean is subtracted.
    MeanAlone,
    /// Divided by the root of the mean square.
    Rms,
    /// Divided by d − 1.
    OneLess,
    /// Over all tokens, channel by channel.
    Columns,
    /// Over all numbers at once.
    All,
    /// ε = 1e-5.
    LargerEps,
    /// No ε.
    NoEps,
    /// ε added to the deviation.
    EpsOutside,
    /// E[x²] − E[x]².
    OfSquares,
    /// Divided by the variance.
    ByVariance,
}

/// What scale and shift do.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Affine {
    #[default]
    Right,
    NoOne,
    Swapped,
    /// LayerNorm of what is scaled and shifted.
    NormAfter,
    /// (x + shift)(1 + scale).
    ShiftFirst,
    NoShift,
    Minus,
}

/// What a gate does.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    Right,
    OnePlus,
    /// Of x and what the layer says.
    Whole,
    Nothing,
    Tanh,
    Sigmoid,
    /// x is not added.
    NoResidual,
    /// What was normalised is added to.
    OfNormalised,
    /// g sub + (1 − g) x.
    Blend,
}

/// What is done to the condition.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Heard {
    #[default]
    Silu,
    Nothing,
    Sigmoid,
    Relu,
    Gelu,
    Tanh,
    /// SiLU of what the linear layer says.
    Afterwards,
    /// As z · e^z / (1 + e^z).
    Overflows,
}

/// Which part is what: shift, scale and gate of attention, then of the MLP.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Parts {
    #[default]
    Right,
    ScaleFirst,
    GateFirst,
    ScaleShiftLast,
    MlpFirst,
    /// Shift of both, scale of both, gate of both.
    InPairs,
    /// Those of attention for both.
    Shared,
    /// The gate of attention for both.
    OneGate,
    /// Number i of each token's six at 6 j + i.
    Interleaved,
}

/// What the MLP reads.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Second {
    #[default]
    Right,
    /// The tokens that the block receives; both are added.
    Parallel,
    /// The tokens that the block receives; what attention said is lost.
    Forgets,
    /// What attention read.
    SameNorm,
    Missing,
    First,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) norm: Norm,
    pub(super) affine: Affine,
    pub(super) gate: Gate,
    pub(super) heard: Heard,
    pub(super) parts: Parts,
    pub(super) second: Second,
    pub(super) no_bias: bool,
    /// A call for each token.
    pub(super) one_by_one: bool,
    pub(super) transposed_weights: bool,
    /// Each layer is called twice.
    pub(super) again: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
    pub(super) modulate_alone: bool,
    pub(super) block_alone: bool,
}
