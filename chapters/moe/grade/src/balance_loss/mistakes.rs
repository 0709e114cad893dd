//! The typical mistakes of `balance_loss`: the solution with knobs, of which each mistake turns one.

use judge::{Matrix, Mistake, slips};
use ndarray::{Array1, Array2, Axis, NdFloat};

use super::{Batches, Losses};
use crate::Shift;

/// Which two vectors are multiplied.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Product {
    #[default]
    Both,
    FractionsTwice,
    ProbabilitiesTwice,
    FractionsOfGates,
    GateMeans,
    OwnMeans,
    Variation,
}

/// What the sum is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Experts,
    MeanOverExperts,
    ExpertsTwice,
    Counts,
    CountsAndSum,
    ByChoices,
    Coefficient,
    LessOne,
    AtLeastOne,
    Negative,
}

/// What P is the mean of.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Of {
    #[default]
    Softmax,
    Logits,
    Exponentials,
    OverTokens,
    Sigmoid,
    SigmoidNormalised,
    SoftmaxOfMean,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) product: Product,
    pub(super) scale: Scale,
    pub(super) no_experts: bool,
    /// Room for a quarter more than the even share, rounded down.
    pub(super) roomy: bool,
    pub(super) of: Of,
    /// Choices that count; 0 stands for one.
    pub(super) choices: usize,
    pub(super) after_capacity: bool,
    pub(super) last_of_equals: bool,
    pub(super) all_of_equals: bool,
    pub(super) used_experts: bool,
    pub(super) shift: Shift,
    pub(super) sum_guarded: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) by_probability: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    let mut all: Vec<Mistake<Knobs>> = vec![
        Mistake::<Knobs>::new(
            "no_experts",
            "the factor E is missing (or the mean over the experts is taken in place of the sum, which is the same). With it \
             equal probabilities cost 1, however many experts there are.",
            |k| k.no_experts = true,
        )
        .edit("experts as f32 * f.dot(&p)", "f.dot(&p)"),
        Mistake::<Knobs>::new(
            "mean_over_experts",
            "that is the mean of f · P over the experts, and nothing else. A mean needs E² in front where a sum needs E.",
            |k| k.scale = Scale::MeanOverExperts,
        )
        .edit("experts as f32 * f.dot(&p)", "f.dot(&p) / experts as f32"),
        Mistake::<Knobs>::new(
            "counts",
            "f is a number of tokens, not a fraction of them, or P a sum over the tokens, not a mean. Both must be divided by the number of \
             tokens: each sums to 1 over the experts.",
            |k| k.scale = Scale::Counts,
        )
        .edit("+= 1.0 / tokens as f32", "+= 1.0"),
        Mistake::<Knobs>::new(
            "fractions_twice",
            "the fractions are multiplied with themselves, f · f. Counting has no gradient, so nothing could be learned from \
             that: one of the two must be the mean probability.",
            |k| k.product = Product::FractionsTwice,
        )
        .edit("f.dot(&p)", "f.dot(&f)"),
        Mistake::<Knobs>::new(
            "probabilities_twice",
            "the mean probabilities are multiplied with themselves, P · P. One of the two is the fraction of tokens that chose the \
             expert.",
            |k| k.product = Product::ProbabilitiesTwice,
        )
        .edit("f.dot(&p)", "p.dot(&p)"),
        Mistake::<Knobs>::new(
            "counts_and_sum",
            "neither the counts nor the probabilities are divided by the number of tokens.",
            |k| k.scale = Scale::CountsAndSum,
        )
        .edit("experts as f32 * f.dot(&p)", "(experts * tokens * tokens) as f32 * f.dot(&p)"),
        Mistake::<Knobs>::new(
            "experts_squared",
            "the sum is multiplied by E². That belongs to the mean over the experts, as mesh_tensorflow writes it; a sum gets E.",
            |k| k.scale = Scale::ExpertsTwice,
        )
        .edit("experts as f32 * f.dot(&p)", "(experts * experts) as f32 * f.dot(&p)"),
        Mistake::new(
            "two_choices",
            "the two best experts of each token are counted. Switch sends a token to one: f counts the largest logit only.",
            |k| k.choices = 2,
        ),
        Mistake::new(
            "two_choices_halved",
            "the two best experts of each token are counted, and divided by 2. Switch sends a token to one: f counts the largest logit \
             only.",
            |k| (k.choices, k.scale) = (2, Scale::ByChoices),
        ),
        Mistake::new(
            "after_capacity",
            "f counts only tokens that are not dropped. The loss must see the overload that it is \
             there to remove: count before any capacity.",
            |k| k.after_capacity = true,
        ),
        Mistake::<Knobs>::new(
            "logits_not_probabilities",
            "P is the mean of the logits. Take a softmax over the experts of each token first.",
            |k| k.of = Of::Logits,
        )
        .edit("1.0 / (exponentials.sum() * tokens as f32), &exponentials", "1.0 / tokens as f32, &row"),
        Mistake::<Knobs>::new(
            "no_division",
            "the exponentials of a token are not divided by their sum: P does not sum to 1.",
            |k| k.of = Of::Exponentials,
        )
        .edit("1.0 / (exponentials.sum() * tokens as f32)", "1.0 / tokens as f32"),
        Mistake::new(
            "over_tokens",
            "the softmax runs over the tokens: each expert's column sums to 1, and P is 1 / T for all of them. The rows of \
             (tokens, experts) must sum to 1.",
            |k| k.of = Of::OverTokens,
        ),
        Mistake::<Knobs>::new(
            "sigmoid",
            "P is the mean of sigmoids, which do not sum to 1 over the experts. Take a softmax.",
            |k| {
                k.of = Of::Sigmoid;
            },
        )
        .edit(
            "1.0 / (exponentials.sum() * tokens as f32), &exponentials",
            "1.0 / tokens as f32, &row.mapv(|logit| 1.0 / (1.0 + (-logit).exp()))",
        ),
        Mistake::<Knobs>::new(
            "sigmoid_normalised",
            "P is the mean of sigmoids divided by their sum, as in DeepSeek-V3. Here it is a softmax.",
            |k| k.of = Of::SigmoidNormalised,
        )
        .edit("(logit - largest).exp()", "1.0 / (1.0 + (-logit).exp())"),
        Mistake::new(
            "gates_only",
            "P sums only the probabilities of chosen experts. It is the mean over all tokens, of those too that chose another \
             expert.",
            |k| k.product = Product::GateMeans,
        ),
        Mistake::new(
            "mean_of_own",
            "P is the mean over the tokens that chose the expert. It is the mean over all tokens: those that chose another expert have a \
             probability of this one too.",
            |k| k.product = Product::OwnMeans,
        ),
        Mistake::<Knobs>::new(
            "fractions_of_gates",
            "f sums the gates of the tokens that chose an expert, not the tokens. It is a count of tokens, divided by all.",
            |k| k.product = Product::FractionsOfGates,
        )
        .edit("f[routed.expert] += 1.0 / tokens as f32;", "f[routed.expert] += routed.gate / tokens as f32;"),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal logits the last one is counted, as `max_by` does. Here it is the first.",
            |k| k.last_of_equals = true,
        )
        .edit(
            "    for routed in super::switch::route(logits, tokens) {\n        f[routed.expert] += 1.0 / tokens as f32;\n    }",
            "    for row in logits.rows() {\n        let last = (0..experts).max_by(|&a, &b| row[a].total_cmp(&row[b])).expect(\"there is one\");\n        f[last] += 1.0 / tokens as f32;\n    }",
        ),
        Mistake::new(
            "all_of_equals",
            "of equal logits every one is counted: f sums to more than 1. Here only the first is.",
            |k| k.all_of_equals = true,
        ),
        Mistake::new(
            "softmax_of_mean",
            "P is the softmax of the mean logits. It is the mean of the softmax of each token: take the softmax first.",
            |k| k.of = Of::SoftmaxOfMean,
        ),
        Mistake::<Knobs>::new(
            "used_experts",
            "E counts only the experts that got a token. It counts all: the experts that nobody chose are what the loss is about.",
            |k| k.used_experts = true,
        )
        .edit("experts as f32 * f.dot(&p)", "f.iter().filter(|&&f| f > 0.0).count() as f32 * f.dot(&p)"),
        Mistake::new(
            "variation",
            "that is the squared coefficient of variation of the fractions, the loss of the earlier mixtures. Here it is \
             E · Σ f · P.",
            |k| k.product = Product::Variation,
        ),
        Mistake::<Knobs>::new(
            "coefficient",
            "the loss is multiplied by 0.01. The coefficient is left to the caller.",
            |k| {
                k.scale = Scale::Coefficient;
            },
        )
        .edit("experts as f32 * f.dot(&p)", "0.01 * experts as f32 * f.dot(&p)"),
        Mistake::<Knobs>::new(
            "less_one",
            "1 is subtracted. Equal probabilities cost 1, and that is no minimum.",
            |k| k.scale = Scale::LessOne,
        )
        .edit("experts as f32 * f.dot(&p)", "experts as f32 * f.dot(&p) - 1.0"),
        Mistake::<Knobs>::new(
            "at_least_one",
            "the loss is cut off at 1. It can be less: where the chosen experts are not the probable ones.",
            |k| k.scale = Scale::AtLeastOne,
        )
        .edit("experts as f32 * f.dot(&p)", "(experts as f32 * f.dot(&p)).max(1.0)"),
        Mistake::<Knobs>::new("negative", "the sign is wrong: imbalance must cost, not pay.", |k| {
            k.scale = Scale::Negative;
        })
        .edit("experts as f32 * f.dot(&p)", "-(experts as f32 * f.dot(&p))"),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ];
    all.extend(crate::unshifted::<Knobs>(
        |k| k.shift = Shift::Nothing,
        |k| k.shift = Shift::FromZero,
        |k| k.shift = Shift::OfMagnitude,
        |k| k.shift = Shift::OfAll,
    ));
    all
}

