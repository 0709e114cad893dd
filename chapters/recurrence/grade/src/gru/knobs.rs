//! The bent solution's knobs.

/// Which block of the weights is whose: the numbers of r, z and n.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    Right,
    /// z, r, n
    UpdateFirst,
    /// n, r, z
    NewFirst,
    /// r, n, z
    NewSecond,
}

impl Order {
    pub(super) fn numbers(self) -> [usize; 3] {
        match self {
            Order::Right => [0, 1, 2],
            Order::UpdateFirst => [1, 0, 2],
            Order::NewFirst => [1, 2, 0],
            Order::NewSecond => [0, 2, 1],
        }
    }
}

/// Where r multiplies.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Reset {
    #[default]
    AfterProduct,
    /// W (r ⊙ h) + b
    BeforeProduct,
    /// r ⊙ (W h) + b
    NotBias,
    /// r ⊙ (U x + a + W h + b)
    Everything,
    /// r ⊙ (U x + a) + W h + b
    Input,
    Nothing,
    /// z ⊙ (W h + b)
    ByUpdate,
    /// r ⊙ n outside of the tanh
    Outside,
}

/// How the new state is put together.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blend {
    #[default]
    Right,
    /// z ⊙ n + (1 − z) ⊙ h
    Flipped,
    /// n + z ⊙ h
    Added,
    /// (1 − z) ⊙ n + h
    KeepsAll,
    /// (1 − r) ⊙ n + r ⊙ h
    ByReset,
    /// (1 − z) ⊙ n + z ⊙ r ⊙ h
    OfReset,
    /// n
    NewAlone,
}

/// What is done to the sums.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Squash {
    #[default]
    Right,
    NoTanh,
    SigmoidNew,
    Hard,
    SigmoidOverflows,
    TanhOverflows,
}

/// Which biases are added.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Biases {
    #[default]
    Both,
    OfInput,
    OfState,
    None,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) order: Order,
    pub(super) reset: Reset,
    pub(super) blend: Blend,
    pub(super) squash: Squash,
    pub(super) biases: Biases,
    pub(super) hidden_transposed: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: u8,
    pub(super) double: bool,
}
