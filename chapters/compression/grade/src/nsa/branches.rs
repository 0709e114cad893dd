//! The typical mistakes of `nsa` in what the branches read, and with which weights.

use judge::Mistake;

use super::knobs::{Empty, Knobs, Near, Pool, Reads, Scale, Sees, Shift};

const COMPLETE: &str = "let complete = (t + 1) / block;";
const NEAR: &str = "(t + 1).saturating_sub(window)..=t";
const ROOT: &str = "(query.len() as f32).sqrt()";
const LARGEST: &str = "scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score))";

pub(super) fn of_compressed() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_block_late",
            "⌊t/block⌋ compressed blocks are seen: the last token of a block does not see the block that it completes. With t from 0 there are \
             t + 1 tokens so far, and ⌊(t + 1)/block⌋ blocks are complete.",
            |k| k.sees = Sees::Late,
        )
        .edit(COMPLETE, "let complete = t / block;"),
        Mistake::new(
            "incomplete_block",
            "a query sees the compressed block that it stands in before that is complete. It sees ⌊(t + 1)/block⌋ of them.",
            |k| k.sees = Sees::Own,
        ),
        Mistake::new(
            "all_compressed",
            "every query sees all compressed blocks, later ones too. It sees ⌊(t + 1)/block⌋ of them.",
            |k| k.sees = Sees::All,
        ),
        Mistake::new(
            "nothing_is_nan",
            "where no block is complete, a softmax of nothing is taken: 0/0. The branch gives zeros there, and none of the two others may suffer.",
            |k| k.empty = Empty::Nan,
        ),
        Mistake::new(
            "nothing_panics",
            "where no block is complete, the answer panics. The branch gives zeros there.",
            |k| k.empty = Empty::Panics,
        ),
        Mistake::new(
            "nothing_is_mean",
            "where no block is complete, the branch gives a mean of all values, as a softmax does of scores that are all the same finite number. \
             It gives zeros there.",
            |k| k.empty = Empty::MeanOfAll,
        ),
        Mistake::new("sum_of_tokens", "a block becomes the sum of its tokens. It becomes their mean.", |k| k.pool = Pool::Sum),
        Mistake::new(
            "largest_of_tokens",
            "a block becomes the largest of its tokens in each channel. It becomes their mean.",
            |k| k.pool = Pool::Largest,
        ),
        Mistake::new("first_of_tokens", "a block becomes its first token. It becomes the mean of its tokens.", |k| {
            k.pool = Pool::First;
        }),
        Mistake::new("last_of_tokens", "a block becomes its last token. It becomes the mean of its tokens.", |k| {
            k.pool = Pool::Last;
        }),
        Mistake::new(
            "values_not_pooled",
            "keys become means, and the value of a block is that of its last token. Both become means.",
            |k| k.pool = Pool::KeysOnly,
        ),
    ]
}

pub(super) fn of_selected() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "future_of_own_block",
            "of the own block tokens that come later are read, too. Of chosen blocks the tokens up to t are seen.",
            |k| k.reads = Reads::Future,
        ),
        Mistake::new(
            "selected_pooled",
            "the chosen blocks are read as means. They are chosen by their means, and read token by token.",
            |k| k.reads = Reads::Pooled,
        ),
        Mistake::new(
            "own_token_hidden",
            "in chosen blocks the tokens before t are read, and not token t itself. It is seen.",
            |k| k.reads = Reads::WithoutOwn,
        ),
        Mistake::new(
            "selected_without_window",
            "tokens of the window are left out of the chosen blocks. A token can be in both branches, and counts in both.",
            |k| k.reads = Reads::WithoutWindow,
        ),
        Mistake::new(
            "masked_as_low",
            "tokens that are not seen get a finite score, such as −1000. Where those that are seen lie as low, the others get weight. Leave them out, \
             or give them −∞.",
            |k| k.reads = Reads::Masked,
        ),
    ]
}

