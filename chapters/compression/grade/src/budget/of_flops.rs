//! The typical mistakes of `budget` in operations, and in whole numbers.

use judge::Mistake;

use super::knobs::{Counted, Knobs, Read, Scored};

const WORK: &str = "(near + chosen) * layers.entry_flops + far * layers.key_flops";
const CHOSEN: &str = "layers.chosen.map_or(far, |most| most.min(far))";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_flops(), of_numbers()].into_iter().flatten().collect()
}

fn of_flops() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "chosen_not_clamped",
            "`chosen` entries are counted where there are fewer. It is the smaller of both.",
            |k| k.read = Read::NotClamped,
        )
        .edit(CHOSEN, "layers.chosen.unwrap_or(far)"),
        Mistake::<Knobs>::new("all_are_read", "all entries of the whole text are counted as read, also where some are chosen.", |k| {
            k.read = Read::All;
        })
        .edit(CHOSEN, "far"),
        Mistake::<Knobs>::new(
            "none_is_nothing",
            "where `chosen` is `None` no entry of the whole text is read. `None` says that all are.",
            |k| k.read = Read::NoneIsNothing,
        )
        .edit(CHOSEN, "layers.chosen.map_or(0, |most| most.min(far))"),
        Mistake::<Knobs>::new(
            "chosen_in_tokens",
            "`chosen` is read as a number of tokens and divided by `block`. It is one of entries.",
            |k| k.read = Read::InTokens,
        )
        .edit(CHOSEN, "layers.chosen.map_or(far, |most| (most / layers.block.max(1)).min(far))"),
        Mistake::new(
            "window_among_the_chosen",
            "the window's entries are counted among the chosen ones. They are read beside them.",
            |k| k.read = Read::WindowAmongThem,
        ),
        Mistake::new(
            "both_clamped_together",
            "the window and the chosen entries are added, and their sum is cut to the number of tokens. Each has its own bound: the window the tokens, the chosen \
             ones the complete blocks.",
            |k| k.read = Read::BothClamped,
        ),
        Mistake::<Knobs>::new("larger_of_chosen", "of `chosen` and what there is the larger is read. It is the smaller.", |k| {
            k.read = Read::Larger;
        })
        .edit(CHOSEN, "layers.chosen.map_or(far, |most| most.max(far))"),
        Mistake::<Knobs>::new(
            "scores_missing",
            "the scores of keys are not counted. To choose, every key is looked at, and in a long text that is most of the work.",
            |k| k.scored = Scored::None,
        )
        .edit(WORK, "(near + chosen) * layers.entry_flops"),
        Mistake::<Knobs>::new(
            "scores_of_the_chosen",
            "only the keys of chosen entries are scored. To know which to choose, all have to be.",
            |k| k.scored = Scored::Chosen,
        )
        .edit(WORK, "(near + chosen) * layers.entry_flops + chosen * layers.key_flops"),
        Mistake::new(
            "scores_of_each_token",
            "a key is scored for each token. There is one for each entry of the whole text, so for each block.",
            |k| k.scored = Scored::EachToken,
        ),
        Mistake::<Knobs>::new(
            "scores_of_the_window",
            "keys are scored for the entries of the window, too. They are read without a choice and have none.",
            |k| k.scored = Scored::WindowToo,
        )
        .edit(WORK, "(near + chosen) * layers.entry_flops + (near + far) * layers.key_flops"),
        Mistake::<Knobs>::new(
            "no_scores_if_all_are_chosen",
            "keys are not scored where all entries are chosen in the end. That could be saved; here, as in the models, they are scored always.",
            |k| k.scored = Scored::IfNeeded,
        )
        .edit(WORK, "(near + chosen) * layers.entry_flops + if far > chosen { far * layers.key_flops } else { 0 }"),
        Mistake::new(
            "flops_doubled",
            "FLOPs are counted twice, as for a multiplication and an addition each. `entry_flops` and `key_flops` have both in them.",
            |k| k.flops_twice = true,
        ),
        Mistake::<Knobs>::new(
            "flops_exchanged",
            "the FLOPs of an entry and those of a key are exchanged: entries that are read cost `entry_flops`, keys that are scored `key_flops`.",
            |k| k.flops_exchanged = true,
        ),
        Mistake::<Knobs>::new(
            "own_token_left_out",
            "the last token does not see itself: FLOPs are counted for the tokens before it. It is one of the `tokens`.",
            |k| k.own_token_left_out = true,
        ),
    ]
}

fn of_numbers() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "single_precision",
            "bytes or FLOPs are computed as f32, which has 24 bits for them: beyond 16 million it rounds.",
            |k| k.counted = Counted::Single,
        ),
        Mistake::new(
            "double_precision",
            "bytes or FLOPs are computed as f64, which has 53 bits for them: beyond 2⁵³ it rounds.",
            |k| k.counted = Counted::Double,
        ),
        Mistake::new(
            "in_32_bits",
            "bytes or FLOPs are counted in 32 bits, which end at 4.3 billion: more of them start again from 0. Count in u64.",
            |k| k.counted = Counted::In32Bits,
        ),
    ]
}
