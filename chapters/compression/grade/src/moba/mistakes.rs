//! The typical mistakes of `moba`: the solution with knobs, of which each mistake turns one. Here those of `choose`; those of `attend` in
//! `of_attending`.

use judge::{Mistake, slips};

use super::knobs::{Among, Chooser, Gate, Knobs, Own, Says, Takes};
use super::of_attending;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut mistakes: Vec<Mistake<Knobs>> =
        [of_the_own_block(), of_what_competes(), of_gates(), of_taking(), of_lists()]
            .into_iter()
            .flatten()
            .collect();
    mistakes.extend(of_attending::mistakes());
    mistakes.push(slips::assumes_contiguous(|k| k.contiguous = true));
    mistakes.push(slips::memory_order(|k| k.memory_order = true));
    mistakes
}

const BLOCKS: &str = "(0..own).collect();\n        // A";
const COMPARED: &str = "gates[b].partial_cmp(&gates[a]).expect(\"a gate is a number\")";
const TRUNCATED: &str = "blocks.truncate(k - 1);";
const MEANS: &str = "queries.dot(&mean_pool(keys, block).t())";

fn of_the_own_block() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "own_block_competes",
            "the own block competes with the mean of its keys, and may lose. Beside that this mean holds keys of tokens after the query: the choice \
             looks into the future. The own block is chosen without a gate.",
            |k| k.own = Own::Competes,
        ),
        Mistake::new(
            "own_block_competes_so_far",
            "the own block competes with the mean of its keys up to the query, and may lose. It is chosen whatever its gate is.",
            |k| k.own = Own::CompetesSoFar,
        ),
        Mistake::<Knobs>::new(
            "one_block_more",
            "k blocks are chosen beside the own one. The own one is one of the k: top-3 reads two blocks of the past.",
            |k| k.own = Own::OnTop,
        )
        .edit(TRUNCATED, "blocks.truncate(k);"),
        Mistake::new(
            "own_block_missing",
            "the own block is never chosen, and k blocks before it are: as for compressed entries, of which the own one is not complete. Here tokens \
             are read, and those before the query in its own block are the nearest of all.",
            |k| k.own = Own::Missing,
        ),
        Mistake::<Knobs>::new(
            "own_block_missing_and_counted",
            "the own block is not in the list, although a place is kept for it: k − 1 blocks before it are chosen. Add it.",
            |k| k.own = Own::MissingAndFewer,
        )
        .edit("        blocks.push(own);\n", ""),
        Mistake::<Knobs>::new(
            "own_block_one_late",
            "the last token of a block is taken to stand in the next one: ⌊(t + 1) / block⌋ counts the complete blocks. Token t stands in block \
             ⌊t / block⌋.",
            |k| k.own = Own::OneLate,
        )
        .edit("let own = t / block;", "let own = (t + 1) / block;"),
        Mistake::new(
            "own_block_twice",
            "the own block competes with those before it for the k − 1 other places, although it is chosen anyway: where it wins, one block fewer is chosen, or \
             it is in the list twice.",
            |k| k.own = Own::Twice,
        ),
        Mistake::new(
            "incomplete_block_has_no_number",
            "there are only ⌊n / block⌋ blocks, and tokens of the last one, which is not complete, are counted to the one before. Token t stands in \
             block ⌊t / block⌋, complete or not.",
            |k| k.own = Own::Incomplete,
        ),
        Mistake::new(
            "own_block_by_bonus",
            "the own block is put first by a large finite gate, such as 1000. Gates above it push the own block out. Give it +∞, or leave it out and add \
             it afterwards.",
            |k| k.own = Own::Bonus,
        ),
    ]
}

