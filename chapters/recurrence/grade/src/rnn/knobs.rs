//! The knobs of the bent solution of `rnn`.

/// What is done to the sum.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Squash {
    #[default]
    Tanh,
    Nothing,
    Sigmoid,
    Relu,
    /// tanh of each of the two products, then the bias.
    EachTerm,
    BeforeBias,
    /// tanh by exponentials that overflow.
    Overflows,
}

/// What the next step receives.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Carry {
    #[default]
    State,
    /// The sum inside the tanh.
    Sum,
    /// The first state, always.
    Start,
    /// The state before is added to the new one.
    Added,
    /// Unit after unit takes its new value while the others are still computed.
    InPlace,
}

/// Which states are returned.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Rows {
    #[default]
    After,
    /// Of each step the state before it.
    Before,
    /// The first state, and all others.
    Both,
    /// The last one alone.
    Last,
    /// From the last to the first.
    Backwards,
}

/// A number for each row of W.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Slope {
    #[default]
    Right,
    One,
    /// h (1 − h)
    OfSigmoid,
    /// 1 − tanh²(h)
    OfState,
    /// 1 − h
    NotSquared,
    /// 1 − h² of the state before, which is 1 where that is not known; in the second way on columns.
    OfStateBefore,
}

/// Which steps are multiplied, and how.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Product {
    #[default]
    Right,
    /// The earlier step stands on the left.
    Reversed,
    LastAlone,
    FirstAlone,
    WithoutFirst,
    WithoutLast,
    Elementwise,
    Summed,
}

/// What there is without a step.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum WithoutSteps {
    #[default]
    Identity,
    Zeros,
    Panic,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) squash: Squash,
    pub(super) carry: Carry,
    pub(super) rows: Rows,
    pub(super) from_zero: bool,
    pub(super) no_bias: bool,
    /// The state is a row in front of W.
    pub(super) hidden_transposed: bool,
    /// The inputs are taken from the last to the first.
    pub(super) inputs_backwards: bool,
    pub(super) slope: Slope,
    pub(super) product: Product,
    /// The slopes multiply columns of W.
    pub(super) columns: bool,
    /// Wᵀ in place of W.
    pub(super) jacobian_of_transposed: bool,
    pub(super) transposed: bool,
    pub(super) clipped: bool,
    pub(super) none: WithoutSteps,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: u8,
    pub(super) double: bool,
}
