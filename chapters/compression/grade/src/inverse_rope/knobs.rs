//! What can be bent in the solution of `inverse_rope`: each mistake turns one knob.

/// Which two channels are pair m.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pairs {
    #[default]
    Neighbours,
    Halves,
}

/// The exponent of the base for pair m.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Ladder {
    #[default]
    Rotary,
    HalfAsSteep,
    TwiceAsSteep,
    Width,
    /// By the place of the pair in the whole head.
    InHead,
    WholeNumbers,
    FromOne,
    Upwards,
    Reversed,
    ToTheEnd,
    LaidForHalves,
    EachChannel,
    Rounded,
}

/// How the angle comes from the row.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Place {
    #[default]
    FirstAndRow,
    Row,
    OnlyFirst,
    FromOne,
    Head,
    Flat,
    FromTheEnd,
    Degrees,
    Turns,
    /// With so many significant bits.
    Rounded(i32),
}

/// Which channels are turned, and what happens to the others.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Part {
    #[default]
    Last,
    First,
    Everything,
    FromRotary,
    OthersZero,
    OthersDropped,
    TurnedFirst,
}

/// What becomes of a pair.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Turn {
    #[default]
    Back,
    Forward,
    /// Only the first channel gets the sine of the way back.
    OnlyFirst,
    /// Only the second channel does.
    OnlySecond,
    ConjugatesValues,
    SinesExchanged,
    /// One channel is computed from the other after that was overwritten.
    Overwrites,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(in super::super) struct Knobs {
    pub(super) pairs: Pairs,
    pub(super) ladder: Ladder,
    pub(super) place: Place,
    pub(super) part: Part,
    pub(super) turn: Turn,
    pub(super) regrouped: bool,
    pub(super) fixed_base: bool,
    pub(super) cut: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) second_first: bool,
}
