//! What can be wrong in `four_bit`.

/// Which code a value gets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Rounding {
    #[default]
    Nearest,
    /// The nearest exponent.
    Logarithm,
    Down,
    Up,
    /// Halfway the lower one.
    TiesDown,
    /// The nearest of seven equal steps.
    Linear,
}

/// What becomes of values below the smallest power.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Small {
    #[default]
    Nearest,
    /// They are never 0.
    Kept,
    /// They always are.
    Dropped,
}

/// What a block is measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Scale {
    #[default]
    Largest,
    /// The largest of all blocks.
    Whole,
    /// The largest, and not the largest magnitude.
    Signed,
    PowerOfTwo,
    Mean,
    /// 1 for a block of zeros.
    OneForZeros,
}

/// The highest of four bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Sign {
    #[default]
    Highest,
    Lost,
    Lowest,
    TwosComplement,
    /// Also of what becomes 0.
    OfZero,
}

/// How codes become bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Packing {
    #[default]
    Pairs,
    HighFirst,
    /// A byte for each.
    Bytes,
    /// The last of an odd number is left out.
    OddLost,
    /// Each block begins a byte.
    Padded,
    /// Written right, and read from the high bits first.
    HighRead,
}

/// How codes are read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Read {
    #[default]
    Right,
    /// e = 0 as the power before.
    ZeroAsPower,
    /// 2^(e − 8)
    OneLess,
    /// Without the scale.
    Unscaled,
}

/// What is made of all ranks' values.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Together {
    #[default]
    Mean,
    Sum,
    InSingle,
    OwnUnrounded,
    OwnLeftOut,
    /// In four bits after each addition.
    Running,
    /// In four bits at the end.
    Again,
    CodesAdded,
    OwnScales,
    /// From the own rank on.
    OwnFirst,
    /// Nothing is rounded, or sent in four bits.
    Unrounded,
    OwnAlone,
}

/// What travels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Sent {
    #[default]
    Packed,
    /// Decoded values.
    Floats,
    /// Decoded values, summed on the way.
    Reduced,
    /// A byte for each code.
    Bytes,
    /// Scales as f64.
    WideScales,
    ReceivesFirst,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Knobs {
    pub(super) rounding: Rounding,
    pub(super) small: Small,
    pub(super) scale: Scale,
    pub(super) sign: Sign,
    pub(super) packing: Packing,
    /// The last block is left out if it is shorter.
    pub(super) short_lost: bool,
    pub(super) read: Read,
    /// The largest power is half of the scale.
    pub(super) half: bool,
    pub(super) together: Together,
    pub(super) sent: Sent,
    pub(super) decode_right: bool,
    pub(super) exchange_right: bool,
}
