//! The typical mistakes of `dispatch`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{Grouped, Knobs, Offsets, Order, Source, Unpermute};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "assigns_instead_of_adding",
            "unpermute overwrites: of the k outputs of a token only the last one stays. They are added up, each with its gate.",
            |k| k.unpermute = Unpermute::Assigns,
        ),
        Mistake::new(
            "gathers_where_it_should_scatter",
            "unpermute takes order the wrong way round: it looks for pair p at outputs[order[p]]. Row r of the outputs belongs to \
             pair order[r]; the two agree only when order is its own inverse.",
            |k| k.unpermute = Unpermute::Gathers,
        ),
        Mistake::new(
            "inclusive_offsets",
            "the offsets are where each expert ends: an inclusive sum. They start with 0, and there is one more of them than \
             experts.",
            |k| k.offsets = Offsets::Inclusive,
        ),
        Mistake::new(
            "offsets_without_end",
            "the offsets are where each expert begins, and the last entry, T · k, is missing: the last expert has no end.",
            |k| k.offsets = Offsets::WithoutEnd,
        ),
        Mistake::new(
            "counts_for_offsets",
            "offsets holds the number of pairs of each expert. Add them up, starting with 0.",
            |k| k.offsets = Offsets::Counts,
        ),
        Mistake::new(
            "inclusive_offsets_with_end",
            "the offsets are one expert too far: entry e is where expert e ends, with the end once more at the end. Entry 0 is 0.",
            |k| k.offsets = Offsets::Shifted,
        ),
        Mistake::new(
            "empty_experts_skipped",
            "an expert that nobody has chosen has no entry in offsets, so all later ones belong to another expert. An empty range \
             is a range.",
            |k| k.offsets = Offsets::WithoutEmpty,
        ),
        Mistake::new(
            "last_experts_missing",
            "the number of experts is taken from the largest one that occurs. When nobody chooses the last expert, offsets is too \
             short; E is the argument `count`.",
            |k| k.offsets = Offsets::LargestSeen,
        ),
        Mistake::new(
            "first_choices_counted",
            "the offsets count the first choice of each token alone. Every choice is a pair, and the last offset is T · k.",
            |k| k.offsets = Offsets::FirstChoices,
        ),
        Mistake::new(
            "order_of_tokens",
            "order lists tokens. It lists pairs, t · k + j, because on the way back the choice is needed to find the gate.",
            |k| k.order = Order::Tokens,
        ),
        Mistake::new(
            "inverse_order",
            "order says for each pair at which place it is. It says for each place which pair is there: the inverse permutation.",
            |k| k.order = Order::Inverse,
        ),
        Mistake::new(
            "unstable_sort",
            "the sort is not stable: pairs of the same expert are not in rising order. With a capacity other tokens would be \
             dropped. sort_by_key is stable, sort_unstable_by_key is not.",
            |k| k.order = Order::Unstable,
        ),
        Mistake::new(
            "last_pairs_first",
            "the pairs of an expert run from the last to the first. They keep the order that they had.",
            |k| k.order = Order::LastFirst,
        ),
        Mistake::new(
            "descending",
            "the experts run from the last to the first. Expert 0 comes first, as the offsets say.",
            |k| k.order = Order::Descending,
        ),
        Mistake::new(
            "numbered_by_choice",
            "pairs are numbered choice by choice, j · T + t: all first choices, then all second ones. Pair t · k + j is choice j of \
             token t.",
            |k| k.order = Order::ByChoice,
        ),
        Mistake::new(
            "first_choices_first",
            "the pairs of an expert are in the order of the choices: first those that chose it first. They are in rising order of the \
             pairs, token by token.",
            |k| k.order = Order::ChoiceFirst,
        ),
        Mistake::new(
            "not_sorted",
            "order leaves the pairs as they are, though the offsets are right. They are sorted by expert.",
            |k| k.order = Order::Unsorted,
        ),
        Mistake::new(
            "pair_as_row",
            "the number of a pair is used as the number of a token. With k choices a token there are T · k pairs; the token of a \
             pair is pair / k.",
            |k| k.source = Source::Pair,
        ),
        Mistake::new(
            "row_by_remainder",
            "the token of a pair is taken to be pair mod T, which belongs to another numbering. Here it is pair / k.",
            |k| k.source = Source::Remainder,
        ),
        Mistake::new(
            "row_by_choice",
            "the token of a pair is taken to be pair mod k. That is the choice; the token is pair / k.",
            |k| k.source = Source::Choice,
        ),
        Mistake::new(
            "rows_not_permuted",
            "the rows are in the order of the pairs. Row r is the token of pair order[r].",
            |k| k.source = Source::Unpermuted,
        ),
        Mistake::new(
            "rows_scattered",
            "the rows are permuted the other way: the token of pair p goes to place order[p]. Row r is the token of pair order[r].",
            |k| k.source = Source::Scattered,
        ),
        Mistake::new(
            "matrix_transposed",
            "grouped multiplies by the transposed matrix. A row (d) times weights[e] (d, h), as in x · W.",
            |k| k.grouped = Grouped::Transposed,
        ),
        Mistake::new(
            "next_expert",
            "grouped takes the matrix of the next expert: row r belongs to e with offsets[e] ≤ r < offsets[e + 1], and a search for \
             the first offset behind r finds e + 1.",
            |k| k.grouped = Grouped::NextExpert,
        ),
        Mistake::new(
            "offsets_as_ends",
            "grouped reads offsets[e] as the end of expert e, and the offset before as its start: each expert's rows meet the matrix of the \
             next, and the last ones none. offsets[e] is where expert e begins.",
            |k| k.grouped = Grouped::OffsetsAsEnds,
        ),
        Mistake::new(
            "past_the_last_expert",
            "grouped asks for the matrix of expert E, which there is none of: a search for the first offset behind a row finds one \
             more than its expert. offsets[e] ≤ r < offsets[e + 1].",
            |k| k.grouped = Grouped::PastTheLast,
        ),
        Mistake::new(
            "loops_over_offsets",
            "grouped goes through all offsets as if each began an expert. There are E experts and E + 1 offsets: the last one is an end.",
            |k| k.grouped = Grouped::LoopsOverOffsets,
        ),
        Mistake::new(
            "previous_expert",
            "grouped takes the matrix of the expert before. Expert e has the rows offsets[e]..offsets[e + 1].",
            |k| k.grouped = Grouped::PreviousExpert,
        ),
        Mistake::new(
            "first_row_to_previous",
            "grouped counts the first row of an expert to the one before (a search for the first offset ≥ r where > r is meant). \
             offsets[e] itself belongs to expert e.",
            |k| k.grouped = Grouped::BoundaryToPrevious,
        ),
        Mistake::new(
            "stops_at_empty",
            "grouped stops at the first expert without rows, and what comes behind stays zero. Go on to the next (continue, not break).",
            |k| k.grouped = Grouped::StopsAtEmpty,
        ),
        Mistake::new(
            "matrices_by_group",
            "grouped numbers the matrices by the groups that have rows: behind an expert without any, each gets the matrix of \
             another. The matrix is that of the expert, not that of the next group.",
            |k| k.grouped = Grouped::ByNonEmpty,
        ),
        Mistake::new(
            "last_row_left_out",
            "grouped leaves out the last row of each expert: the range ends at offsets[e + 1], which is not in it already.",
            |k| k.grouped = Grouped::LastLeftOut,
        ),
        Mistake::new(
            "one_expert_for_all",
            "grouped multiplies all rows by the first matrix.",
            |k| k.grouped = Grouped::FirstExpert,
        ),
        Mistake::new(
            "equal_groups",
            "grouped cuts the rows into groups of equal size. How many rows an expert has is what the offsets say.",
            |k| k.grouped = Grouped::EqualGroups,
        ),
        Mistake::new(
            "dense_form",
            "grouped multiplies rows by matrices that are not theirs, or more than once, and keeps the part that counts: right, and more \
             work, with all rows by every matrix E times as much. That is what dispatch is there to avoid.",
            |k: &mut Knobs| k.grouped = Grouped::Dense,
        )
        .by_law(),
        Mistake::new(
            "no_experts_matrix",
            "grouped multiplies rows by a matrix that is no expert's: all matrices side by side, which is the dense form in one product, or \
             a unit matrix, which fetches what cannot be looked at. Each expert's rows meet that expert's matrix.",
            |k: &mut Knobs| k.grouped = Grouped::Fetched,
        )
        .by_law(),
        Mistake::new(
            "row_by_row",
            "grouped makes several products for an expert, one for each row or for a few: right, and each time the matrix is read once more. The rows \
             of an expert lie side by side so that they can share it.",
            |k: &mut Knobs| k.grouped = Grouped::RowByRow,
        )
        .by_law(),
        Mistake::new(
            "gates_not_permuted",
            "unpermute gives row r the r-th gate, as if outputs and gates were in the same order. Row r belongs to pair order[r], and \
             so does its gate.",
            |k| k.unpermute = Unpermute::GatesInPlace,
        ),
        Mistake::new(
            "no_gates",
            "unpermute adds up the outputs without the gates.",
            |k| k.unpermute = Unpermute::NoGates,
        ),
        Mistake::new(
            "mean_of_choices",
            "unpermute divides by k. The gates are the weights already.",
            |k| k.unpermute = Unpermute::Mean,
        ),
        Mistake::new(
            "gates_normalised",
            "unpermute divides the gates of a token by their sum. They are used as they are; whether they sum to 1 is the router's \
             business.",
            |k| k.unpermute = Unpermute::Normalised,
        ),
        Mistake::new(
            "token_by_remainder",
            "unpermute adds a row to token pair mod T. The token of a pair is pair / k.",
            |k| k.unpermute = Unpermute::Remainder,
        ),
        Mistake::new(
            "choices_not_added_up",
            "unpermute returns a row for each pair. The k rows of a token are added up: (T, h).",
            |k| k.unpermute = Unpermute::NotSummed,
        ),
        Mistake::new(
            "gates_by_choice",
            "unpermute reads the gates choice by choice, as if pair p were choice p / T of token p mod T. Gate of pair p: \
             gates[p / k, p mod k].",
            |k| k.unpermute = Unpermute::GatesByChoice,
        ),
        Mistake::new(
            "first_gate_for_all",
            "unpermute gives all outputs of a token its first gate. The gate of pair p is gates[p / k, p mod k].",
            |k| k.unpermute = Unpermute::FirstGate,
        ),
        Mistake::new(
            "order_ignored",
            "unpermute takes the outputs as they come, k for each token, as if nobody had permuted them.",
            |k| k.unpermute = Unpermute::Unordered,
        ),
        Mistake::new(
            "counts_not_added_up",
            "offsets holds 0 and then how many pairs each expert has. They are to be added up: expert e begins where all before it end.",
            |k: &mut Knobs| k.offsets = Offsets::NotAddedUp,
        ),
        Mistake::new(
            "last_expert_left_out",
            "grouped leaves the rows of the last expert at 0. offsets has E + 1 entries, so there are len − 1 experts.",
            |k: &mut Knobs| k.grouped = Grouped::LastExpertLeftOut,
        ),
        Mistake::new(
            "gate_twice",
            "unpermute multiplies by the gate twice. A gate weighs an output once.",
            |k: &mut Knobs| k.unpermute = Unpermute::GateTwice,
        ),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "experts_as_slice",
            "as_slice() of the experts is None when their view is transposed, and unwrap panics. `experts.iter()` goes row by row whatever \
             the layout is.",
            |k| k.experts_slice = true,
        ),
    ]
}
