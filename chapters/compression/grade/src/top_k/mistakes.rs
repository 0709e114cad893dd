//! The typical mistakes of `top_k`.

use judge::{Mistake, slips};

use super::bent::{Hides, Key, Knobs, Says, Sees, Takes};

const VISIBLE: &str = "(first + i + 1) / block";
const COMPARED: &str = "scores[b].partial_cmp(&scores[a]).expect(\"a visible score is a number\")";
const TRUNCATED: &str = "blocks.truncate(k);";
const BLOCKS: &str = "(0..visible).collect()";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all = of_what_is_seen();
    all.extend(of_what_is_hidden());
    all.extend(of_what_is_taken());
    all.extend(of_equals());
    all.extend(of_lists());
    all
}

fn of_what_is_seen() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_block_late",
            "a query sees ⌊position/block⌋ blocks: the last token of a block does not see the block that it completes. With positions \
             from 0 there are position + 1 tokens so far, and ⌊(position + 1)/block⌋ blocks are complete.",
            |k| k.sees = Sees::OwnLate,
        )
        .edit(VISIBLE, "(first + i) / block"),
        Mistake::<Knobs>::new(
            "incomplete_block",
            "a query sees the block that it stands in before its last token is there: ⌊position/block⌋ + 1. What is known of that block \
             holds tokens that come later.",
            |k| k.sees = Sees::Incomplete,
        )
        .edit(VISIBLE, "(first + i + 1).div_ceil(block)"),
        Mistake::<Knobs>::new(
            "one_block_ahead",
            "a query sees one block more than are complete, always. What is known of that block holds tokens that come later.",
            |k| k.sees = Sees::OneAhead,
        )
        .edit(VISIBLE, "(first + i + 1) / block + 1"),
        Mistake::<Knobs>::new(
            "ignores_first",
            "queries are counted from position 0, and `first` is ignored. With a cache the first query of a call stands behind all that \
             came before.",
            |k| k.sees = Sees::FromZero,
        )
        .edit(VISIBLE, "(i + 1) / block"),
        Mistake::<Knobs>::new(
            "position_as_float",
            "the position is divided as an f32, which has 24 bits: far into a text the token before the last of a block counts as the \
             last. Divide whole numbers.",
            |k| k.sees = Sees::InFloats,
        )
        .edit(VISIBLE, "((first + i + 1) as f32 / block as f32) as usize"),
        Mistake::<Knobs>::new("sees_all", "every query chooses among all columns, those of later blocks too.", |k| {
            k.sees = Sees::All;
        })
        .edit(VISIBLE, "scores.len()"),
        Mistake::new(
            "sees_as_last",
            "all queries see as many blocks as the last one of the call. Each has a position of its own.",
            |k| k.sees = Sees::AsLast,
        ),
        Mistake::<Knobs>::new(
            "sees_as_first",
            "all queries see as many blocks as the first one of the call. Each has a position of its own.",
            |k| k.sees = Sees::AsFirst,
        )
        .edit(VISIBLE, "(first + 1) / block"),
    ]
}

fn of_what_is_hidden() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "chosen_then_hidden",
            "the k best of all columns are chosen, and what is not seen is dropped afterwards. Later blocks take places that seen ones \
             then miss. Hide first, then choose.",
            |k| k.hides = Hides::ChoosesFirst,
        ),
        Mistake::new(
            "hidden_compared",
            "what is not seen takes part in the sort, and is dropped after it. It can be NaN, which has no place in an order: partial_cmp \
             gives None for it, and a sort that takes it for equal may leave the others unsorted. Drop what is not seen before the sort.",
            |k| k.hides = Hides::SortsFirst,
        ),
        Mistake::new(
            "filled_with_hidden",
            "where fewer than k blocks are seen, hidden ones fill the list: however low their scores are made, they are chosen when \
             nothing else is left. A list is no longer than what is seen.",
            |k| k.fills = true,
        ),
        Mistake::new(
            "masked_as_low",
            "hidden scores become a finite number, such as −10⁹. Scores go down to −10³⁰ here, and where those that are seen lie below \
             it, hidden blocks are chosen before them. −∞ lies below all; not to list them at all is better.",
            |k| k.hides = Hides::Low,
        ),
        Mistake::new(
            "masked_as_zero",
            "hidden scores become 0, as by a product with a mask of zeros and ones. 0 lies above every negative score, so that hidden \
             blocks are chosen before those. (And 0 times NaN is NaN.) −∞ lies below all; not to list them at all is better.",
            |k| k.hides = Hides::Zero,
        ),
        Mistake::new(
            "mask_added",
            "scores are hidden by adding −∞ to them. NaN + −∞ is NaN, and so is ∞ − ∞: what is hidden and no number still takes part \
             in the comparison. Replace it, or do not list it.",
            |k| k.hides = Hides::Adds,
        ),
    ]
}