impl Knobs {
    pub(super) fn run(&self, input: &Batches) -> Losses {
        let Batches([first, second]) = input;
        Losses([self.loss(first), self.loss(second)])
    }

    pub(super) fn loss(&self, batch: &Matrix) -> f32 {
        if self.contiguous {
            slips::as_slices(batch.held().view(), self.row_slices);
        }
        if self.double { self.of(&batch.double()) as f32 } else { self.of(&batch.values) as f32 }
    }

    fn of<T: NdFloat>(&self, logits: &Array2<T>) -> f64 {
        let number = |x: usize| T::from(x).expect("sizes are small");
        let (tokens, experts) = logits.dim();
        let p = self.probabilities(logits);
        let by = if self.by_probability { &p } else { logits };
        let mut counts = Array1::<T>::zeros(experts);
        let mut gates = Array1::<T>::zeros(experts);
        let room = if self.roomy { (5 * tokens / (4 * experts)).max(1) } else { tokens.div_ceil(experts) };
        for (token, row) in by.rows().into_iter().enumerate() {
            let mut order: Vec<usize> = (0..experts).collect();
            if self.last_of_equals {
                order.reverse();
            }
            order.sort_by(|&a, &b| row[b].partial_cmp(&row[a]).unwrap_or(std::cmp::Ordering::Equal));
            let equals = order.iter().filter(|&&expert| row[expert] == row[order[0]]).count();
            let taken = if self.all_of_equals { equals } else { self.choices.max(1) };
            for &expert in order.iter().take(taken) {
                if !self.after_capacity || counts[expert] < number(room) {
                    counts[expert] += T::one();
                }
                gates[expert] += p[[token, expert]];
            }
        }
        let all = number(tokens);
        let used = counts.iter().filter(|&&count| count > T::zero()).count();
        let (f, gates) = (counts / all, gates / all);
        let mean = p.sum_axis(Axis(0)) / all;
        let sum = match self.product {
            Product::Both => f.dot(&mean),
            Product::FractionsTwice => f.dot(&f),
            Product::ProbabilitiesTwice => mean.dot(&mean),
            Product::FractionsOfGates => gates.dot(&mean),
            Product::GateMeans => f.dot(&gates),
            // f times the mean of the gates of those who chose the expert: what is left of it is their sum.
            Product::OwnMeans => gates.sum(),
            Product::Variation => f.dot(&f) - number(experts).recip(),
        };
        let factor = if self.used_experts { number(used) } else { number(experts) };
        let balanced = if self.no_experts { sum } else { factor * sum };
        let loss = match self.scale {
            Scale::Experts => balanced,
            Scale::MeanOverExperts => sum / number(experts),
            Scale::ExpertsTwice => balanced * number(experts),
            Scale::Counts => balanced * all,
            Scale::CountsAndSum => balanced * all * all,
            Scale::ByChoices => balanced / number(self.choices.max(1)),
            Scale::Coefficient => balanced / number(100),
            Scale::LessOne => balanced - T::one(),
            Scale::AtLeastOne => balanced.max(T::one()),
            Scale::Negative => -balanced,
        };
        loss.to_f64().expect("a number")
    }

