//! The typical mistakes of `soft`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array1, Array2, Axis, NdFloat, concatenate, s};

use super::{Input, Mixed};

/// What one softmax runs over.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Over {
    #[default]
    Right,
    Other,
    Everything,
    OwnSlots,
    Hardest,
    Sigmoid,
    WithoutMax,
    /// Exponentials of what is shifted along the other axis.
    OtherShift,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Right,
    Never,
    Always,
    Ignored,
    Squared,
    TokensOnly,
    SlotsOnly,
    SmallOutside,
    SmallLeftOut,
    RootWidth,
    Squares,
    MeanSquare,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Layer {
    #[default]
    Right,
    SlotsDealt,
    DispatchNotTransposed,
    SlotsTransposed,
    ExpertsFirst,
    CombineTwice,
    DispatchTwice,
    DenseMixture,
    SlotsAveraged,
    Residual,
    FirstSlots,
    SlotsDealtForGood,
    SlotsByExperts,
    NormalisedTokens,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) dispatch: Over,
    pub(super) combine: Over,
    pub(super) scale: Scale,
    pub(super) layer: Layer,
    pub(super) slots_along_rows: bool,
    pub(super) tokens_along_columns: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) layer_only: bool,
    pub(super) functions_only: bool,
    /// Where lengths are left in, the scale still counts.
    pub(super) scaled_anyway: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "softmaxes_exchanged",
            "the two softmaxes are exchanged: dispatch runs over the slots and combine over the tokens. What goes into a slot must be a \
             mean of tokens, and what a token gets a mean of slots.",
            |k| {
                k.dispatch = Over::Other;
                k.combine = Over::Other;
            },
        )
        .edit(
            "(softmax(logits, Axis(0)), softmax(logits, Axis(1)))",
            "(softmax(logits, Axis(1)), softmax(logits, Axis(0)))",
        ),
        Mistake::<Knobs>::new(
            "both_over_slots",
            "both softmaxes run over the slots. For dispatch each column of the logits is one: it says how a slot is mixed from the \
             tokens.",
            |k| k.dispatch = Over::Other,
        )
        .edit("(softmax(logits, Axis(0)), softmax", "(softmax(logits, Axis(1)), softmax"),
        Mistake::<Knobs>::new(
            "both_over_tokens",
            "both softmaxes run over the tokens. For combine each row of the logits is one: it says how a token's output is mixed from \
             the slots.",
            |k| k.combine = Over::Other,
        )
        .edit("softmax(logits, Axis(1)))", "softmax(logits, Axis(0)))"),
        Mistake::new(
            "combine_within_expert",
            "combine runs over the slots of each expert separately, so every expert counts as much as every other. It runs over all \
             slots of all experts together.",
            |k| k.combine = Over::OwnSlots,
        ),
        Mistake::new(
            "slots_dealt_out",
            "slot s is given to expert s mod E. The slots of an expert lie together: slot s belongs to expert s / p.",
            |k| k.layer = Layer::SlotsDealt,
        ),
        Mistake::<Knobs>::new(
            "never_normalised",
            "the lengths are not divided out with a scale. `Some(scale)` asks for the product of unit vectors, times the scale.",
            |k| k.scale = Scale::Never,
        )
        .edit("unit(tokens, Axis(1)).dot(&unit(slots, Axis(0))) * scale", "tokens.dot(&slots) * scale"),
        Mistake::<Knobs>::new(
            "always_normalised",
            "the lengths are divided out without a scale as well. `None` asks for the plain product.",
            |k| k.scale = Scale::Always,
        )
        .edit("tokens.dot(&slots),", "unit(tokens, Axis(1)).dot(&unit(slots, Axis(0))),"),
        Mistake::<Knobs>::new("scale_ignored", "the scale has no effect on its logits.", |k| k.scale = Scale::Ignored)
        .edit(
            "unit(tokens, Axis(1)).dot(&unit(slots, Axis(0))) * scale",
            "{ let _ = scale; unit(tokens, Axis(1)).dot(&unit(slots, Axis(0))) }",
        ),
        Mistake::<Knobs>::new(
            "scale_squared",
            "the scale multiplies tokens and slots, so that it counts twice. It multiplies their product, once.",
            |k| k.scale = Scale::Squared,
        )
        .edit("* scale,", "* scale * scale,"),
        Mistake::<Knobs>::new(
            "tokens_only",
            "only the tokens have their length divided out; slots have one too.",
            |k| {
                k.scale = Scale::TokensOnly;
            },
        )
        .edit(".dot(&unit(slots, Axis(0)))", ".dot(&slots)"),
        Mistake::<Knobs>::new(
            "slots_only",
            "only the slots have their length divided out; tokens have one too.",
            |k| {
                k.scale = Scale::SlotsOnly;
            },
        )
        .edit("unit(tokens, Axis(1)).dot", "tokens.dot"),
        Mistake::<Knobs>::new(
            "slots_along_rows",
            "the slots' lengths are taken along the rows of `slots`, over all slots for each channel. A slot is a column: sum over its d \
             numbers, which is Axis(0).",
            |k| k.slots_along_rows = true,
        )
        .edit("unit(slots, Axis(0))", "unit(slots, Axis(1))"),
        Mistake::<Knobs>::new(
            "tokens_along_columns",
            "the tokens' lengths are taken along the columns of `tokens`, over all tokens for each channel. A token is a row: sum over its \
             d numbers, which is Axis(1).",
            |k| k.tokens_along_columns = true,
        )
        .edit("unit(tokens, Axis(1))", "unit(tokens, Axis(0))"),
        Mistake::<Knobs>::new(
            "small_outside",
            "the 10⁻⁶ is added to the length. It stands under the root, beside the sum of squares; for short vectors that differs.",
            |k| k.scale = Scale::SmallOutside,
        )
        .edit("(sum + 1e-6).sqrt()", "sum.sqrt() + 1e-6"),
        Mistake::<Knobs>::new(
            "small_left_out",
            "the 10⁻⁶ under the root is missing. Vectors as short as 10⁻³ are then made as long as any other.",
            |k| k.scale = Scale::SmallLeftOut,
        )
        .edit("(sum + 1e-6).sqrt()", "sum.sqrt()"),
        Mistake::<Knobs>::new(
            "squared_lengths",
            "vectors are divided by the square of their length: a root is missing.",
            |k| {
                k.scale = Scale::Squares;
            },
        )
        .edit("(sum + 1e-6).sqrt()", "(sum + 1e-6)"),
        Mistake::new(
            "attention_scale",
            "the logits are divided by √d, as attention does. Here there is no such scale.",
            |k| k.scale = Scale::RootWidth,
        ),
        Mistake::new(
            "experts_first",
            "the experts are applied to the tokens, and what comes out is mixed. That is the work of every expert on every token; \
             here an expert sees only the mixtures in its slots.",
            |k| k.layer = Layer::ExpertsFirst,
        ),
        Mistake::<Knobs>::new(
            "dispatch_not_transposed",
            "slot inputs are dispatch · tokens. It only runs with as many slots as tokens; a slot sums over tokens: dispatchᵀ · tokens.",
            |k| k.layer = Layer::DispatchNotTransposed,
        )
        .edit("dispatch.t()", "dispatch"),
        Mistake::new(
            "slots_transposed",
            "logits are tokens · slotsᵀ. It only runs with as many slots as channels; slots are columns already.",
            |k| k.layer = Layer::SlotsTransposed,
        ),
        Mistake::<Knobs>::new(
            "combines_with_dispatch",
            "the layer combines with the dispatch weights. They sum to 1 over tokens: what a token gets is then no mean of slots.",
            |k| k.layer = Layer::DispatchTwice,
        )
        .edit("combine.dot(", "dispatch.dot("),
        Mistake::<Knobs>::new(
            "dispatches_with_combine",
            "the layer fills its slots by the combine weights. They sum to 1 over slots: what a slot gets is then no mean of tokens.",
            |k| k.layer = Layer::CombineTwice,
        )
        .edit("dispatch.t()", "combine.t()"),
        Mistake::new(
            "dense_mixture",
            "every expert works on the tokens themselves, weighted by combine alone: a dense mixture, at the cost of all experts for all \
             tokens. Slots hold mixtures of tokens.",
            |k| k.layer = Layer::DenseMixture,
        ),
        Mistake::new(
            "slots_averaged",
            "the outputs of an expert's slots are averaged before they are combined. A token takes from each slot what its weight says.",
            |k| k.layer = Layer::SlotsAveraged,
        ),
        Mistake::new(
            "first_slots_only",
            "expert i works on slot i alone, as if each had one; other slots give nothing.",
            |k| k.layer = Layer::FirstSlots,
        ),
        Mistake::<Knobs>::new(
            "residual",
            "the tokens are added to the output. A residual stream is outside of the layer, which here also may change the width.",
            |k| k.layer = Layer::Residual,
        )
        .edit("give\"))", "give\")) + tokens"),
        Mistake::new(
            "dispatch_over_everything",
            "the dispatch softmax runs over the whole matrix. Each column sums to 1.",
            |k| k.dispatch = Over::Everything,
        ),
        Mistake::new(
            "combine_over_everything",
            "the combine softmax runs over the whole matrix. Each row sums to 1.",
            |k| k.combine = Over::Everything,
        ),
        Mistake::new(
            "dispatch_shifted_by_rows",
            "one matrix of exponentials, from which each row's largest logit was subtracted, serves both softmaxes. Along a column these \
             are different numbers, which do not cancel: dispatch needs exponentials of its own, or one number subtracted from all.",
            |k| k.dispatch = Over::OtherShift,
        ),
        Mistake::new(
            "combine_shifted_by_columns",
            "one matrix of exponentials, from which each column's largest logit was subtracted, serves both softmaxes. Along a row these \
             are different numbers, which do not cancel: combine needs exponentials of its own, or one number subtracted from all.",
            |k| k.combine = Over::OtherShift,
        ),
        Mistake::new(
            "dispatch_hardest",
            "a slot takes only the token with the largest logit: a choice again.",
            |k| {
                k.dispatch = Over::Hardest;
            },
        ),
        Mistake::new(
            "combine_hardest",
            "a token takes only from the slot with the largest logit: a choice again.",
            |k| {
                k.combine = Over::Hardest;
            },
        ),
        Mistake::new(
            "sigmoids",
            "the weights are logistic functions of the logits. They sum to 1 after a softmax only.",
            |k| {
                k.dispatch = Over::Sigmoid;
                k.combine = Over::Sigmoid;
            },
        ),
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of the logits themselves, which overflows near 780 and is 0/0 near −780. Subtract the largest of the column, or \
             row, first.",
            |k| {
                k.dispatch = Over::WithoutMax;
                k.combine = Over::WithoutMax;
            },
        )
        .edit("(&logits - &largest)", "logits"),
        Mistake::<Knobs>::new(
            "mean_of_squares",
            "tokens and slots are divided by the root of the mean of their squares, as RMSNorm does. It is the root of the sum: the \
             length, so that each logit is a cosine times the scale.",
            |k| k.scale = Scale::MeanSquare,
        )
        .edit(
            "let lengths = vectors.mapv(|x| x * x).sum_axis(axis)",
            "let lengths = vectors.mapv(|x| x * x).mean_axis(axis).expect(\"there is one\")",
        ),
        Mistake::new(
            "normalised_tokens_mixed",
            "the slots are filled with the tokens divided by their lengths. The lengths are divided out for the logits alone; what is mixed \
             are the tokens as they came.",
            |k| k.layer = Layer::NormalisedTokens,
        ),
        Mistake::new(
            "slots_dealt_and_stacked",
            "expert e gets the slots e, e + E, e + 2E and so on, and their outputs are stacked expert by expert, so that the combine weights \
             meet others. The slots of an expert are neighbours: e · p to e · p + p − 1.",
            |k| k.layer = Layer::SlotsDealtForGood,
        ),
        Mistake::new(
            "slots_by_number_of_experts",
            "slot s is given to expert s / experts. With p slots for each expert it belongs to expert s / p, where p = S / experts.",
            |k| k.layer = Layer::SlotsByExperts,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Mixed {
        if self.contiguous {
            for matrix in [&input.tokens, &input.slots] {
                slips::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        if self.double { self.generic::<f64>(input) } else { self.generic::<f32>(input) }
    }

    fn generic<T: NdFloat>(&self, input: &Input) -> Mixed {
        let number = |x: f64| T::from(x).expect("a number");
        let single = |x: T| x.to_f32().expect("a number");
        let cast = |x: &f32| number(f64::from(*x));
        let tokens: Array2<T> = input.tokens.values.map(cast);
        let slots: Array2<T> = input.slots.values.map(cast);
        let experts = input.experts();
        let own = slots.ncols() / experts;

        // Two styles: the layer, or the two functions before it, written once more and right.
        let alone = |right: bool| if right { Knobs::default() } else { *self };
        let (functions, layer) = (alone(self.layer_only), alone(self.functions_only));
        let scale = input.scale.map(|scale| number(f64::from(scale)));
        let shown_logits = functions.logits(&tokens, &slots, scale);
        // The weights are asked for by themselves, from right logits.
        let right = Knobs::default().logits(&tokens, &slots, scale);
        let [shown_dispatch, shown_combine] = functions.weights(&right, own);
        let [dispatch, combine] = layer.weights(&layer.logits(&tokens, &slots, scale), own);

        let expert = |i: usize, inputs: Array2<T>| -> Array2<T> {
            input.expert(i, inputs.mapv(single).view()).map(cast)
        };
        let fill = match layer.layer {
            Layer::CombineTwice => combine.t().dot(&tokens),
            Layer::DispatchNotTransposed => dispatch.dot(&tokens),
            Layer::NormalisedTokens if scale.is_some() || layer.scale == Scale::Always => {
                let squares = tokens.mapv(|x| x * x).sum_axis(Axis(1)).insert_axis(Axis(1));
                dispatch.t().dot(&(&tokens / &squares.mapv(|sum| (sum + number(1e-6)).sqrt())))
            }
            _ => dispatch.t().dot(&tokens),
        };
        let mut rows: Vec<Array1<T>> = Vec::new();
        for j in 0..slots.ncols() {
            let i = match layer.layer {
                Layer::SlotsDealt => j % experts,
                Layer::SlotsByExperts => j / experts,
                _ => j / own,
            };
            let row = match layer.layer {
                Layer::ExpertsFirst => {
                    let outputs = expert(i, tokens.clone());
                    dispatch.column(j).dot(&outputs)
                }
                Layer::FirstSlots => {
                    let of =
                        expert(j.min(experts - 1), fill.slice(s![j..=j, ..]).to_owned()).row(0).to_owned();
                    if j < experts { of } else { of.mapv(|_| T::zero()) }
                }
                Layer::SlotsDealtForGood => {
                    // Expert j / own works on slots of every remainder, and they are stacked by expert.
                    let from = j / own + j % own * experts;
                    expert(i, fill.slice(s![from..=from, ..]).to_owned()).row(0).to_owned()
                }
                _ => expert(i, fill.slice(s![j..=j, ..]).to_owned()).row(0).to_owned(),
            };
            rows.push(row);
        }
        let views: Vec<_> = rows.iter().map(|row| row.view().insert_axis(Axis(0))).collect();
        let mut outputs = concatenate(Axis(0), &views).expect("the same width");
        if layer.layer == Layer::SlotsAveraged {
            for i in 0..experts {
                let mine = s![i * own..(i + 1) * own, ..];
                let mean = outputs.slice(mine).sum_axis(Axis(0)) / number(own as f64);
                outputs.slice_mut(mine).assign(&mean);
            }
        }
        let mut out = match layer.layer {
            Layer::DispatchTwice => dispatch.dot(&outputs),
            Layer::DenseMixture => {
                let mut out = Array2::zeros((tokens.nrows(), outputs.ncols()));
                for i in 0..experts {
                    let of = expert(i, tokens.clone());
                    let share =
                        combine.slice(s![.., i * own..(i + 1) * own]).sum_axis(Axis(1)).insert_axis(Axis(1));
                    out = out + of * share;
                }
                out
            }
            _ => combine.dot(&outputs),
        };
        if layer.layer == Layer::Residual {
            out += &tokens;
        }
        Mixed {
            logits: shown_logits.mapv(single),
            dispatch: shown_dispatch.mapv(single),
            combine: shown_combine.mapv(single),
            out: out.mapv(single),
        }
    }

    fn weights<T: NdFloat>(&self, logits: &Array2<T>, own: usize) -> [Array2<T>; 2] {
        [over(self.dispatch, logits, Axis(0), own), over(self.combine, logits, Axis(1), own)]
    }

    fn logits<T: NdFloat>(&self, tokens: &Array2<T>, slots: &Array2<T>, scale: Option<T>) -> Array2<T> {
        let small = T::from(1e-6).expect("a number");
        let (before, after) = match self.scale {
            Scale::SmallOutside => (T::zero(), small),
            Scale::SmallLeftOut => (T::zero(), T::zero()),
            _ => (small, T::zero()),
        };
        let unit = |vectors: &Array2<T>, axis: Axis| {
            let squares = vectors.mapv(|x| x * x).sum_axis(axis).insert_axis(axis);
            let count = T::from(vectors.len_of(axis)).expect("a number");
            let lengths = squares.mapv(|sum| {
                let sum = if self.scale == Scale::MeanSquare { sum / count } else { sum } + before;
                if self.scale == Scale::Squares { sum } else { sum.sqrt() + after }
            });
            vectors / &lengths
        };
        let product = |tokens: &Array2<T>, slots: &Array2<T>| {
            if self.layer == Layer::SlotsTransposed { tokens.dot(&slots.t()) } else { tokens.dot(slots) }
        };
        let scale = if self.scale == Scale::Always { scale.or(Some(T::one())) } else { scale };
        let root = T::from(tokens.ncols()).expect("a number").sqrt();
        let Some(scale) = scale.filter(|_| self.scale != Scale::Never) else {
            let logits = product(tokens, slots);
            return match scale {
                _ if self.scale == Scale::RootWidth => logits / root,
                Some(scale) if self.scaled_anyway => logits * scale,
                _ => logits,
            };
        };
        let over_tokens = Axis(usize::from(!self.tokens_along_columns));
        let over_slots = Axis(usize::from(self.slots_along_rows));
        let tokens = if self.scale == Scale::SlotsOnly { tokens.clone() } else { unit(tokens, over_tokens) };
        let slots = if self.scale == Scale::TokensOnly { slots.clone() } else { unit(slots, over_slots) };
        let scale = match self.scale {
            Scale::Ignored => T::one(),
            Scale::Squared => scale * scale,
            Scale::RootWidth => scale / root,
            _ => scale,
        };
        product(&tokens, &slots) * scale
    }
}

/// One softmax, or what stands in its place.
fn over<T: NdFloat>(which: Over, logits: &Array2<T>, axis: Axis, own: usize) -> Array2<T> {
    let (zero, one) = (T::zero(), T::one());
    let softmax = |logits: &Array2<T>, axis: Axis| {
        let largest = logits.fold_axis(axis, T::neg_infinity(), |a, &b| a.max(b)).insert_axis(axis);
        let exponentials =
            if which == Over::WithoutMax { logits.mapv(T::exp) } else { (logits - &largest).mapv(T::exp) };
        let sums = exponentials.sum_axis(axis).insert_axis(axis);
        exponentials / sums
    };
    match which {
        Over::Right | Over::WithoutMax => softmax(logits, axis),
        Over::Other => softmax(logits, Axis(1 - axis.index())),
        Over::OtherShift => {
            let other = Axis(1 - axis.index());
            let largest = logits.fold_axis(other, T::neg_infinity(), |a, &b| a.max(b)).insert_axis(other);
            let exponentials = (logits - &largest).mapv(T::exp);
            let sums = exponentials.sum_axis(axis).insert_axis(axis);
            exponentials / sums
        }
        Over::Everything => {
            let mut weights = logits.clone();
            slips::softmax(&mut weights, slips::largest(logits));
            weights
        }
        Over::OwnSlots => {
            let mut weights = logits.clone();
            for first in (0..logits.ncols()).step_by(own) {
                let mine = s![.., first..first + own];
                weights.slice_mut(mine).assign(&softmax(&logits.slice(mine).to_owned(), axis));
            }
            weights
        }
        Over::Hardest => {
            let largest = logits.fold_axis(axis, T::neg_infinity(), |a, &b| a.max(b)).insert_axis(axis);
            (logits - &largest).mapv(|x| if x == zero { one } else { zero })
        }
        Over::Sigmoid => logits.mapv(|x| (one + (-x).exp()).recip()),
    }
}
