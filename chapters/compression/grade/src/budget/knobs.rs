//! What can be bent in the solution of `budget`: each mistake turns one knob.

/// How many entries the window has. W is the window, T the tokens.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Near {
    #[default]
    Smaller,
    /// W
    Window,
    /// T, if W is not 0.
    Text,
    Nothing,
    OneMore,
    OneFewer,
    Larger,
    /// The window is in blocks.
    Blocks,
    /// Only where there are no blocks.
    Instead,
}

/// How many entries the whole text has. B is the block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Far {
    #[default]
    Complete,
    RoundedUp,
    Nearest,
    OneMore,
    /// T, if B is not 0.
    EachToken,
    /// 0 as 1.
    NoneIsOne,
    DividesByZero,
    /// Of the tokens that are not in the window.
    BehindWindow,
    /// ⌊(T − 1) / B⌋
    OneTokenFewer,
    /// Only where there is no window.
    Instead,
    Nothing,
}

/// How kinds of layers are added up.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Layers {
    #[default]
    All,
    OneOfEach,
    First,
    Last,
    CountOfWindow,
    CountOfText,
    /// As if all were of the first kind.
    LikeFirst,
}

/// What an entry costs in the cache.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Kept {
    #[default]
    Once,
    Twice,
    /// Only the chosen ones of the text.
    Chosen,
    /// Bytes over the block, rounded down, for each token.
    BytesOfToken,
    /// All bytes, and then over the block.
    DividedLast,
}

/// How many keys are kept.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Keys {
    #[default]
    OfText,
    None,
    EachToken,
    WindowToo,
    Chosen,
}

/// How many entries of the text are read.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Read {
    #[default]
    Chosen,
    NotClamped,
    All,
    /// `None` as 0.
    NoneIsNothing,
    InTokens,
    /// The window's entries count among the chosen ones.
    WindowAmongThem,
    /// W and the chosen ones, at most T.
    BothClamped,
    Larger,
}

/// How many keys are scored.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scored {
    #[default]
    OfText,
    None,
    Chosen,
    EachToken,
    WindowToo,
    /// None, if all are chosen.
    IfNeeded,
}

/// In what is counted.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Counted {
    #[default]
    Whole,
    Single,
    Double,
    In32Bits,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) near: Near,
    pub(super) far: Far,
    pub(super) layers: Layers,
    pub(super) kept: Kept,
    pub(super) keys: Keys,
    pub(super) read: Read,
    pub(super) scored: Scored,
    pub(super) counted: Counted,
    pub(super) flops_twice: bool,
    pub(super) flops_exchanged: bool,
    pub(super) own_token_left_out: bool,
    /// Of mistakes that are made in several ways, the second and the third.
    pub(super) second: bool,
    pub(super) third: bool,
}
