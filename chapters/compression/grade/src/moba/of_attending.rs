//! The typical mistakes of `attend`.

use judge::Mistake;

use super::knobs::{Hide, Knobs, Mix, Scale, Sees, Shift};

const SEEN: &str = "filter(|&token| token <= t)";
const OF: &str = "|&b| b * block..(b + 1) * block";
const LARGEST: &str = "scores.fold(f32::NEG_INFINITY, |most, &score| most.max(score))";
const ROOT: &str = "(queries.ncols() as f32).sqrt()";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_what_is_seen(), of_lists(), of_sums(), of_maxima(), of_scales()].into_iter().flatten().collect()
}

fn of_what_is_seen() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "own_block_to_its_end",
            "a query attends to the tokens after it in its own block. Of that block it sees its own token and those before it.",
            |k| k.sees = Sees::OwnToEnd,
        )
        .edit(SEEN, "filter(|&token| token < queries.nrows())"),
        Mistake::<Knobs>::new(
            "own_mask_everywhere",
            "the mask of the own block is laid over every chosen block: of each, a query at place r sees the places 0 to r. Blocks before its own are \
             seen whole.",
            |k| k.sees = Sees::OwnMaskEverywhere,
        )
        .edit(OF, "|&b| b * block..b * block + t % block + 1"),
        Mistake::<Knobs>::new(
            "own_token_hidden",
            "a query does not see its own token. It does: tokens up to t, and t itself.",
            |k| k.sees = Sees::WithoutOwnToken,
        )
        .edit(SEEN, "filter(|&token| token < t)"),
        Mistake::new(
            "own_block_alone",
            "a query attends to its own block alone, and to none of the others in its list.",
            |k| k.sees = Sees::OwnBlock,
        ),
        Mistake::new(
            "own_block_ignored",
            "a query attends to the chosen blocks before its own, and not to its own, which is in the list as well.",
            |k| k.sees = Sees::WithoutOwnBlock,
        ),
        Mistake::<Knobs>::new(
            "all_before",
            "a query attends to all tokens up to its own: the lists have no effect, and it is dense attention.",
            |k| k.sees = Sees::AllBefore,
        )
        .edit("let seen: Vec<usize> = tokens.filter(|&token| token <= t).collect();", "let seen: Vec<usize> = tokens.take(0).chain(0..=t).collect();"),
        Mistake::<Knobs>::new(
            "everything",
            "a query attends to all tokens there are, those after it too.",
            |k| k.sees = Sees::Everything,
        )
        .edit(
            "let seen: Vec<usize> = tokens.filter(|&token| token <= t).collect();",
            "let seen: Vec<usize> = tokens.take(0).chain(0..queries.nrows()).collect();",
        ),
        Mistake::<Knobs>::new(
            "one_token_more",
            "a block reaches one token too far, to the first of the next. It ends with token (b + 1) · block − 1.",
            |k| k.sees = Sees::OneTokenMore,
        )
        .edit(OF, "|&b| b * block..=(b + 1) * block"),
        Mistake::<Knobs>::new(
            "one_token_fewer",
            "the last token of a block is left out. It ends with token (b + 1) · block − 1.",
            |k| k.sees = Sees::OneTokenFewer,
        )
        .edit(OF, "|&b| b * block..(b + 1) * block - 1"),
        Mistake::<Knobs>::new(
            "first_token_missing",
            "the first token of a block is left out. Block b begins with token b · block.",
            |k| k.sees = Sees::WithoutFirst,
        )
        .edit(OF, "|&b| b * block + 1..(b + 1) * block"),
        Mistake::new(
            "beyond_the_end",
            "the last block is read to the end that it would have if it were complete, and the index is out of bounds. It may lack tokens.",
            |k| k.sees = Sees::BeyondEnd,
        ),
        Mistake::new(
            "incomplete_block_missing",
            "there are only ⌊n / block⌋ blocks, and the tokens of the last one, which is not complete, are never read. Queries stand in it, and attend \
             to it.",
            |k| k.sees = Sees::IncompleteMissing,
        ),
    ]
}

