//! What the mistakes of `mmdit` turn.

/// Who reads whom.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Who {
    #[default]
    All,
    /// The picture reads the text, and the text is given back as it came.
    PictureReadsText,
    /// Each stream reads itself.
    OwnStream,
    /// Each stream reads the other.
    OtherStream,
    /// The text reads itself, the picture all.
    TextByItself,
    /// The picture reads itself, the text all.
    PictureByItself,
    /// Attention to the own stream and attention to the other, added.
    Sum,
    /// Their mean.
    Mean,
    /// Nobody reads what stands behind.
    Causal,
}

/// Which rows are whose.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Rows {
    #[default]
    Right,
    /// (picture, text).
    Swapped,
    /// The first m rows for the text.
    AtM,
    /// The first m rows for the picture, although the text stands first.
    PictureFirst,
    /// The first n rows for the text, although the picture stands first.
    TextFirst,
}

/// What scores are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Root,
    Nothing,
    Width,
    RootOfAllHeads,
}

/// What is subtracted from scores, and what weights are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Largest,
    Nothing,
    FromZero,
    OfMagnitude,
    OfOwnStream,
    OfEachStream,
    OfAllQueries,
    /// The weights of each query are not divided.
    NotDivided,
    /// Weights sum to 1 over the queries.
    OverQueries,
}

/// Which channels are a head.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Heads {
    #[default]
    Blocks,
    /// Every so many.
    Interleaved,
    /// There is one.
    One,
    /// Of what comes out, head by head, the axes are not moved back.
    NotMovedBack,
    /// The rows are cut as if all heads of all tokens lay one after the other, head by head.
    Reshaped,
}

/// How queries and keys are normalised.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Norm {
    #[default]
    Right,
    Nothing,
    QueriesAlone,
    KeysAlone,
    ValuesToo,
    /// Over all heads.
    OverAll,
    /// Divided by the length.
    Length,
    OfLayer,
    LargerEps,
    NoEps,
    EpsOutside,
    /// Only divided by the mean square.
    BySquare,
}

/// What they are multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gains {
    #[default]
    Own,
    Nothing,
    OfText,
    OfPicture,
    Exchanged,
    KeysFirst,
    OnePlus,
}

/// The knobs.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(super) who: Who,
    pub(super) rows: Rows,
    pub(super) scale: Scale,
    pub(super) shift: Shift,
    pub(super) heads: Heads,
    pub(super) norm: Norm,
    pub(super) gains: Gains,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Which way to make a mistake that has several.
    pub(super) way: usize,
    pub(super) double: bool,
}
