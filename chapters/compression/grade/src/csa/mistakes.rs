//! The typical mistakes of `csa`: the solution with knobs, of which each mistake turns one. Here those of what is seen; those of
//! sinks, maxima and scores in `weights`.

use judge::Mistake;

use super::knobs::{Far, Knobs, Mix, Near};
use super::weights;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_sums(), of_the_window(), of_blocks(), weights::of_sinks(), weights::of_maxima(), weights::of_scores()]
        .into_iter()
        .flatten()
        .collect()
}

const ENTRIES: &str = "let entries = ndarray::concatenate![Axis(0), near, far];";
const NEAR: &str = "tokens.slice(s![(t + 1).saturating_sub(window)..=t, ..])";

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "two_softmaxes",
            "the tokens of the window and the chosen blocks have a softmax each, and the two outputs are added. Then the weights of a \
             query can sum to 2, and a block does not compete with a token. Put the entries of both kinds into one sum.",
            |k| k.mix = Mix::Added,
        ),
        Mistake::new(
            "two_softmaxes_averaged",
            "the tokens of the window and the chosen blocks have a softmax each, and the mean of the two outputs is taken: each side \
             gets half of the attention, whatever its scores say. Put the entries of both kinds into one sum.",
            |k| k.mix = Mix::Averaged,
        ),
    ]
}

fn of_the_window() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "window_one_more",
            "the window has one token too many: it reaches back to t − window. Counting the own token, the oldest of `window` tokens is \
             t − window + 1.",
            |k| k.near = Near::OneMore,
        )
        .edit(NEAR, "tokens.slice(s![t.saturating_sub(window)..=t, ..])"),
        Mistake::<Knobs>::new(
            "window_one_fewer",
            "the window has one token too few: its oldest is missing. Counting the own token, the oldest of `window` tokens is \
             t − window + 1.",
            |k| k.near = Near::OneFewer,
        )
        .edit(NEAR, "tokens.slice(s![(t + 2).saturating_sub(window).min(t + 1)..=t, ..])"),
        Mistake::<Knobs>::new(
            "window_before_own",
            "the window is the `window` tokens before the query, without its own. The own token is one of them, the newest.",
            |k| k.near = Near::Before,
        )
        .edit(NEAR, "tokens.slice(s![t.saturating_sub(window)..t, ..])"),
        Mistake::<Knobs>::new(
            "own_token_hidden",
            "the query does not see its own token, and the others of its window it does. The own token belongs to the window.",
            |k| k.near = Near::WithoutOwn,
        )
        .edit(NEAR, "tokens.slice(s![(t + 1).saturating_sub(window)..t, ..])"),
        Mistake::<Knobs>::new(
            "future_visible",
            "the window has no upper end: a query sees the tokens after its own, too. It ends with the own token.",
            |k| k.near = Near::NoEnd,
        )
        .edit(NEAR, "tokens.slice(s![(t + 1).saturating_sub(window).., ..])"),
        Mistake::<Knobs>::new(
            "window_on_both_sides",
            "the window reaches as far forward as it reaches back. It ends with the own token.",
            |k| k.near = Near::BothSides,
        )
        .edit(
            NEAR,
            "tokens.slice(s![(t + 1).saturating_sub(window)..(t + window).min(tokens.nrows()), ..])",
        ),
        Mistake::<Knobs>::new(
            "no_window",
            "a query sees all tokens up to its own. Of these only the last `window` stay; what lies further back, it sees in blocks.",
            |k| k.near = Near::AllBefore,
        )
        .edit(NEAR, "tokens.slice(s![..=t, ..])"),
        Mistake::<Knobs>::new(
            "all_tokens_visible",
            "every query sees every token, those after its own too. It sees the last `window` that end with its own.",
            |k| k.near = Near::All,
        )
        .edit(NEAR, "tokens.slice(s![.., ..])"),
        Mistake::<Knobs>::new(
            "tokens_ignored",
            "a query sees its chosen blocks alone. The tokens of its window belong to the same softmax.",
            |k| k.near = Near::Nothing,
        )
        .edit(NEAR, "tokens.slice(s![..0, ..])"),
        Mistake::<Knobs>::new(
            "window_of_the_last",
            "every query gets the last `window` tokens of the text, which is right for the last query alone, the only one there is when \
             tokens are written one by one. Query t has a window that ends with row t.",
            |k| k.near = Near::LastOfText,
        )
        .edit(NEAR, "tokens.slice(s![tokens.nrows().saturating_sub(window).., ..])"),
        Mistake::<Knobs>::new(
            "chunks",
            "the text is cut into pieces of `window` tokens, and a query sees its own piece from the start. A window slides: it has \
             `window` tokens wherever there are so many.",
            |k| k.near = Near::Chunk,
        )
        .edit(NEAR, "tokens.slice(s![t / window * window..=t, ..])"),
        Mistake::new(
            "padding_counts",
            "near the start, where the window is wider than what there is, the missing tokens count as rows of zeros: each has score 0 \
             and so the weight exp(0). There are fewer entries then, and nothing in their place.",
            |k| k.near = Near::Padded,
        ),
        Mistake::new(
            "first_token_repeats",
            "near the start, where the window is wider than what there is, the first token counts several times, as when an index \
             stops at 0. There are fewer entries then.",
            |k| k.near = Near::FirstRepeats,
        ),
        Mistake::<Knobs>::new(
            "first_token_missing",
            "where the window would begin before the text, it begins at token 1: token 0 is missing. t − window has stopped at 0 before \
             1 is added. Add first: (t + 1).saturating_sub(window).",
            |k| k.near = Near::WithoutFirst,
        )
        .edit(NEAR, "tokens.slice(s![t.saturating_sub(window) + 1..=t, ..])"),
        Mistake::<Knobs>::new(
            "window_underflows",
            "the place where the window begins is computed by a subtraction of whole numbers without a sign, which stops near the start, where \
             there are fewer tokens than the window has. (t + 1).saturating_sub(window) ends at 0.",
            |k| k.near = Near::Underflows,
        )
        .edit(NEAR, "tokens.slice(s![t + 1 - window..=t, ..])"),
        Mistake::new(
            "first_token_is_sink",
            "every query sees token 0, too: that would be a sink that is a token. This sink is a number for each head, and brings no \
             value.",
            |k| k.near = Near::FirstToo,
        ),
    ]
}

