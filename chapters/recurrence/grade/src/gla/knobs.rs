//! The knobs of the bent `gla`.

/// How what was written fades.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Fade {
    #[default]
    Right,
    Nothing,
    /// By the decay itself, not by its exponential.
    Raw,
    /// It grows as it should fade.
    Inverse,
    /// All channels by the mean of their decays.
    Mean,
    /// All channels by the first decay.
    FirstChannel,
    /// The columns of the state, and not its rows.
    Columns,
    /// By the decay of the token before.
    OneLate,
}

/// When a token is written, when all fades, and when it is read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    /// Fade, write, read.
    #[default]
    Right,
    /// Write, fade, read.
    OwnFades,
    /// Fade, read, write.
    WrittenLast,
    /// Read, fade, write.
    ReadFirst,
}

/// What products of queries and keys are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Root,
    Nothing,
    Width,
    RootValues,
}

/// Which pairs count.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pairs {
    #[default]
    Causal,
    /// All, with the formula as it is: later tokens grow.
    All,
    /// All, and what comes later fades as what came before.
    BothWays,
}

/// What becomes of the weights of retention.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weights {
    #[default]
    AsTheyAre,
    Softmax,
    /// Divided by their sum.
    Sum,
    /// Divided by the size of their sum (second way: the sum of their sizes), or by 1 if it is less.
    Size,
}

/// What is wrong with chunks alone.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Chunks {
    #[default]
    Right,
    /// Nothing is handed over.
    Apart,
    /// What was there before a chunk is read as it was.
    ReadWhole,
    /// It is read without the token's own decay.
    ReadOneLate,
    /// It is handed on as it was.
    HandedWhole,
    /// It is handed on faded by the decay of the last token alone.
    HandedByLast,
    /// What a chunk writes does not fade up to its end.
    WrittenWhole,
    /// It fades from the start of the chunk to the token.
    WrittenFromStart,
    /// The tokens after the last complete chunk have outputs of 0.
    CompleteOnly,
    /// The running sum of decays goes on from chunk to chunk.
    SumGoesOn,
    /// The state is written before it is read.
    WrittenFirst,
    /// Pairs within a chunk do not fade.
    PairsWhole,
    /// Pairs within a chunk are not divided by the root.
    PairsUnscaled,
    /// What was there before is not.
    BeforeUnscaled,
    /// Each chunk is as long as it says, also the last.
    PastEnd,
}

/// Which inputs are read in the order in which they lie in memory, or taken for contiguous.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Memory {
    #[default]
    All,
    Queries,
    Keys,
    Values,
    Decays,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) fade: Fade,
    pub(super) order: Order,
    pub(super) scale: Scale,
    pub(super) pairs: Pairs,
    pub(super) weights: Weights,
    /// The powers of gamma in a row are divided by the root of their sum.
    pub(super) powers_root: bool,
    pub(super) chunks: Chunks,
    /// exp(G) beside the queries, and exp(−G) beside the keys.
    pub(super) factored: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) memory: Memory,
    /// Of a mistake that has two ways.
    pub(super) second: bool,
    pub(super) double: bool,
}