fn of_lists() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "list_of_last",
            "every query attends to the blocks that the last query has chosen, as far as they are before it. Each has a list of its own.",
            |k| k.sees = Sees::OfLast,
        ),
        Mistake::<Knobs>::new(
            "list_of_first_in_block",
            "all queries of a block attend to what its first query has chosen. Each has a list of its own.",
            |k| k.sees = Sees::OfFirstInBlock,
        )
        .edit("blocks.iter().flat_map(", "chosen[t / block * block].iter().flat_map("),
        Mistake::new(
            "blocks_not_chosen",
            "a query attends to the blocks that its list does not name, and to its own. The list says what is seen, not what is hidden.",
            |k| k.sees = Sees::Others,
        ),
        Mistake::<Knobs>::new("one_block", "a query attends to the first block of its list alone.", |k| {
            k.sees = Sees::OnlyFirst;
        })
        .edit("blocks.iter().flat_map(", "blocks[..1].iter().flat_map("),
        Mistake::<Knobs>::new("last_in_list_missing", "the last block of a list is left out.", |k| {
            k.sees = Sees::WithoutLast;
        })
        .edit("blocks.iter().flat_map(", "blocks[..blocks.len() - 1].iter().flat_map("),
        Mistake::<Knobs>::new(
            "as_many_blocks",
            "a query attends to as many blocks as its list has, but the first ones. The list holds their numbers.",
            |k| k.sees = Sees::AsMany,
        )
        .edit("blocks.iter().flat_map(|&b|", "(0..blocks.len() - 1).chain([t / block]).flat_map(|b|"),
        Mistake::new(
            "blocks_between",
            "a query attends to all blocks from the smallest number of its list to its own. It attends to those in the list, and not to the ones between.",
            |k| k.sees = Sees::Range,
        ),
        Mistake::new(
            "binary_search",
            "whether a block is chosen is found by binary search, which misses some: the lists come in any order. `contains` looks at all.",
            |k| k.sees = Sees::BySearch,
        ),
        Mistake::<Knobs>::new(
            "blocks_are_tokens",
            "the numbers of `chosen` are taken for those of tokens. They are those of blocks, of `block` tokens each.",
            |k| k.sees = Sees::AsTokens,
        )
        .edit(OF, "|&b| b..b + 1"),
        Mistake::new(
            "lists_filled_with_block_0",
            "lists that are shorter than the longest are filled up, and the tokens of block 0 count once for each place that is filled. What fills a list must be \
             hidden, or not be there.",
            |k| k.sees = Sees::FilledWithFirst,
        ),
    ]
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "two_softmaxes",
            "the own block and the others have a softmax each, and the outputs are added. Then weights sum to 2. Put all tokens into one sum, or merge by the \
             log-sum-exps.",
            |k| k.mix = Mix::Added,
        ),
        Mistake::new(
            "two_softmaxes_averaged",
            "the own block and the others have a softmax each, and the mean of the outputs is taken: each side gets half of the attention, whatever its \
             scores say. Put all tokens into one sum, or merge by the log-sum-exps.",
            |k| k.mix = Mix::Averaged,
        ),
        Mistake::new(
            "softmax_of_each_block_added",
            "each chosen block has a softmax of its own, and the outputs are added. Put all tokens into one sum.",
            |k| k.mix = Mix::EachBlockAdded,
        ),
        Mistake::new(
            "softmax_of_each_block_averaged",
            "each chosen block has a softmax of its own, and the mean of the outputs is taken: every block gets the same attention. Put all tokens into one \
             sum, or merge by the log-sum-exps.",
            |k| k.mix = Mix::EachBlockAveraged,
        ),
        Mistake::new(
            "attends_to_means",
            "a chosen block before the own one is attended to as one entry, the means of its keys and values. The mean only finds the block; its \
             tokens are read.",
            |k| k.mix = Mix::Means,
        ),
        Mistake::new(
            "scores_masked_as_zero",
            "tokens that a query does not see get the score 0: exp(0) is 1, and they take part. Leave them out, or give them −∞.",
            |k| k.hide = Hide::Zero,
        ),
        Mistake::new(
            "scores_masked_as_low",
            "tokens that a query does not see get a finite score, such as −1000. Where those that are seen lie as low, the hidden ones get weight. Leave \
             them out, or give them −∞.",
            |k| k.hide = Hide::Low,
        ),
        Mistake::new(
            "masked_after_softmax",
            "tokens that a query does not see take part in the sum, and only lose their weight afterwards. What they take is missing from the others.",
            |k| k.hide = Hide::AfterSoftmax,
        ),
        Mistake::<Knobs>::new(
            "low_scores_skipped",
            "tokens whose scores are 10 or more below the largest are left out. Each of them adds little, and many of them do not.",
            |k| k.skips_low = true,
        ),
    ]
}

