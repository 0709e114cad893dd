//! The typical mistakes of `budget`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::knobs::{Far, Kept, Keys, Knobs, Layers, Near};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_windows(), of_blocks(), of_layers(), of_the_cache(), super::of_flops::mistakes()]
        .into_iter()
        .flatten()
        .collect()
}

const BLOCKS: &str = "tokens.checked_div(layers.block).unwrap_or(0)";
const KEPT: &str = "of_the_text(layers, tokens) * (layers.entry_bytes + layers.key_bytes)";

fn of_windows() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "window_always_full",
            "a layer is counted with `window` entries while there are fewer tokens. It has min(window, tokens).",
            |k| k.near = Near::Window,
        ),
        Mistake::new(
            "window_ignored",
            "a layer with a window is counted with an entry for every token. It keeps those of the last `window` only.",
            |k| k.near = Near::Text,
        ),
        Mistake::new(
            "window_missing",
            "the entries of the window are not counted. Each of the last tokens has one, beside those of the blocks.",
            |k| k.near = Near::Nothing,
        ),
        Mistake::new(
            "window_one_more",
            "a full window is counted with one entry too many. The own token is one of its `window`.",
            |k| {
                k.near = Near::OneMore;
            },
        ),
        Mistake::new("window_one_fewer", "a full window is counted with one entry too few.", |k| {
            k.near = Near::OneFewer
        }),
        Mistake::new(
            "larger_of_both",
            "of the window and the tokens the larger is taken. It is the smaller.",
            |k| {
                k.near = Near::Larger;
            },
        ),
        Mistake::new(
            "window_only_without_blocks",
            "where a layer has blocks its window is not counted. Layers of DeepSeek-V4 have both.",
            |k| k.near = Near::Instead,
        ),
        Mistake::new(
            "window_in_blocks",
            "the window is read as a number of blocks. It is one of tokens.",
            |k| k.near = Near::Blocks,
        ),
    ]
}

fn of_blocks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "incomplete_block",
            "a block that lacks tokens is counted. It has no entry until its last token is there: round down.",
            |k| k.far = Far::RoundedUp,
        )
        .edit(BLOCKS, "if layers.block == 0 { 0 } else { tokens.div_ceil(layers.block) }"),
        Mistake::<Knobs>::new("rounded_to_nearest", "the number of blocks is rounded to the nearest. Only complete ones have an entry.", |k| {
            k.far = Far::Nearest;
        })
        .edit(BLOCKS, "if layers.block == 0 { 0 } else { (tokens + layers.block / 2) / layers.block }"),
        Mistake::<Knobs>::new(
            "one_block_more",
            "a block more is counted than are complete, also where none is begun. Only complete ones have an entry.",
            |k| k.far = Far::OneMore,
        )
        .edit(BLOCKS, "if layers.block == 0 { 0 } else { tokens / layers.block + 1 }"),
        Mistake::<Knobs>::new(
            "entry_for_each_token",
            "every token has an entry of its own in what is kept of the whole text. `block` tokens have one in common.",
            |k| k.far = Far::EachToken,
        )
        .edit(BLOCKS, "if layers.block == 0 { 0 } else { tokens }"),
        Mistake::<Knobs>::new(
            "nothing_as_each_token",
            "where `block` is 0 every token is counted, as where it is 1. With 0, nothing is kept beside the window.",
            |k| k.far = Far::NoneIsOne,
        )
        .edit(BLOCKS, "tokens / layers.block.max(1)"),
        Mistake::<Knobs>::new(
            "divides_by_zero",
            "where `block` is 0 the answer divides by zero. Nothing is kept of the whole text then.",
            |k| k.far = Far::DividesByZero,
        )
        .edit(BLOCKS, "tokens / layers.block"),
        Mistake::new(
            "blocks_behind_the_window",
            "only tokens that have left the window are counted in blocks. A block has its entry as soon as it is complete; recent tokens are kept twice.",
            |k| k.far = Far::BehindWindow,
        ),
        Mistake::<Knobs>::new(
            "block_one_token_late",
            "a block is counted one token after it is complete: ⌊(tokens − 1) / block⌋.",
            |k| k.far = Far::OneTokenFewer,
        )
        .edit(BLOCKS, "if layers.block == 0 { 0 } else { tokens.saturating_sub(1) / layers.block }"),
        Mistake::new(
            "window_or_blocks",
            "a layer with a window is counted without its blocks. It has both.",
            |k| k.far = Far::Instead,
        ),
        Mistake::<Knobs>::new("blocks_missing", "what is kept of the whole text is not counted, only the window.", |k| {
            k.far = Far::Nothing;
        })
        .edit(BLOCKS, "0 * tokens * layers.block"),
    ]
}

fn of_layers() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new("one_of_each", "one layer of each kind is counted. There are `count`.", |k| {
            k.layers = Layers::OneOfEach;
        }),
        Mistake::new("first_kind", "only the first kind of layers is counted. Add up all of them.", |k| {
            k.layers = Layers::First;
        }),
        Mistake::new(
            "last_kind",
            "only the last kind of layers is counted: each takes the place of the one before. Add them up.",
            |k| {
                k.layers = Layers::Last;
            },
        ),
        Mistake::new(
            "all_like_the_first",
            "all layers are counted as if they were of the first kind.",
            |k| {
                k.layers = Layers::LikeFirst;
            },
        ),
        Mistake::new(
            "count_of_the_window",
            "only the window's entries are multiplied by `count`; what belongs to the whole text is there once. Brackets around the sum.",
            |k| k.layers = Layers::CountOfWindow,
        ),
        Mistake::new(
            "count_of_the_text",
            "only what belongs to the whole text is multiplied by `count`; the window's entries are there once. Brackets around the sum.",
            |k| k.layers = Layers::CountOfText,
        ),
    ]
}

fn of_the_cache() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "keys_not_kept",
            "the keys by which entries are chosen are not counted. They are kept beside the entries: without them nothing could be chosen.",
            |k| k.keys = Keys::None,
        )
        .edit(KEPT, "of_the_text(layers, tokens) * layers.entry_bytes"),
        Mistake::new(
            "key_for_each_token",
            "a key is counted for each token. There is one for each entry of the whole text, so for each block.",
            |k| k.keys = Keys::EachToken,
        ),
        Mistake::new(
            "keys_of_the_window",
            "the entries of the window are counted with a key each. They are read without a choice and have none.",
            |k| k.keys = Keys::WindowToo,
        ),
        Mistake::new(
            "keys_of_the_chosen",
            "as many keys are counted as entries are chosen. Every entry has one: the next token may choose others.",
            |k| k.keys = Keys::Chosen,
        ),
        Mistake::new(
            "only_chosen_kept",
            "of the whole text only as many entries are counted in the cache as are chosen. All are kept: the next token may choose others.",
            |k| k.kept = Kept::Chosen,
        ),
        Mistake::new(
            "keys_and_values",
            "entries are counted twice in the cache, as keys and as values. `entry_bytes` is all that is kept of an entry.",
            |k| k.kept = Kept::Twice,
        ),
        Mistake::new(
            "rounded_bytes_of_a_token",
            "the bytes of an entry are divided by `block` first, rounded down, and then multiplied by the tokens. Count complete blocks, and multiply by the bytes \
             of each.",
            |k| k.kept = Kept::BytesOfToken,
        ),
        Mistake::new(
            "divided_last",
            "the bytes of all tokens are divided by `block` at the end, so that a block that is begun counts in part. Count complete blocks first.",
            |k| k.kept = Kept::DividedLast,
        ),
    ]
}
