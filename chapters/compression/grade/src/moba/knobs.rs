//! What can be bent in the solution of `moba`: each mistake turns one knob.

/// What becomes of the query's own block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Own {
    #[default]
    Chosen,
    /// It competes by the mean of its keys.
    Competes,
    /// It competes by the mean of its keys up to the query.
    CompetesSoFar,
    /// It is chosen beside k others.
    OnTop,
    /// Never, and k others are.
    Missing,
    /// Never, and k − 1 others are.
    MissingAndFewer,
    /// It is block ⌊(t + 1) / block⌋.
    OneLate,
    /// It gets a gate of 1000.
    Bonus,
    /// It competes, and is added as well.
    Twice,
    /// The last block, if it lacks tokens, is counted to the one before.
    Incomplete,
}

/// What a query compares of blocks.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    OfMean,
    OfLargest,
    OfFirst,
    OfLast,
    /// The largest product with a key of the block.
    BestKey,
    /// What the product with a key could be at most, by the ends of each channel.
    Bound,
    Cosine,
    Absolute,
    Softmax,
    Sigmoid,
    /// Every (n / block)-th key from the block's number on.
    Dealt,
    /// The mean of all keys up to the end of the block.
    OfAllSoFar,
}

/// For whom a choice is made.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Chooser {
    #[default]
    EachQuery,
    /// The mean of the queries of a block, for all of them.
    MeanOfBlock,
    FirstOfBlock,
    Last,
}

/// Which blocks compete.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Among {
    #[default]
    Before,
    /// All but the own.
    All,
    /// Later ones at −1000.
    Low,
    /// Later ones at 0.
    Zero,
    /// Later ones at −∞, and the list is as long as k if there are so many blocks.
    Filled,
    /// Later ones, chosen first and then dropped.
    DroppedAfter,
}

/// Which of these are taken.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Takes {
    #[default]
    Largest,
    Smallest,
    LastOfEquals,
    Unstable,
    /// −0 below 0.
    Bits,
    NotClamped,
    Newest,
    First,
    All,
    OneFewer,
    OnlyPositive,
    AllOfEqual,
    FirstReaching,
    KInTokens,
}

/// What the lists say.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Says {
    #[default]
    Ascending,
    AsFound,
    FirstTokens,
}

/// Which tokens a query attends to.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sees {
    #[default]
    Chosen,
    /// The own block to its end.
    OwnToEnd,
    /// In every block the places up to that of the query in its own.
    OwnMaskEverywhere,
    WithoutOwnToken,
    OwnBlock,
    /// Nothing of the own block; its own token if nothing else is left.
    WithoutOwnBlock,
    AllBefore,
    Everything,
    OfLast,
    OfFirstInBlock,
    Others,
    OnlyFirst,
    WithoutLast,
    /// From the smallest to the largest in the list.
    Range,
    AsMany,
    AsTokens,
    BySearch,
    OneTokenMore,
    OneTokenFewer,
    /// Without the first token of each block.
    WithoutFirst,
    FilledWithFirst,
    /// The last block is read to an end that it has not.
    BeyondEnd,
    /// The last block, if it lacks tokens, is not there.
    IncompleteMissing,
}

/// How the tokens of several blocks come together.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mix {
    #[default]
    One,
    /// The own block and the others.
    Added,
    Averaged,
    EachBlockAdded,
    EachBlockAveraged,
    /// Blocks before the own one are their means.
    Means,
}

/// What happens to scores of tokens that a query does not see.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Hide {
    #[default]
    Left,
    Zero,
    Low,
    AfterSoftmax,
}

/// What is subtracted from scores.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Largest,
    Nothing,
    FromZero,
    OfMagnitude,
    OfHiddenToo,
    OfAllQueries,
    OfOwnBlock,
    /// Of each block its own.
    OfOwnPart,
    /// The largest so far, by which the sum is measured anew and the output is not.
    RunningSumAlone,
    /// The largest so far, and nothing is measured anew.
    RunningUnscaled,
}

/// What products are divided by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    RootValueWidth,
    Root128,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a knob of its own.
pub(in super::super) struct Knobs {
    pub(super) own: Own,
    pub(super) gate: Gate,
    pub(super) chooser: Chooser,
    pub(super) among: Among,
    pub(super) takes: Takes,
    pub(super) says: Says,
    pub(super) sees: Sees,
    pub(super) mix: Mix,
    pub(super) hide: Hide,
    pub(super) shift: Shift,
    pub(super) scale: Scale,
    /// Tokens whose scores are 10 or more below the largest are left out.
    pub(super) skips_low: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Of `choose` and of `attend` alone.
    pub(super) only_keys: bool,
    pub(super) double: bool,
    /// Masked blocks are not cut to those that there are.
    pub(super) unclamped: bool,
    pub(super) own_first: bool,
    /// The last block, if it lacks tokens, has no mean.
    pub(super) complete_only: bool,
    pub(super) row_slices: bool,
    pub(super) pairs: bool,
    pub(super) own_token_left: bool,
    /// What is there twice stays.
    pub(super) repeats: bool,
    /// One maximum for all, of hidden scores too.
    pub(super) whole_matrix: bool,
}

impl Knobs {
    /// Of mistakes that are made in several ways, the second. Each of these concerns other mistakes: few styles are soon compared.
    pub(super) fn second_way(&mut self) {
        self.unclamped = true;
        self.own_first = true;
        self.row_slices = true;
        self.pairs = true;
        self.only_keys = true;
        self.complete_only = true;
        self.own_token_left = true;
        self.repeats = true;
        self.whole_matrix = true;
    }
}