pub(super) fn of_the_window() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "window_one_more",
            "the window has one token too many: it reaches back to t − window. Counting the own token, the oldest of `window` tokens is \
             t − window + 1.",
            |k| k.near = Near::OneMore,
        )
        .edit(NEAR, "t.saturating_sub(window)..=t"),
        Mistake::<Knobs>::new(
            "window_one_fewer",
            "the window has one token too few. Counting the own token, the oldest of `window` tokens is t − window + 1.",
            |k| k.near = Near::OneFewer,
        )
        .edit(NEAR, "(t + 2).saturating_sub(window).min(t + 1)..=t"),
        Mistake::<Knobs>::new(
            "window_before_own",
            "the window is the `window` tokens before the query, without its own. The own token is one of them, the newest.",
            |k| k.near = Near::Before,
        )
        .edit(NEAR, "t.saturating_sub(window)..t"),
        Mistake::<Knobs>::new("no_window_end", "the window has all tokens up to t. It has the last `window`.", |k| {
            k.near = Near::All;
        })
        .edit(NEAR, "0..=t"),
        Mistake::new(
            "window_on_both_sides",
            "the window reaches as far forward as it reaches back. It ends with the own token.",
            |k| k.near = Near::BothSides,
        ),
        Mistake::<Knobs>::new(
            "window_underflows",
            "the place where the window begins is computed by a subtraction of whole numbers without a sign, which stops near the start. \
             (t + 1).saturating_sub(window) ends at 0.",
            |k| k.near = Near::Underflows,
        )
        .edit(NEAR, "t + 1 - window..=t"),
        Mistake::new(
            "window_of_blocks",
            "the window is counted in blocks. It has `window` tokens.",
            |k| k.near = Near::Blocks,
        ),
    ]
}

pub(super) fn of_products() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_scale", "the products are not divided by √d.", |k| k.scale = Scale::Nothing).edit(ROOT, "1.0"),
        Mistake::new(
            "no_scale_in_compressed",
            "products with compressed blocks are not divided by √d. The paper's formula of these weights leaves the divisor out; here it is there in all \
             three branches.",
            |k| k.scale = Scale::NothingCompressed,
        ),
        Mistake::new(
            "no_scale_in_tokens",
            "products with tokens are not divided by √d, and those with compressed blocks are. The divisor is there in all three branches.",
            |k| k.scale = Scale::NothingOfTokens,
        ),
        Mistake::<Knobs>::new("scale_by_width", "the products are divided by d instead of √d.", |k| k.scale = Scale::Width)
            .edit(ROOT, "(query.len() as f32)"),
        Mistake::<Knobs>::new(
            "scale_of_values",
            "the products are divided by the root of the width of values. It is that of queries and keys.",
            |k| k.scale = Scale::OfValues,
        )
        .edit(ROOT, "(values.ncols() as f32).sqrt()"),
        Mistake::new(
            "scale_of_group",
            "the products are divided by the root of the width of all heads of a group together. A head has width d.",
            |k| k.scale = Scale::OfGroup,
        ),
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of products themselves. Near 1000 they overflow, near −1000 they underflow to 0/0: subtract the largest first.",
            |k| k.shift = Shift::Nothing,
        )
        .edit(LARGEST, "0.0"),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "what is subtracted is never below 0, as when the search for the maximum starts at 0: near −1000 every exponential underflows. \
             Start at f32::NEG_INFINITY.",
            |k| k.shift = Shift::FromZero,
        )
        .edit(LARGEST, "scores.fold(0.0_f32, |most, &score| most.max(score))"),
        Mistake::<Knobs>::new(
            "max_of_magnitude",
            "what is subtracted is the largest absolute value. Products far below zero underflow: the largest product is meant.",
            |k| k.shift = Shift::OfMagnitude,
        )
        .edit(LARGEST, "scores.fold(0.0_f32, |most, &score| most.max(score.abs()))"),
        Mistake::new(
            "max_of_hidden_too",
            "the largest product is taken over tokens that are not seen, too. Where one of these is far above, every exponential underflows. Take the \
             maximum of what is seen.",
            |k| k.shift = Shift::OfHiddenToo,
        ),
        Mistake::<Knobs>::new(
            "max_is_first",
            "the first product is subtracted, whether or not it is the largest. Where another lies far above it, exp overflows.",
            |k| k.shift = Shift::OfFirst,
        )
        .edit(LARGEST, "scores[0]"),
        Mistake::new(
            "max_of_one_branch",
            "one maximum, that of the first branch, is subtracted in all three. Where another branch lies far above or below it, that one overflows or \
             underflows. Each softmax has its own.",
            |k| k.shift = Shift::Shared,
        ),
        Mistake::<Knobs>::new(
            "low_products_skipped",
            "tokens whose products are 10 or more below the largest are left out. Each of them adds little, and many of them do not.",
            |k| k.skips_low = true,
        ),
    ]
}