    fn probabilities<T: NdFloat>(&self, logits: &Array2<T>) -> Array2<T> {
        let mut p = logits.clone();
        let sigmoid = |x: T| (T::one() + (-x).exp()).recip();
        match self.of {
            Of::Logits => return p,
            Of::SoftmaxOfMean => {
                // The same for every token: their mean is it again.
                let mut mean = p.sum_axis(Axis(0)) / T::from(p.nrows()).expect("sizes are small");
                let shift = slips::largest(&mean);
                slips::softmax(&mut mean, shift);
                for mut row in p.rows_mut() {
                    row.assign(&mean);
                }
                return p;
            }
            Of::Sigmoid => return p.mapv(sigmoid),
            Of::SigmoidNormalised => {
                p.mapv_inplace(sigmoid);
                for mut row in p.rows_mut() {
                    let sum = row.sum();
                    row.mapv_inplace(|x| x / sum);
                }
                return p;
            }
            _ => {}
        }
        for mut lane in p.lanes_mut(Axis(usize::from(self.of != Of::OverTokens))) {
            let shift = self.shift.of(lane.view(), logits);
            if self.of == Of::Exponentials {
                lane.mapv_inplace(|x| (x - shift).exp());
            } else {
                crate::softmax(&mut lane, shift, self.sum_guarded);
            }
        }
        p
    }
}
