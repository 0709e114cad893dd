//! The knobs of the bent solution of `kda_chunk`.

/// How much of channel c of token j token i finds, in A or among the queries.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Fade {
    /// exp(Gᵢ − Gⱼ).
    #[default]
    Right,
    /// The step of j counts too.
    OwnStep,
    Nothing,
    /// Gᵢ − Gⱼ itself.
    Logarithm,
    /// exp(Gᵢ) · exp(−Gⱼ).
    Factored,
    /// exp(Gᵢ) / exp(Gⱼ).
    Quotient,
    /// The mean of the channels' decays for each.
    OneForAll,
}

/// What G is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sums {
    #[default]
    Inclusive,
    /// They lack their own step.
    Exclusive,
    /// The decays themselves.
    NotSummed,
    /// Of what becomes powers of 2.
    BaseTwo,
}

/// What M is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Inverse {
    #[default]
    Right,
    /// (I − A) Diag(β).
    IdentityLess,
    /// (I − A + A²) Diag(β).
    TwoTerms,
    /// (I − A)⁻¹ Diag(β).
    OfLess,
    /// Diag(β).
    Nothing,
    /// (I + A) Diag(β).
    NotInverted,
}

/// Which β is where.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Beta {
    #[default]
    Right,
    /// A without.
    NotInA,
    /// βⱼ in A.
    Column,
    /// (I + A)⁻¹.
    NotInM,
    /// Diag(β) (I + A)⁻¹.
    Left,
    Nowhere,
}

/// What is added to the memory, and seen by queries, of each token.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Values {
    #[default]
    Pseudo,
    Plain,
    TimesBeta,
    /// M V.
    WithoutOld,
}

/// What pseudo-values lack of what the old state holds.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Erased {
    #[default]
    Right,
    /// W = M K.
    NotFaded,
    Nothing,
    /// W = β K, faded: without what tokens of the chunk have changed.
    WithoutInverse,
    Added,
    /// W = K, faded.
    KeysAlone,
    /// The keys have faded by the whole chunk.
    ByWholeChunk,
    /// The keys have faded by the tokens before alone.
    BeforeOwn,
}

/// Which tokens of the chunk a query sees.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mask {
    #[default]
    Inclusive,
    Strict,
    Nothing,
    /// None.
    Blind,
}

/// What an output has of the state before the chunk.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Carry {
    #[default]
    Faded,
    Nothing,
    AllOfIt,
    BeforeOwn,
    AfterWrite,
}

/// How tokens have faded in the state after the chunk.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Tail {
    #[default]
    Right,
    Nothing,
    OwnStep,
    FromStart,
    Factored,
    Grows,
}

/// What is left of the state after the chunk.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Keep {
    #[default]
    Faded,
    All,
    Nothing,
    /// Times the logarithm of the decay.
    Logarithm,
    LastStep,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Root,
    Nothing,
    Width,
    RootOfValues,
    /// What comes from the old state is not divided.
    WithinOnly,
    /// What comes from the chunk is not divided.
    BeforeOnly,
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
    Solve,
    Chunk,
}

/// Of which input the memory is read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Memory {
    #[default]
    AsIs,
    Queries,
    Keys,
    Values,
    Beta,
    Decays,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) of_keys: Fade,
    pub(super) of_queries: Fade,
    pub(super) inverse: Inverse,
    /// A has its diagonal.
    pub(super) diagonal: bool,
    /// M is read as its transpose.
    pub(super) transposed: bool,
    pub(super) beta: Beta,
    pub(super) erased: Erased,
    pub(super) seen: Values,
    pub(super) kept: Values,
    pub(super) mask: Mask,
    pub(super) carry: Carry,
    pub(super) tail: Tail,
    pub(super) keep: Keep,
    pub(super) scale: Scale,
    pub(super) way: Way,
    pub(super) never_written: bool,
    pub(super) sums: Sums,
    pub(super) contiguous: bool,
    pub(super) contiguous_beta: bool,
    pub(super) memory: Memory,
    pub(super) only: Only,
    pub(super) double: bool,
}
