//! The typical mistakes of `dispatch`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{Grouped, Knobs, Offsets, Order, Source, Unpermute};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "assigns_instead_of_adding",
            "unpermute overwrites: of the k outputs of a token only the last one stays. They are added up, each with its gate.",
            |k| k.unpermute = Unpermute::Assigns,
        )
        .edit(
            "sums.row_mut(token).scaled_add(gates[[token, choice]], &output);",
            "sums.row_mut(token).assign(&(&output * gates[[token, choice]]));",
        ),
        Mistake::<Knobs>::new(
            "gathers_where_it_should_scatter",
            "unpermute takes order the wrong way round: it looks for pair p at outputs[order[p]]. Row r of the outputs belongs to \
             pair order[r]; the two agree only when order is its own inverse.",
            |k| k.unpermute = Unpermute::Gathers,
        )
        .edit(
            "for (output, &pair) in outputs.rows().into_iter().zip(order) {",
            "for pair in 0..order.len() {\n        let output = outputs.row(order[pair]);",
        ),
        Mistake::<Knobs>::new(
            "inclusive_offsets",
            "the offsets are where each expert ends: an inclusive sum. They start with 0, and there is one more of them than \
             experts.",
            |k| k.offsets = Offsets::Inclusive,
        )
        .edit(
            "    Permuted { rows, order, offsets }",
            "    offsets.remove(0);\n    Permuted { rows, order, offsets }",
        ),
        Mistake::<Knobs>::new(
            "offsets_without_end",
            "the offsets are where each expert begins, and the last entry, T · k, is missing: the last expert has no end.",
            |k| k.offsets = Offsets::WithoutEnd,
        )
        .edit(
            "    Permuted { rows, order, offsets }",
            "    offsets.pop();\n    Permuted { rows, order, offsets }",
        ),
        Mistake::<Knobs>::new(
            "counts_for_offsets",
            "offsets holds the number of pairs of each expert. Add them up, starting with 0.",
            |k| k.offsets = Offsets::Counts,
        )
        .edit(
            "    for expert in 0..count {\n        offsets[expert + 1] += offsets[expert];\n    }\n",
            "    offsets.remove(0);\n",
        ),
        Mistake::<Knobs>::new(
            "inclusive_offsets_with_end",
            "the offsets are one expert too far: entry e is where expert e ends, with the end once more at the end. Entry 0 is 0.",
            |k| k.offsets = Offsets::Shifted,
        )
        .edit(
            "    Permuted { rows, order, offsets }",
            "    offsets.remove(0);\n    offsets.push(order.len());\n    Permuted { rows, order, offsets }",
        ),
        Mistake::<Knobs>::new(
            "empty_experts_skipped",
            "an expert that nobody has chosen has no entry in offsets, so all later ones belong to another expert. An empty range \
             is a range.",
            |k| k.offsets = Offsets::WithoutEmpty,
        )
        .edit(
            "    Permuted { rows, order, offsets }",
            "    offsets.dedup();\n    Permuted { rows, order, offsets }",
        ),
        Mistake::<Knobs>::new(
            "last_experts_missing",
            "the number of experts is taken from the largest one that occurs. When nobody chooses the last expert, offsets is too \
             short; E is the argument `count`.",
            |k| k.offsets = Offsets::LargestSeen,
        )
        .edit(
            "    Permuted { rows, order, offsets }",
            "    offsets.truncate(chosen.iter().max().map_or(1, |most| most + 2));\n    Permuted { rows, order, offsets }",
        ),
        Mistake::<Knobs>::new(
            "first_choices_counted",
            "the offsets count the first choice of each token alone. Every choice is a pair, and the last offset is T · k.",
            |k| k.offsets = Offsets::FirstChoices,
        )
        .edit("for &expert in &chosen {", "for &expert in experts.column(0) {"),
        Mistake::<Knobs>::new(
            "order_of_tokens",
            "order lists tokens. It lists pairs, t · k + j, because on the way back the choice is needed to find the gate.",
            |k| k.order = Order::Tokens,
        )
        .edit(
            "    Permuted { rows, order, offsets }",
            "    let order = order.into_iter().map(|pair| pair / k).collect();\n    Permuted { rows, order, offsets }",
        ),
        Mistake::<Knobs>::new(
            "inverse_order",
            "order says for each pair at which place it is. It says for each place which pair is there: the inverse permutation.",
            |k| k.order = Order::Inverse,
        )
        .edit(
            "    Permuted { rows, order, offsets }",
            "    let mut inverse = vec![0; order.len()];\n    order.iter().enumerate().for_each(|(place, &pair)| inverse[pair] = place);\n    Permuted { rows, order: inverse, offsets }",
        ),
        Mistake::<Knobs>::new(
            "unstable_sort",
            "the sort is not stable: pairs of the same expert are not in rising order. With a capacity other tokens would be \
             dropped. sort_by_key is stable, sort_unstable_by_key is not.",
            |k| k.order = Order::Unstable,
        )
        .edit("order.sort_by_key(", "order.sort_unstable_by_key("),
        Mistake::<Knobs>::new(
            "last_pairs_first",
            "the pairs of an expert run from the last to the first. They keep the order that they had.",
            |k| k.order = Order::LastFirst,
        )
        .edit(
            "    order.sort_by_key(|&pair| chosen[pair]);\n",
            "    order.reverse();\n    order.sort_by_key(|&pair| chosen[pair]);\n",
        ),
        Mistake::<Knobs>::new(
            "descending",
            "the experts run from the last to the first. Expert 0 comes first, as the offsets say.",
            |k| k.order = Order::Descending,
        )
        .edit("|&pair| chosen[pair]", "|&pair| std::cmp::Reverse(chosen[pair])"),
        Mistake::new(
            "numbered_by_choice",
            "pairs are numbered choice by choice, j · T + t: all first choices, then all second ones. Pair t · k + j is choice j of \
             token t.",
            |k| k.order = Order::ByChoice,
        ),
        Mistake::<Knobs>::new(
            "first_choices_first",
            "the pairs of an expert are in the order of the choices: first those that chose it first. They are in rising order of the \
             pairs, token by token.",
            |k| k.order = Order::ChoiceFirst,
        )
        .edit("|&pair| chosen[pair]", "|&pair| (chosen[pair], pair % k)"),
        Mistake::<Knobs>::new(
            "not_sorted",
            "order leaves the pairs as they are, though the offsets are right. They are sorted by expert.",
            |k| k.order = Order::Unsorted,
        )
        .edit("    order.sort_by_key(|&pair| chosen[pair]);\n", ""),
        Mistake::<Knobs>::new(
            "pair_as_row",
            "the number of a pair is used as the number of a token. With k choices a token there are T · k pairs; the token of a \
             pair is pair / k.",
            |k| k.source = Source::Pair,
        )
        .edit("tokens[[order[r] / k, c]]", "tokens[[order[r], c]]"),
        Mistake::<Knobs>::new(
            "row_by_remainder",
            "the token of a pair is taken to be pair mod T, which belongs to another numbering. Here it is pair / k.",
            |k| k.source = Source::Remainder,
        )
        .edit("tokens[[order[r] / k, c]]", "tokens[[order[r] % tokens.nrows(), c]]"),
        Mistake::<Knobs>::new(
            "row_by_choice",
            "the token of a pair is taken to be pair mod k. That is the choice; the token is pair / k.",
            |k| k.source = Source::Choice,
        )
        .edit("tokens[[order[r] / k, c]]", "tokens[[order[r] % k, c]]"),
        Mistake::<Knobs>::new(
            "rows_not_permuted",
            "the rows are in the order of the pairs. Row r is the token of pair order[r].",
            |k| k.source = Source::Unpermuted,
        )
        .edit("tokens[[order[r] / k, c]]", "tokens[[r / k, c]]"),
        Mistake::<Knobs>::new(
            "rows_scattered",
            "the rows are permuted the other way: the token of pair p goes to place order[p]. Row r is the token of pair order[r].",
            |k| k.source = Source::Scattered,
        )
        .edit(
            "let rows = Array2::from_shape_fn((order.len(), tokens.ncols()), |(r, c)| tokens[[order[r] / k, c]]);",
            "let mut rows = Array2::zeros((order.len(), tokens.ncols()));\n    for (pair, &place) in order.iter().enumerate() {\n        rows.row_mut(place).assign(&tokens.row(pair / k));\n    }",
        ),
        Mistake::<Knobs>::new(
            "matrix_transposed",
            "grouped multiplies by the transposed matrix. A row (d) times weights[e] (d, h), as in x · W.",
            |k| k.grouped = Grouped::Transposed,
        )
        .edit("rows.times(group, matrix)", "rows.times(group, matrix.t())"),
        Mistake::<Knobs>::new(
            "next_expert",
            "grouped takes the matrix of the next expert: row r belongs to e with offsets[e] ≤ r < offsets[e + 1], and a search for \
             the first offset behind r finds e + 1.",
            |k| k.grouped = Grouped::NextExpert,
        )
        .edit(
            "rows.times(group, matrix)",
            "rows.times(group, weights.index_axis(ndarray::Axis(0), (expert + 1) % weights.dim().0))",
        ),
        Mistake::<Knobs>::new(
            "offsets_as_ends",
            "grouped reads offsets[e] as the end of expert e, and the offset before as its start: each expert's rows meet the matrix of the \
             next, and the last ones none. offsets[e] is where expert e begins.",
            |k| k.grouped = Grouped::OffsetsAsEnds,
        )
        .edit(
            "let group = offsets[expert]..offsets[expert + 1];",
            "let group = (if expert == 0 { 0 } else { offsets[expert - 1] })..offsets[expert];",
        ),
        Mistake::<Knobs>::new(
            "past_the_last_expert",
            "grouped asks for the matrix of expert E, which there is none of: a search for the first offset behind a row finds one \
             more than its expert. offsets[e] ≤ r < offsets[e + 1].",
            |k| k.grouped = Grouped::PastTheLast,
        )
        .edit(
            "outputs.slice_mut(s![group.clone(), ..]).assign(&rows.times(group, matrix));",
            "if !group.is_empty() {\n            let matrix = weights.index_axis(ndarray::Axis(0), expert + 1);\n            outputs.slice_mut(s![group.clone(), ..]).assign(&rows.times(group, matrix));\n        }",
        ),
        Mistake::<Knobs>::new(
            "loops_over_offsets",
            "grouped goes through all offsets as if each began an expert. There are E experts and E + 1 offsets: the last one is an end.",
            |k| k.grouped = Grouped::LoopsOverOffsets,
        )
        .edit(
            "for (expert, matrix) in weights.outer_iter().enumerate() {",
            "for expert in 0..offsets.len() {\n        let matrix = weights.index_axis(ndarray::Axis(0), expert);",
        ),
        Mistake::<Knobs>::new(
            "previous_expert",
            "grouped takes the matrix of the expert before. Expert e has the rows offsets[e]..offsets[e + 1].",
            |k| k.grouped = Grouped::PreviousExpert,
        )
        .edit(
            "rows.times(group, matrix)",
            "rows.times(group, weights.index_axis(ndarray::Axis(0), expert.saturating_sub(1)))",
        ),
        Mistake::<Knobs>::new(
            "first_row_to_previous",
            "grouped counts the first row of an expert to the one before (a search for the first offset ≥ r where > r is meant). \
             offsets[e] itself belongs to expert e.",
            |k| k.grouped = Grouped::BoundaryToPrevious,
        )
        .edit(
            "let group = offsets[expert]..offsets[expert + 1];",
            "let after = |at: usize| if at == 0 { 0 } else { (at + 1).min(rows.count()) };\n        let group = after(offsets[expert])..after(offsets[expert + 1]);",
        ),
        Mistake::<Knobs>::new(
            "stops_at_empty",
            "grouped stops at the first expert without rows, and what comes behind stays zero. Go on to the next (continue, not break).",
            |k| k.grouped = Grouped::StopsAtEmpty,
        )
        .edit(
            "let group = offsets[expert]..offsets[expert + 1];",
            "let group = offsets[expert]..offsets[expert + 1];\n        if group.is_empty() {\n            break;\n        }",
        ),
        Mistake::<Knobs>::new(
            "matrices_by_group",
            "grouped numbers the matrices by the groups that have rows: behind an expert without any, each gets the matrix of \
             another. The matrix is that of the expert, not that of the next group.",
            |k| k.grouped = Grouped::ByNonEmpty,
        )
        .edit(
            "rows.times(group, matrix)",
            "rows.times(group, weights.index_axis(ndarray::Axis(0), (0..expert).filter(|&e| offsets[e] < offsets[e + 1]).count()))",
        ),
        Mistake::<Knobs>::new(
            "last_row_left_out",
            "grouped leaves out the last row of each expert: the range ends at offsets[e + 1], which is not in it already.",
            |k| k.grouped = Grouped::LastLeftOut,
        )
        .edit(
            "let group = offsets[expert]..offsets[expert + 1];",
            "let group = offsets[expert]..offsets[expert + 1].max(offsets[expert] + 1) - 1;",
        ),
        Mistake::<Knobs>::new(
            "one_expert_for_all",
            "grouped multiplies all rows by the first matrix.",
            |k| k.grouped = Grouped::FirstExpert,
        )
        .edit("rows.times(group, matrix)", "rows.times(group, weights.index_axis(ndarray::Axis(0), 0))"),
        Mistake::<Knobs>::new(
            "equal_groups",
            "grouped cuts the rows into groups of equal size. How many rows an expert has is what the offsets say.",
            |k| k.grouped = Grouped::EqualGroups,
        )
        .edit(
            "let group = offsets[expert]..offsets[expert + 1];",
            "let size = rows.count().div_ceil(weights.dim().0);\n        let group = (expert * size).min(rows.count())..((expert + 1) * size).min(rows.count());",
        ),
        Mistake::<Knobs>::new(
            "dense_form",
            "grouped multiplies rows by matrices that are not theirs, or more than once, and keeps the part that counts: right, and more \
             work, with all rows by every matrix E times as much. That is what dispatch is there to avoid.",
            |k: &mut Knobs| k.grouped = Grouped::Dense,
        )
        .edit(
            "outputs.slice_mut(s![group.clone(), ..]).assign(&rows.times(group, matrix));",
            "let all = rows.times(0..rows.count(), matrix);\n        outputs.slice_mut(s![group.clone(), ..]).assign(&all.slice(s![group, ..]));",
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "no_experts_matrix",
            "grouped multiplies rows by a matrix that is no expert's: all matrices side by side, which is the dense form in one product, or \
             a unit matrix, which fetches what cannot be looked at. Each expert's rows meet that expert's matrix.",
            |k: &mut Knobs| k.grouped = Grouped::Fetched,
        )
        .edit(
            "&rows.times(group, matrix)",
            "&rows.times(group, Array2::eye(rows.width()).view()).dot(&matrix)",
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "row_by_row",
            "grouped makes several products for an expert, one for each row or for a few: right, and each time the matrix is read once more. The rows \
             of an expert lie side by side so that they can share it.",
            |k: &mut Knobs| k.grouped = Grouped::RowByRow,
        )
        .edit(
            "outputs.slice_mut(s![group.clone(), ..]).assign(&rows.times(group, matrix));",
            "for r in group {\n            outputs.slice_mut(s![r..r + 1, ..]).assign(&rows.times(r..r + 1, matrix));\n        }",
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "gates_not_permuted",
            "unpermute gives row r the r-th gate, as if outputs and gates were in the same order. Row r belongs to pair order[r], and \
             so does its gate.",
            |k| k.unpermute = Unpermute::GatesInPlace,
        )
        .edit(
            "for (output, &pair) in outputs.rows().into_iter().zip(order) {\n        let (token, choice) = (pair / k, pair % k);\n        sums.row_mut(token).scaled_add(gates[[token, choice]], &output);",
            "for (r, (output, &pair)) in outputs.rows().into_iter().zip(order).enumerate() {\n        sums.row_mut(pair / k).scaled_add(gates[[r / k, r % k]], &output);",
        ),
        Mistake::<Knobs>::new(
            "no_gates",
            "unpermute adds up the outputs without the gates.",
            |k| k.unpermute = Unpermute::NoGates,
        )
        .edit("gates[[token, choice]], &output", "1.0, &output"),
        Mistake::<Knobs>::new(
            "mean_of_choices",
            "unpermute divides by k. The gates are the weights already.",
            |k| k.unpermute = Unpermute::Mean,
        )
        .edit("gates[[token, choice]], &output", "gates[[token, choice]] / k as f32, &output"),
        Mistake::<Knobs>::new(
            "gates_normalised",
            "unpermute divides the gates of a token by their sum. They are used as they are; whether they sum to 1 is the router's \
             business.",
            |k| k.unpermute = Unpermute::Normalised,
        )
        .edit("gates[[token, choice]], &output", "gates[[token, choice]] / gates.row(token).sum(), &output"),
        Mistake::<Knobs>::new(
            "token_by_remainder",
            "unpermute adds a row to token pair mod T. The token of a pair is pair / k.",
            |k| k.unpermute = Unpermute::Remainder,
        )
        .edit("sums.row_mut(token)", "sums.row_mut(pair % gates.nrows())"),
        Mistake::<Knobs>::new(
            "choices_not_added_up",
            "unpermute returns a row for each pair. The k rows of a token are added up: (T, h).",
            |k| k.unpermute = Unpermute::NotSummed,
        )
        .edit(
            "let mut sums = Array2::zeros((gates.nrows(), outputs.ncols()));\n    for (output, &pair) in outputs.rows().into_iter().zip(order) {\n        let (token, choice) = (pair / k, pair % k);\n        sums.row_mut(token).scaled_add(gates[[token, choice]], &output);",
            "let mut sums = Array2::zeros((order.len(), outputs.ncols()));\n    for (output, &pair) in outputs.rows().into_iter().zip(order) {\n        sums.row_mut(pair).assign(&(&output * gates[[pair / k, pair % k]]));",
        ),
        Mistake::<Knobs>::new(
            "gates_by_choice",
            "unpermute reads the gates choice by choice, as if pair p were choice p / T of token p mod T. Gate of pair p: \
             gates[p / k, p mod k].",
            |k| k.unpermute = Unpermute::GatesByChoice,
        )
        .edit(
            "gates[[token, choice]], &output",
            "gates[[pair % gates.nrows(), pair / gates.nrows()]], &output",
        ),
        Mistake::<Knobs>::new(
            "first_gate_for_all",
            "unpermute gives all outputs of a token its first gate. The gate of pair p is gates[p / k, p mod k].",
            |k| k.unpermute = Unpermute::FirstGate,
        )
        .edit("gates[[token, choice]], &output", "gates[[token, 0]], &output"),
        Mistake::<Knobs>::new(
            "order_ignored",
            "unpermute takes the outputs as they come, k for each token, as if nobody had permuted them.",
            |k| k.unpermute = Unpermute::Unordered,
        )
        .edit(".zip(order) {", ".zip(&(0..order.len()).collect::<Vec<_>>()) {"),
        Mistake::<Knobs>::new(
            "counts_not_added_up",
            "offsets holds 0 and then how many pairs each expert has. They are to be added up: expert e begins where all before it end.",
            |k: &mut Knobs| k.offsets = Offsets::NotAddedUp,
        )
        .edit("    for expert in 0..count {\n        offsets[expert + 1] += offsets[expert];\n    }\n", ""),
        Mistake::<Knobs>::new(
            "last_expert_left_out",
            "grouped leaves the rows of the last expert at 0. offsets has E + 1 entries, so there are len − 1 experts.",
            |k: &mut Knobs| k.grouped = Grouped::LastExpertLeftOut,
        )
        .edit(
            "weights.outer_iter().enumerate()",
            "weights.outer_iter().enumerate().take(weights.dim().0 - 1)",
        ),
        Mistake::<Knobs>::new(
            "gate_twice",
            "unpermute multiplies by the gate twice. A gate weighs an output once.",
            |k: &mut Knobs| k.unpermute = Unpermute::GateTwice,
        )
        .edit("gates[[token, choice]], &output", "gates[[token, choice]].powi(2), &output"),
        judge::slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::<Knobs>::new(
            "experts_as_slice",
            "as_slice() of the experts is None when their view is transposed, and unwrap panics. `experts.iter()` goes row by row whatever \
             the layout is.",
            |k| k.experts_slice = true,
        )
        .edit("experts.iter().copied().collect();", "experts.as_slice().unwrap().to_vec();"),
    ]
}
