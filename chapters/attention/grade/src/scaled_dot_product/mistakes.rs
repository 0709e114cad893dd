//! The typical mistakes of `scaled_dot_product`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array2, Axis, NdFloat};

use super::Input;
use attention::Mask;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    RootWidth,
    Nothing,
    Width,
    TimesRootWidth,
    RootKeys,
    RootValueWidth,
    AfterSoftmax,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Visible {
    #[default]
    BottomRight,
    TopLeft,
    Everything,
    AlsoWithoutMask,
    Exchanged,
    Strict,
    OneAhead,
    OnlyFuture,
    OffsetSubtracted,
    OffsetSaturates,
    PositionSaturates,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Fill {
    #[default]
    MinusInfinity,
    MinusTenThousand,
    LessTenThousand,
    Zero,
    AfterSoftmax,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blind {
    #[default]
    Zero,
    NotANumber,
    Uniform,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weights {
    #[default]
    Softmax,
    OverQueries,
    Scores,
    Exponentials,
    MeanOfVisible,
    Hardest,
}

/// What is subtracted from a row of scores before exp.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Max,
    Nothing,
    MaxFromZero,
    MaxOfAll,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) scale: Scale,
    pub(super) visible: Visible,
    pub(super) fill: Fill,
    pub(super) blind: Blind,
    pub(super) weights: Weights,
    pub(super) shift: Shift,
    pub(super) keys_by_queries: bool,
    pub(super) reshaped: bool,
    pub(super) weights_transposed: bool,
    pub(super) values_are_keys: bool,
    pub(super) unsigned_offset: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) sum_guarded: bool,
    pub(super) double: bool,
    pub(super) infinite_weights: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_scale",
            "the scores are not divided by √d. A sum of d products has a standard deviation that grows as √d, and the \
             softmax collapses onto one key.",
            |k| k.scale = Scale::Nothing,
        )
        .edit(" / (queries.ncols() as f32).sqrt()", ""),
        Mistake::<Knobs>::new(
            "top_left",
            "the causal mask starts at the top left. With more keys than queries the last query sits at the last key: \
             query i may see key j when j ≤ i + (keys − queries).",
            |k| k.visible = Visible::TopLeft,
        )
        .edit("j + n > i + m", "j > i"),
        Mistake::<Knobs>::new(
            "scale_by_width",
            "the scores are divided by d, not by √d (as when queries and keys are each divided by √d).",
            |k| k.scale = Scale::Width,
        )
        .edit(".sqrt()", ""),
        Mistake::<Knobs>::new(
            "strict_mask",
            "a query does not see its own position: j < i + (m − n) where j ≤ i + (m − n) is meant.",
            |k| k.visible = Visible::Strict,
        )
        .edit("j + n > i + m", "j + n >= i + m"),
        Mistake::<Knobs>::new(
            "one_ahead",
            "a query sees one key of the future: j ≤ i + (m − n) + 1. In training it would copy the answer.",
            |k| k.visible = Visible::OneAhead,
        )
        .edit("j + n > i + m", "j + n > i + m + 1"),
        Mistake::<Knobs>::new(
            "only_future",
            "the causal mask is transposed: a query sees itself and the future, not the past.",
            |k| k.visible = Visible::OnlyFuture,
        )
        .edit("j + n > i + m", "j + n < i + m"),
        Mistake::<Knobs>::new(
            "over_queries",
            "the softmax runs over the queries. Each query distributes its attention over the keys: every row of the \
             (queries, keys) weights sums to 1. If you call your `softmax`, look there.",
            |k| k.weights = Weights::OverQueries,
        )
        .edit(
            "super::softmax::softmax(scores.view())",
            "super::softmax::softmax(scores.t()).reversed_axes()",
        ),
        Mistake::<Knobs>::new(
            "masked_as_zero",
            "masked scores become 0 instead of −∞ (1e-9 for -1e9 does the same). exp(0) is 1: a masked key still gets \
             weight.",
            |k| k.fill = Fill::Zero,
        )
        .edit("f32::NEG_INFINITY", "0.0"),
        Mistake::<Knobs>::new(
            "masked_as_ten_thousand",
            "masked scores become −10,000, which is no smaller than a score can be. Only −∞ weighs nothing beside every \
             score.",
            |k| k.fill = Fill::MinusTenThousand,
        )
        .edit("f32::NEG_INFINITY", "-10_000.0"),
        Mistake::<Knobs>::new(
            "lowered_by_ten_thousand",
            "masked scores are lowered by 10,000 instead of set to −∞. A query that sees no key then looks at all of them, since all \
             its scores are lowered alike.",
            |k| k.fill = Fill::LessTenThousand,
        )
        .edit("*score = f32::NEG_INFINITY", "*score -= 10_000.0"),
        Mistake::new(
            "masked_after_softmax",
            "the weights are masked after the softmax and not normalised again: a row sums to less than 1.",
            |k| k.fill = Fill::AfterSoftmax,
        ),
        Mistake::<Knobs>::new(
            "keys_by_queries",
            "the scores are keys · queriesᵀ. It only runs when there are as many keys as queries; row i must belong to \
             query i.",
            |k| k.keys_by_queries = true,
        )
        .edit("queries.dot(&keys.t())", "keys.dot(&queries.t())"),
        Mistake::<Knobs>::new(
            "scores_reshaped",
            "the scores are keys · queriesᵀ, reshaped to (queries, keys): numbers keep their place in memory, and scores of \
             different queries share a row. Row i is query i: queries · keysᵀ, or exchange the axes.",
            |k| k.reshaped = true,
        )
        .edit(
            "queries.dot(&keys.t())",
            "keys.dot(&queries.t()).as_standard_layout().into_owned().into_shape_with_order((n, m)).unwrap()",
        ),
        Mistake::<Knobs>::new(
            "weights_transposed",
            "the weights are transposed before they meet the values. The output of query i is Σ_j weight[i, j] · value j.",
            |k| k.weights_transposed = true,
        )
        .edit(
            "super::softmax::softmax(scores.view()).dot",
            "super::softmax::softmax(scores.view()).t().dot",
        ),
        Mistake::<Knobs>::new("no_mask", "the causal mask is ignored: every query sees every key.", |k| {
            k.visible = Visible::Everything
        })
        .edit("if mask == Mask::Causal {", "if false {"),
        Mistake::<Knobs>::new("always_causal", "the causal mask is applied with Mask::None too.", |k| {
            k.visible = Visible::AlsoWithoutMask
        })
        .edit("if mask == Mask::Causal {", "if true {"),
        Mistake::<Knobs>::new(
            "masks_exchanged",
            "the two masks are exchanged: the causal one is applied with Mask::None, and nothing with Mask::Causal.",
            |k| k.visible = Visible::Exchanged,
        )
        .edit("mask == Mask::Causal", "mask != Mask::Causal"),
        Mistake::<Knobs>::new(
            "offset_subtracted",
            "the offset between queries and keys has the wrong sign: j ≤ i − (m − n) instead of j ≤ i + (m − n).",
            |k| k.visible = Visible::OffsetSubtracted,
        )
        .edit("j + n > i + m", "j + m > i + n"),
        Mistake::<Knobs>::new(
            "offset_underflows",
            "keys − queries is computed in unsigned integers, and passes below zero when there are more queries than keys. \
             Write j + queries <= i + keys.",
            |k| k.unsigned_offset = true,
        )
        .edit("j + n > i + m", "j > i + (m - n)"),
        Mistake::<Knobs>::new(
            "offset_saturates",
            "keys − queries is cut off at 0, as saturating_sub does: with more queries than keys the mask then starts at the \
             top left. Write j + queries <= i + keys, or compute in signed integers.",
            |k| k.visible = Visible::OffsetSaturates,
        )
        .edit("j + n > i + m", "j > i + m.saturating_sub(n)"),
        Mistake::<Knobs>::new(
            "position_saturates",
            "a query before all keys is moved to the first key, as saturating_sub does. With more queries than keys the first \
             ones see nothing, and their output is 0.",
            |k| k.visible = Visible::PositionSaturates,
        )
        .edit("j + n > i + m", "j > (i + m).saturating_sub(n)"),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "blind_nan",
            "a query that sees no key becomes NaN (0/0, or −∞ − −∞). There are such queries when there are more queries \
             than keys; their output is 0. If you call your `softmax`, look there.",
            |k| k.blind = Blind::NotANumber,
        ),
        Mistake::<Knobs>::new(
            "blind_mean",
            "a query that sees no key gets the mean of all values, as happens when masked scores are a large negative \
             number rather than −∞. Its output is 0.",
            |k| k.blind = Blind::Uniform,
        )
        .edit("f32::NEG_INFINITY", "f32::MIN"),
        Mistake::new(
            "no_max",
            "exp is taken of scores from which the largest visible one of their row was not subtracted, everywhere or in the \
             sum. Scores near 1000 overflow, scores near −1000 underflow to 0/0. If you call your `softmax`, look there.",
            |k| k.shift = Shift::Nothing,
        ),
        Mistake::new(
            "max_from_zero",
            "where all scores of a row are far below 0, something larger is subtracted, and exp underflows to 0/0. As a rule \
             the search for the largest starts at 0 or at f32::MIN_POSITIVE, which is a positive number, or takes the largest \
             absolute value. Start at f32::NEG_INFINITY; if you call your `softmax`, look there.",
            |k| k.shift = Shift::MaxFromZero,
        ),
        Mistake::new(
            "one_max",
            "the largest score of all queries is subtracted from every row. A row whose scores are far lower underflows to 0/0: \
             each row has its own largest score. If you call your `softmax`, look there.",
            |k| k.shift = Shift::MaxOfAll,
        ),
        Mistake::<Knobs>::new("times_root_width", "the scores are multiplied by √d instead of divided.", |k| {
            k.scale = Scale::TimesRootWidth;
        })
        .edit(") / (queries", ") * (queries"),
        Mistake::<Knobs>::new(
            "scale_by_keys",
            "the scores are divided by the root of the number of keys. What grows is the sum over the width d: divide \
             by √d.",
            |k| k.scale = Scale::RootKeys,
        )
        .edit("(queries.ncols() as f32).sqrt()", "(m as f32).sqrt()"),
        Mistake::<Knobs>::new(
            "scale_by_value_width",
            "the scores are divided by the root of the values' width. The sum runs over the width of queries and keys.",
            |k| k.scale = Scale::RootValueWidth,
        )
        .edit("(queries.ncols() as f32).sqrt()", "(values.ncols() as f32).sqrt()"),
        Mistake::new(
            "scale_after_softmax",
            "√d divides the weights after the softmax, not the scores before it: the weights of a row no longer sum to 1.",
            |k| k.scale = Scale::AfterSoftmax,
        ),
        Mistake::<Knobs>::new("no_softmax", "the scores weigh the values without a softmax between.", |k| {
            k.weights = Weights::Scores;
        })
        .edit("super::softmax::softmax(scores.view())", "scores"),
        Mistake::new("no_division", "the exponentials of a row are not divided by their sum.", |k| {
            k.weights = Weights::Exponentials
        }),
        Mistake::<Knobs>::new(
            "mean_of_visible",
            "every visible key gets the same weight: the scores have no effect.",
            |k| k.weights = Weights::MeanOfVisible,
        )
        .edit("(scores.view())", "(scores.mapv(|score| if score == f32::NEG_INFINITY { score } else { 0.0 }).view())"),
        Mistake::new(
            "hardest",
            "only the key with the largest score counts (an argmax). Attention is a weighted mean.",
            |k| k.weights = Weights::Hardest,
        ),
        Mistake::<Knobs>::new(
            "keys_as_values",
            "the weights are applied to the keys instead of the values.",
            |k| k.values_are_keys = true,
        )
        .edit("dot(&values)", "dot(&keys)"),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        if self.contiguous {
            for matrix in [&input.queries, &input.keys, &input.values] {
                super::super::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        let (n, m) = (input.queries.values.nrows(), input.keys.values.nrows());
        if self.unsigned_offset && input.mask == Mask::Causal {
            // In debug and in release builds alike.
            assert!(m >= n, "attempt to subtract with overflow");
        }
        let [q, k, v] = [&input.queries, &input.keys, &input.values].map(|matrix| &matrix.values);
        if self.double {
            let [q, k, v] = [q, k, v].map(|matrix| matrix.mapv(f64::from));
            self.attend(&q, &k, &v, input.mask).mapv(|x| x as f32)
        } else {
            self.attend(q, k, v, input.mask)
        }
    }

    fn sees(&self, mask: Mask, (i, j): (usize, usize), (n, m): (usize, usize)) -> bool {
        let causal = match self.visible {
            Visible::AlsoWithoutMask => true,
            Visible::Exchanged => mask == Mask::None,
            _ => mask == Mask::Causal,
        };
        if !causal {
            return true;
        }
        let [i, j, n, m] = [i, j, n, m].map(|x| x as i64);
        let last = i + (m - n);
        match self.visible {
            Visible::BottomRight | Visible::AlsoWithoutMask | Visible::Exchanged => j <= last,
            Visible::TopLeft => j <= i,
            Visible::Everything => true,
            Visible::Strict => j < last,
            Visible::OneAhead => j <= last + 1,
            Visible::OnlyFuture => j >= last,
            Visible::OffsetSubtracted => j <= i - (m - n),
            Visible::OffsetSaturates => j <= i + (m - n).max(0),
            Visible::PositionSaturates => j <= last.max(0),
        }
    }

    fn attend<T: NdFloat>(&self, q: &Array2<T>, k: &Array2<T>, v: &Array2<T>, mask: Mask) -> Array2<T> {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let (n, m) = (q.nrows(), k.nrows());
        let root = |x: usize| number(x).sqrt();
        let (zero, minus_infinity) = (T::zero(), T::neg_infinity());

        let mut scores = if self.keys_by_queries { k.dot(&q.t()) } else { q.dot(&k.t()) };
        if self.reshaped {
            let by_keys: Vec<T> = scores.t().iter().copied().collect();
            scores = Array2::from_shape_vec((n, m), by_keys).expect("as many elements");
        }
        let divisor = match self.scale {
            Scale::RootWidth => root(q.ncols()),
            Scale::Nothing | Scale::AfterSoftmax => T::one(),
            Scale::Width => number(q.ncols()),
            Scale::TimesRootWidth => root(q.ncols()).recip(),
            Scale::RootKeys => root(m),
            Scale::RootValueWidth => root(v.ncols()),
        };
        scores.mapv_inplace(|score| score / divisor);
        let seen = Array2::from_shape_fn(scores.dim(), |at| self.sees(mask, at, (n, m)));
        if self.fill == Fill::LessTenThousand {
            let lowered = number(10_000);
            scores.zip_mut_with(&seen, |score, seen| *score = if *seen { *score } else { *score - lowered });
        }
        let fill = match self.fill {
            Fill::MinusInfinity => Some(minus_infinity),
            Fill::MinusTenThousand => Some(-number(10_000)),
            Fill::Zero => Some(zero),
            Fill::AfterSoftmax | Fill::LessTenThousand => None,
        };
        let mut weights = scores;
        if let Some(fill) = fill {
            weights.zip_mut_with(&seen, |score, seen| *score = if *seen { *score } else { fill });
        }
        self.normalise(&mut weights, &seen);
        if self.fill == Fill::AfterSoftmax {
            weights.zip_mut_with(&seen, |weight, seen| *weight = if *seen { *weight } else { zero });
        }
        if self.scale == Scale::AfterSoftmax {
            weights.mapv_inplace(|weight| weight / root(q.ncols()));
        }
        if self.weights_transposed {
            weights = weights.reversed_axes();
        }
        weights.dot(if self.values_are_keys { k } else { v })
    }

    /// Turns scores into weights.
    fn normalise<T: NdFloat>(&self, scores: &mut Array2<T>, seen: &Array2<bool>) {
        let (zero, minus_infinity) = (T::zero(), T::neg_infinity());
        let number = |x: usize| T::from(x).expect("sizes are small");
        if self.weights == Weights::Scores && self.infinite_weights {
            return;
        }
        if self.weights == Weights::Scores {
            return scores.mapv_inplace(|score| if score == minus_infinity { zero } else { score });
        }
        let over_queries = self.weights == Weights::OverQueries;
        let axis = Axis(usize::from(!over_queries));
        let of_all = slips::largest(scores);
        for (lane, mut row) in scores.lanes_mut(axis).into_iter().enumerate() {
            let largest = row.fold(minus_infinity, |a, &b| a.max(b));
            let guarded = self.fill == Fill::MinusTenThousand && !over_queries;
            if largest == minus_infinity || (guarded && !seen.row(lane).iter().any(|&seen| seen)) {
                let nothing = match self.blind {
                    Blind::Zero => zero,
                    Blind::NotANumber => T::nan(),
                    Blind::Uniform => number(row.len()).recip(),
                };
                row.fill(nothing);
                continue;
            }
            if self.weights == Weights::MeanOfVisible {
                let seen = seen.row(lane);
                let count = number(seen.iter().filter(|s| **s).count());
                row.zip_mut_with(&seen, |weight, seen| *weight = if *seen { count.recip() } else { zero });
                continue;
            }
            if self.weights == Weights::Hardest {
                row.mapv_inplace(|score| if score == largest { T::one() } else { zero });
                continue;
            }
            let shift = match self.shift {
                Shift::Max => largest,
                Shift::MaxOfAll => of_all,
                Shift::Nothing => zero,
                Shift::MaxFromZero => largest.max(zero),
            };
            row.mapv_inplace(|score| (score - shift).exp());
            if self.weights != Weights::Exponentials {
                let sum = row.sum();
                let sum = if self.sum_guarded && sum == zero { T::one() } else { sum };
                row.mapv_inplace(|weight| weight / sum);
            }
        }
    }
}