fn of_maxima() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of the scores themselves. Near 1000 they overflow, near −1000 they underflow to 0/0: subtract the largest first.",
            |k| k.shift = Shift::Nothing,
        )
        .edit(LARGEST, "0.0"),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "what is subtracted is never below 0, as when the search for the maximum starts at 0 or at f32::MIN_POSITIVE: near −1000 every exponential \
             underflows. Start at f32::NEG_INFINITY.",
            |k| k.shift = Shift::FromZero,
        )
        .edit("scores.fold(f32::NEG_INFINITY,", "scores.fold(0.0_f32,"),
        Mistake::<Knobs>::new(
            "max_of_magnitude",
            "what is subtracted is the largest absolute value. Scores far below zero underflow: the largest score is meant.",
            |k| k.shift = Shift::OfMagnitude,
        )
        .edit("most.max(score)", "most.max(score.abs())"),
        Mistake::new(
            "max_of_hidden_too",
            "the largest score is taken over tokens that the query does not see, too. Where one of these is far above, every exponential underflows. Take \
             the maximum of what is seen.",
            |k| k.shift = Shift::OfHiddenToo,
        ),
        Mistake::new(
            "max_of_all_queries",
            "one maximum is subtracted for all queries: for those whose scores are far below it every exponential underflows. Each query has its \
             own.",
            |k| k.shift = Shift::OfAllQueries,
        ),
        Mistake::new(
            "output_not_measured_anew",
            "a running maximum is kept, and when it rises the sum of the weights is multiplied by exp(old − new), and the weighted sum of the values is not. \
             Both were measured from the old maximum.",
            |k| k.shift = Shift::RunningSumAlone,
        ),
        Mistake::new(
            "nothing_measured_anew",
            "a running maximum is kept, and when it rises nothing that was added before is multiplied by exp(old − new): early tokens count too much.",
            |k| k.shift = Shift::RunningUnscaled,
        ),
        Mistake::new(
            "max_of_own_block",
            "what is subtracted is the largest score of the own block. Where another block is far above, exp overflows. Take the maximum over all tokens \
             that are seen.",
            |k| k.shift = Shift::OfOwnBlock,
        ),
        Mistake::new(
            "each_block_from_its_own",
            "the scores of each block are measured from their own largest, and then the sums are added as they are. Exponentials can be added if they are \
             measured from the same number: take one for all, or multiply the parts by exp(own − common).",
            |k| k.shift = Shift::OfOwnPart,
        ),
    ]
}

fn of_scales() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("no_scale", "the scores are not divided by √d.", |k| k.scale = Scale::Nothing)
            .edit(ROOT, "1.0"),
        Mistake::<Knobs>::new("scale_by_width", "the scores are divided by d instead of √d.", |k| {
            k.scale = Scale::Width;
        })
        .edit(ROOT, "queries.ncols() as f32"),
        Mistake::<Knobs>::new(
            "scale_of_values",
            "the scores are divided by the root of the width of the values. It is that of the keys.",
            |k| k.scale = Scale::RootValueWidth,
        )
        .edit(ROOT, "(values.ncols() as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "scale_of_128",
            "the scores are divided by √128, whatever the width. Many models have heads of 128; here the width is d.",
            |k| k.scale = Scale::Root128,
        )
        .edit(ROOT, "128_f32.sqrt()"),
    ]
}
