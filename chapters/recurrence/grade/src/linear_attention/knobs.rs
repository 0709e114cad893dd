//! The knobs of the bent `linear_attention`.

/// What is taken for φ.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Feature {
    #[default]
    EluPlusOne,
    Elu,
    /// elu, with a 1 only above 0.
    OneAboveOnly,
    /// eˣ − 1 + 1, in single precision.
    Swallowed,
    Relu,
    ReluPlusOne,
    Exp,
    Softplus,
    Nothing,
    /// A softmax over channels.
    Softmax,
}

/// To what φ is applied.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Applied {
    #[default]
    Both,
    KeysOnly,
    QueriesOnly,
    /// To the product of a query and a key.
    Product,
}

/// Where 1/√dk has come in.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Nowhere,
    /// Queries, before φ.
    Queries,
    /// The weights.
    Weights,
}

/// What the weighted sum is divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Divisor {
    /// The sum and so much.
    #[default]
    Sum,
    SumAlone,
    /// The sum and 10⁻¹⁰.
    SumAndLess,
    /// The sum, or 10⁻⁶ if it is less.
    Floor,
    Nothing,
    /// How many tokens there are.
    Count,
    /// The sum of all tokens' weights, also later ones.
    AllTokens,
    /// The sum of the weights that a key gets, of the visible pairs.
    Column,
    /// In a step, the weight of its own token.
    Own,
    /// A softmax instead.
    Softmax,
}

/// Which tokens an output is made of.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sees {
    #[default]
    Causal,
    /// Not its own.
    Before,
    /// The weighted sum lacks its own.
    SumBefore,
    /// What it is divided by lacks its own.
    DivisorBefore,
    All,
    From,
}

/// What a step leaves in the state.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Keeps {
    #[default]
    Sums,
    /// Zeros, for ever.
    Nothing,
    NewestOnly,
    /// `keys` stays as it is.
    SumOnly,
    /// `keys` is the newest token's.
    NewestKeys,
    /// `keys` is the sum of keys without φ.
    RawKeys,
}

/// Which inputs are read in the order in which they lie in memory, or taken for contiguous.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Memory {
    #[default]
    All,
    Queries,
    Keys,
    Values,
}

impl Memory {
    /// Queries, keys and values with whether each of them is meant.
    pub(super) fn of<T>(self, [queries, keys, values]: [T; 3]) -> [(T, bool); 3] {
        let is = |memory: Memory| self == Memory::All || self == memory;
        [(queries, is(Memory::Queries)), (keys, is(Memory::Keys)), (values, is(Memory::Values))]
    }
}

/// The knobs.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) feature: Feature,
    pub(super) applied: Applied,
    pub(super) scale: Scale,
    pub(super) divisor: Divisor,
    pub(super) sees: Sees,
    pub(super) keeps: Keeps,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) memory: Memory,
    /// Of a mistake that has two ways.
    pub(super) second: bool,
    pub(super) double: bool,
}
