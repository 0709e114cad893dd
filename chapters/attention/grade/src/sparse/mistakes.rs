//! The typical mistakes of `sparse`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, ArrayView2};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Near {
    #[default]
    Stride,
    OneMore,
    OneLess,
    TwoSided,
    AllLater,
    Block,
    BeforeItself,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Column {
    #[default]
    FromQuery,
    FromStart,
    EndsOfBlocks,
    NotCausal,
    WithoutItself,
    FirstOnly,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Own {
    #[default]
    Block,
    Band,
    NotCausal,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Summary {
    #[default]
    LastColumns,
    FirstColumns,
    OneColumn,
    OneFewer,
    OneMore,
    AcrossTheSeam,
    FromColumns,
    EarlierBlocks,
    NotCausal,
    OfWholeBlocks,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Pair {
    #[default]
    Two,
    Union,
    Swapped,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Hops {
    #[default]
    Two,
    Swapped,
    Both,
    Either,
    OrDirect,
    OrUpper,
    OrLower,
    LowerTransposed,
    UpperTransposed,
    UpperTwice,
    Exactly,
    InEightBits,
    Between,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) near: Near,
    pub(super) column: Column,
    pub(super) own: Own,
    pub(super) summary: Summary,
    pub(super) strided: Pair,
    pub(super) fixed: Pair,
    pub(super) hops: Hops,
    pub(super) root_of_n: bool,
    pub(super) underflows: bool,
    pub(super) columns_underflow: bool,
    pub(super) transposed: bool,
    pub(super) hidden: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_key_more",
            "the first strided mask shows stride + 1 keys: i − stride ≤ j. So it stands in the paper; here, as in its code, it \
             is `stride` keys with the query's own.",
            |k| k.near = Near::OneMore,
        )
        .edit("i - j < stride", "i - j <= stride"),
        Mistake::<Knobs>::new(
            "stride_from_start",
            "the second strided mask shows the keys 0, stride, 2 · stride …, the same for every query. They are counted from \
             the query: (i − j) mod stride = 0.",
            |k| k.column = Column::FromStart,
        )
        .edit("(i - j) % stride == 0)", "j % stride == 0)"),
        Mistake::<Knobs>::new(
            "column_sees_future",
            "the second strided mask goes on behind the query: j ≤ i is missing.",
            |k| k.column = Column::NotCausal,
        )
        .edit("causal(n, |i, j| (i - j) % stride == 0)", "Array2::from_shape_fn((n, n), |(i, j): (usize, usize)| i.abs_diff(j) % stride == 0)"),
        Mistake::<Knobs>::new(
            "underflows",
            "i − j is computed in unsigned integers before j ≤ i is known, and passes below zero. Ask for j ≤ i first, with &&.",
            |k| k.underflows = true,
        )
        .edit("j <= i && keeps(i, j)", "keeps(i, j) && j <= i"),
        Mistake::<Knobs>::new(
            "first_columns",
            "the second fixed mask shows the first columns of each block. The last position of a block can have seen the whole \
             block, the first nothing of it.",
            |k| k.summary = Summary::FirstColumns,
        )
        .edit("j % stride >= stride - columns", "j % stride < columns"),
        Mistake::<Knobs>::new(
            "one_column",
            "the second fixed mask shows one column of each block; it is the last `columns` of them.",
            |k| k.summary = Summary::OneColumn,
        )
        .edit("j % stride >= stride - columns", "j % stride == stride - 1"),
        Mistake::<Knobs>::new(
            "one_column_fewer",
            "the second fixed mask shows a column too few: j mod stride > stride − columns, where ≥ is meant.",
            |k| k.summary = Summary::OneFewer,
        )
        .edit("j % stride >= stride - columns", "j % stride > stride - columns"),
        Mistake::<Knobs>::new(
            "one_column_more",
            "the second fixed mask shows a column too many: j mod stride ≥ stride − columns − 1.",
            |k| k.summary = Summary::OneMore,
        )
        .edit("j % stride >= stride - columns", "j % stride + 1 >= stride - columns"),
        Mistake::<Knobs>::new(
            "across_the_seam",
            "the second fixed mask counts its columns from the last one of a block on into the next: (j + 1) mod stride < columns. \
             They end with the block.",
            |k| k.summary = Summary::AcrossTheSeam,
        )
        .edit("j % stride >= stride - columns", "(j + 1) % stride < columns"),
        Mistake::<Knobs>::new(
            "all_but_columns",
            "the second fixed mask shows j mod stride ≥ columns, which leaves out as many columns as it should show.",
            |k| k.summary = Summary::FromColumns,
        )
        .edit("j % stride >= stride - columns", "j % stride >= columns"),
        Mistake::<Knobs>::new(
            "earlier_blocks_only",
            "the second fixed mask leaves out the query's own block. Its last columns are shown too, as far as they are not \
             later than the query.",
            |k| k.summary = Summary::EarlierBlocks,
        )
        .edit(
            "causal(n, |_, j| j % stride >= stride - columns)",
            "causal(n, |i, j| i / stride != j / stride && j % stride >= stride - columns)",
        ),
        Mistake::<Knobs>::new(
            "summary_sees_future",
            "the second fixed mask shows columns of later blocks: j ≤ i is missing.",
            |k| k.summary = Summary::NotCausal,
        )
        .edit("causal(n, |_, j| j % stride >= stride - columns)", "Array2::from_shape_fn((n, n), |(_, j)| j % stride >= stride - columns)"),
        Mistake::new(
            "last_of_short_block",
            "in a block that n cuts short, the second fixed mask shows its last positions. Which columns are shown follows from \
             j mod stride alone.",
            |k| k.summary = Summary::OfWholeBlocks,
        ),
        Mistake::<Knobs>::new(
            "columns_underflow",
            "stride − columns − 1, or something like it, is computed in unsigned integers, and passes below zero when every \
             column is shown.",
            |k| k.columns_underflow = true,
        )
        .edit("j % stride >= stride - columns", "j % stride > stride - columns - 1"),
        Mistake::<Knobs>::new(
            "block_sees_future",
            "the first fixed mask shows the whole block: j ≤ i is missing.",
            |k| k.own = Own::NotCausal,
        )
        .edit("causal(n, |i, j| i / stride == j / stride)", "Array2::from_shape_fn((n, n), |(i, j)| i / stride == j / stride)"),
        Mistake::<Knobs>::new(
            "band_for_block",
            "the first fixed mask is the band of the strided pattern. Fixed blocks do not slide: i / stride = j / stride.",
            |k| k.own = Own::Band,
        )
        .edit("i / stride == j / stride", "i - j < stride"),
        Mistake::<Knobs>::new(
            "block_for_band",
            "the first strided mask is cut into blocks. It slides with the query: i − j < stride.",
            |k| k.near = Near::Block,
        )
        .edit("i - j < stride", "i / stride == j / stride"),
        Mistake::<Knobs>::new(
            "near_sees_future",
            "the first strided mask looks to both sides: j ≤ i is missing.",
            |k| k.near = Near::TwoSided,
        )
        .edit("causal(n, |i, j| i - j < stride)", "Array2::from_shape_fn((n, n), |(i, j): (usize, usize)| i.abs_diff(j) < stride)"),
        Mistake::<Knobs>::new(
            "near_sees_all_later",
            "the first strided mask shows every later key: i − j < stride holds for all of them, and j ≤ i is missing.",
            |k| k.near = Near::AllLater,
        )
        .edit("causal(n, |i, j| i - j < stride)", "Array2::from_shape_fn((n, n), |(i, j)| i < j + stride)"),
        Mistake::<Knobs>::new(
            "one_key_less",
            "the first strided mask shows stride − 1 keys; the query's own is one of `stride`.",
            |k| k.near = Near::OneLess,
        )
        .edit("i - j < stride", "i - j + 1 < stride"),
        Mistake::<Knobs>::new(
            "before_itself",
            "the first strided mask shows the `stride` keys before the query's own, and not its own.",
            |k| k.near = Near::BeforeItself,
        )
        .edit("i - j < stride", "i != j && i - j <= stride"),
        Mistake::<Knobs>::new(
            "column_without_itself",
            "the second strided mask leaves out the query's own key.",
            |k| k.column = Column::WithoutItself,
        )
        .edit("(i - j) % stride == 0", "i != j && (i - j) % stride == 0"),
        Mistake::<Knobs>::new(
            "one_stride_back",
            "the second strided mask shows the query's own key and the one a stride before it. It goes on to the start.",
            |k| k.column = Column::FirstOnly,
        )
        .edit("(i - j) % stride == 0", "i == j || i - j == stride"),
        Mistake::<Knobs>::new(
            "fixed_for_strided",
            "the second strided mask shows the last position of each block, as the fixed pattern does with one column.",
            |k| k.column = Column::EndsOfBlocks,
        )
        .edit("(i - j) % stride == 0", "j % stride == stride - 1"),
        Mistake::<Knobs>::new(
            "strided_union",
            "both masks of the strided pattern are the union of the two. They belong to two heads, or two layers.",
            |k| k.strided = Pair::Union,
        )
        .edit("[causal(n, |i, j| i - j < stride), causal(n, |i, j| (i - j) % stride == 0)]", "{\n        let both = causal(n, |i, j| i - j < stride || (i - j) % stride == 0);\n        [both.clone(), both]\n    }"),
        Mistake::<Knobs>::new(
            "fixed_union",
            "both masks of the fixed pattern are the union of the two. They belong to two heads, or two layers.",
            |k| k.fixed = Pair::Union,
        )
        .edit("[causal(n, |i, j| i / stride == j / stride), causal(n, |_, j| j % stride >= stride - columns)]", "{\n        let both = causal(n, |i, j| i / stride == j / stride || j % stride >= stride - columns);\n        [both.clone(), both]\n    }"),
        Mistake::<Knobs>::new(
            "strided_swapped",
            "the masks of the strided pattern are in the other order: the near one comes first.",
            |k| {
                k.strided = Pair::Swapped;
            },
        )
        .edit(
            "[causal(n, |i, j| i - j < stride), causal(n, |i, j| (i - j) % stride == 0)]",
            "[causal(n, |i, j| (i - j) % stride == 0), causal(n, |i, j| i - j < stride)]",
        ),
        Mistake::<Knobs>::new(
            "fixed_swapped",
            "the masks of the fixed pattern are in the other order: the block's comes first.",
            |k| {
                k.fixed = Pair::Swapped;
            },
        )
        .edit(
            "[causal(n, |i, j| i / stride == j / stride), causal(n, |_, j| j % stride >= stride - columns)]",
            "[causal(n, |_, j| j % stride >= stride - columns), causal(n, |i, j| i / stride == j / stride)]",
        ),
        Mistake::new(
            "root_of_n",
            "the stride is taken to be √n, whatever is asked for. That is the cheapest, and not always the one.",
            |k| k.root_of_n = true,
        ),
        Mistake::<Knobs>::new(
            "mask_transposed",
            "the masks have a row for each key. Rows are queries, columns keys.",
            |k| k.transposed = true,
        )
        .edit("|(i, j)| j <= i", "|(j, i)| j <= i"),
        Mistake::<Knobs>::new(
            "true_is_hidden",
            "the masks are true where a key is hidden, as some libraries have it. Here true means that the query sees the key.",
            |k| k.hidden = true,
        )
        .edit("j <= i && keeps(i, j)", "!(j <= i && keeps(i, j))"),
        Mistake::<Knobs>::new(
            "layers_swapped",
            "two_hops goes through the lower layer first. A query in the upper layer looks at k by the upper mask, and k has \
             looked at j by the lower.",
            |k| k.hops = Hops::Swapped,
        )
        .edit("upper[[i, k]] && lower[[k, j]]", "lower[[i, k]] && upper[[k, j]]"),
        Mistake::<Knobs>::new(
            "both_masks",
            "two_hops keeps the pairs that are in both masks. It asks for a position k between: i sees k, and k has seen j.",
            |k| k.hops = Hops::Both,
        )
        .edit("(0..t).any(|k| upper[[i, k]] && lower[[k, j]])", "upper[[i, j]] && lower[[i, j]]"),
        Mistake::<Knobs>::new(
            "either_mask",
            "two_hops takes the pairs of either mask. That is one hop through two heads; two layers also reach what lies \
             behind.",
            |k| k.hops = Hops::Either,
        )
        .edit("(0..t).any(|k| upper[[i, k]] && lower[[k, j]])", "upper[[i, j]] || lower[[i, j]]"),
        Mistake::<Knobs>::new(
            "direct_pairs_too",
            "two_hops also keeps the pairs of a single hop. They are reached in two only if one of the two layers lets a \
             position see itself.",
            |k| k.hops = Hops::OrDirect,
        )
        .edit("(0..t).any(", "upper[[i, j]] || lower[[i, j]] || (0..t).any("),
        Mistake::<Knobs>::new(
            "upper_pairs_too",
            "two_hops also keeps the pairs of the upper layer. They are reached in two hops only if the lower layer lets a \
             position see itself.",
            |k| k.hops = Hops::OrUpper,
        )
        .edit("(0..t).any(", "upper[[i, j]] || (0..t).any("),
        Mistake::<Knobs>::new(
            "lower_pairs_too",
            "two_hops also keeps the pairs of the lower layer. They are reached in two hops only if the upper layer lets a \
             position see itself.",
            |k| k.hops = Hops::OrLower,
        )
        .edit("(0..t).any(", "lower[[i, j]] || (0..t).any("),
        Mistake::<Knobs>::new(
            "lower_transposed",
            "two_hops reads the lower mask with rows and columns exchanged: lower[k, j] says that k sees j.",
            |k| k.hops = Hops::LowerTransposed,
        )
        .edit("lower[[k, j]]", "lower[[j, k]]"),
        Mistake::<Knobs>::new(
            "upper_transposed",
            "two_hops reads the upper mask with rows and columns exchanged: upper[i, k] says that i sees k.",
            |k| k.hops = Hops::UpperTransposed,
        )
        .edit("upper[[i, k]]", "upper[[k, i]]"),
        Mistake::<Knobs>::new("upper_twice", "two_hops goes twice through the upper mask.", |k| {
            k.hops = Hops::UpperTwice
        })
        .edit("lower[[k, j]]", "upper[[k, j]]"),
        Mistake::<Knobs>::new(
            "exactly_one_way",
            "two_hops is true only where an odd number of ways lead from i to j, as when sums of truth values are taken with ^. \
             One way is enough, and more do no harm.",
            |k| k.hops = Hops::Exactly,
        )
        .edit(
            "(0..t).any(|k| upper[[i, k]] && lower[[k, j]])",
            "(0..t).filter(|&k| upper[[i, k]] && lower[[k, j]]).count() % 2 == 1",
        ),
        Mistake::<Knobs>::new(
            "ways_in_eight_bits",
            "two_hops counts the ways from i to j in eight bits: 256 of them are 0 again. One way is enough, so nothing has to be \
             counted.",
            |k| k.hops = Hops::InEightBits,
        )
        .edit(
            "(0..t).any(|k| upper[[i, k]] && lower[[k, j]])",
            "(0..t).fold(0_u8, |ways, k| ways.wrapping_add(u8::from(upper[[i, k]] && lower[[k, j]]))) > 0",
        ),
        Mistake::<Knobs>::new(
            "only_between",
            "two_hops looks for k between j and i alone. That is enough where both masks are causal; these are any.",
            |k| k.hops = Hops::Between,
        )
        .edit("(0..t).any(", "(j..=i).any("),
    ]
}

impl Knobs {
    pub(super) fn strided(&self, n: usize, stride: usize) -> [Array2<bool>; 2] {
        let stride = if self.root_of_n { (n as f64).sqrt() as usize } else { stride };
        // In debug and in release builds alike.
        assert!(!self.underflows || n < 2, "attempt to subtract with overflow");
        let l = stride as i64;
        let near = self.mask(n, |i, j| {
            let back = i - j;
            match self.near {
                Near::Stride => (0..l).contains(&back),
                Near::OneMore => (0..=l).contains(&back),
                Near::OneLess => (0..l - 1).contains(&back),
                Near::TwoSided => back.abs() < l,
                Near::AllLater => back < l,
                Near::Block => back >= 0 && i / l == j / l,
                Near::BeforeItself => (1..=l).contains(&back),
            }
        });
        let column = self.mask(n, |i, j| {
            let back = i - j;
            match self.column {
                Column::FromQuery => back >= 0 && back % l == 0,
                Column::FromStart => back >= 0 && j % l == 0,
                Column::EndsOfBlocks => back >= 0 && j % l == l - 1,
                Column::NotCausal => back % l == 0,
                Column::WithoutItself => back > 0 && back % l == 0,
                Column::FirstOnly => back == 0 || back == l,
            }
        });
        paired(self.strided, near, column)
    }

    pub(super) fn fixed(&self, n: usize, stride: usize, columns: usize) -> [Array2<bool>; 2] {
        let stride = if self.root_of_n { (n as f64).sqrt() as usize } else { stride };
        let [l, c] = [stride, columns].map(|x| x as i64);
        assert!(!self.columns_underflow || c != l, "attempt to subtract with overflow");
        let own = self.mask(n, |i, j| match self.own {
            Own::Block => j <= i && i / l == j / l,
            Own::Band => (0..l).contains(&(i - j)),
            Own::NotCausal => i / l == j / l,
        });
        let summary = self.mask(n, |i, j| {
            let shown = match self.summary {
                Summary::LastColumns | Summary::EarlierBlocks | Summary::NotCausal => j % l >= l - c,
                Summary::FirstColumns => j % l < c,
                Summary::OneColumn => j % l == l - 1,
                Summary::OneFewer => j % l > l - c,
                Summary::OneMore => j % l >= l - c - 1,
                Summary::AcrossTheSeam => (j + 1) % l < c,
                Summary::FromColumns => j % l >= c,
                Summary::OfWholeBlocks => {
                    let end = ((j / l + 1) * l).min(n as i64);
                    j >= end - c
                }
            };
            let allowed = match self.summary {
                Summary::NotCausal => true,
                Summary::EarlierBlocks => j / l < i / l,
                _ => j <= i,
            };
            shown && allowed
        });
        paired(self.fixed, own, summary)
    }

    pub(super) fn two_hops(&self, upper: ArrayView2<'_, bool>, lower: ArrayView2<'_, bool>) -> Array2<bool> {
        let direct = |mask: ArrayView2<'_, bool>| mask.mapv(usize::from);
        let counts = match self.hops {
            Hops::Swapped => ways(lower, upper),
            Hops::LowerTransposed => ways(upper, lower.t()),
            Hops::UpperTransposed => ways(upper.t(), lower),
            Hops::UpperTwice => ways(upper, upper),
            Hops::Both => direct(upper) * direct(lower),
            Hops::Either => direct(upper) + direct(lower),
            Hops::OrDirect => ways(upper, lower) + direct(upper) + direct(lower),
            Hops::OrUpper => ways(upper, lower) + direct(upper),
            Hops::OrLower => ways(upper, lower) + direct(lower),
            Hops::Between => ways_between(upper, lower),
            Hops::Two | Hops::Exactly | Hops::InEightBits => ways(upper, lower),
        };
        counts.mapv(|ways| match self.hops {
            Hops::Exactly => ways % 2 == 1,
            Hops::InEightBits => ways % 256 > 0,
            _ => ways > 0,
        })
    }

    fn mask(&self, n: usize, shows: impl Fn(i64, i64) -> bool) -> Array2<bool> {
        Array2::from_shape_fn((n, n), |(i, j)| {
            let (i, j) = if self.transposed { (j, i) } else { (i, j) };
            shows(i as i64, j as i64) != self.hidden
        })
    }
}

/// How many ways lead from i through `upper` and `lower` to j.
fn ways(upper: ArrayView2<'_, bool>, lower: ArrayView2<'_, bool>) -> Array2<usize> {
    let mut ways = Array2::zeros(upper.dim());
    for ((i, k), _) in upper.indexed_iter().filter(|(_, seen)| **seen) {
        for (ways, &seen) in ways.row_mut(i).iter_mut().zip(lower.row(k)) {
            *ways += usize::from(seen);
        }
    }
    ways
}

/// As [`ways`], by positions from j to i alone.
fn ways_between(upper: ArrayView2<'_, bool>, lower: ArrayView2<'_, bool>) -> Array2<usize> {
    let mut ways = Array2::zeros(upper.dim());
    for ((i, k), _) in upper.indexed_iter().filter(|((i, k), seen)| **seen && k <= i) {
        for (j, &seen) in lower.row(k).iter().enumerate().take(k + 1) {
            ways[[i, j]] += usize::from(seen);
        }
    }
    ways
}

fn paired(pair: Pair, first: Array2<bool>, second: Array2<bool>) -> [Array2<bool>; 2] {
    match pair {
        Pair::Two => [first, second],
        Pair::Union => {
            let union = &first | &second;
            [union.clone(), union]
        }
        Pair::Swapped => [second, first],
    }
}