fn of_what_competes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "future_competes",
            "blocks after the query's own compete, and are chosen where their gates are large. A query knows what is before it.",
            |k| k.among = Among::All,
        )
        .edit(BLOCKS, "(0..gates.len()).filter(|&b| b != own).collect();\n        // A"),
        Mistake::new(
            "future_dropped_afterwards",
            "blocks after the query's own compete, and are dropped once the choice is made. Their places stay empty: drop them first.",
            |k| k.among = Among::DroppedAfter,
        ),
        Mistake::new(
            "filled_with_the_future",
            "where there are fewer than k blocks, later ones fill the list: their gates are −∞, and the top-k takes them for lack of others. The list \
             is shorter then.",
            |k| k.among = Among::Filled,
        ),
        Mistake::new(
            "masked_as_zero",
            "later blocks get the gate 0, as by a product with a mask: they win against gates below 0. Leave them out, or give them −∞.",
            |k| k.among = Among::Zero,
        ),
        Mistake::new(
            "masked_as_low",
            "later blocks get a finite gate, such as −1000, and win where all others lie lower. Leave them out, or give them −∞.",
            |k| k.among = Among::Low,
        ),
        Mistake::new(
            "mean_query_of_block",
            "all queries of a block choose alike, by the mean of their queries. Each query chooses for itself; and the mean holds queries after \
             it.",
            |k| k.chooser = Chooser::MeanOfBlock,
        ),
        Mistake::new(
            "first_query_of_block",
            "all queries of a block get what its first query chooses. Each query chooses for itself.",
            |k| k.chooser = Chooser::FirstOfBlock,
        ),
        Mistake::new(
            "last_query_for_all",
            "all queries get the blocks that the last one has chosen. Each chooses for itself, among what is before it.",
            |k| k.chooser = Chooser::Last,
        ),
    ]
}

fn of_gates() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "largest_key",
            "a block is pooled by the largest number in each channel of its keys. That is max pooling; here it is the mean.",
            |k| k.gate = Gate::OfLargest,
        ),
        Mistake::new("first_key", "a block is judged by its first key. It is by the mean of all.", |k| {
            k.gate = Gate::OfFirst;
        }),
        Mistake::new("last_key", "a block is judged by its last key. It is by the mean of all.", |k| {
            k.gate = Gate::OfLast;
        }),
        Mistake::new(
            "best_key",
            "a block is judged by the key that fits the query best. To know that, the product with every key is needed, which is what is to be \
             saved; the gate is the product with the mean.",
            |k| k.gate = Gate::BestKey,
        ),
        Mistake::new(
            "bound_of_keys",
            "a block is judged by the largest product that a key within its channels' ends could have. That is the rule of Quest; MoBA takes the \
             mean.",
            |k| k.gate = Gate::Bound,
        ),
        Mistake::new(
            "cosine",
            "means are divided by their length before the product. A mean that is long is so because the keys of its block agree, and that counts.",
            |k| k.gate = Gate::Cosine,
        ),
        Mistake::<Knobs>::new(
            "absolute",
            "gates are compared without their sign. One far below 0 says that the block is not wanted.",
            |k| k.gate = Gate::Absolute,
        )
        .edit(COMPARED, "gates[b].abs().partial_cmp(&gates[a].abs()).expect(\"a gate is a number\")"),
        Mistake::new(
            "softmax_of_gates",
            "gates go through a softmax before they are compared. The order is the same, as long as no exponential underflows: blocks far below the largest \
             all get 0, and then the earliest wins. Compare the gates as they are.",
            |k| k.gate = Gate::Softmax,
        ),
        Mistake::<Knobs>::new(
            "sigmoid_of_gates",
            "gates go through a sigmoid before they are compared. Far from 0 it is exactly 0 or 1 in floats, and then the earliest wins. Compare \
             the gates as they are.",
            |k| k.gate = Gate::Sigmoid,
        )
        .edit(MEANS, "queries.dot(&mean_pool(keys, block).t()).mapv(|gate| 1.0 / (1.0 + (-gate).exp()))"),
        Mistake::new(
            "mean_of_all_so_far",
            "a block is judged by the mean of all keys up to its end: the sum is not begun anew with each block.",
            |k| k.gate = Gate::OfAllSoFar,
        ),
        Mistake::new(
            "tokens_dealt_out",
            "a block is made of every so many-th key, as after a reshape with the axes exchanged. A block is consecutive tokens.",
            |k| k.gate = Gate::Dealt,
        ),
    ]
}

