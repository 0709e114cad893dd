//! The typical mistakes of `dual_role`: each turns a knob of the bent solution.

use judge::{Mistake, slips};

use super::channels;
use super::knobs::{Bias, Count, First, Knobs, Other, Taken};
use super::roles::{self, Join};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all = of_roles();
    all.extend(roles::mistakes());
    all.extend(of_places());
    all.extend(channels::with_edits(
        channels::mistakes(),
        &[
            ("no_max", "(scores - largest).exp()", "(scores - 0.0 * largest).exp()"),
            ("max_from_zero", "f32::NEG_INFINITY", "0.0_f32"),
            ("max_of_magnitude", "most.max(score)", "most.max(score.abs())"),
            ("not_divided", " / weights.sum_axis(Axis(0))", ""),
        ],
    ));
    all.push(slips::assumes_contiguous(|k| k.contiguous = true));
    all.push(slips::memory_order(|k| k.memory_order = true));
    all
}

/// Which rows an entry pools, and in which role.
fn of_roles() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_overlap",
            "an entry pools its own block alone. From the second on it also pools the block before, in the role `previous`.",
            |k| k.other = Other::Nothing,
        )
        .edit("if i > 0 {", "if i > 0 && false {"),
        Mistake::<Knobs>::new(
            "roles_swapped",
            "the two roles are exchanged: a block's own tokens are taken in the role `previous`, and those of the block before in the role \
             `current`. A role says what a token is to the entry: part of its block, or of the block before.",
            |k| k.taken = Taken::Swapped,
        )
        .edit(
            "let block = current.bias.nrows();",
            "let (current, previous) = (previous, current);\n    let block = current.bias.nrows();",
        ),
        Mistake::new(
            "biases_swapped",
            "values and gates have the right roles, and the biases are exchanged. Each role has a bias of its own, for the places in a block.",
            |k| k.taken = Taken::BiasesSwapped,
        ),
        Mistake::new(
            "values_swapped",
            "gates and biases have the right roles, and the values are exchanged: what is weighed is not what the gate speaks for.",
            |k| k.taken = Taken::ValuesSwapped,
        ),
        Mistake::new(
            "gates_swapped",
            "values and biases have the right roles, and the gates are exchanged.",
            |k| k.taken = Taken::GatesSwapped,
        ),
        Mistake::<Knobs>::new(
            "one_role",
            "both blocks are taken in the role `current`, with its bias: that is pooling with overlap, in which a token says the same to \
             two entries.",
            |k| k.taken = Taken::Current,
        )
        .edit("of(&previous, i - 1)", "of(&current, i - 1)"),
        Mistake::new(
            "one_projection",
            "both blocks are taken with the values and gates of the role `current`, and only the biases differ. The role `previous` has \
             values and gates of its own.",
            |k| k.taken = Taken::CurrentWithItsBias,
        ),
        Mistake::<Knobs>::new(
            "one_role_previous",
            "both blocks are taken in the role `previous`. A block's own tokens are taken in the role `current`.",
            |k| k.taken = Taken::Previous,
        )
        .edit("of(&current, i)", "of(&previous, i)"),
        Mistake::new(
            "gates_of_one_role",
            "the values have their two roles, and the gates of both blocks come from the role `current`, with their own biases.",
            |k| k.taken = Taken::Gates,
        ),
        Mistake::new(
            "values_of_one_role",
            "the gates have their two roles, and the values of both blocks come from the role `current`.",
            |k| k.taken = Taken::Values,
        ),
        Mistake::new(
            "largest_of_all_blocks",
            "what is subtracted is the channel's largest gate over all tokens, as when exp is taken once for the whole text. Where an entry lies \
             far below another, all its exponentials underflow, to 0/0 (or to 0, with something small in the sum). Each entry has its own largest.",
            |k| k.merge.join = Join::LargestOfAll,
        ),
    ]
}

