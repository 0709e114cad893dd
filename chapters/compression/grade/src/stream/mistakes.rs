//! The typical mistakes of `stream`: each turns a knob of the bent solution.

use judge::{Mistake, slips};

use super::channels;
use super::knobs::{Bias, Emits, First, Keeps, Knobs, Seen, Taken};
use crate::roles;

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all = of_state();
    all.extend(of_roles());
    all.extend(roles::mistakes());
    all.extend(channels::with_edits(
        channels::mistakes(),
        &[
            ("no_max", "(score - &largest).exp()", "(score - 0.0 * &largest).exp()"),
            ("max_from_zero", "f32::NEG_INFINITY", "0.0_f32"),
            ("max_of_magnitude", "most.max(score)", "most.max(score.abs())"),
            ("not_divided", "Some(weighted / sum)", "Some(weighted / sum.mapv(|_| 1.0))"),
        ],
    ));
    all.push(slips::assumes_contiguous(|k| k.contiguous = true));
    all.push(slips::memory_order(|k| k.memory_order = true));
    all
}

/// What is held between two tokens, and when an entry comes.
fn of_state() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_overlap",
            "an entry pools its own block alone: the block before is gone when it is needed. That is so if everything is cleared after an \
             entry, if the block before is cleared when the next one begins, or if the block is never moved to where the block before is kept.",
            |k| k.keeps = Keeps::Nothing,
        )
        .edit("stream.held.drain(..before);", "stream.held.clear();"),
        Mistake::new(
            "overlap_only_once",
            "the second entry pools the block before, and the later ones do not. Every entry from the second on does: what was the block \
             becomes the block before, each time.",
            |k| k.keeps = Keeps::Once,
        ),
        Mistake::new(
            "second_without_overlap",
            "the second entry pools its own block alone, and overlap begins with the third. Only the first entry has no block before it.",
            |k| k.keeps = Keeps::FromThird,
        ),
        Mistake::<Knobs>::new(
            "before_stays_first",
            "what is pooled as the block before is the first block, for every entry: it is kept once and never replaced. When an entry has been \
             pooled, its block takes the place of the block before.",
            |k| k.keeps = Keeps::First,
        ),
        Mistake::<Knobs>::new(
            "before_one_short",
            "of the block before, the first token is gone when the entry is pooled. It is needed until the next block is complete.",
            |k| k.keeps = Keeps::Short,
        )
        .edit("stream.held.drain(..before);", "stream.held.drain(..before + 1);"),
        Mistake::new(
            "before_is_last_token",
            "of the block before, only the last token is left when the entry is pooled. All m are needed.",
            |k| k.keeps = Keeps::LastToken,
        ),
        Mistake::new(
            "every_second_overlaps",
            "only every second entry pools the block before, as when 2m tokens are cleared together. After an entry only the block before goes; \
             the block takes its place.",
            |k| k.keeps = Keeps::EverySecond,
        ),
        Mistake::new(
            "pools_all_past",
            "an entry pools all tokens that came before its block, as nothing is ever removed. Only the m tokens before it belong to it.",
            |k| k.keeps = Keeps::AllAsBefore,
        ),
        Mistake::<Knobs>::new(
            "grows",
            "tokens stay in `held` when no entry needs them any more. What comes out is right, and memory grows with the text: after an entry, \
             the tokens of the block before can go.",
            |k| k.keeps = Keeps::Everything,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "at_first_of_block",
            "an entry comes when a block begins, after tokens 0, m, 2m and so on, as when t mod m is compared with 0. The token that completes a \
             block has t + 1 divisible by m.",
            |k| k.emits = Emits::AtFirst,
        ),
        Mistake::new(
            "one_token_early",
            "an entry comes one token early, without the last of its block. The token that completes a block has t + 1 divisible by m, with \
             t counted from 0.",
            |k| k.emits = Emits::OneEarly,
        ),
        Mistake::new(
            "one_token_late",
            "an entry is returned when the next token comes, not by the token that completes the block. That one is there: pool at once.",
            |k| k.emits = Emits::OneLate,
        ),
        Mistake::new(
            "pooled_before_put",
            "when a block is complete, its last token is not yet among those that are held: it is put there after the pooling, and counts for \
             the next block. Hold it first, then pool.",
            |k| k.emits = Emits::Behind,
        ),
        Mistake::new(
            "partial_blocks",
            "every token returns an entry, of the part of the block that is there. Only the token that completes a block does.",
            |k| k.emits = Emits::Always,
        ),
        Mistake::new(
            "first_left_out",
            "no entry comes for the first block, as if there had to be a block before. The first entry pools its own m tokens alone.",
            |k| k.emits = Emits::NotTheFirst,
        ),
        Mistake::new(
            "first_padded_with_zeros",
            "the first entry pools m tokens more, whose values and gates are 0, as when the state begins with zeros. exp(0) is 1 and not 0: they \
             take weight. What has not come has the gate −∞, or is left out.",
            |k| k.first = First::Zeros,
        ),
        Mistake::new(
            "first_padded_with_bias",
            "the first entry pools m tokens more, whose values are 0 and whose gates are the bias of the role `previous`, as when the state begins \
             with tokens of zeros. They take weight. What has not come has the gate −∞, or is left out.",
            |k| k.first = First::ZerosWithBias,
        ),
        Mistake::new(
            "first_padded_low",
            "the first entry pools m tokens more, whose gates are a finite number, such as −1000. Gates go down to −1000 here: near it the \
             padding takes weight. −∞ lies below all.",
            |k| k.first = First::Low,
        ),
        Mistake::<Knobs>::new(
            "first_in_previous_role",
            "the first entry takes its own tokens in the role `previous`, as when the first m of what is held are always taken for the block \
             before. When the first block is complete there is none.",
            |k| k.first = First::InPrevious,
        )
        .edit("if at < before {", "if at < block {"),
        Mistake::new(
            "first_with_previous_bias",
            "the first entry uses the bias of the role `previous`, as when the rows of both biases are counted through from the first token that \
             is held. When the first block is complete there is no block before it.",
            |k| k.first = First::PreviousBias,
        ),
        Mistake::new(
            "state_outside",
            "what is held lies outside of the stream, as in a static: streams that are under way at once mix their tokens. All of it belongs into \
             `held`.",
            |k| k.outside = true,
        ),
        Mistake::new(
            "seen_not_counted",
            "`seen` stays 0. It grows by 1 with each token, whether or not an entry comes.",
            |k| k.seen = Seen::Never,
        ),
        Mistake::new(
            "seen_starts_again",
            "`seen` goes back to 0 when an entry comes. It counts all tokens of the stream: take it mod m.",
            |k| k.seen = Seen::StartsAgain,
        ),
        Mistake::new(
            "seen_is_held",
            "`seen` is the number of tokens that are held, and so falls back when some are dropped. It counts all that have come.",
            |k| k.seen = Seen::Held,
        ),
        Mistake::new(
            "seen_counts_blocks",
            "`seen` counts complete blocks. It counts tokens.",
            |k| k.seen = Seen::Blocks,
        ),
    ]
}