fn of_what_is_taken() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_clamped",
            "the first k are cut out of a list that can be shorter. A query that sees fewer than k blocks takes all of them.",
            |k| k.takes = Takes::NotClamped,
        )
        .edit(TRUNCATED, "let mut blocks = blocks[..k].to_vec();"),
        Mistake::<Knobs>::new("one_more", "k + 1 blocks are taken instead of k.", |k| k.takes = Takes::OneMore)
            .edit(TRUNCATED, "blocks.truncate(k + 1);"),
        Mistake::<Knobs>::new("one_fewer", "k − 1 blocks are taken instead of k.", |k| k.takes = Takes::OneFewer)
            .edit(TRUNCATED, "blocks.truncate(k - 1);"),
        Mistake::new(
            "newest_forced",
            "the newest block that a query sees always has a place. Here scores alone decide. (What is near, a model of this kind sees \
             through a window beside the chosen blocks.)",
            |k| k.takes = Takes::NewestForced,
        ),
        Mistake::new(
            "newest_added",
            "the newest block that a query sees is added to the k best. Here scores alone decide, and there are k places.",
            |k| k.takes = Takes::NewestAdded,
        ),
        Mistake::new(
            "first_forced",
            "block 0 always has a place, as a sink would. Here scores alone decide.",
            |k| k.takes = Takes::FirstForced,
        ),
        Mistake::<Knobs>::new("smallest", "the blocks with the smallest scores are taken: the sort is the wrong way round.", |k| {
            k.takes = Takes::Smallest;
        })
        .edit("scores[b].partial_cmp(&scores[a])", "scores[a].partial_cmp(&scores[b])"),
        Mistake::<Knobs>::new(
            "absolute",
            "scores are compared without their sign. One far below 0 says that the block is not wanted.",
            |k| k.key = Key::Absolute,
        )
        .edit("scores[b].partial_cmp(&scores[a])", "scores[b].abs().partial_cmp(&scores[a].abs())"),
        Mistake::<Knobs>::new(
            "rounded",
            "scores become whole numbers before they are compared, so that those with the same whole part count as equal. Floats \
             compare as they are, with partial_cmp.",
            |k| k.key = Key::Rounded,
        )
        .edit(COMPARED, "(scores[b] as i64).cmp(&(scores[a] as i64))"),
        Mistake::<Knobs>::new(
            "only_positive",
            "only blocks whose score is above 0 are taken. All that a query sees take part: where fewer are above 0 than k, others have the \
             places that are left.",
            |k| k.takes = Takes::OnlyPositive,
        )
        .edit(BLOCKS, "(0..visible).filter(|&s| scores[s] > 0.0).collect()"),
        Mistake::new(
            "taken_as_zero",
            "the largest is taken time after time, and gets a score of 0 when it is taken. Where all others lie below 0 it is the largest \
             again. Remember what is taken, or give it −∞.",
            |k| k.takes = Takes::TakenAsZero,
        ),
        Mistake::<Knobs>::new(
            "first_blocks",
            "the first k blocks are taken, whatever their scores: those that are cut off are not sorted by score, or are sorted by number \
             before they are cut.",
            |k| k.takes = Takes::First,
        )
        .edit("(|&a, &b| scores[b].partial_cmp(&scores[a]).expect(\"a visible score is a number\"))", "(|_, _| std::cmp::Ordering::Equal)"),
        Mistake::<Knobs>::new(
            "most_recent",
            "the k newest blocks are taken, whatever their scores: that is a window.",
            |k| k.takes = Takes::MostRecent,
        )
        .edit(COMPARED, "b.cmp(&a)"),
        Mistake::<Knobs>::new(
            "k_in_tokens",
            "k is read as a number of tokens, so that k/block blocks are taken. It is the number of blocks.",
            |k| k.takes = Takes::KInTokens,
        )
        .edit(TRUNCATED, "blocks.truncate(k / block);"),
    ]
}

fn of_equals() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal scores the later block is taken first, as by a reversed sort, or by a comparison with ≥ that goes on. The earlier \
             one is first: sort from large to small with a stable sort.",
            |k| k.takes = Takes::LastOfEquals,
        )
        .edit(BLOCKS, "(0..visible).rev().collect()"),
        Mistake::<Knobs>::new(
            "unstable_sort",
            "the sort is not stable: among many equal scores any may be taken first. That of the earlier block is; sort_by is stable, \
             sort_unstable_by and select_nth_unstable_by are not.",
            |k| k.takes = Takes::Unstable,
        )
        .edit("blocks.sort_by(", "blocks.sort_unstable_by("),
        Mistake::<Knobs>::new(
            "minus_zero",
            "total_cmp puts −0 below 0. As numbers they are equal, and the earlier block is taken first: compare with partial_cmp.",
            |k| k.key = Key::Bits,
        )
        .edit(COMPARED, "scores[b].total_cmp(&scores[a])"),
        Mistake::new(
            "first_that_reach",
            "the first k blocks are taken whose score reaches that of the last place. Where several are equal to it, these can come before \
             larger ones, which then find no room.",
            |k| k.takes = Takes::FirstReaching,
        ),
        Mistake::new(
            "all_of_equal",
            "every block is taken whose score reaches that of the last place: with equal scores these are more than k.",
            |k| k.takes = Takes::AllOfEqual,
        ),
        Mistake::new(
            "strictly_above",
            "only blocks are taken whose score is above that of the last place, which is then empty; with equal scores, several are.",
            |k| k.takes = Takes::StrictlyAbove,
        ),
    ]
}

fn of_lists() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "as_scored",
            "the chosen blocks are listed in the order of their scores. The lists are in ascending order of blocks.",
            |k| k.says = Says::AsScored,
        )
        .edit("        blocks.sort_unstable();\n", ""),
        Mistake::<Knobs>::new(
            "first_tokens",
            "the lists say where the chosen blocks begin, as positions of tokens. They say which blocks these are.",
            |k| k.says = Says::FirstTokens,
        )
        .edit("blocks.sort_unstable();\n", "blocks.sort_unstable();\n        blocks.iter_mut().for_each(|s| *s *= block);\n"),
        Mistake::new(
            "last_query_for_all",
            "all queries get the blocks that the last one has chosen. Each chooses for itself, among what it sees.",
            |k| k.last_for_all = true,
        ),
        Mistake::<Knobs>::new(
            "columns_as_queries",
            "the columns are taken for the queries. A row belongs to a query: scores are (n, blocks).",
            |k| k.columns = true,
        )
        .edit("scores.rows()", "scores.columns()"),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}
