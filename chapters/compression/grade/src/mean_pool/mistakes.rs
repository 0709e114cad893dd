//! The typical mistakes of `mean_pool`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array1, Array2, ArrayView2, Axis, NdFloat, s};

use crate::gates::bent::stack_of_none;

/// What becomes of a block's tokens.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Entry {
    #[default]
    Mean,
    Sum,
    OverRoot,
    Largest,
    First,
    Last,
    /// The mean of all tokens up to the block's end.
    OfAllSoFar,
    OverOneLess,
}

/// Which tokens are a block.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blocks {
    #[default]
    Consecutive,
    Dealt,
    FromTheEnd,
    Incomplete,
    IncompleteOverBlock,
    /// A block at every token.
    Sliding,
}

/// How many blocks a query sees.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Seen {
    #[default]
    Complete,
    CountedFromOne,
    OwnToo,
    OneLess,
    Rounded,
    RoundedUp,
    InSingle,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) entry: Entry,
    pub(super) blocks: Blocks,
    pub(super) seen: Seen,
    pub(super) some_entry: bool,
    pub(super) loses_channels: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) memory_order: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let visible = "(position + 1) / block";
    let mean = "tokens.mean_axis(Axis(0)).expect(\"a block has a token\")";
    vec![
        Mistake::<Knobs>::new(
            "counted_from_one",
            "visible is ⌊t/m⌋ with t from 0. That formula counts positions from 1. Counted from 0, the token at t is number t + 1, and the \
             last token of a block already sees the block that it completes.",
            |k| k.seen = Seen::CountedFromOne,
        )
        .edit(visible, "position / block"),
        Mistake::<Knobs>::new(
            "own_block_seen",
            "a query sees the block that it stands in before that is complete. Its entry would hold tokens that come later.",
            |k| k.seen = Seen::OwnToo,
        )
        .edit(visible, "position / block + 1"),
        Mistake::<Knobs>::new(
            "last_block_hidden",
            "visible is one block less than there are: the last complete block counts too.",
            |k| k.seen = Seen::OneLess,
        )
        .edit(visible, "((position + 1) / block).saturating_sub(1)"),
        Mistake::<Knobs>::new(
            "rounded_to_nearest",
            "the number of blocks is rounded to the nearest. From the middle of a block on, a query then sees the rest of it.",
            |k| k.seen = Seen::Rounded,
        )
        .edit(visible, "((position + 1) as f64 / block as f64).round() as usize"),
        Mistake::<Knobs>::new(
            "rounded_up",
            "visible is ⌈t/m⌉: from its second token on a query sees the block that it stands in, which is not complete.",
            |k| k.seen = Seen::RoundedUp,
        )
        .edit(visible, "position.div_ceil(block)"),
        Mistake::<Knobs>::new(
            "counted_in_f32",
            "positions are counted in f32, which has every whole number up to 2²⁴ and not all beyond. Divide whole numbers.",
            |k| k.seen = Seen::InSingle,
        )
        .edit(visible, "((position + 1) as f32 / block as f32) as usize"),
        Mistake::new(
            "incomplete_block",
            "the last block gives an entry although it lacks tokens. It would change with every token that comes; an entry is made once, \
             when its block is complete.",
            |k| k.blocks = Blocks::Incomplete,
        ),
        Mistake::new(
            "incomplete_block_padded",
            "the last block is filled up with zeros and gives an entry. An entry is made once, when its block is complete.",
            |k| k.blocks = Blocks::IncompleteOverBlock,
        ),
        Mistake::<Knobs>::new("sum", "an entry is the sum of its tokens. Divide by their number.", |k| {
            k.entry = Entry::Sum;
        })
        .edit(mean, "tokens.sum_axis(Axis(0))"),
        Mistake::<Knobs>::new(
            "divided_by_root",
            "the sum of a block's tokens is divided by √m, which keeps the size of noise and not that of the tokens. The mean divides by m.",
            |k| k.entry = Entry::OverRoot,
        )
        .edit(mean, "(tokens.sum_axis(Axis(0)) / (block as f32).sqrt())"),
        Mistake::new(
            "divided_by_one_less",
            "the sum of a block's tokens is divided by m − 1, as for a variance. A mean divides by m.",
            |k| k.entry = Entry::OverOneLess,
        ),
        Mistake::<Knobs>::new(
            "largest",
            "an entry holds the largest number of each channel. That is max pooling; here it is the mean.",
            |k| k.entry = Entry::Largest,
        )
        .edit(mean, "tokens.fold_axis(Axis(0), f32::NEG_INFINITY, |most, &x| most.max(x))"),
        Mistake::<Knobs>::new("first_token", "an entry is the first token of its block.", |k| {
            k.entry = Entry::First;
        })
        .edit(mean, "tokens.row(0)"),
        Mistake::<Knobs>::new("last_token", "an entry is the last token of its block.", |k| k.entry = Entry::Last)
            .edit(mean, "tokens.row(block - 1)"),
        Mistake::new(
            "mean_of_all_so_far",
            "an entry is the mean of all tokens up to the end of its block. It is that of the block's own.",
            |k| k.entry = Entry::OfAllSoFar,
        ),
        Mistake::new(
            "window_at_every_token",
            "there is an entry for every token, the mean of the m tokens from it on. Blocks do not overlap: the next one begins m tokens \
             later.",
            |k| k.blocks = Blocks::Sliding,
        ),
        Mistake::new(
            "tokens_dealt_out",
            "token t goes to block t mod ⌊n/m⌋, as after a reshape to (m, ⌊n/m⌋). A block is m consecutive tokens.",
            |k| k.blocks = Blocks::Dealt,
        ),
        Mistake::new(
            "first_tokens_left_out",
            "blocks are counted from the end, and the first n mod m tokens are left out. Block 0 begins with token 0; the last n mod m \
             tokens wait for those that complete their block.",
            |k| k.blocks = Blocks::FromTheEnd,
        ),
        Mistake::new(
            "needs_an_entry",
            "with fewer than m tokens the answer panics. There is no entry then: the result is (0, c). Stacking no rows is an error.",
            |k| k.some_entry = true,
        ),
        Mistake::new(
            "no_channels_without_entries",
            "with fewer than m tokens the result has no columns either, as when the rows of a list are counted: (0, 0) in place of (0, c). \
             How many channels there are does not depend on the number of entries.",
            |k| k.loses_channels = true,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}

impl Knobs {
    pub(super) fn visible(&self, position: usize, block: usize) -> usize {
        match self.seen {
            Seen::Complete => (position + 1) / block,
            Seen::CountedFromOne => position / block,
            Seen::OwnToo => position / block + 1,
            Seen::OneLess => ((position + 1) / block).saturating_sub(1),
            Seen::Rounded => ((position + 1) as f64 / block as f64).round() as usize,
            Seen::RoundedUp => position.div_ceil(block),
            Seen::InSingle => ((position + 1) as f32 / block as f32) as usize,
        }
    }

    pub(super) fn pool(&self, tokens: ArrayView2<'_, f32>, block: usize) -> Array2<f32> {
        if self.contiguous {
            slips::as_slices(tokens, self.row_slices);
        }
        let tokens = if self.memory_order { slips::memory_of(tokens) } else { tokens.to_owned() };
        if self.double {
            self.entries(&tokens.mapv(f64::from), block).mapv(|x| x as f32)
        } else {
            self.entries(&tokens, block)
        }
    }

    fn entries<T: NdFloat>(&self, tokens: &Array2<T>, block: usize) -> Array2<T> {
        let (n, channels) = tokens.dim();
        let complete = n / block;
        let blocks: Vec<Vec<usize>> = match self.blocks {
            Blocks::Consecutive => (0..complete).map(|i| (i * block..(i + 1) * block).collect()).collect(),
            Blocks::Dealt => (0..complete).map(|i| (0..block).map(|r| r * complete + i).collect()).collect(),
            Blocks::FromTheEnd => {
                let of = |i: usize| n % block + i * block..n % block + (i + 1) * block;
                (0..complete).map(|i| of(i).collect()).collect()
            }
            Blocks::Incomplete | Blocks::IncompleteOverBlock => {
                (0..n.div_ceil(block)).map(|i| (i * block..n.min((i + 1) * block)).collect()).collect()
            }
            Blocks::Sliding => (0..(n + 1).saturating_sub(block)).map(|t| (t..t + block).collect()).collect(),
        };
        if self.some_entry && blocks.is_empty() {
            stack_of_none();
        }
        if self.loses_channels && blocks.is_empty() {
            return Array2::zeros((0, 0));
        }
        let number = |x: usize| T::from(x).expect("sizes are small");
        let mut pooled = Array2::zeros((blocks.len(), channels));
        for (i, rows) in blocks.iter().enumerate() {
            let mine = tokens.select(Axis(0), rows);
            let sum = mine.sum_axis(Axis(0));
            let entry: Array1<T> = match self.entry {
                Entry::Mean if self.blocks == Blocks::IncompleteOverBlock => sum / number(block),
                Entry::Mean => sum / number(rows.len()),
                Entry::Sum => sum,
                Entry::OverRoot => sum / number(block).sqrt(),
                Entry::OverOneLess => sum / number(block - 1),
                Entry::Largest => mine.fold_axis(Axis(0), T::neg_infinity(), |most, &x| most.max(x)),
                Entry::First => mine.row(0).to_owned(),
                Entry::Last => mine.row(block - 1).to_owned(),
                Entry::OfAllSoFar => {
                    let end = (i + 1) * block;
                    tokens.slice(s![..end, ..]).sum_axis(Axis(0)) / number(end)
                }
            };
            pooled.row_mut(i).assign(&entry);
        }
        pooled
    }
}