/// In which role tokens are taken, and with which bias.
fn of_roles() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "roles_swapped",
            "the two roles are exchanged: a block's own tokens are taken in the role `previous`, and those of the block before in the role \
             `current`.",
            |k| k.taken = Taken::Swapped,
        ),
        Mistake::new(
            "roles_by_place_in_ring",
            "the roles go by where tokens lie in a ring of 2m: in the third entry, the fifth and so on, the newest block lies first and is taken for the \
             block before. Which block is the newer one changes with each block.",
            |k| k.taken = Taken::ByPlaceInRing,
        ),
        Mistake::<Knobs>::new(
            "one_role",
            "the block before is pooled in the role `current`, with its bias: in the role in which its tokens have been pooled once already. \
             For the next entry they have values and gates of their own.",
            |k| k.taken = Taken::Current,
        )
        .edit(
            "(&token.previous_value, &token.previous_gate, stream.previous.row(at))",
            "(&token.current_value, &token.current_gate, stream.current.row(at))",
        ),
        Mistake::<Knobs>::new(
            "one_projection",
            "the block before is pooled with the values and gates of the role `current`, and only its bias is that of the role `previous`.",
            |k| k.taken = Taken::CurrentWithItsBias,
        )
        .edit(
            "(&token.previous_value, &token.previous_gate, stream.previous.row(at))",
            "(&token.current_value, &token.current_gate, stream.previous.row(at))",
        ),
        Mistake::<Knobs>::new(
            "values_of_one_role",
            "the block before has the gates of the role `previous`, and the values of the role `current`.",
            |k| k.taken = Taken::ValuesOfCurrent,
        )
        .edit("(&token.previous_value,", "(&token.current_value,"),
        Mistake::<Knobs>::new(
            "gates_of_one_role",
            "the block before has the values of the role `previous`, and the gates of the role `current`.",
            |k| k.taken = Taken::GatesOfCurrent,
        )
        .edit("&token.previous_gate,", "&token.current_gate,"),
        Mistake::<Knobs>::new(
            "biases_swapped",
            "values and gates have the right roles, and the biases are exchanged.",
            |k| k.taken = Taken::BiasesSwapped,
        )
        .edit(
            "current: current.to_owned(), previous: previous.to_owned()",
            "current: previous.to_owned(), previous: current.to_owned()",
        ),
        Mistake::<Knobs>::new("no_bias", "the biases are not added to the gates.", |k| k.bias = Bias::Nothing)
            .edit("let score = gate + &bias;", "let score = gate + 0.0 * &bias;"),
        Mistake::new(
            "previous_without_bias",
            "only the role `current` has its bias added. The role `previous` has one too.",
            |k| k.bias = Bias::OfCurrentOnly,
        ),
        Mistake::<Knobs>::new(
            "one_bias",
            "both roles use the bias of the role `current`. Each has its own.",
            |k| k.bias = Bias::OneForBoth,
        )
        .edit("stream.previous.row(at)", "stream.current.row(at)"),
        Mistake::new(
            "bias_of_token",
            "the bias of token t is looked for in row t. There are m rows, one for each place in a block: row t mod m.",
            |k| k.bias = Bias::OfToken,
        ),
        Mistake::new(
            "bias_one_late",
            "a token in place r uses row r + 1 of the bias, and the last one row 0, as when `seen` is raised before it is taken mod m.",
            |k| k.bias = Bias::OneLate,
        ),
        Mistake::new(
            "bias_of_first_place",
            "all tokens use row 0 of their bias, as when `seen` mod m is taken once the block is complete. Row r belongs to the token in place r.",
            |k| k.bias = Bias::FirstRow,
        ),
        Mistake::new(
            "bias_on_values",
            "the biases are added to the values. They belong to the gates.",
            |k| k.bias = Bias::OnValues,
        ),
    ]
}
