//! The typical mistakes of `merge`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array1, Array2, Array3, Axis, NdFloat, s};

use super::{Input, Merged, doubles};

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weights {
    #[default]
    Exponentials,
    Equal,
    LogSumExps,
    BaseTwo,
    ExpBaseTwo,
    Inverse,
    OverQueries,
    Hardest,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shift {
    #[default]
    Max,
    Nothing,
    MaxFromZero,
    MaxOfAbsolutes,
    MaxOfAll,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Total {
    #[default]
    MaxPlusLog,
    Log,
    Max,
    MaxPlusSum,
    MaxPlusLogTwo,
    Sum,
    Mean,
    SumOfExponentials,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Blind {
    #[default]
    Zero,
    NotANumber,
    LowestFinite,
    LogSumExpZero,
    NotANumberFirst,
    NotANumberFirstTwo,
    Counts,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) weights: Weights,
    pub(super) shift: Shift,
    pub(super) total: Total,
    pub(super) blind: Blind,
    pub(super) not_divided: bool,
    pub(super) only_two: bool,
    pub(super) fold_forgets: bool,
    pub(super) also_by_parts: bool,
    pub(super) contiguous: bool,
    pub(super) memory_order: bool,
    /// Folds the parts with a + ln(1 + exp(b − a)).
    pub(super) softplus: bool,
    /// Parts that are 10 or more below the largest are left out.
    pub(super) skips_low: bool,
    pub(super) by_total: bool,
    pub(super) guards_sum: bool,
    pub(super) seen_only: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "plain_average",
            "the parts are averaged, each with the same weight. A part whose scores are larger has to count more: \
             exp(its log-sum-exp) is the sum by which its output was divided.",
            |k| k.weights = Weights::Equal,
        ),
        Mistake::new(
            "weights_are_log_sum_exps",
            "the weights are l / Σ l. A log-sum-exp is a logarithm, and may be negative: weigh by exp(l) / Σ exp(l).",
            |k| k.weights = Weights::LogSumExps,
        ),
        Mistake::<Knobs>::new(
            "empty_nan",
            "a query that has seen nothing in any part becomes NaN (−∞ − −∞, or 0/0). Its output is 0 and its log-sum-exp \
             −∞.",
            |k| k.blind = Blind::NotANumber,
        )
        .edit("if max == f32::NEG_INFINITY {", "if false {"),
        Mistake::<Knobs>::new(
            "no_max",
            "exp is taken of the log-sum-exps themselves: those near 1000 overflow, those near −1000 underflow to 0/0. \
             Subtract the query's largest first.",
            |k| k.shift = Shift::Nothing,
        )
        .edit(
            "(part - max).exp());\n        let sum = weights.sum();",
            "part.exp());\n        let sum = weights.sum();\n        let max = 0.0;",
        ),
        Mistake::<Knobs>::new(
            "not_divided",
            "the largest log-sum-exp is subtracted, and the weights exp(l − max) are not divided by their sum.",
            |k| k.not_divided = true,
        )
        .edit("outputs.slice(s![.., i, ..])) / sum", "outputs.slice(s![.., i, ..]))"),
        Mistake::<Knobs>::new(
            "base_two",
            "the log-sum-exps are taken for logarithms in base 2, with exp2 and log2. These are natural ones: exp and ln. (A \
             library that keeps them in base 2, as some do, needs a factor ln 2 in between.)",
            |k| k.weights = Weights::BaseTwo,
        )
        .edit("let weights = parts.mapv(|part| (part - max).exp());\n        let sum = weights.sum();\n        output.row_mut(i).assign(&(weights.dot(&outputs.slice(s![.., i, ..])) / sum));\n        log_sum_exp[i] = max + sum.ln();", "let weights = parts.mapv(|part| (part - max).exp2());\n        let sum = weights.sum();\n        output.row_mut(i).assign(&(weights.dot(&outputs.slice(s![.., i, ..])) / sum));\n        log_sum_exp[i] = max + sum.log2();"),
        Mistake::<Knobs>::new(
            "exp_base_two",
            "the weights are 2^l, the rest is natural. 2^l belongs to log-sum-exps in base 2; these are in base e, so take exp.",
            |k| k.weights = Weights::ExpBaseTwo,
        )
        .edit("(part - max).exp()", "(part - max).exp2()"),
        Mistake::<Knobs>::new(
            "max_of_all_queries",
            "the largest log-sum-exp of all queries is subtracted, not each query's own: for a query far below it every \
             exponential underflows.",
            |k| k.shift = Shift::MaxOfAll,
        )
        .edit("let max = parts.fold", "let max = log_sum_exps.fold"),
        Mistake::<Knobs>::new(
            "max_from_zero",
            "what is subtracted is never below 0, as when the search for the largest log-sum-exp starts at 0 or at \
             f32::MIN_POSITIVE: near −1000 exp underflows. Start at f32::NEG_INFINITY.",
            |k| k.shift = Shift::MaxFromZero,
        )
        .edit("parts.fold(f32::NEG_INFINITY,", "parts.fold(0.0_f32,"),
        Mistake::<Knobs>::new(
            "max_of_absolutes",
            "what is subtracted is the largest absolute value. Log-sum-exps far below zero underflow: the largest is meant.",
            |k| k.shift = Shift::MaxOfAbsolutes,
        )
        .edit("|max, &part| max.max(part)", "|max: f32, &part: &f32| max.max(if part.is_finite() { part.abs() } else { part })"),
        Mistake::new(
            "empty_counts",
            "a log-sum-exp of −∞ is replaced by 0, and so a part that has seen nothing weighs exp(0). It is the maximum that \
             needs the guard, not the log-sum-exps.",
            |k| k.blind = Blind::Counts,
        ),
        Mistake::<Knobs>::new(
            "empty_lowest",
            "the log-sum-exp of a query that has seen nothing is a large negative number such as f32::MIN. It is −∞: only that \
             stays nothing in the next merge.",
            |k| k.blind = Blind::LowestFinite,
        )
        .edit("from_elem(n, f32::NEG_INFINITY)", "from_elem(n, f32::MIN)"),
        Mistake::<Knobs>::new(
            "empty_log_sum_exp_zero",
            "the log-sum-exp of a query that has seen nothing is 0. It is −∞, the logarithm of a sum of 0: with 0 the query would \
             weigh e⁰ = 1 in the next merge.",
            |k| k.blind = Blind::LogSumExpZero,
        )
        .edit("from_elem(n, f32::NEG_INFINITY)", "from_elem(n, 0.0)"),
        Mistake::new(
            "fold_from_nothing_nan",
            "parts are merged one after another, beginning with nothing, and a query that has seen nothing in the first part \
             becomes NaN: −∞ meets −∞, and −∞ − −∞ is not a number. Leave such a pair alone.",
            |k| k.blind = Blind::NotANumberFirst,
        ),
        Mistake::new(
            "fold_nan",
            "parts are merged one after another, and a query that has seen nothing in the first two becomes NaN, though later \
             ones have something for it: −∞ − −∞ is not a number. Leave such a pair alone.",
            |k| k.blind = Blind::NotANumberFirstTwo,
        ),
        Mistake::<Knobs>::new(
            "log_without_max",
            "the merged log-sum-exp is ln(sum), without the maximum that was subtracted in every exponent.",
            |k| k.total = Total::Log,
        )
        .edit("max + sum.ln()", "sum.ln()"),
        Mistake::<Knobs>::new(
            "only_max",
            "the merged log-sum-exp is the largest of the parts': ln(sum) is missing.",
            |k| k.total = Total::Max,
        )
        .edit("max + sum.ln()", "max"),
        Mistake::<Knobs>::new("max_plus_sum", "the merged log-sum-exp is max + sum: the logarithm is missing.", |k| {
            k.total = Total::MaxPlusSum;
        })
        .edit("max + sum.ln()", "max + sum"),
        Mistake::<Knobs>::new(
            "log_base_two",
            "the merged log-sum-exp mixes bases: log2(sum) belongs to exp2, ln(sum) to exp.",
            |k| k.total = Total::MaxPlusLogTwo,
        )
        .edit("sum.ln()", "sum.log2()"),
        Mistake::<Knobs>::new(
            "log_sum_exps_added",
            "the merged log-sum-exp is the sum of the parts'. Sums are added under the logarithm: ln Σ exp(l).",
            |k| k.total = Total::Sum,
        )
        .edit("max + sum.ln()", "parts.sum()"),
        Mistake::new(
            "log_sum_exps_averaged",
            "the merged log-sum-exp is a mean of the parts'. More keys make the sum larger: ln Σ exp(l).",
            |k| k.total = Total::Mean,
        ),
        Mistake::<Knobs>::new(
            "sum_for_its_logarithm",
            "the second result is Σ exp(l), not its logarithm. (FlashAttention's first paper calls that sum L; the second \
             one calls its logarithm L.)",
            |k| k.total = Total::SumOfExponentials,
        )
        .edit("max + sum.ln()", "max.exp() * sum"),
        Mistake::<Knobs>::new(
            "inverse_weights",
            "the weights are exp(max − l): the part with the smallest log-sum-exp counts most.",
            |k| k.weights = Weights::Inverse,
        )
        .edit("(part - max).exp()", "(max - part).exp()"),
        Mistake::new(
            "over_queries",
            "the weights are normalised over the queries. Each query's weights over the parts sum to 1. If you call your \
             `softmax`, it goes along the rows: transpose first.",
            |k| k.weights = Weights::OverQueries,
        ),
        Mistake::<Knobs>::new(
            "hardest",
            "only the part with the largest log-sum-exp counts. The others have seen keys too.",
            |k| k.weights = Weights::Hardest,
        )
        .edit("(part - max).exp()", "if part == max { 1.0_f32 } else { 0.0 }"),
        Mistake::new("only_two", "only the first two parts are merged.", |k| k.only_two = true),
        Mistake::new(
            "fold_forgets",
            "the parts are merged one after another, and the log-sum-exp of what is merged so far is not brought up to date: \
             each new part is weighed against the one before it alone.",
            |k| k.fold_forgets = true,
        ),
        Mistake::<Knobs>::new(
            "also_divided_by_parts",
            "the weighted sum is divided by the number of parts as well. The weights sum to 1 already.",
            |k| k.also_by_parts = true,
        )
        .edit("/ sum)", "/ sum / parts.len() as f32)"),
        Mistake::<Knobs>::new(
            "low_parts_skipped",
            "parts that are 10 or more below the largest are left out. Each of them adds little, and many of them do not.",
            |k| k.skips_low = true,
        )
        .edit("(part - max).exp()", "if max - part > 10.0 { 0.0 } else { (part - max).exp() }"),
        Mistake::new(
            "softplus_overflows",
            "the parts are merged one after another with a + ln(1 + exp(b − a)) for the new log-sum-exp, and exp overflows where a part \
             is far above what is merged so far. Take the larger of a and b out of the sum first.",
            |k| k.softplus = true,
        ),
        super::super::assumes_contiguous(|k| k.contiguous = true),
        super::super::memory_order(|k| k.memory_order = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Merged {
        if self.contiguous {
            input.outputs.held().view().as_slice().unwrap();
            input.log_sum_exps.held().view().as_slice().unwrap();
        }
        if self.memory_order {
            let outputs = super::super::in_memory_order(&input.outputs);
            let log_sum_exps = super::super::in_memory_order(&input.log_sum_exps);
            return Knobs { memory_order: false, ..*self }.run(&Input { outputs, log_sum_exps });
        }
        if self.double {
            let (outputs, log_sum_exps) = doubles(input);
            let (output, log_sum_exp) = self.merge(&outputs, &log_sum_exps);
            Merged { output: output.mapv(|x| x as f32), log_sum_exp: log_sum_exp.mapv(|x| x as f32) }
        } else {
            self.merge(&input.outputs.values, &input.log_sum_exps.values).into()
        }
    }

    fn merge<T: NdFloat>(&self, outputs: &Array3<T>, log_sum_exps: &Array2<T>) -> (Array2<T>, Array1<T>) {
        let (zero, one, nothing) = (T::zero(), T::one(), T::neg_infinity());
        let number = |x: f64| T::from(x).expect("a small number");
        let (parts, n, width) = outputs.dim();
        let parts = if self.only_two { parts.min(2) } else { parts };
        let mut output = Array2::zeros((n, width));
        let mut log_sum_exp = Array1::from_elem(n, nothing);
        let largest = |values: ndarray::ArrayView1<'_, T>| values.fold(nothing, |a, &b| a.max(b));
        let of_all = log_sum_exps.fold(nothing, |a, &b| a.max(b));
        let over_queries: Array1<T> = log_sum_exps
            .rows()
            .into_iter()
            .map(|row| {
                let max = largest(row);
                if max == nothing { max } else { max + row.mapv(|l| (l - max).exp()).sum().ln() }
            })
            .collect();
        for i in 0..n {
            let mut l = log_sum_exps.slice(s![..parts, i]).to_owned();
            if self.blind == Blind::Counts {
                l.mapv_inplace(|l| if l == nothing { zero } else { l });
            }
            let max = largest(l.view());
            let spoilt = match self.blind {
                Blind::NotANumberFirst => l[0] == nothing,
                Blind::NotANumberFirstTwo => parts > 1 && l[0] == nothing && l[1] == nothing,
                _ => false,
            };
            if spoilt {
                output.row_mut(i).fill(T::nan());
                log_sum_exp[i] = T::nan();
                continue;
            }
            // A maximum that is no query's own does not tell who has seen nothing: 0/0.
            let own = matches!(self.shift, Shift::Max | Shift::Nothing) || self.seen_only || self.guards_sum;
            if max == nothing && !own {
                output.row_mut(i).fill(T::nan());
                continue;
            }
            if max == nothing {
                match self.blind {
                    Blind::LogSumExpZero => log_sum_exp[i] = zero,
                    Blind::NotANumber => {
                        output.row_mut(i).fill(T::nan());
                        log_sum_exp[i] = T::nan();
                    }
                    Blind::LowestFinite => log_sum_exp[i] = number(f64::from(f32::MIN)),
                    Blind::Zero | Blind::Counts | Blind::NotANumberFirst | Blind::NotANumberFirstTwo => {}
                }
                continue;
            }
            if self.fold_forgets {
                let mut so_far = outputs.slice(s![0, i, ..]).to_owned();
                let mut last = l[0];
                for p in 1..parts {
                    let top = last.max(l[p]);
                    if top > nothing {
                        let (a, b) = ((last - top).exp(), (l[p] - top).exp());
                        so_far = (so_far * a + &outputs.slice(s![p, i, ..]) * b) / (a + b);
                    }
                    last = l[p];
                }
                output.row_mut(i).assign(&so_far);
                log_sum_exp[i] = max + l.mapv(|l| (l - max).exp()).sum().ln();
                continue;
            }
            if self.softplus {
                let mut so_far = outputs.slice(s![0, i, ..]).to_owned();
                let mut total = l[0];
                for p in 1..parts {
                    if self.seen_only && l[p] == nothing {
                        continue;
                    }
                    if self.seen_only && total == nothing {
                        (so_far, total) = (outputs.slice(s![p, i, ..]).to_owned(), l[p]);
                        continue;
                    }
                    let new = total + ((l[p] - total).exp() + one).ln();
                    so_far = so_far * (total - new).exp() + &outputs.slice(s![p, i, ..]) * (l[p] - new).exp();
                    total = new;
                }
                output.row_mut(i).assign(&so_far);
                log_sum_exp[i] = total;
                continue;
            }
            let shift = match self.shift {
                Shift::Max => max,
                Shift::Nothing => zero,
                Shift::MaxFromZero => max.max(zero),
                Shift::MaxOfAbsolutes => {
                    l.iter().filter(|l| l.is_finite()).fold(zero, |most, l| most.max(l.abs()))
                }
                Shift::MaxOfAll => of_all,
            };
            let skipped = |l: T| self.skips_low && shift - l > number(10.0);
            let exponentials = l.mapv(|l| if skipped(l) { zero } else { (l - shift).exp() });
            let sum = exponentials.sum();
            if self.guards_sum && sum == zero {
                continue;
            }
            let seen = l.mapv(|l| if l == nothing { zero } else { one });
            let finite = l.mapv(|l| if l == nothing { zero } else { l });
            let total = shift + sum.ln();
            // Where a knob replaces the weights, they come with their own sum.
            let (weights, divisor) = match self.weights {
                Weights::Exponentials if self.by_total && self.shift == Shift::Max => {
                    (l.mapv(|l| if skipped(l) { zero } else { (l - total).exp() }), one)
                }
                Weights::Exponentials => (exponentials.clone(), sum),
                Weights::Equal if self.seen_only => (seen.clone(), seen.sum()),
                Weights::Equal => (Array1::ones(parts), number(parts as f64)),
                Weights::LogSumExps => {
                    let weights = if self.seen_only { finite.clone() } else { l.clone() };
                    let sum = weights.sum();
                    (weights, sum)
                }
                Weights::ExpBaseTwo if self.by_total => (l.mapv(|l| (l - total).exp2()), one),
                Weights::BaseTwo | Weights::ExpBaseTwo => {
                    let weights = l.mapv(|l| (l - shift).exp2());
                    let sum = weights.sum();
                    (weights, sum)
                }
                Weights::Inverse => {
                    let left_out = |l: T| self.seen_only && l == nothing;
                    let weights = l.mapv(|l| if left_out(l) { zero } else { (shift - l).exp() });
                    let sum = weights.sum();
                    (weights, sum)
                }
                // A part that no query has seen anything of has weights of 0, as a softmax of nothing but −∞ gives them.
                Weights::OverQueries => {
                    let weight = |p: usize| {
                        if over_queries[p] == nothing { zero } else { (l[p] - over_queries[p]).exp() }
                    };
                    (Array1::from_shape_fn(parts, weight), one)
                }
                Weights::Hardest => (l.mapv(|l| if l == max { one } else { zero }), one),
            };
            let own_sum = divisor;
            let divisor = if self.not_divided {
                if self.by_total { sum.recip() } else { one }
            } else if self.also_by_parts {
                divisor * number(parts as f64)
            } else {
                divisor
            };
            let mean = weights.dot(&outputs.slice(s![..parts, i, ..]).to_owned());
            output.row_mut(i).assign(&(mean / divisor));
            // In base 2 the sum is that of the powers of 2, and that of the inverse weights is theirs.
            let sum = match self.weights {
                Weights::BaseTwo => own_sum,
                Weights::Inverse | Weights::ExpBaseTwo if !self.by_total => own_sum,
                _ => sum,
            };
            let total = match self.weights {
                Weights::BaseTwo => shift + sum.log2(),
                _ => shift + sum.ln(),
            };
            log_sum_exp[i] = match self.total {
                Total::MaxPlusLog => total,
                Total::Log => sum.ln(),
                Total::Max => max,
                Total::MaxPlusSum => max + sum,
                Total::MaxPlusLogTwo => max + sum.log2(),
                Total::Sum if self.seen_only => finite.sum(),
                Total::Sum => l.sum(),
                Total::Mean => finite.sum() / seen.sum(),
                Total::SumOfExponentials => total.exp(),
            };
        }
        debug_assert_eq!(output.len_of(Axis(0)), n);
        (output, log_sum_exp)
    }
}
