//! What can be bent in the solution of `hca`.

use crate::channels::{HasPool, Pool};
use crate::gates::knobs::Blocks;
use crate::{csa, gates};

/// Which blocks a query sees, of m tokens each. t is its place, W the window.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Seen {
    /// ⌊(t + 1)/m⌋, from the first.
    #[default]
    Complete,
    /// ⌊t/m⌋.
    Late,
    /// ⌊t/m⌋ + 1.
    Own,
    /// ⌊(t + 1)/m⌋ + 1.
    OneMore,
    /// ⌊(t + 1)/m⌋ − 1.
    OneFewer,
    All,
    /// The last one that is complete.
    Newest,
    /// Those that are complete, without block 0.
    WithoutFirst,
    /// Those that no token of the window belongs to.
    OutsideWindow,
    /// Those that not all tokens of the window belong to.
    NotWithinWindow,
    /// Those that are complete, and what there is of the next.
    SoFar,
}

/// What else is wrong between the two halves.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Wiring {
    #[default]
    Right,
    /// The tokens' entries are pooled, in place of the values.
    TokensPooled,
    /// The window is one of values.
    WindowOfValues,
    /// An entry pools the block before its own, too.
    Overlap,
    /// An entry pools all blocks up to its own.
    FromTheStart,
    /// Tokens of the window that are in complete blocks are left out.
    WindowOutsideBlocks,
    /// The outputs of queries that see no block are 0.
    NothingBeforeBlocks,
}

/// Which inputs are read in the order in which they lie in memory.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Memory {
    #[default]
    All,
    Queries,
    Tokens,
    /// Values, gates and biases.
    Pooled,
    Bias,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(crate) struct Knobs {
    pub(super) pool: gates::knobs::Knobs,
    pub(super) attend: csa::knobs::Knobs,
    pub(super) seen: Seen,
    pub(super) wiring: Wiring,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) memory: Memory,
    /// A block that there is no entry of is looked up all the same.
    pub(super) looks_up: bool,
    /// Entries that are not seen take part in the products, with a weight of 0, which makes a number of none that is finite.
    pub(super) in_products: bool,
    /// The own token stays, whatever is left out of the window.
    pub(super) keeps_own: bool,
}

impl HasPool for Knobs {
    fn pool(&mut self) -> &mut Pool {
        &mut self.pool.pool
    }
}

impl Knobs {
    pub(super) fn in_double(&mut self) {
        self.attend.double = true;
        self.pool.pool.double = true;
        self.memory = Memory::Bias;
    }

    /// Also other ways to make mistakes that have nothing to do with it.
    pub(super) fn guarded(&mut self) {
        self.attend.guarded = true;
        self.pool.pool.guarded = true;
        self.looks_up = true;
        self.memory = Memory::Pooled;
    }

    /// Of mistakes that are made in several ways, the second. A block that lacks tokens has an entry as well, which nobody sees.
    pub(super) fn second_way(&mut self) {
        self.attend.second_way();
        self.pool.blocks = Blocks::Incomplete;
        self.in_products = true;
        self.keeps_own = true;
        self.memory = Memory::Queries;
    }

    /// The third. Such a block is filled up with zeros.
    pub(super) fn third_way(&mut self) {
        self.attend.third_way();
        self.pool.blocks = Blocks::Padded;
        self.pool.pool.weights_first = true;
        self.memory = Memory::Tokens;
    }
}
