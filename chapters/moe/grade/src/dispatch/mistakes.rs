//! The typical mistakes of `dispatch`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, ArrayView2, ArrayView3, Axis, s};

use moe::{DeviceRows, Permuted};

/// What `order` lists, and in which order.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Order {
    #[default]
    Pairs,
    /// The sort that may exchange equals.
    Unstable,
    /// Equals from the last to the first.
    LastFirst,
    /// Experts from the last to the first.
    Descending,
    /// The place of each pair instead of the pair at each place.
    Inverse,
    /// The token of each pair.
    Tokens,
    /// Numbered as choice · T + token.
    ByChoice,
    /// Of an expert's pairs, the first choices first.
    ChoiceFirst,
    /// Not sorted at all.
    Unsorted,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Offsets {
    #[default]
    Exclusive,
    /// Where each expert ends, E of them.
    Inclusive,
    /// Where each expert begins, E of them.
    WithoutEnd,
    Counts,
    /// Those of experts that somebody has chosen.
    WithoutEmpty,
    /// E is the largest expert that occurs, and one.
    LargestSeen,
    /// First choices alone are counted.
    FirstChoices,
    /// Inclusive, with the end once more.
    Shifted,
    /// The counts, and a 0 before them.
    NotAddedUp,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Source {
    #[default]
    Token,
    /// The pair itself as the number of a row.
    Pair,
    /// pair mod T.
    Remainder,
    /// pair mod k.
    Choice,
    /// Rows in the order of the pairs.
    Unpermuted,
    /// Row r goes to place order[r].
    Scattered,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Grouped {
    #[default]
    Right,
    Transposed,
    NextExpert,
    OffsetsAsEnds,
    PastTheLast,
    LoopsOverOffsets,
    PreviousExpert,
    BoundaryToPrevious,
    StopsAtEmpty,
    LastLeftOut,
    FirstExpert,
    EqualGroups,
    Dense,
    RowByRow,
    ByNonEmpty,
    LastExpertLeftOut,
    Fetched,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Unpermute {
    #[default]
    Right,
    Gathers,
    Assigns,
    GatesInPlace,
    NoGates,
    Mean,
    Normalised,
    Remainder,
    NotSummed,
    GatesByChoice,
    FirstGate,
    Unordered,
    GateTwice,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) order: Order,
    pub(super) offsets: Offsets,
    pub(super) source: Source,
    pub(super) grouped: Grouped,
    pub(super) unpermute: Unpermute,
    pub(super) contiguous: bool,
    pub(super) experts_slice: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    pub(super) indexed: bool,
    /// The gate is read with the output, right or wrong.
    pub(super) gate_goes_along: bool,
}

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

impl Knobs {
    pub(super) fn permute(
        &self,
        tokens: ArrayView2<'_, f32>,
        experts: ArrayView2<'_, usize>,
        count: usize,
    ) -> Permuted {
        if self.contiguous {
            judge::slips::as_slices(tokens, self.row_slices);
        }
        if self.experts_slice {
            experts.as_slice().unwrap();
        }
        let (t, k) = experts.dim();
        let pairs = t * k;
        let by_choice = self.order == Order::ByChoice;
        let chosen: Vec<usize> =
            if by_choice { experts.t().iter().copied().collect() } else { experts.iter().copied().collect() };
        let mut order: Vec<usize> = (0..pairs).collect();
        match self.order {
            Order::Unstable => order.sort_unstable_by_key(|&pair| chosen[pair]),
            Order::LastFirst => {
                order.reverse();
                order.sort_by_key(|&pair| chosen[pair]);
            }
            Order::Descending => order.sort_by_key(|&pair| std::cmp::Reverse(chosen[pair])),
            Order::ChoiceFirst => order.sort_by_key(|&pair| (chosen[pair], pair % k)),
            Order::Unsorted => {}
            _ => order.sort_by_key(|&pair| chosen[pair]),
        }

        let of = |expert: usize| match self.offsets {
            Offsets::FirstChoices => experts.column(0).iter().filter(|&&e| e == expert).count(),
            _ => chosen.iter().filter(|&&e| e == expert).count(),
        };
        let mut counts: Vec<usize> = (0..count).map(of).collect();
        match self.offsets {
            Offsets::WithoutEmpty => counts.retain(|&count| count > 0),
            Offsets::LargestSeen => counts.truncate(chosen.iter().max().map_or(0, |most| most + 1)),
            _ => {}
        }
        let mut offsets = vec![0];
        for count in &counts {
            offsets.push(offsets[offsets.len() - 1] + count);
        }
        match self.offsets {
            Offsets::Inclusive => {
                offsets.remove(0);
            }
            Offsets::WithoutEnd => {
                offsets.pop();
            }
            Offsets::Counts => offsets = counts,
            Offsets::NotAddedUp => offsets = [vec![0], counts].concat(),
            Offsets::Shifted => {
                offsets.remove(0);
                offsets.push(pairs);
            }
            _ => {}
        }

        let token = |pair: usize| if by_choice { pair % t } else { pair / k };
        let mut inverse = vec![0; pairs];
        order.iter().enumerate().for_each(|(place, &pair)| inverse[pair] = place);
        let row = |r: usize| match self.source {
            Source::Pair => order[r],
            Source::Remainder => order[r] % t,
            Source::Choice => order[r] % k,
            Source::Unpermuted => token(r),
            Source::Scattered => token(inverse[r]),
            Source::Token => token(order[r]),
        };
        let rows = match self.source {
            Source::Pair if !self.indexed => {
                let mut rows = Array2::zeros((pairs, tokens.ncols()));
                for (r, mut target) in rows.rows_mut().into_iter().enumerate() {
                    target.assign(&tokens.row(row(r)));
                }
                rows
            }
            _ => Array2::from_shape_fn((pairs, tokens.ncols()), |(r, c)| tokens[[row(r), c]]),
        };
        let order = match self.order {
            Order::Inverse => inverse,
            Order::Tokens => order.into_iter().map(|pair| pair / k).collect(),
            _ => order,
        };
        Permuted { rows, order, offsets }
    }

    pub(super) fn grouped(
        &self,
        rows: &DeviceRows<'_>,
        offsets: &[usize],
        weights: ArrayView3<'_, f32>,
    ) -> Array2<f32> {
        let (count, _, columns) = weights.dim();
        let n = rows.count();
        let mut outputs = Array2::zeros((n, columns));
        if self.grouped == Grouped::Fetched {
            let values = rows.times(0..n, Array2::eye(rows.width()).view());
            for (expert, matrix) in weights.outer_iter().enumerate() {
                let own = s![offsets[expert]..offsets[expert + 1], ..];
                outputs.slice_mut(own).assign(&values.slice(own).dot(&matrix));
            }
            return outputs;
        }
        let mut group = 0;
        for (expert, matrix) in weights.outer_iter().enumerate() {
            let (from, to) = (offsets[expert], offsets[expert + 1]);
            if from == to && self.grouped == Grouped::StopsAtEmpty {
                break;
            }
            let mut fill = |from: usize, to: usize, matrix: ArrayView2<'_, f32>| {
                outputs.slice_mut(s![from..to, ..]).assign(&rows.times(from..to, matrix));
            };
            let whose = |expert: usize| weights.index_axis(Axis(0), expert);
            match self.grouped {
                Grouped::Right | Grouped::Fetched | Grouped::StopsAtEmpty | Grouped::LoopsOverOffsets => {
                    fill(from, to, matrix)
                }
                Grouped::Transposed => fill(from, to, matrix.t()),
                Grouped::LastExpertLeftOut if expert + 1 == count => {}
                Grouped::LastExpertLeftOut => fill(from, to, matrix),
                Grouped::NextExpert if self.indexed => fill(from, to, whose((expert + 1) % count)),
                Grouped::NextExpert => fill(from, to, whose((expert + 1).min(count - 1))),
                Grouped::OffsetsAsEnds => {
                    fill(if expert == 0 { 0 } else { offsets[expert - 1] }, from, matrix)
                }
                Grouped::PastTheLast => {
                    if from < to {
                        fill(from, to, whose(expert + 1));
                    }
                }
                Grouped::PreviousExpert => fill(from, to, whose(expert.saturating_sub(1))),
                Grouped::BoundaryToPrevious => {
                    // Rows above offsets[e], up to and with offsets[e + 1]; row 0 to the first.
                    let after = |offset: usize| if offset == 0 { 0 } else { (offset + 1).min(n) };
                    fill(if expert == 0 { 0 } else { after(from) }, after(to), matrix);
                }
                Grouped::LastLeftOut if self.indexed => {
                    // In debug and in release builds alike.
                    assert!(to > 0, "attempt to subtract with overflow");
                    fill(from, to - 1, matrix);
                }
                Grouped::LastLeftOut => fill(from, to.saturating_sub(1).max(from), matrix),
                Grouped::FirstExpert => fill(from, to, whose(0)),
                Grouped::EqualGroups => {
                    let size = n.div_ceil(count);
                    fill((expert * size).min(n), ((expert + 1) * size).min(n), matrix);
                }
                Grouped::Dense => {
                    let all = rows.times(0..n, matrix);
                    outputs.slice_mut(s![from..to, ..]).assign(&all.slice(s![from..to, ..]));
                }
                Grouped::RowByRow => (from..to).for_each(|r| fill(r, r + 1, matrix)),
                Grouped::ByNonEmpty => {
                    fill(from, to, whose(group));
                    group += usize::from(from < to);
                }
            }
        }
        if self.grouped == Grouped::LoopsOverOffsets {
            // As such a loop panics, by its offset or by its matrix.
            if self.indexed {
                weights.index_axis(Axis(0), count);
            } else {
                let beyond = offsets.len();
                outputs.fill(offsets[beyond] as f32);
            }
        }
        outputs
    }

    pub(super) fn unpermute(
        &self,
        outputs: ArrayView2<'_, f32>,
        order: &[usize],
        gates: ArrayView2<'_, f32>,
    ) -> Array2<f32> {
        if self.contiguous {
            judge::slips::as_slices(gates, self.row_slices);
            judge::slips::as_slices(outputs, self.row_slices);
        }
        let (t, k) = gates.dim();
        let gate = |r: usize, pair: usize| {
            let at = |pair: usize| gates[[pair / k, pair % k]];
            match self.unpermute {
                Unpermute::GatesInPlace => at(r),
                Unpermute::NoGates => 1.0,
                Unpermute::Mean => at(pair) / k as f32,
                Unpermute::Normalised => at(pair) / gates.row(pair / k).sum(),
                Unpermute::GatesByChoice => gates[[pair % t, pair / t]],
                Unpermute::GateTwice => at(pair) * at(pair),
                Unpermute::Gathers if self.gate_goes_along => at(order[r]),
                Unpermute::FirstGate => gates[[pair / k, 0]],
                _ => at(pair),
            }
        };
        if self.unpermute == Unpermute::NotSummed {
            let mut rows = Array2::zeros((t * k, outputs.ncols()));
            for (r, &pair) in order.iter().enumerate() {
                rows.row_mut(pair).assign(&(&outputs.row(r) * gate(r, pair)));
            }
            return rows;
        }
        let mut sums = Array2::<f64>::zeros((t, outputs.ncols()));
        for (r, &own) in order.iter().enumerate() {
            // Row `from` of the outputs is taken for that of `pair`.
            let (from, pair) = match self.unpermute {
                Unpermute::Gathers => (own, r),
                Unpermute::Unordered => (r, r),
                _ => (r, own),
            };
            let token = match self.unpermute {
                Unpermute::Remainder => pair % t,
                _ => pair / k,
            };
            for (c, &output) in outputs.row(from).iter().enumerate() {
                let said = if self.double {
                    f64::from(gate(r, pair)) * f64::from(output)
                } else {
                    f64::from(gate(r, pair) * output)
                };
                let sum = &mut sums[[token, c]];
                *sum = if self.unpermute == Unpermute::Assigns { said } else { *sum + said };
            }
        }
        sums.mapv(|x| x as f32)
    }
}
