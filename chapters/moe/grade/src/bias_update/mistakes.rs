//! The typical mistakes of `bias_update`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use judge::slips::as_slices;
use ndarray::{Array1, ArrayView1, ArrayView2, Axis};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Step {
    #[default]
    Sign,
    WrongSign,
    Proportional,
    Relative,
    ZeroRises,
    ZeroFalls,
    OnlyFalls,
    OnlyRises,
    OnlyExtremes,
    Centred,
    CentredAll,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Mean {
    #[default]
    Exact,
    Floored,
    Rounded,
    InFloat,
    Truncated,
    Median,
    OfUsed,
    Middle,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Old {
    #[default]
    Kept,
    Forgotten,
    Multiplied,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Fraction {
    #[default]
    EOverK,
    One,
    E,
    OneOverK,
    EOverKTwice,
    WholeAll,
    WholeEOverK,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Share {
    #[default]
    OfAll,
    Raw,
    OfChosen,
    OverChosen,
    WhereChosen,
    OfColumns,
    Softmax,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) step: Step,
    pub(super) mean: Mean,
    pub(super) old: Old,
    pub(super) underflows: bool,
    pub(super) fraction: Fraction,
    pub(super) share: Share,
    pub(super) sum_of_tokens: bool,
    pub(super) sum_before: bool,
    pub(super) squared: bool,
    pub(super) smallest: bool,
    pub(super) top_one: bool,
    pub(super) slices_in_update: bool,
    pub(super) slices_in_loss: bool,
    pub(super) row_slices: bool,
    pub(super) sums_floats: bool,
    pub(super) only_mean_in_float: bool,
    pub(super) unsigned: bool,
    pub(super) one_less: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "signum_of_zero",
            "the bias of an expert at the mean goes up. It stays. f32::signum gives 1 for 0, and an if with ≥ or an else has no third way.",
            |k| k.step = Step::ZeroRises,
        )
        .edit("Ordering::Equal => 0.0", "Ordering::Equal => rate"),
        Mistake::<Knobs>::new(
            "zero_falls",
            "the bias of an expert at the mean goes down: with a ≥ or an else, or because signum gives 1 for count − mean = 0. It \
             stays.",
            |k| k.step = Step::ZeroFalls,
        )
        .edit("Ordering::Equal => 0.0", "Ordering::Equal => -rate"),
        Mistake::<Knobs>::new(
            "wrong_sign",
            "the bias goes up where there were too many tokens. An expert with too many must become less attractive.",
            |k| k.step = Step::WrongSign,
        )
        .edit("&bias + &counts", "&bias - &counts"),
        Mistake::new(
            "proportional",
            "the step grows with the distance from the mean: rate · (mean − count). Only its sign counts, and every step is `rate`.",
            |k| k.step = Step::Proportional,
        ),
        Mistake::new(
            "relative",
            "the step is rate · (mean − count) / mean. Only the sign counts, and every step is `rate`.",
            |k| k.step = Step::Relative,
        ),
        Mistake::<Knobs>::new(
            "mean_floored",
            "the mean is divided in whole numbers, which rounds it down. Counts 3, 4, 4 lie on both sides of 11/3: compare count · E with \
             the sum.",
            |k| k.mean = Mean::Floored,
        )
        .edit("match (count * counts.len()).cmp(&total) {", "match count.cmp(&(total / counts.len())) {"),
        Mistake::new("mean_rounded", "the mean is rounded to a whole number. It need not be one.", |k| {
            k.mean = Mean::Rounded;
        }),
        Mistake::<Knobs>::new(
            "counts_in_float",
            "counts or their mean become f32 before they are compared. Above 2²⁴ neighbours become equal: use f64, or whole numbers.",
            |k| k.mean = Mean::InFloat,
        )
        .edit(
            "(count * counts.len()).cmp(&total)",
            "(count as f32).total_cmp(&(total as f32 / counts.len() as f32))",
        ),
        Mistake::new(
            "counts_in_32_bits",
            "counts are cut to 32 bits before they are compared, with `as i32` or `as u32`. Take i64, or compare count · E with the sum \
             in usize.",
            |k| k.mean = Mean::Truncated,
        ),
        Mistake::<Knobs>::new(
            "underflows",
            "mean − count is computed in unsigned integers, and passes below zero for every expert with too many tokens.",
            |k| k.underflows = true,
        )
        .edit(
            "match (count * counts.len()).cmp(&total) {",
            "match (total - count * counts.len()).cmp(&0).reverse() {",
        ),
        Mistake::new("median", "the counts are compared with their median. It is their mean.", |k| {
            k.mean = Mean::Median;
        }),
        Mistake::new(
            "middle",
            "the counts are compared with the middle between the smallest and the largest. It is their mean.",
            |k| k.mean = Mean::Middle,
        ),
        Mistake::new(
            "mean_of_used",
            "the mean is taken over the experts that got a token. It is over all of them.",
            |k| k.mean = Mean::OfUsed,
        ),
        Mistake::<Knobs>::new("only_falls", "experts with too few tokens keep their bias. It rises by `rate`.", |k| {
            k.step = Step::OnlyFalls;
        })
        .edit("Less => rate", "Less => 0.0"),
        Mistake::<Knobs>::new(
            "only_rises",
            "experts with too many tokens keep their bias. It falls by `rate`.",
            |k| {
                k.step = Step::OnlyRises;
            },
        )
        .edit("Greater => -rate", "Greater => 0.0"),
        Mistake::new(
            "only_extremes",
            "only the experts with the fewest and with the most tokens get another bias. All do that are not at the mean.",
            |k| k.step = Step::OnlyExtremes,
        ),
        Mistake::new(
            "centred",
            "the mean of the steps is subtracted from each, so that the biases keep their sum. That changes no choice, but it is not \
             asked for.",
            |k| k.step = Step::Centred,
        ),
        Mistake::new(
            "biases_centred",
            "the mean of all biases is subtracted after the step, so that they sum to 0. That changes no choice, but it is not asked for.",
            |k| k.step = Step::CentredAll,
        ),
        Mistake::<Knobs>::new("old_forgotten", "what comes back is the step alone. Add it to the old bias.", |k| {
            k.old = Old::Forgotten;
        })
        .edit(
            "&bias + &counts.iter().map(step).collect::<Array1<f32>>()",
            "counts.iter().map(step).collect()",
        ),
        Mistake::<Knobs>::new(
            "multiplied",
            "the bias is multiplied by 1 + step. Add the step: a bias of 0 must be able to move.",
            |k| k.old = Old::Multiplied,
        )
        .edit(
            "&bias + &counts.iter().map(step).collect::<Array1<f32>>()",
            "&bias * &(counts.iter().map(step).collect::<Array1<f32>>() + 1.0)",
        ),
        Mistake::new(
            "slices_in_update",
            "in `bias_update`, as_slice() is None for a strided view, and unwrap panics. Use iter(), indices, or to_owned().",
            |k| k.slices_in_update = true,
        ),
        Mistake::<Knobs>::new(
            "scores_not_normalised",
            "P is the mean of the scores themselves. Divide each token's scores by their sum first: sigmoids do not sum to 1.",
            |k| k.share = Share::Raw,
        )
        .edit("&(&scores / scores.sum())", "&scores"),
        Mistake::<Knobs>::new(
            "no_e_over_k",
            "the factor E / k is missing. The loss of perfect balance then depends on how many experts there are, and how many are chosen; \
             with the factor it is 1.",
            |k| k.fraction = Fraction::One,
        )
        .edit("experts as f32 / k as f32 * fraction", "fraction"),
        Mistake::<Knobs>::new("not_divided_by_k", "the factor is E instead of E / k: perfect balance gives k.", |k| {
            k.fraction = Fraction::E
        })
        .edit("experts as f32 / k as f32 * ", "experts as f32 * "),
        Mistake::<Knobs>::new(
            "no_e",
            "the factor is 1 / k instead of E / k, or the mean over the experts is taken for the sum: perfect balance gives 1 / E.",
            |k| {
                k.fraction = Fraction::OneOverK;
            },
        )
        .edit("experts as f32 / k as f32 * ", "1.0 / k as f32 * "),
        Mistake::<Knobs>::new(
            "divided_by_k_twice",
            "k divides twice: f is a fraction of all choices, and sums to 1, and the factor is E / k besides. One of them is enough: \
             perfect balance gives 1.",
            |k| k.fraction = Fraction::EOverKTwice,
        )
        .edit("experts as f32 / k as f32 * ", "experts as f32 / (k * k) as f32 * "),
        Mistake::<Knobs>::new(
            "one_less",
            "k − 1 choices of each token are counted: the k-th largest is not above itself.",
            |k| k.one_less = true,
        )
        .edit("&order[..k]", "&order[..k - 1]"),
        Mistake::new(
            "divided_in_whole_numbers",
            "E / (k T) is divided in whole numbers, and is 0 as soon as there are some tokens. Turn the sizes into f32 first.",
            |k| k.fraction = Fraction::WholeAll,
        ),
        Mistake::<Knobs>::new(
            "whole_e_over_k",
            "E / k is divided in whole numbers. Turn the sizes into f32 first.",
            |k| k.fraction = Fraction::WholeEOverK,
        )
        .edit("experts as f32 / k as f32 * ", "(experts / k) as f32 * "),
        Mistake::new(
            "normalised_over_chosen",
            "P divides by the sum over the chosen experts, and is 0 for the others, as the weights do. Here the sum goes over all \
             experts, and all of them count.",
            |k| k.share = Share::OfChosen,
        ),
        Mistake::new(
            "divided_by_chosen",
            "P divides every score by the sum over the token's chosen experts, as the weights do. Here the sum goes over all experts.",
            |k| k.share = Share::OverChosen,
        ),
        Mistake::new(
            "shares_of_chosen",
            "P counts an expert's share only for the tokens that chose it. It is the mean over all tokens.",
            |k| k.share = Share::WhereChosen,
        ),
        Mistake::new(
            "shares_of_columns",
            "P divides by the sum over the tokens, the other axis. A token's scores are divided by their sum over the experts.",
            |k| k.share = Share::OfColumns,
        ),
        Mistake::<Knobs>::new(
            "softmax_shares",
            "P is the mean of a softmax. It is of sigmoids, divided by their sum.",
            |k| k.share = Share::Softmax,
        )
        .edit(
            "share += &(&scores / scores.sum());",
            "share += &(row.mapv(f32::exp) / row.mapv(f32::exp).sum());",
        ),
        Mistake::<Knobs>::new(
            "top_one_only",
            "f counts only each token's first choice, as in GShard. All k count.",
            |k| k.top_one = true,
        )
        .edit("&order[..k]", "&order[..1]"),
        Mistake::new(
            "sum_then_divide",
            "the scores of all tokens are summed before they are divided. Each token's scores are divided by their own sum, so that \
             every token counts the same.",
            |k| k.sum_before = true,
        ),
        Mistake::<Knobs>::new("fraction_squared", "f is multiplied by itself; the other factor is P.", |k| {
            k.squared = true;
        })
        .edit("fraction.dot(&share)", "fraction.dot(&fraction)"),
        Mistake::<Knobs>::new(
            "not_divided_by_tokens",
            "f or P is not divided by the number of tokens: f is a fraction, and P is a mean.",
            |k| {
                k.sum_of_tokens = true;
            },
        )
        .edit("(chosen / tokens as f32, share / tokens as f32)", "(chosen / tokens as f32, share)"),
        Mistake::new(
            "slices_in_loss",
            "in `sequence_loss`, as_slice() or to_slice() is None for a transposed or strided view, and unwrap panics. Go through \
             rows() and their iter(), or copy the view first.",
            |k| k.slices_in_loss = true,
        ),
        Mistake::<Knobs>::new("smallest_chosen", "the k smallest scores are counted: the sort is ascending.", |k| {
            k.smallest = true
        })
        .edit("scores[b].total_cmp(&scores[a])", "scores[a].total_cmp(&scores[b])"),
    ]
}

impl Knobs {
    pub(super) fn update(&self, bias: ArrayView1<'_, f32>, counts: &[usize], rate: f32) -> Array1<f32> {
        if self.slices_in_update {
            as_slices(bias.insert_axis(Axis(0)), false);
        }
        let experts = counts.len() as i128;
        let total: i128 = counts.iter().map(|&count| count as i128).sum();
        // In debug and in release builds alike; the mean is rounded down there.
        let below = counts.iter().any(|&count| count as i128 > total / experts);
        assert!(!(self.underflows && below), "attempt to subtract with overflow");
        let mut sorted = counts.to_vec();
        sorted.sort_unstable();
        let used = counts.iter().filter(|&&count| count > 0).count().max(1) as f64;
        let (middle, last) = (counts.len() / 2, counts.len() - 1);
        let median = f64::midpoint(sorted[middle] as f64, sorted[last - middle] as f64);
        let mean = total as f64 / experts as f64;
        let missing = |count: usize| match self.mean {
            Mean::Exact => {
                let missing = total - experts * count as i128;
                missing as f64 / experts as f64
            }
            Mean::Floored => (total / experts - count as i128) as f64,
            Mean::Rounded => mean.round() - count as f64,
            Mean::InFloat => {
                if self.only_mean_in_float {
                    return f64::from(mean as f32) - count as f64;
                }
                let floats = || counts.iter().map(|&count| count as f32).sum::<f32>();
                let sum = if self.sums_floats { floats() } else { total as f32 };
                f64::from(sum / experts as f32 - count as f32)
            }
            Mean::Truncated => {
                let cut = |count: usize| {
                    if self.unsigned { i64::from(count as u32) } else { i64::from(count as i32) }
                };
                let total: i64 = counts.iter().map(|&count| cut(count)).sum();
                (total - experts as i64 * cut(count)) as f64
            }
            Mean::Median => median - count as f64,
            Mean::Middle => f64::midpoint(sorted[0] as f64, sorted[last] as f64) - count as f64,
            Mean::OfUsed => total as f64 / used - count as f64,
        };
        let rate = f64::from(rate);
        let sign = |x: f64| if x == 0.0 { 0.0 } else { x.signum() };
        let mut steps: Array1<f64> = counts
            .iter()
            .map(|&count| {
                let missing = missing(count);
                match self.step {
                    Step::Sign | Step::Centred | Step::CentredAll => rate * sign(missing),
                    Step::WrongSign => -rate * sign(missing),
                    Step::Proportional => rate * missing,
                    Step::Relative => rate * missing / mean,
                    Step::ZeroRises => rate * if missing >= 0.0 { 1.0 } else { -1.0 },
                    Step::ZeroFalls => rate * if missing > 0.0 { 1.0 } else { -1.0 },
                    Step::OnlyFalls => rate * sign(missing).min(0.0),
                    Step::OnlyRises => rate * sign(missing).max(0.0),
                    Step::OnlyExtremes => {
                        rate * if count == sorted[0] || count == sorted[last] { sign(missing) } else { 0.0 }
                    }
                }
            })
            .collect();
        if self.step == Step::Centred {
            steps -= steps.sum() / experts as f64;
        }
        let steps = steps.mapv(|step| step as f32);
        if self.step == Step::CentredAll {
            let updated = &bias + &steps;
            let mean = updated.sum() / experts as f32;
            return updated - mean;
        }
        match self.old {
            Old::Kept => &bias + &steps,
            Old::Forgotten => steps,
            Old::Multiplied => &bias * &(1.0 + steps),
        }
    }

    pub(super) fn loss(&self, logits: ArrayView2<'_, f32>, k: usize) -> f32 {
        if self.slices_in_loss {
            as_slices(logits, self.row_slices);
        }
        let (tokens, experts) = logits.dim();
        let mut chosen = Array1::<f32>::zeros(experts);
        let mut share = Array1::<f32>::zeros(experts);
        for row in logits.rows() {
            let scores = row.mapv(|logit| 1.0 / (1.0 + (-logit).exp()));
            let mut order: Vec<usize> = (0..experts).collect();
            order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
            if self.smallest {
                order.reverse();
            }
            let counted = if self.top_one { 1 } else { k - usize::from(self.one_less) };
            for &expert in &order[..counted] {
                chosen[expert] += 1.0;
            }
            share += &match self.share {
                Share::OfAll if self.sum_before => scores,
                Share::OfAll => &scores / scores.sum(),
                Share::Raw => scores,
                Share::OfChosen => {
                    let sum: f32 = order[..k].iter().map(|&e| scores[e]).sum();
                    let mut share = Array1::zeros(experts);
                    for &e in &order[..k] {
                        share[e] = scores[e] / sum;
                    }
                    share
                }
                Share::OverChosen => {
                    let sum: f32 = order[..k].iter().map(|&e| scores[e]).sum();
                    &scores / sum
                }
                Share::WhereChosen => {
                    let sum = scores.sum();
                    let mut share = Array1::zeros(experts);
                    for &e in &order[..k] {
                        share[e] = scores[e] / sum;
                    }
                    share
                }
                Share::OfColumns => Array1::from_shape_fn(experts, |e| {
                    let column = logits.column(e).mapv(|logit| 1.0 / (1.0 + (-logit).exp()));
                    scores[e] / column.sum()
                }),
                Share::Softmax => {
                    let exponentials = row.mapv(f32::exp);
                    &exponentials / exponentials.sum()
                }
            };
        }
        if self.sum_before {
            share = &share * (tokens as f32 / share.sum());
        }
        let factor = match self.fraction {
            Fraction::EOverK => experts as f32 / k as f32,
            Fraction::One => 1.0,
            Fraction::E => experts as f32,
            Fraction::WholeAll => (experts / (k * tokens) * tokens) as f32,
            Fraction::WholeEOverK => (experts / k) as f32,
            Fraction::OneOverK => 1.0 / k as f32,
            Fraction::EOverKTwice => experts as f32 / (k * k) as f32,
        };
        let fraction = chosen / tokens as f32;
        let share = share / if self.sum_of_tokens { 1.0 } else { tokens as f32 };
        factor * fraction.dot(if self.squared { &fraction } else { &share })
    }
}
