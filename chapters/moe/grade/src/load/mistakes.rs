//! The typical mistakes of `load`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use judge::slips::{as_slices, assumes_contiguous};
use ndarray::{Array1, Array2, Axis, NdFloat};

use super::{Input, Routed, Said};

/// What an expert's clean logit is compared with.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Threshold {
    #[default]
    OfOthers,
    OfAll,
    NextOfAll,
    OneHigher,
    OneLower,
    Clean,
    Mean,
    Exchanged,
    KthIsOut,
}

/// How the distance becomes a probability.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Probability {
    #[default]
    Normal,
    Logistic,
    ErrorFunction,
    NoRoot,
    Flipped,
    Hard,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Divisor {
    #[default]
    Scale,
    Variance,
    Nothing,
    Softplus,
    Root,
}

/// With k = E.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Everyone {
    #[default]
    One,
    Panics,
    Zero,
    Last,
}

/// What cv_squared computes.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Uneven {
    #[default]
    CvSquared,
    Sample,
    Cv,
    OverMean,
    Variance,
    NoEpsilon,
    OtherEpsilon,
    NotCentred,
    SumOfSquares,
    MaxOverMean,
}

/// Over what a loss is taken.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Over {
    #[default]
    SumsOfExperts,
    SumsOfTokens,
    All,
    Counts,
    EachToken,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) threshold: Threshold,
    pub(super) probability: Probability,
    pub(super) divisor: Divisor,
    pub(super) everyone: Everyone,
    pub(super) uneven: Uneven,
    pub(super) importance: Over,
    pub(super) load: Over,
    pub(super) noisy_numerator: bool,
    pub(super) over_tokens: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) slices_noisy: bool,
    pub(super) unwraps_mean: bool,
    pub(super) single_is_even: bool,
    pub(super) select_nth: bool,
    pub(super) removes: bool,
    pub(super) late_guard: bool,
    /// What is added for 1e-10, if it is another number; 0 stands for 1e-8.
    pub(super) other: f64,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "self_included",
            "the threshold is the k-th largest of all noisy logits. For an expert that is selected that can be its own: it \
             would have to beat its own luck. Leave it out: k-th largest of the others.",
            |k| k.threshold = Threshold::OfAll,
        )
        .edit("        others.remove(expert);\n", ""),
        Mistake::new(
            "next_for_all",
            "the threshold is the (k + 1)-th largest of all noisy logits, for everyone. That is right for those who are selected; \
             who is not has to beat the k-th.",
            |k| k.threshold = Threshold::NextOfAll,
        ),
        Mistake::<Knobs>::new(
            "one_higher",
            "the threshold is the (k − 1)-th largest of the others, or +∞ with k = 1: indices count from 0, and the k-th is at \
             k − 1.",
            |k| k.threshold = Threshold::OneHigher,
        )
        .edit("others[k - 1])", "if k == 1 { f32::INFINITY } else { others[k - 2] })"),
        Mistake::<Knobs>::new(
            "one_lower",
            "the threshold is the (k + 1)-th largest of the others, or −∞ if there are not so many: indices count from 0, and \
             the k-th is at k − 1.",
            |k| k.threshold = Threshold::OneLower,
        )
        .edit("others[k - 1])", "others.get(k).copied().unwrap_or(f32::NEG_INFINITY))"),
        Mistake::<Knobs>::new(
            "noisy_numerator",
            "the distance is measured from the noisy logit. Its own noise is what is drawn again: the new one lies around the \
             clean logit.",
            |k| k.noisy_numerator = true,
        )
        .edit("(clean[[token, expert]] -", "(noisy[[token, expert]] -"),
        Mistake::<Knobs>::new(
            "clean_threshold",
            "the threshold is taken from the clean logits of the others. Their noise stays as it was drawn: it is the noisy \
             ones that have to be beaten.",
            |k| k.threshold = Threshold::Clean,
        )
        .edit("noisy.row(token).to_vec()", "clean.row(token).to_vec()"),
        Mistake::<Knobs>::new(
            "variance",
            "the distance is divided by the square of the scale. Φ takes it in standard deviations.",
            |k| k.divisor = Divisor::Variance,
        )
        .edit("/ scale[[token, expert]]", "/ scale[[token, expert]].powi(2)"),
        Mistake::<Knobs>::new("no_scale", "the distance is not divided by the scale of the noise.", |k| {
            k.divisor = Divisor::Nothing;
        })
        .edit(
            "(clean[[token, expert]] - others[k - 1]) / scale[[token, expert]]",
            "clean[[token, expert]] - others[k - 1]",
        ),
        Mistake::<Knobs>::new(
            "softplus_again",
            "softplus is applied to a scale that is a standard deviation already.",
            |k| k.divisor = Divisor::Softplus,
        )
        .edit("/ scale[[token, expert]])", "/ (1.0 + scale[[token, expert]].exp()).ln())"),
        Mistake::<Knobs>::new(
            "root_of_scale",
            "the distance is divided by the root of the scale, which is a standard deviation already.",
            |k| k.divisor = Divisor::Root,
        )
        .edit("/ scale[[token, expert]]", "/ scale[[token, expert]].sqrt()"),
        Mistake::<Knobs>::new(
            "index_k",
            "with k = E there is no k-th largest among the others, and the index is out of bounds. Every expert is selected then: \
             its chance is 1.",
            |k| k.everyone = Everyone::Panics,
        )
        .edit("        if others.len() < k {\n            return 1.0;\n        }\n", ""),
        Mistake::<Knobs>::new(
            "nobody_without_threshold",
            "with k = E the chances are 0. There is no threshold then, and every expert is selected: they are 1.",
            |k| k.everyone = Everyone::Zero,
        )
        .edit("return 1.0", "return 0.0"),
        Mistake::<Knobs>::new(
            "smallest_without_threshold",
            "with k = E the threshold is the smallest of the others, because the index is held below their number. There is none \
             then, and every expert is selected: its chance is 1.",
            |k| k.everyone = Everyone::Last,
        )
        .edit(
            "        if others.len() < k {\n            return 1.0;\n        }\n        others.sort_by(|a, b| b.total_cmp(a));\n        normal_cdf((clean[[token, expert]] - others[k - 1])",
            "        others.sort_by(|a, b| b.total_cmp(a));\n        let k = k.min(others.len());\n        if k == 0 {\n            return 1.0;\n        }\n        normal_cdf((clean[[token, expert]] - others[k - 1])",
        ),
        Mistake::<Knobs>::new(
            "flipped",
            "the chance is that of not being selected: Φ((threshold − clean) / scale).",
            |k| k.probability = Probability::Flipped,
        )
        .edit("(clean[[token, expert]] - others[k - 1])", "(others[k - 1] - clean[[token, expert]])"),
        Mistake::<Knobs>::new(
            "hard",
            "the chance is 1 for the experts that are selected now and 0 for the others: a count, which has no slope. The point \
             of the probability is that a gradient can go through it.",
            |k| k.probability = Probability::Hard,
        )
        .edit(
            "normal_cdf((clean[[token, expert]] - others[k - 1]) / scale[[token, expert]])",
            "f32::from(u8::from(noisy[[token, expert]] > others[k - 1]))",
        ),
        Mistake::<Knobs>::new(
            "logistic",
            "the probability is the sigmoid of the distance. The noise is normal: Φ.",
            |k| {
                k.probability = Probability::Logistic;
            },
        )
        .edit(
            "normal_cdf((clean[[token, expert]] - others[k - 1]) / scale[[token, expert]])",
            "1.0 / (1.0 + ((others[k - 1] - clean[[token, expert]]) / scale[[token, expert]]).exp())",
        ),
        Mistake::<Knobs>::new(
            "error_function",
            "the chance is erf(z/√2), between −1 and 1. Φ(z) is ½ (1 + erf(z/√2)).",
            |k| k.probability = Probability::ErrorFunction,
        )
        .edit(
            "normal_cdf((clean[[token, expert]] - others[k - 1]) / scale[[token, expert]])",
            "2.0 * normal_cdf((clean[[token, expert]] - others[k - 1]) / scale[[token, expert]]) - 1.0",
        ),
        Mistake::new("no_root", "the chance is ½ (1 + erf(z)). Φ(z) is ½ (1 + erf(z/√2)).", |k| {
            k.probability = Probability::NoRoot;
        }),
        Mistake::new(
            "mean_threshold",
            "the threshold lies between the k-th and the (k + 1)-th largest of all noisy logits. It is the k-th largest of the \
             others.",
            |k| k.threshold = Threshold::Mean,
        ),
        Mistake::new(
            "exchanged",
            "the thresholds are exchanged: those who are selected are compared with the k-th largest of all, the others with the \
             (k + 1)-th. Who is selected leaves its own logit out, so that the next one becomes the k-th of the others.",
            |k| k.threshold = Threshold::Exchanged,
        ),
        Mistake::new(
            "kth_is_out",
            "the expert with the k-th largest noisy logit counts as not selected, and is compared with itself. It is one of the k: \
             selected is who is above the (k + 1)-th.",
            |k| k.threshold = Threshold::KthIsOut,
        ),
        Mistake::new(
            "over_tokens",
            "tokens compete for an expert: the threshold is searched in the column. Each row is a token for which experts compete.",
            |k| k.over_tokens = true,
        ),
        Mistake::<Knobs>::new(
            "sample_variance",
            "the variance is divided by E − 1, as torch.var does unless it is told otherwise. Here it is the population's: divide by E.",
            |k| k.uneven = Uneven::Sample,
        )
        .edit(".powi(2)).sum() / values.len() as f32", ".powi(2)).sum() / (values.len() - 1) as f32"),
        Mistake::<Knobs>::new("not_squared", "the result is the coefficient of variation, not its square.", |k| {
            k.uneven = Uneven::Cv;
        })
        .edit("variance / (mean * mean + 1e-10)", "(variance / (mean * mean + 1e-10)).sqrt()"),
        Mistake::<Knobs>::new(
            "over_mean",
            "the variance is divided by the mean, not by its square: twice as many tokens would be twice as uneven.",
            |k| k.uneven = Uneven::OverMean,
        )
        .edit("variance / (mean * mean + 1e-10)", "variance / (mean + 1e-10)"),
        Mistake::<Knobs>::new("variance_alone", "the variance is not divided by the square of the mean.", |k| {
            k.uneven = Uneven::Variance;
        })
        .edit("variance / (mean * mean + 1e-10)", "variance"),
        Mistake::<Knobs>::new(
            "no_epsilon",
            "where all values are 0 the result is 0/0. 1e-10 is added to the square of the mean.",
            |k| k.uneven = Uneven::NoEpsilon,
        )
        .edit("mean * mean + 1e-10", "mean * mean"),
        Mistake::<Knobs>::new(
            "other_epsilon",
            "another number than 1e-10 is added to the square of the mean. Where the mean is near 1e-5, that decides.",
            |k| k.uneven = Uneven::OtherEpsilon,
        )
        .edit("mean * mean + 1e-10", "mean * mean + 1e-8"),
        Mistake::<Knobs>::new(
            "not_centred",
            "the mean of the squares takes the place of the variance: the mean is not subtracted, and even loads give 1.",
            |k| k.uneven = Uneven::NotCentred,
        )
        .edit("(value - mean).powi(2)", "value.powi(2)"),
        Mistake::<Knobs>::new(
            "sum_of_squares",
            "the sum of the squared distances from the mean takes the place of the variance, which is their mean: divide by E.",
            |k| k.uneven = Uneven::SumOfSquares,
        )
        .edit(".powi(2)).sum() / values.len() as f32", ".powi(2)).sum()"),
        Mistake::<Knobs>::new(
            "max_over_mean",
            "the result is the largest value over the mean, not the squared coefficient of variation.",
            |k| {
                k.uneven = Uneven::MaxOverMean;
            },
        )
        .edit(
            "    let variance = values.mapv(|value| (value - mean).powi(2)).sum() / values.len() as f32;\n    variance / (mean * mean + 1e-10)",
            "    values.fold(0.0_f32, |a, &b| a.max(b)) / (mean + 1e-10)",
        ),
        Mistake::<Knobs>::new(
            "importance_of_tokens",
            "the gates are summed over the experts, which gives 1 for every token. The importance of an expert is the sum of its \
             column.",
            |k| k.importance = Over::SumsOfTokens,
        )
        .edit("gates.sum_axis(Axis(0))", "gates.sum_axis(Axis(1))"),
        Mistake::<Knobs>::new(
            "importance_of_all",
            "the importance loss is taken over all gates. It is taken over the experts, each with the sum of its gates.",
            |k| k.importance = Over::All,
        )
        .edit("gates.sum_axis(Axis(0)).view()", "gates.flatten().view()"),
        Mistake::<Knobs>::new(
            "importance_counts",
            "the importance counts the tokens with a gate that is not 0. It is the sum of the gates; the count is what load is about.",
            |k| k.importance = Over::Counts,
        )
        .edit(
            "gates.sum_axis(Axis(0)).view()",
            "gates.mapv(|gate| f32::from(u8::from(gate > 0.0))).sum_axis(Axis(0)).view()",
        ),
        Mistake::new(
            "importance_of_each",
            "the loss is the mean of a loss for each token. One token need not be even; the sums over all of them should.",
            |k| k.importance = Over::EachToken,
        ),
        Mistake::<Knobs>::new(
            "load_of_tokens",
            "the chances are summed over the experts. The load of an expert is the sum of its column.",
            |k| k.load = Over::SumsOfTokens,
        )
        .edit(
            "chances(clean, noisy, scale, k).sum_axis(Axis(0))",
            "chances(clean, noisy, scale, k).sum_axis(Axis(1))",
        ),
        Mistake::<Knobs>::new(
            "load_of_all",
            "the load loss is taken over all chances. It is taken over the experts, each with the sum of its chances.",
            |k| k.load = Over::All,
        )
        .edit(
            "chances(clean, noisy, scale, k).sum_axis(Axis(0)).view()",
            "chances(clean, noisy, scale, k).flatten().view()",
        ),
        Mistake::new(
            "load_counts",
            "the load counts the tokens that have selected an expert: a step function, which has no slope. It is the sum of the \
             chances.",
            |k| k.load = Over::Counts,
        ),
        Mistake::new(
            "load_of_each",
            "the loss is the mean of a loss for each token. One token need not be even; the sums over all of them should.",
            |k| k.load = Over::EachToken,
        ),
        assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Said {
        if self.contiguous {
            match input {
                Input::Chances(routed) | Input::Load(routed) if self.slices_noisy => {
                    as_slices(routed.noisy.held().view(), true);
                }
                _ if self.slices_noisy => {}
                Input::CvSquared(values) => {
                    values.held().view().as_slice().unwrap();
                }
                Input::Importance(gates) => as_slices(gates.held().view(), self.row_slices),
                Input::Chances(routed) | Input::Load(routed) => {
                    for matrix in [&routed.clean, &routed.noisy, &routed.scale] {
                        as_slices(matrix.held().view(), self.row_slices);
                    }
                }
            }
        }
        if self.double { self.compute::<f64>(input) } else { self.compute::<f32>(input) }
    }

    fn compute<T: NdFloat>(&self, input: &Input) -> Said {
        let number = |x: f32| T::from(x).expect("every float is one");
        let float = |x: T| x.to_f32().expect("a float");
        match input {
            Input::CvSquared(values) => {
                Said::Number("cv_squared".into(), float(self.uneven(&values.values.mapv(number))))
            }
            Input::Importance(gates) => {
                let gates = gates.values.mapv(number);
                let counts = gates.mapv(|g| if g > T::zero() { T::one() } else { T::zero() });
                Said::Number("importance_loss".into(), float(self.over(self.importance, &gates, &counts)))
            }
            Input::Chances(routed) => Said::Chances(self.chances::<T>(routed).mapv(float)),
            Input::Load(routed) => {
                let hard = Knobs { probability: Probability::Hard, ..Knobs::default() };
                let (chances, counts) = (self.chances::<T>(routed), hard.chances::<T>(routed));
                Said::Number("load_loss".into(), float(self.over(self.load, &chances, &counts)))
            }
        }
    }

    fn over<T: NdFloat>(&self, over: Over, values: &Array2<T>, counts: &Array2<T>) -> T {
        match over {
            Over::SumsOfExperts => self.uneven(&values.sum_axis(Axis(0))),
            Over::SumsOfTokens => self.uneven(&values.sum_axis(Axis(1))),
            Over::All => self.uneven(&values.iter().copied().collect()),
            Over::Counts => self.uneven(&counts.sum_axis(Axis(0))),
            Over::EachToken => {
                let each: Array1<T> =
                    values.rows().into_iter().map(|row| self.uneven(&row.to_owned())).collect();
                if each.is_empty() { T::zero() } else { each.sum() / T::from(each.len()).expect("small") }
            }
        }
    }

    pub(super) fn uneven<T: NdFloat>(&self, values: &Array1<T>) -> T {
        let count = T::from(values.len()).expect("sizes are small");
        let (zero, one) = (T::zero(), T::one());
        if values.len() == 1 && self.single_is_even {
            return zero;
        }
        let mean = values.sum() / count;
        if self.unwraps_mean {
            values.first().unwrap();
        }
        let squares = values.mapv(|v| (v - mean) * (v - mean)).sum();
        let variance = squares / count;
        let epsilon = T::from(1e-10).expect("a float");
        let below = mean * mean + epsilon;
        match self.uneven {
            Uneven::CvSquared => variance / below,
            Uneven::Sample => squares / (count - one) / below,
            Uneven::Cv => (variance / below).sqrt(),
            Uneven::OverMean => variance / (mean + epsilon),
            Uneven::Variance => variance,
            Uneven::NoEpsilon => variance / (mean * mean),
            Uneven::OtherEpsilon => {
                let other = T::from(if self.other == 0.0 { 1e-8 } else { self.other }).expect("a float");
                variance / (mean * mean + other)
            }
            Uneven::NotCentred => values.mapv(|v| v * v).sum() / count / below,
            Uneven::SumOfSquares => squares / below,
            Uneven::MaxOverMean => values.fold(zero, |a: T, &b| a.max(b)) / (mean + epsilon),
        }
    }

    pub(super) fn chances<T: NdFloat>(&self, routed: &Routed) -> Array2<T> {
        let number = |x: f32| T::from(x).expect("every float is one");
        let real = |x: T| x.to_f64().expect("a float");
        let [mut clean, mut noisy, mut scale] =
            [&routed.clean, &routed.noisy, &routed.scale].map(|matrix| matrix.values.mapv(number));
        if self.over_tokens {
            (clean, noisy, scale) = (clean.reversed_axes(), noisy.reversed_axes(), scale.reversed_axes());
        }
        let (zero, one) = (T::zero(), T::one());
        let half = T::from(0.5).expect("a float");
        let experts = noisy.ncols();
        let k = routed.k.min(experts);
        let descending = |mut values: Vec<T>| {
            values.sort_by(|a, b| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal));
            values
        };
        let in_order: Vec<Vec<T>> = noisy.rows().into_iter().map(|row| descending(row.to_vec())).collect();
        let mut chances = Array2::from_shape_fn(clean.dim(), |(t, e)| {
            let without = |row: ndarray::ArrayView1<'_, T>| {
                let kept = row.iter().enumerate().filter(|&(j, _)| j != e).map(|(_, &h)| h);
                descending(kept.collect())
            };
            let all = &in_order[t];
            let others = || without(noisy.row(t));
            let at = |sorted: &[T], index: usize| sorted.get(index).copied().unwrap_or(T::neg_infinity());
            if k == experts && self.everyone == Everyone::Panics {
                // All of those who are in, or the others without the one that asks.
                let mut values = if self.removes { others() } else { all.clone() };
                let index = if self.removes { k - 1 } else { k };
                if self.select_nth {
                    values.select_nth_unstable_by(index, |a, b| {
                        b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal)
                    });
                } else {
                    std::hint::black_box(values[index]);
                }
            }
            let threshold = match self.threshold {
                Threshold::OfOthers if k == experts && self.everyone == Everyone::Last => {
                    let others = others();
                    others[(k - 1).min(others.len().saturating_sub(1))]
                }
                Threshold::OfOthers => at(&others(), k - 1),
                Threshold::Exchanged if noisy[[t, e]] >= all[k - 1] => all[k - 1],
                Threshold::KthIsOut if noisy[[t, e]] > all[k - 1] => at(all, k),
                Threshold::OfAll | Threshold::KthIsOut => all[k - 1],
                Threshold::NextOfAll | Threshold::Exchanged => at(all, k),
                Threshold::OneHigher if k == 1 => T::infinity(),
                Threshold::OneHigher => at(&others(), k - 2),
                Threshold::OneLower => at(&others(), k),
                Threshold::Clean => at(&without(clean.row(t)), k - 1),
                Threshold::Mean => (all[k - 1] + at(all, k)) * half,
            };
            // Most guard before anything else; with some thresholds there is no need to.
            let unguarded =
                self.late_guard && matches!(self.threshold, Threshold::OfAll | Threshold::OneHigher);
            let guarded = k == experts && !unguarded && self.everyone != Everyone::Last;
            if guarded && self.probability != Probability::Hard {
                return if self.everyone == Everyone::Zero { zero } else { one };
            }
            let centre = if self.noisy_numerator { noisy[[t, e]] } else { clean[[t, e]] };
            let deviation = scale[[t, e]];
            let divisor = match self.divisor {
                Divisor::Scale => deviation,
                Divisor::Variance => deviation * deviation,
                Divisor::Nothing => one,
                Divisor::Softplus => (one + deviation.exp()).ln(),
                Divisor::Root => deviation.sqrt(),
            };
            let z = (centre - threshold) / divisor;
            let phi = |z: T| number(moe::normal_cdf(real(z) as f32));
            match self.probability {
                Probability::Normal => phi(z),
                Probability::Logistic => one / (one + (-z).exp()),
                Probability::ErrorFunction => phi(z) + phi(z) - one,
                Probability::NoRoot => phi(z * T::from(std::f64::consts::SQRT_2).expect("a float")),
                Probability::Flipped => phi(-z),
                Probability::Hard => {
                    let above = noisy.row(t).iter().filter(|&&h| h > noisy[[t, e]]).count();
                    if above < k { one } else { zero }
                }
            }
        });
        if self.over_tokens {
            chances = chances.reversed_axes();
        }
        chances
    }
}
