//! What can be bent in the solution of `csa`: each mistake turns one knob.

/// Which tokens a query sees. W is the window, t its own place.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Near {
    #[default]
    Window,
    /// t − W to t.
    OneMore,
    /// t − W + 2 to t.
    OneFewer,
    /// t − W to t − 1.
    Before,
    /// t − W + 1 to t − 1.
    WithoutOwn,
    /// t − W + 1 to the end.
    NoEnd,
    /// t − W + 1 to t + W − 1.
    BothSides,
    AllBefore,
    All,
    Nothing,
    /// The last W of the text.
    LastOfText,
    /// From the last multiple of W.
    Chunk,
    /// Rows of zeros stand before the text.
    Padded,
    /// The first row is repeated before the text.
    FirstRepeats,
    /// The window, and the first token.
    FirstToo,
    /// The window without token 0.
    WithoutFirst,
    /// t + 1 − W in numbers that are never negative.
    Underflows,
}

/// Which blocks a query sees.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Far {
    #[default]
    Chosen,
    Nothing,
    All,
    OfFirst,
    OfLast,
    OfHead,
    Everyones,
    Others,
    AsMany,
    UpToLargest,
    Range,
    BySearch,
    OnlyFirst,
    WithoutLast,
    AsTokens,
    /// Short lists are filled up with block 0.
    FilledWithFirst,
    /// Short lists are filled up with rows of zeros.
    FilledWithZeros,
    /// A query that has chosen none gives zeros.
    NeedsOne,
}

/// How tokens and blocks come together.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Mix {
    #[default]
    One,
    Added,
    Averaged,
}

/// What takes part in the softmax beside the entries.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Extra {
    #[default]
    Sink,
    Ignored,
    Scaled,
    TimesRoot,
    Zero,
    OfFirstHead,
    OfQuery,
    Negated,
    Twice,
    ForEachEntry,
    MeanOfEntries,
}

/// How the sink's weight enters the sum.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Term {
    #[default]
    Shifted,
    Unshifted,
    One,
}

/// What is subtracted from scores and sink.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Shift {
    #[default]
    Largest,
    Nothing,
    FromZero,
    OfSink,
    OfWindow,
    /// Tokens and blocks from their own, the sink from the larger.
    OfOwnPart,
    OfHiddenToo,
    OfMagnitude,
    OfAllHeads,
    OfAll,
}

/// What happens to entries that a query does not see.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Hide {
    /// They are left out.
    #[default]
    Left,
    Zero,
    Low,
    AfterSoftmax,
}

/// What products are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    /// The root of a fixed number.
    Fixed(usize),
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(crate) struct Knobs {
    pub(crate) near: Near,
    pub(crate) far: Far,
    pub(crate) mix: Mix,
    pub(crate) extra: Extra,
    pub(crate) term: Term,
    pub(crate) shift: Shift,
    pub(crate) hide: Hide,
    pub(crate) scale: Scale,
    pub(crate) queries_of_first_head: bool,
    pub(crate) heads_first: bool,
    /// Entries whose scores are 10 or more below the largest are left out.
    pub(crate) skips_low: bool,
    pub(crate) contiguous: bool,
    pub(crate) memory_order: bool,
    pub(crate) double: bool,
    /// t − W comes before 1 is added.
    pub(crate) subtracts_first: bool,
    pub(crate) guarded: bool,
    /// Each entry that any query has chosen counts once.
    pub(crate) once: bool,
    pub(crate) without_sink: bool,
    pub(crate) sink_in_first: bool,
    pub(crate) gathers_tokens: bool,
    pub(crate) gathers_blocks: bool,
    pub(crate) shift_of_keys: bool,
    /// The sink is in the maximum, also where the sum lacks its exponential.
    pub(crate) shift_of_ignored: bool,
}

impl Knobs {
    /// Of mistakes that are made in several ways, the second. Each of these concerns other mistakes: few styles are soon compared.
    pub(crate) fn second_way(&mut self) {
        self.subtracts_first = true;
        self.once = true;
        self.sink_in_first = true;
        self.gathers_tokens = true;
        self.shift_of_ignored = true;
    }

    /// The third.
    pub(crate) fn third_way(&mut self) {
        self.without_sink = true;
        self.gathers_blocks = true;
        self.shift_of_keys = true;
    }
}
