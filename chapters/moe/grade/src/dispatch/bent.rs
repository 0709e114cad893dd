//! The bent solution of `dispatch`: its knobs, and what it computes.

use moe::{DeviceRows, Permuted};
use ndarray::{Array2, ArrayView2, ArrayView3, Axis, s};

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
    /// A single expert is not left out.
    pub(super) keeps_one: bool,
    /// The gate is read with the output, right or wrong.
    pub(super) gate_goes_along: bool,
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
                Grouped::LastExpertLeftOut if expert + 1 == count && !(self.keeps_one && count == 1) => {}
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