fn of_blocks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "blocks_ignored",
            "the chosen blocks have no weight: a query sees its window alone. They belong to the same softmax.",
            |k| k.far = Far::Nothing,
        )
        .edit(ENTRIES, "let entries = near.to_owned();"),
        Mistake::<Knobs>::new(
            "all_blocks",
            "every query sees every block. It sees those that `chosen[t]` names: a block may not be complete yet when t is read.",
            |k| k.far = Far::All,
        )
        .edit("blocks.select(Axis(0), chosen)", "blocks"),
        Mistake::<Knobs>::new(
            "blocks_of_everyone",
            "every query sees what any query has chosen, as when all chosen entries are gathered into one array for all. Query t sees \
             those of `chosen[t]` alone.",
            |k| k.far = Far::Everyones,
        ),
        Mistake::new("blocks_of_first", "every query sees the blocks that query 0 has chosen. Each has a list of its own.", |k| {
            k.far = Far::OfFirst;
        }),
        Mistake::new(
            "blocks_of_last",
            "every query sees the blocks that the last query has chosen. Each has a list of its own.",
            |k| k.far = Far::OfLast,
        ),
        Mistake::new(
            "lists_of_heads",
            "the lists are taken for those of the heads: head h sees the blocks of `chosen[h]`. They belong to the queries, and a \
             query's list serves all its heads.",
            |k| k.far = Far::OfHead,
        ),
        Mistake::new(
            "blocks_not_chosen",
            "a query sees the blocks that its list does not name. The list says what is seen, not what is hidden.",
            |k| k.far = Far::Others,
        ),
        Mistake::<Knobs>::new(
            "as_many_blocks",
            "a query sees as many blocks as its list has, but the first ones. The list holds their numbers.",
            |k| k.far = Far::AsMany,
        )
        .edit("blocks.select(Axis(0), chosen)", "blocks.slice(s![..chosen.len(), ..])"),
        Mistake::new(
            "blocks_up_to_largest",
            "a query sees all blocks up to the largest number of its list. It sees those that are in the list, and not the ones between.",
            |k| k.far = Far::UpToLargest,
        ),
        Mistake::new(
            "blocks_between",
            "a query sees all blocks from the smallest to the largest number of its list. It sees those that are in the list, and not \
             the ones between.",
            |k| k.far = Far::Range,
        ),
        Mistake::new(
            "binary_search",
            "whether a block is chosen is found by binary search, which misses some: the lists come in any order. `contains` looks at \
             all.",
            |k| k.far = Far::BySearch,
        ),
        Mistake::<Knobs>::new("one_block", "a query sees the first block of its list alone. All in the list are chosen.", |k| {
            k.far = Far::OnlyFirst;
        })
        .edit("blocks.select(Axis(0), chosen)", "blocks.select(Axis(0), &chosen[..chosen.len().min(1)])"),
        Mistake::<Knobs>::new("last_block_missing", "the last block of a list is left out. All in the list are chosen.", |k| {
            k.far = Far::WithoutLast;
        })
        .edit(
            "blocks.select(Axis(0), chosen)",
            "blocks.select(Axis(0), &chosen[..chosen.len().saturating_sub(1)])",
        ),
        Mistake::new(
            "lists_filled_with_block_0",
            "lists that are shorter than the longest are filled up, and block 0 counts once for each place that is filled: a number for \
             \"nothing\" has become 0 where rows are gathered. What fills a list must be hidden, or not be there.",
            |k| k.far = Far::FilledWithFirst,
        ),
        Mistake::new(
            "queries_without_blocks_skipped",
            "a query that has chosen no block gives zeros. It still has its window, and the sink.",
            |k| k.far = Far::NeedsOne,
        ),
        Mistake::new(
            "lists_filled_with_zeros",
            "lists that are shorter than the longest are filled up with rows of zeros, which count: each has score 0 and so the weight \
             exp(0). What fills a list must be hidden, or not be there.",
            |k| k.far = Far::FilledWithZeros,
        ),
        Mistake::<Knobs>::new(
            "blocks_are_tokens",
            "the numbers of `chosen` are taken for those of tokens: rows of `tokens` are attended to. They are rows of `blocks`.",
            |k| k.far = Far::AsTokens,
        )
        .edit("blocks.select(Axis(0), chosen)", "tokens.select(Axis(0), chosen)"),
    ]
}
