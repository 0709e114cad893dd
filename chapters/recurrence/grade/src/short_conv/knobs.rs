//! What the mistakes of `short_conv` turn.

/// In which function the mistake is.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Only {
    #[default]
    Both,
    Whole,
    Push,
}

/// What meets the weights of a channel.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Taps {
    #[default]
    Right,
    /// The first weight meets the token itself.
    Flipped,
    /// The token stands in the middle.
    Centred,
    /// The token is the oldest that is seen.
    Ahead,
    /// The window ends with the token before.
    Shifted,
    /// The token itself is left out.
    OwnMissing,
    /// The oldest is left out.
    OldestMissing,
}

/// Which weights a channel has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Filters {
    #[default]
    Own,
    /// Those of channel 0.
    First,
    /// Numbers of (width, d) in row-major order.
    Transposed,
    /// The inputs of all channels are added up.
    Mixed,
}

/// What stands before the text.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Before {
    #[default]
    Zeros,
    /// The first token, again and again.
    First,
    /// The end of the text.
    End,
    /// Outputs whose window is not complete stay 0.
    NoOutput,
    /// What the weights meet is their mean, over those that lie within the text.
    Renormalised,
}

/// Which rows the output has.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Rows {
    #[default]
    Tokens,
    /// All, when both ends are padded.
    All,
    /// Those whose window is complete.
    Complete,
}

/// What is held after a token.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Held {
    #[default]
    Right,
    /// What was held before.
    Untouched,
    /// The token takes the place of the newest.
    NewestReplaced,
    /// The token takes the place of the oldest, and nothing moves.
    OldestReplaced,
    /// Brought up to date before the output is computed of it and the token.
    First,
    /// The newest first.
    Reversed,
    /// One row more: the token's whole window.
    Window,
    /// Everything.
    All,
    /// The output in place of the input.
    Output,
    /// Only the token, the rest zeros.
    TokenAlone,
    /// Rows are moved in an order in which each overwrites the next: all but the last are what one of them was.
    Smeared,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) taps: Taps,
    pub(super) filters: Filters,
    pub(super) before: Before,
    pub(super) rows: Rows,
    pub(super) held: Held,
    pub(super) silu: bool,
    pub(super) mean: bool,
    pub(super) needs_held: bool,
    /// What is held lies in a static, and what is handed in is ignored.
    pub(super) outside: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
    pub(super) only: Only,
    /// `whole` is a loop over `push`.
    pub(super) by_push: bool,
}
