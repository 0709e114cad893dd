//! The knobs of the bent solution of `ssd`.

/// How much of what token s has written token t finds.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Decay {
    #[default]
    Right,
    /// All of it.
    Nothing,
    /// t's own token is not seen.
    Strict,
    /// All of the tokens after t, as of those before.
    Bidirectional,
    /// No mask: what comes later has grown.
    Unmasked,
    /// The step of s counts too.
    OwnStep,
    /// The step of t does not count.
    WithoutLast,
    /// Running sums lack their own step.
    Exclusive,
    /// Each step by itself in the place of a running sum.
    NotSummed,
    /// Powers of 2.
    BaseTwo,
    /// `a` alone for each token.
    WithoutSteps,
    /// exp(a) in the place of −a.
    Exponentiated,
    /// 1 + a dt for each token.
    Linear,
    /// exp(Gₜ) · exp(−Gₛ).
    Factored,
    /// exp(Gₜ) / exp(Gₛ).
    Quotient,
    /// exp(Gₛ − Gₜ): it grows.
    Inverse,
}

/// What a token writes of x.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Step {
    #[default]
    Once,
    Plain,
    /// (exp(a dt) − 1) / a.
    Held,
    Squared,
}

/// What an output has of the state before the chunk.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Carry {
    #[default]
    Faded,
    Nothing,
    AllOfIt,
    /// By the tokens before t alone.
    BeforeOwn,
    /// By all tokens of the chunk.
    ByWholeChunk,
    /// The chunk has been written already.
    AfterWrite,
}

/// What is left of the state, and of the tokens in it.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Left {
    #[default]
    Right,
    /// Tokens are written as if none came after them.
    TokensWhole,
    /// Tokens fade by their own steps too.
    TokensOwnStep,
    /// Tokens have faded from the beginning of the chunk to them.
    TokensFromStart,
    /// Tokens are written without their step.
    TokensWithoutStep,
    /// Tokens grow from theirs to the end of the chunk.
    TokensGrow,
    StateWhole,
    StateGone,
    /// By the last step alone.
    StateLastStep,
    NeverWritten,
}

/// How the state is used.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Way {
    #[default]
    Chunk,
    TokenByToken,
    /// A read for each row.
    RowByRow,
}

/// Which of the two functions has the mistake.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    Quadratic,
    Chunk,
}

/// Of which input the memory is read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Memory {
    #[default]
    AsIs,
    X,
    Dt,
    B,
    C,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) decay: Decay,
    pub(super) step: Step,
    pub(super) carry: Carry,
    pub(super) left: Left,
    pub(super) swapped: bool,
    pub(super) scaled: bool,
    pub(super) way: Way,
    /// The chunk forgets to add what its own tokens give.
    pub(super) state_alone: bool,
    pub(super) contiguous: bool,
    pub(super) contiguous_steps: bool,
    pub(super) memory: Memory,
    pub(super) only: Only,
    pub(super) double: bool,
}