fn of_taking() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("smallest", "the blocks with the smallest gates are chosen: the sort is the wrong way round.", |k| {
            k.takes = Takes::Smallest;
        })
        .edit(COMPARED, "gates[a].partial_cmp(&gates[b]).expect(\"a gate is a number\")"),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal gates that of the later block comes first, as by a reversed sort, or by a comparison with ≥ that goes on. The earlier one is \
             first: sort from large to small with a stable sort.",
            |k| k.takes = Takes::LastOfEquals,
        )
        .edit(BLOCKS, "(0..own).rev().collect();\n        // A"),
        Mistake::<Knobs>::new(
            "unstable_sort",
            "the sort is not stable: among many equal gates any may come first. That of the earlier block does; sort_by is stable, \
             sort_unstable_by is not.",
            |k| k.takes = Takes::Unstable,
        )
        .edit("blocks.sort_by(", "blocks.sort_unstable_by("),
        Mistake::new(
            "minus_zero",
            "total_cmp puts −0 below 0, and the sum of an iterator begins at −0. As numbers they are equal, and the earlier block comes first: compare with \
             partial_cmp.",
            |k| k.takes = Takes::Bits,
        ),
        Mistake::<Knobs>::new(
            "not_clamped",
            "the answer takes k − 1 blocks before the own one where there are fewer, and the index is out of bounds. truncate does nothing to a list \
             that is shorter.",
            |k| k.takes = Takes::NotClamped,
        )
        .edit(TRUNCATED, "let mut blocks = blocks[..k - 1].to_vec();"),
        Mistake::<Knobs>::new(
            "newest",
            "the blocks just before the own one are chosen, whatever their gates: that is a window.",
            |k| k.takes = Takes::Newest,
        )
        .edit(COMPARED, "b.cmp(&a)"),
        Mistake::<Knobs>::new(
            "first_blocks",
            "the first blocks are chosen, whatever their gates: they are not sorted by gate, or are sorted by number before they are cut.",
            |k| k.takes = Takes::First,
        )
        .edit(COMPARED, "a.cmp(&b)"),
        Mistake::<Knobs>::new("all_blocks", "every block up to the own one is chosen: k has no effect.", |k| {
            k.takes = Takes::All;
        })
        .edit(TRUNCATED, "blocks.truncate(blocks.len() + k);"),
        Mistake::<Knobs>::new(
            "one_block_fewer",
            "one block fewer is chosen than k: k − 2 and the own one.",
            |k| k.takes = Takes::OneFewer,
        )
        .edit(TRUNCATED, "blocks.truncate(k.saturating_sub(2));"),
        Mistake::<Knobs>::new(
            "only_positive",
            "only blocks whose gate is above 0 are chosen. Where fewer are above 0 than there are places, others get those that are left.",
            |k| k.takes = Takes::OnlyPositive,
        )
        .edit(BLOCKS, "(0..own).filter(|&b| gates[b] > 0.0).collect();\n        // A"),
        Mistake::new(
            "first_that_reach",
            "the first blocks are chosen whose gate reaches that of the last place. Where several are equal to it, these can come before larger ones, \
             which then find no room.",
            |k| k.takes = Takes::FirstReaching,
        ),
        Mistake::new(
            "all_of_equal",
            "every block is chosen whose gate reaches that of the last place: with equal gates these are more than k.",
            |k| k.takes = Takes::AllOfEqual,
        ),
        Mistake::<Knobs>::new(
            "k_in_tokens",
            "k is read as a number of tokens, so that k / block blocks are chosen. It is the number of blocks.",
            |k| k.takes = Takes::KInTokens,
        )
        .edit(TRUNCATED, "blocks.truncate((k / block).max(1) - 1);"),
    ]
}

fn of_lists() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "as_found",
            "the chosen blocks are listed in the order in which they were found, by gate. The lists are in ascending order of blocks.",
            |k| k.says = Says::AsFound,
        )
        .edit("        blocks.sort_unstable();\n", ""),
        Mistake::<Knobs>::new(
            "first_tokens",
            "the lists say where the chosen blocks begin, as positions of tokens. They say which blocks these are.",
            |k| k.says = Says::FirstTokens,
        )
        .edit("        blocks.push(own);\n", "        blocks.push(own);\n        blocks.iter_mut().for_each(|b| *b *= block);\n"),
    ]
}