/// Where rows and biases are looked for.
fn of_places() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "first_padded_with_zeros",
            "the first entry pools m tokens more, whose values and gates are 0. exp(0) is 1 and not 0: they take weight. What is not there has \
             the gate −∞, or is left out.",
            |k| k.first = First::Zeros,
        ),
        Mistake::new(
            "first_padded_with_bias",
            "the first entry pools m tokens more, whose values are 0 and whose gates are the bias of the role `previous`. They take weight. What \
             is not there has the gate −∞, or is left out.",
            |k| k.first = First::ZerosWithBias,
        ),
        Mistake::new(
            "first_padded_low",
            "the first entry pools m tokens more, whose gates are a finite number, such as −1000. Gates go down to −1000 here: near it the \
             padding takes weight. −∞ lies below all.",
            |k| k.first = First::Low,
        ),
        Mistake::<Knobs>::new(
            "first_left_out",
            "there is no entry for the first block. It has one, of its own m tokens: ⌊n/m⌋ entries in all.",
            |k| k.first = First::NoEntry,
        ),
        Mistake::<Knobs>::new(
            "first_is_zero",
            "the first entry is 0, as when the loop begins with the second block. The first block has an entry too, of its own m tokens.",
            |k| k.first = First::Zero,
        )
        .edit("into_iter().enumerate() {", "into_iter().enumerate().skip(1) {"),
        Mistake::new(
            "first_in_previous_role",
            "the first entry takes its own tokens in the role `previous`, as when the first m rows of every window are taken for the block \
             before. The window of the first entry has only its own block in it.",
            |k| k.first = First::InPrevious,
        ),
        Mistake::new(
            "first_with_previous_bias",
            "the first entry uses the bias of the role `previous`, as when the rows of both biases are counted from the beginning of the window. \
             Its window has only the second half of the rows.",
            |k| k.first = First::PreviousBias,
        ),
        Mistake::<Knobs>::new(
            "first_block_twice",
            "the first entry pools its block in both roles, as when i − 1 stops at 0. There is no block before it.",
            |k| k.other = Other::OwnBlockFirst,
        )
        .edit(
            "if i > 0 {\n            let before = of(&previous, i - 1);",
            "{\n            let before = of(&previous, i.saturating_sub(1));",
        ),
        Mistake::new(
            "rolls_round",
            "the first entry pools the last complete block in the role `previous`, as when blocks are shifted by a roll. That is the future; before \
             the first block there is nothing.",
            |k| k.other = Other::LastBlockFirst,
        ),
        Mistake::<Knobs>::new(
            "not_shifted",
            "every entry pools its own block in both roles: the role `previous` is not moved on by one block. It is what a token says to the \
             entry after its own.",
            |k| k.other = Other::OwnBlock,
        )
        .edit(
            "if i > 0 {\n            let before = of(&previous, i - 1);",
            "{\n            let before = of(&previous, i);",
        ),
        Mistake::new(
            "not_shifted_but_first",
            "from the second entry on, an entry pools its own block in both roles: that there is nothing before the first one is seen, and \
             the role `previous` is not moved on all the same. It is what a token says to the entry after its own.",
            |k| k.other = Other::OwnBlockLater,
        ),
        Mistake::new(
            "all_blocks_before",
            "an entry pools all tokens before its block in the role `previous`. Only the block just before it takes part.",
            |k| k.other = Other::AllBefore,
        ),
        Mistake::new(
            "values_not_shifted",
            "the gates of the role `previous` are those of the block before, and its values those of the entry's own block: only one of the two \
             is moved on by a block.",
            |k| k.other = Other::ValuesOfOwn,
        ),
        Mistake::new(
            "gates_not_shifted",
            "the values of the role `previous` are those of the block before, and its gates those of the entry's own block: only one of the two \
             is moved on by a block.",
            |k| k.other = Other::GatesOfOwn,
        ),
        Mistake::new(
            "next_block",
            "an entry pools the block after its own instead of the block before. When the entry is needed, those tokens have not been written.",
            |k| k.other = Other::BlockAfter,
        ),
        Mistake::<Knobs>::new(
            "second_without_overlap",
            "the second entry pools its own block alone, and overlap begins with the third. Only the first entry has no block before it.",
            |k| k.other = Other::FromThird,
        )
        .edit("if i > 0 {", "if i > 1 {"),
        Mistake::<Knobs>::new(
            "two_blocks_before",
            "what is pooled in the role `previous` is the block before the block before. It is the one that ends where the entry's own begins.",
            |k| k.other = Other::TwoBefore,
        )
        .edit(
            "if i > 0 {\n            let before = of(&previous, i - 1);",
            "if i > 1 {\n            let before = of(&previous, i - 2);",
        ),
        Mistake::new(
            "window_one_late",
            "the m tokens in the role `previous` end one too late: the first token of the entry's own block is among them. They are the m tokens \
             before the block.",
            |k| k.other = Other::OneLate,
        ),
        Mistake::new(
            "last_token_only",
            "of the block before, only the last token is pooled. All m are.",
            |k| k.other = Other::LastToken,
        ),
        Mistake::<Knobs>::new("no_bias", "the biases are not added to the gates.", |k| k.bias = Bias::Nothing)
            .edit("&role.gates.slice(rows) + &role.bias", "&role.gates.slice(rows) + 0.0 * &role.bias"),
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
        .edit("+ &role.bias)", "+ &current.bias)"),
        Mistake::new(
            "bias_of_token",
            "the bias of token t is looked for in row t. There are m rows, one for each place in a block: row t mod m.",
            |k| k.bias = Bias::OfToken,
        ),
        Mistake::new(
            "bias_of_block",
            "all tokens of block i use row i of the bias, from the first again after the last. The row is the token's place in its block.",
            |k| k.bias = Bias::OfBlock,
        ),
        Mistake::new(
            "bias_backwards",
            "the rows of the bias are counted from the end of the block. Row r belongs to the token in place r.",
            |k| k.bias = Bias::Backwards,
        ),
        Mistake::<Knobs>::new(
            "bias_on_values",
            "the biases are added to the values. They belong to the gates: where a token stands says how much it counts.",
            |k| k.bias = Bias::OnValues,
        )
        .edit(
            "(role.values.slice(rows).to_owned(), &role.gates.slice(rows) + &role.bias)",
            "(&role.values.slice(rows) + &role.bias, role.gates.slice(rows).to_owned())",
        ),
        Mistake::<Knobs>::new(
            "bias_on_both",
            "the biases are added to the gates and to the values. The values are pooled as they are.",
            |k| k.bias = Bias::OnBoth,
        )
        .edit("role.values.slice(rows).to_owned()", "&role.values.slice(rows) + &role.bias"),
        Mistake::<Knobs>::new("bias_subtracted", "the biases are subtracted from the gates.", |k| k.bias = Bias::Subtracted)
            .edit("&role.gates.slice(rows) + &role.bias", "&role.gates.slice(rows) - &role.bias"),
        Mistake::new(
            "bias_twice",
            "the biases are added twice to the gates.",
            |k| k.bias = Bias::Twice,
        ),
        Mistake::new(
            "partial_block",
            "the last tokens, whose block is not complete, give an entry too. They wait until their block is complete: ⌊n/m⌋ entries.",
            |k| k.count = Count::PartialToo,
        ),
        Mistake::new(
            "partial_block_padded",
            "the last tokens are filled up to a block with zeros, and give an entry too. They wait until their block is complete: ⌊n/m⌋ entries.",
            |k| k.count = Count::PaddedToo,
        ),
        Mistake::new(
            "rest_in_last_block",
            "the tokens that are left over are pooled with the last complete block. They wait until their own block is complete.",
            |k| k.count = Count::RestInLast,
        ),
        Mistake::new(
            "last_left_out",
            "if n is a multiple of m, the last block has no entry. It is complete as soon as its last token is there.",
            |k| k.count = Count::WithoutLast,
        ),
    ]
}
