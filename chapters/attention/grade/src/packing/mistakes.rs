//! The typical mistakes of `packing`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array1, Array2, NdFloat};

use super::{Input, Packed};

/// Which document a position belongs to.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Owner {
    #[default]
    Right,
    /// The first document whose end is not before the position: `searchsorted` from the wrong side.
    SearchedLeft,
    /// Ranges that end one too early.
    LastLeftOut,
    /// Padding is one more document.
    PaddingIsDocument,
    /// Padding belongs to the last document.
    PaddingJoinsLast,
    /// Ends without the last one.
    LastDropped,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Visible {
    #[default]
    Right,
    BothWays,
    Strict,
    OnlyFuture,
    CausalEverywhere,
    CausalWithoutPadding,
    OwnAndEarlier,
    PaddingSeesItself,
    PaddingSeesDocuments,
    OneTooFar,
    Window,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Positions {
    #[default]
    Right,
    RunOn,
    RunOnInDocuments,
    FromOne,
    CountedInPadding,
    ContinueInPadding,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Targets {
    #[default]
    Right,
    AcrossBoundaries,
    Everywhere,
    EveryToken,
    NotFirst,
    Inverted,
    NoMore,
    InPaddingToo,
    Wraps,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blind {
    #[default]
    Zero,
    NotANumber,
    Mean,
    MeanOfDocuments,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Empty {
    #[default]
    Right,
    /// `end - 1` of a document that begins and ends at 0.
    EndUnderflows,
    /// `length - 1`.
    LengthUnderflows,
    /// The start of a document that begins after the last position.
    LastOutOfBounds,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weights {
    #[default]
    Right,
    NoScale,
    Width,
    MaskedAsZero,
    MaskedAfter,
    NoMask,
    OverQueries,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) owner: Owner,
    pub(super) visible: Visible,
    pub(super) positions: Positions,
    pub(super) targets: Targets,
    pub(super) blind: Blind,
    pub(super) empty: Empty,
    pub(super) weights: Weights,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    /// `attend` has a right mask of its own.
    pub(super) mask_alone: bool,
    /// `mask` is right, and `attend` does not use it.
    pub(super) attend_alone: bool,
    /// Positions and targets are counted from the lengths, whatever the mask does.
    pub(super) counted: bool,
    /// Positions alone are.
    pub(super) positions_counted: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_causal",
            "the mask keeps documents apart and forgets the future: within its document a position sees what comes after \
             it. Both conditions hold at once, same document and j ≤ i.",
            |k| k.visible = Visible::BothWays,
        )
        .edit("j <= i && ", ""),
        Mistake::<Knobs>::new(
            "boundaries_ignored",
            "the mask is the plain causal one: a position sees all earlier positions, those of other documents too, and \
             padding sees everything before it.",
            |k| k.visible = Visible::CausalEverywhere,
        )
        .edit("j <= i && owner[i].is_some() && owner[i] == owner[j]", "j <= i"),
        Mistake::<Knobs>::new(
            "boundaries_ignored_without_padding",
            "the mask hides the padding and keeps causality, and a position still sees the documents before its own.",
            |k| k.visible = Visible::CausalWithoutPadding,
        )
        .edit("j <= i && owner[i].is_some() && owner[i] == owner[j]", "j <= i && owner[i].is_some()"),
        Mistake::new(
            "first_joins_previous",
            "the first position after a document is counted to that document (a search for the first end ≥ i instead of \
             > i, or a range that includes its end). A document owns start … end − 1.",
            |k| k.owner = Owner::SearchedLeft,
        ),
        Mistake::new(
            "sees_across_by_one",
            "the first position of a document also sees the previous document, whose block is one row too high (a range \
             that includes its end).",
            |k| k.visible = Visible::OneTooFar,
        ),
        Mistake::new(
            "last_left_out",
            "the last position of each document is left out: the range ends one too early. A document owns start … end − 1, \
             which is start..end in Rust.",
            |k| k.owner = Owner::LastLeftOut,
        ),
        Mistake::<Knobs>::new(
            "padding_is_a_document",
            "padding is treated as one more document: its positions see each other (as happens when two paddings have equal \
             ids). Padding sees nothing.",
            |k| k.owner = Owner::PaddingIsDocument,
        )
        .edit(" && owner[i].is_some()", ""),
        Mistake::<Knobs>::new(
            "padding_joins_last",
            "padding is counted to the last document. The last document ends where its length says.",
            |k| k.owner = Owner::PaddingJoinsLast,
        )
        .edit("owners.chain(repeat(None))", "owners.chain(repeat(Some(lengths.len() - 1)))"),
        Mistake::<Knobs>::new(
            "last_document_dropped",
            "the last document is missing: its positions are taken for padding, as when its end is left out of the list of ends.",
            |k| k.owner = Owner::LastDropped,
        )
        .edit("let documents = lengths.iter().enumerate();", "let documents = lengths[..lengths.len() - 1].iter().enumerate();"),
        Mistake::<Knobs>::new(
            "padding_sees_itself",
            "each padding position sees itself, as is done to keep the softmax from dividing 0 by 0. Here padding sees \
             nothing and its output is 0.",
            |k| k.visible = Visible::PaddingSeesItself,
        )
        .edit("j <= i && owner[i].is_some() && owner[i] == owner[j]", "j <= i && owner[i] == owner[j] && (i == j || owner[i].is_some())"),
        Mistake::<Knobs>::new(
            "padding_sees_documents",
            "padding positions see the documents before them: only the columns of the padding are hidden, not its rows.",
            |k| k.visible = Visible::PaddingSeesDocuments,
        )
        .edit("j <= i && owner[i].is_some() && owner[i] == owner[j]", "j <= i && owner[j].is_some() && (owner[i].is_none() || owner[i] == owner[j])"),
        Mistake::new(
            "padding_nan",
            "padding rows of the attention become NaN: a row whose scores are all −∞ is 0/0. Their output is 0. If you call \
             your `softmax`, look there.",
            |k| k.blind = Blind::NotANumber,
        ),
        Mistake::<Knobs>::new(
            "padding_mean",
            "padding rows of the attention become the mean of all values, as happens when hidden scores are a large negative \
             number rather than −∞. Their output is 0.",
            |k| k.blind = Blind::Mean,
        )
        .edit("f32::NEG_INFINITY", "f32::MIN"),
        Mistake::new(
            "padding_mean_of_documents",
            "padding rows of the attention become the mean of the documents' values. Their output is 0.",
            |k| k.blind = Blind::MeanOfDocuments,
        ),
        Mistake::<Knobs>::new(
            "positions_run_on",
            "positions run on over the whole sequence instead of starting again with each document. (With RoPE alone nobody \
             would notice, since only differences count there; with learned positions everybody would.)",
            |k| k.positions = Positions::RunOn,
        )
        .edit("places.chain(repeat(0)).take(total).collect()", "places.chain(repeat(0)).take(total).enumerate().map(|(t, _)| t).collect()"),
        Mistake::<Knobs>::new(
            "positions_run_on_in_documents",
            "positions run on from one document to the next instead of starting again at 0; the padding is right.",
            |k| k.positions = Positions::RunOnInDocuments,
        )
        .edit("lengths.iter().flat_map(|&length| 0..length)", "0..lengths.iter().sum::<usize>()"),
        Mistake::<Knobs>::new(
            "positions_from_one",
            "positions are counted from 1. The first of each document is 0.",
            |k| k.positions = Positions::FromOne,
        )
        .edit("0..length)", "1..=length)"),
        Mistake::<Knobs>::new(
            "positions_in_padding",
            "positions are counted within the padding, as if it were a document. They are 0 there.",
            |k| k.positions = Positions::CountedInPadding,
        )
        .edit("repeat(0)", "0.."),
        Mistake::<Knobs>::new(
            "positions_continue_in_padding",
            "the positions of the last document continue into the padding. They are 0 there.",
            |k| k.positions = Positions::ContinueInPadding,
        )
        .edit("places.chain(repeat(0))", "places.chain(lengths.last().copied().unwrap_or(0)..)"),
        Mistake::<Knobs>::new(
            "loss_across_boundaries",
            "the last position of a document counts in the loss when another document follows: it would learn to predict \
             the beginning of an unrelated text.",
            |k| k.targets = Targets::AcrossBoundaries,
        )
        .edit("lengths.iter().flat_map(|&length| (1..=length).map(move |next| next < length))", "(1..=lengths.iter().sum::<usize>()).map(|next| next < lengths.iter().sum::<usize>())"),
        Mistake::<Knobs>::new(
            "loss_everywhere",
            "every position but the last of the sequence counts in the loss, boundaries and padding included.",
            |k| k.targets = Targets::Everywhere,
        )
        .edit("has_next.chain(repeat(false)).take(total).collect()", "has_next.chain(repeat(false)).take(total).enumerate().map(|(t, _)| t + 1 < total).collect()"),
        Mistake::<Knobs>::new(
            "loss_at_every_token",
            "every position of a document counts in the loss. The last has no next token in its document.",
            |k| k.targets = Targets::EveryToken,
        )
        .edit("next < length", "next <= length"),
        Mistake::<Knobs>::new(
            "loss_not_at_the_first",
            "the first position of each document is left out of the loss instead of the last. It is the first *target* that \
             nobody predicts; position t predicts token t + 1.",
            |k| k.targets = Targets::NotFirst,
        )
        .edit("next < length", "next > 1"),
        Mistake::new(
            "loss_in_padding",
            "positions of the padding count in the loss when the next one is padding too, as happens when all paddings have one id and \
             ids are compared. Padding belongs to no document.",
            |k| k.targets = Targets::InPaddingToo,
        ),
        Mistake::new(
            "loss_wraps",
            "the last position is compared with the first, as a roll or (t + 1) % total does. Nothing comes after the last.",
            |k| k.targets = Targets::Wraps,
        ),
        Mistake::<Knobs>::new(
            "loss_inverted",
            "the loss mask is inverted: true where the loss is to be left out. True means that position t counts.",
            |k| k.targets = Targets::Inverted,
        )
        .edit("has_next.chain(repeat(false)).take(total)", "has_next.chain(repeat(false)).take(total).map(|counts| !counts)"),
        Mistake::<Knobs>::new(
            "loss_one_too_few",
            "the last two positions of each document are left out of the loss. Only the last has no target.",
            |k| k.targets = Targets::NoMore,
        )
        .edit("next < length", "next + 1 < length"),
        Mistake::new(
            "empty_first_underflows",
            "end − 1 passes below zero when the first document is empty. A length may be 0.",
            |k| k.empty = Empty::EndUnderflows,
        ),
        Mistake::<Knobs>::new(
            "empty_underflows",
            "length − 1 passes below zero for an empty document. A length may be 0.",
            |k| k.empty = Empty::LengthUnderflows,
        )
        .edit(
            "let has_next = lengths.iter().flat_map(|&length| (1..=length).map(move |next| next < length));",
            "let lasts: Vec<usize> = lengths.iter().map(|length| length - 1).collect();\n    \
             let has_next = lasts.iter().flat_map(|&last| (0..=last).map(move |place| place < last));",
        ),
        Mistake::new(
            "empty_last_out_of_bounds",
            "an index passes the end when the last document is empty and there is no padding: such a document begins where the \
             positions end.",
            |k| k.empty = Empty::LastOutOfBounds,
        ),
        Mistake::<Knobs>::new("strict_mask", "a position does not see itself: j < i where j ≤ i is meant.", |k| {
            k.visible = Visible::Strict
        })
        .edit("j <= i &&", "j < i &&"),
        Mistake::<Knobs>::new(
            "only_future",
            "the mask is transposed: a position sees itself and what comes after it in its document, not what came before.",
            |k| k.visible = Visible::OnlyFuture,
        )
        .edit("j <= i &&", "j >= i &&"),
        Mistake::<Knobs>::new(
            "own_and_earlier",
            "documents are compared by order, not by equality: a position sees the documents up to its own in both \
             directions.",
            |k| k.visible = Visible::OwnAndEarlier,
        )
        .edit("j <= i && owner[i].is_some() && owner[i] == owner[j]", "owner[i].is_some() && owner[j].is_some() && owner[j] <= owner[i]"),
        Mistake::<Knobs>::new(
            "length_as_window",
            "the length of a document is used as a window: a position sees as many positions back as its document is long, \
             which reaches into the document before it.",
            |k| k.visible = Visible::Window,
        )
        .edit("j <= i && owner[i].is_some() && owner[i] == owner[j]", "j <= i && owner[j].is_some() && owner[i].is_some_and(|own| i < j + lengths[own])"),
        Mistake::<Knobs>::new(
            "attend_without_mask",
            "attend ignores the mask: every position sees everything.",
            |k| k.weights = Weights::NoMask,
        )
        .edit("if !seen {", "if false {"),
        Mistake::<Knobs>::new("no_scale", "attend does not divide the scores by √d.", |k| {
            k.weights = Weights::NoScale
        })
        .edit(" / (queries.ncols() as f32).sqrt()", ""),
        Mistake::<Knobs>::new("scale_by_width", "attend divides the scores by d, not by √d.", |k| {
            k.weights = Weights::Width
        })
        .edit("(queries.ncols() as f32).sqrt()", "queries.ncols() as f32"),
        Mistake::<Knobs>::new(
            "masked_as_zero",
            "hidden scores become 0 instead of −∞ (scores multiplied by the mask do the same). exp(0) is 1: what is hidden \
             still gets weight.",
            |k| k.weights = Weights::MaskedAsZero,
        )
        .edit("f32::NEG_INFINITY", "0.0"),
        Mistake::<Knobs>::new(
            "masked_after_softmax",
            "the weights are masked after the softmax and not normalised again: a row sums to less than 1.",
            |k| k.weights = Weights::MaskedAfter,
        )
        .edit("    scores.zip_mut_with(&mask(lengths, queries.nrows()), |score, &seen| {\n        if !seen {\n            *score = f32::NEG_INFINITY;\n        }\n    });\n    super::softmax::softmax(scores.view()).dot(&values)", "    scores = super::softmax::softmax(scores.view());\n    scores.zip_mut_with(&mask(lengths, queries.nrows()), |score, &seen| {\n        if !seen {\n            *score = 0.0;\n        }\n    });\n    scores.dot(&values)"),
        Mistake::<Knobs>::new(
            "over_queries",
            "the softmax runs over the queries. Each position distributes its attention over the keys that it sees.",
            |k| k.weights = Weights::OverQueries,
        )
        .edit(
            "super::softmax::softmax(scores.view())",
            "super::softmax::softmax(scores.t()).reversed_axes()",
        ),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        super::super::memory_order(|k| k.memory_order = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Packed {
        if self.contiguous {
            for matrix in [&input.queries, &input.keys, &input.values] {
                super::super::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        if self.memory_order {
            let [queries, keys, values] =
                [&input.queries, &input.keys, &input.values].map(super::super::in_memory_order);
            let read = Input { lengths: input.lengths.clone(), queries, keys, values };
            return Knobs { memory_order: false, ..*self }.run(&read);
        }
        let first_empty = input.lengths.first() == Some(&0);
        let underflows = match self.empty {
            Empty::Right => false,
            Empty::EndUnderflows => first_empty,
            Empty::LengthUnderflows => input.lengths.contains(&0),
            Empty::LastOutOfBounds => {
                let (total, last) = (input.total(), input.lengths.last());
                assert!(
                    last != Some(&0) || input.end() < total,
                    "index out of bounds: the len is {total} but the index is {total}"
                );
                false
            }
        };
        // In debug and in release builds alike.
        assert!(!underflows, "attempt to subtract with overflow");

        let total = input.total();
        let places = self.places(input);
        let bent = self.mask(input, &places);
        let plain = Knobs::default();
        let right = plain.mask(input, &plain.places(input));
        let counted = if self.counted { plain.places(input) } else { places };
        let for_positions = if self.positions_counted { plain.places(input) } else { counted.clone() };
        let [q, k, v] = [&input.queries, &input.keys, &input.values].map(|matrix| &matrix.values);
        let in_attend = if self.mask_alone { &right } else { &bent };
        let output = if self.double {
            let [q, k, v] = [q, k, v].map(|matrix| matrix.mapv(f64::from));
            self.attend(&q, &k, &v, in_attend, input.end()).mapv(|x| x as f32)
        } else {
            self.attend(q, k, v, in_attend, input.end())
        };
        let positions = Array1::from_shape_fn(total, |t| self.position(input, &for_positions, t));
        let targets = Array1::from_shape_fn(total, |t| self.target(input, &counted, t));
        let mask = if self.attend_alone { right } else { bent };
        Packed { mask, positions, targets, output }
    }

    /// For each position its document and its place in it.
    fn places(&self, input: &Input) -> Vec<Option<(usize, usize)>> {
        let mut ends = Vec::new();
        for &length in &input.lengths {
            ends.push(ends.last().unwrap_or(&0) + length);
        }
        let last = ends.len() - 1;
        let place = |t: usize| {
            let found = match self.owner {
                Owner::SearchedLeft => ends.iter().position(|&end| end >= t),
                _ => ends.iter().position(|&end| end > t),
            };
            let start = |s: usize| ends[s] - input.lengths[s];
            match found {
                Some(s) if self.owner == Owner::LastDropped && s == last => None,
                Some(s) if self.owner == Owner::LastLeftOut && t + 1 == ends[s] => None,
                Some(s) => Some((s, t - start(s))),
                None if self.owner == Owner::PaddingIsDocument => Some((last + 1, t - ends[last])),
                None if self.owner == Owner::PaddingJoinsLast => Some((last, t - start(last))),
                None => None,
            }
        };
        (0..input.total()).map(place).collect()
    }

    fn mask(&self, input: &Input, places: &[Option<(usize, usize)>]) -> Array2<bool> {
        let (total, end) = (input.total(), input.end());
        let starts_here =
            |i: usize| i > 0 && i <= end && places.get(i).is_none_or(|p| p.is_none_or(|p| p.1 == 0));
        let sees = |(i, j): (usize, usize)| {
            let (own, other) = (places[i].map(|p| p.0), places[j].map(|p| p.0));
            let same = own.is_some() && own == other;
            match self.visible {
                Visible::Right => same && j <= i,
                Visible::BothWays => same,
                Visible::Strict => same && j < i,
                Visible::OnlyFuture => same && j >= i,
                Visible::CausalEverywhere => j <= i,
                Visible::CausalWithoutPadding => j <= i && own.is_some() && other.is_some(),
                Visible::OwnAndEarlier => own.is_some() && other.is_some() && other <= own,
                Visible::PaddingSeesItself => (same && j <= i) || (i == j && own.is_none()),
                Visible::PaddingSeesDocuments => (same || (own.is_none() && other.is_some())) && j <= i,
                Visible::OneTooFar => {
                    let previous = i.checked_sub(1).and_then(|i| places[i]).map(|p| p.0);
                    (same && j <= i)
                        || (starts_here(i) && j <= i && previous.is_some() && (other == previous || i == j))
                }
                Visible::Window => own.is_some_and(|s| j <= i && j + input.lengths[s] > i),
            }
        };
        Array2::from_shape_fn((total, total), sees)
    }

    fn position(&self, input: &Input, places: &[Option<(usize, usize)>], t: usize) -> usize {
        let right = places[t].map_or(0, |p| p.1);
        let padding = t >= input.end();
        match self.positions {
            Positions::Right => right,
            Positions::RunOn => t,
            Positions::RunOnInDocuments => {
                if padding {
                    0
                } else {
                    t
                }
            }
            Positions::FromOne => {
                if padding {
                    0
                } else {
                    right + 1
                }
            }
            Positions::CountedInPadding => {
                if padding {
                    t - input.end()
                } else {
                    right
                }
            }
            Positions::ContinueInPadding => {
                if padding {
                    t - input.end() + input.lengths[input.lengths.len() - 1]
                } else {
                    right
                }
            }
        }
    }

    fn target(&self, input: &Input, places: &[Option<(usize, usize)>], t: usize) -> bool {
        let next = |t: usize| places.get(t + 1).copied().flatten();
        let right = places[t].is_some() && next(t).map(|p| p.0) == places[t].map(|p| p.0);
        match self.targets {
            Targets::Right => right,
            Targets::AcrossBoundaries => t + 1 < input.end(),
            Targets::Everywhere => t + 1 < input.total(),
            Targets::EveryToken => t < input.end(),
            Targets::NotFirst => places[t].is_some_and(|p| p.1 > 0),
            Targets::Inverted => !right,
            Targets::InPaddingToo => right || (t >= input.end() && t + 1 < input.total()),
            Targets::Wraps => {
                let first = places[0].map(|p| p.0);
                right || (t + 1 == input.total() && places[t].is_some_and(|p| Some(p.0) == first))
            }
            Targets::NoMore => right && next(t + 1).map(|p| p.0) == places[t].map(|p| p.0),
        }
    }

    fn attend<T: NdFloat>(
        &self,
        q: &Array2<T>,
        k: &Array2<T>,
        v: &Array2<T>,
        mask: &Array2<bool>,
        end: usize,
    ) -> Array2<T> {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let (zero, minus_infinity) = (T::zero(), T::neg_infinity());
        let divisor = match self.weights {
            Weights::NoScale => T::one(),
            Weights::Width => number(q.ncols()),
            _ => number(q.ncols()).sqrt(),
        };
        let mut weights = q.dot(&k.t());
        weights.mapv_inplace(|score| score / divisor);
        let fill = if self.weights == Weights::MaskedAsZero { zero } else { minus_infinity };
        if !matches!(self.weights, Weights::MaskedAfter | Weights::NoMask) {
            weights.zip_mut_with(mask, |score, seen| *score = if *seen { *score } else { fill });
        }
        if self.weights == Weights::OverQueries {
            weights = weights.reversed_axes();
        }
        let total = weights.nrows();
        for mut row in weights.rows_mut() {
            let largest = row.fold(minus_infinity, |a, &b| a.max(b));
            if largest == minus_infinity {
                match self.blind {
                    Blind::Zero => row.fill(zero),
                    Blind::NotANumber => row.fill(T::nan()),
                    Blind::Mean => row.fill(number(total).recip()),
                    Blind::MeanOfDocuments => row
                        .indexed_iter_mut()
                        .for_each(|(j, w)| *w = if j < end { number(end).recip() } else { zero }),
                }
                continue;
            }
            slips::softmax(&mut row, largest);
        }
        if self.weights == Weights::OverQueries {
            weights = weights.reversed_axes();
        }
        if self.weights == Weights::MaskedAfter {
            weights.zip_mut_with(mask, |weight, seen| *weight = if *seen { *weight } else { zero });
        }
        weights.dot(v)
    }
}
