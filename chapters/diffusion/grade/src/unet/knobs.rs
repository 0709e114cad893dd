//! What can be bent in the solution of `unet`.

/// Which numbers of the embedding come where.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    CosinesFirst,
    SinesFirst,
    InTurn,
    InTurnSinesFirst,
}

/// What angle number i is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Angle {
    #[default]
    Right,
    OneLess,
    OfWidth,
    Doubled,
    HalfNotFloored,
    Upwards,
    Turns,
    Thousand,
    OfTenThousand,
    Whole,
    FromOne,
    Linear,
}

/// What an odd width has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Odd {
    #[default]
    Zero,
    Missing,
    ZeroFirst,
    ZeroBetween,
    OneMore,
}

/// What a square of 2 × 2 becomes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pool {
    #[default]
    Mean,
    Sum,
    HalfOfSum,
    Largest,
    Corner,
    OtherCorner,
    /// The four lie half a picture apart.
    Apart,
}

/// What a pixel becomes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Up {
    #[default]
    Nearest,
    Tiled,
    Zeros,
    Quarter,
    Bilinear,
}

/// How what was kept meets what comes from below.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Joined {
    #[default]
    Behind,
    Before,
    Added,
    Missing,
    InTurn,
}

/// What is kept on the way down.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Kept {
    #[default]
    Output,
    Input,
    Pooled,
}

/// Which blocks are where.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Levels {
    #[default]
    Right,
    Reversed,
    UpsInOrder,
}

/// Which blocks hear of the time.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Time {
    #[default]
    All,
    NotUp,
    NotMiddle,
    OnlyDown,
    Nowhere,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) order: Order,
    pub(super) angle: Angle,
    pub(super) odd: Odd,
    pub(super) pool: Pool,
    pub(super) up: Up,
    pub(super) joined: Joined,
    pub(super) kept: Kept,
    pub(super) levels: Levels,
    pub(super) time: Time,
    pub(super) first_in_first_out: bool,
    /// What was kept is joined before the squares are made.
    pub(super) joined_early: bool,
    pub(super) no_middle: bool,
    /// Blocks on the way down are called once for what is kept, and once for what goes on.
    pub(super) again: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Angles are rounded to single precision.
    pub(super) single: bool,
}
