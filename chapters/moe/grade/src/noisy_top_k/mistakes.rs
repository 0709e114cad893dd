//! The typical mistakes of `noisy_top_k`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array2, NdFloat};

use super::Input;

/// What the noise is multiplied by.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scale {
    #[default]
    Softplus,
    Raw,
    Exp,
    Relu,
    Sigmoid,
    Epsilon,
    Root,
    One,
    ByExperts,
    Nothing,
}

/// What the gates of the selected experts are.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Gate {
    #[default]
    After,
    First,
    Zeros,
    Uniform,
    Sigmoid,
    NotDivided,
    SumOfAll,
}

/// Who is selected.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Selected {
    #[default]
    Largest,
    Smallest,
    OneMore,
    OneLess,
    HighestIndexFirst,
    AllTies,
    NoTies,
    NoGuard,
    Magnitude,
}

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {
    pub(super) scale: Scale,
    pub(super) overflowing: bool,
    pub(super) gate: Gate,
    pub(super) selected: Selected,
    pub(super) overflows_below: bool,
    pub(super) selects_clean: bool,
    pub(super) gates_clean: bool,
    pub(super) over_tokens: bool,
    pub(super) by_rank: bool,
    pub(super) no_max: bool,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) select_nth: bool,
    /// The first that is selected stands for the largest, which it is in a falling order.
    pub(super) by_first: bool,
    pub(super) drops_afterwards: bool,
    pub(super) narrow: bool,
    /// A sum that is 0 or no number spoils the gates of the others too.
    pub(super) whole_row: bool,
    pub(super) double: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "softmax_first",
            "the softmax runs over all experts, and then the k largest are kept: the gates of a token sum to less than 1. Keep \
             the k largest logits first, or divide the gates that are kept by their sum.",
            |k| k.gate = Gate::First,
        )
        .edit("let sum = gates.sum();", "let sum = noisy.mapv(|x| (x - noisy[order[0]]).exp()).sum();"),
        Mistake::<Knobs>::new(
            "overflow",
            "ln(1 + exp(x)) overflows: exp of a raw scale above 88.7 is infinite in an f32, and above 709.8 in \
             an f64. softplus(x) is max(x, 0) + ln(1 + \
             exp(−|x|)).",
            |k| k.overflowing = true,
        )
        .edit("x.max(0.0) + (-x.abs()).exp().ln_1p()", "(1.0 + x.exp()).ln()"),
        Mistake::<Knobs>::new(
            "overflow_below",
            "x + ln(1 + exp(−x)) overflows on the other side: exp of minus a raw scale below −88.7 is infinite in an f32, and below \
             −709.8 in an f64. softplus(x) is max(x, 0) + ln(1 + exp(−|x|)).",
            |k| k.overflows_below = true,
        )
        .edit("x.max(0.0) + (-x.abs()).exp().ln_1p()", "x + (-x).exp().ln_1p()"),
        Mistake::<Knobs>::new(
            "raw_scale",
            "the noise is multiplied by the raw scale itself. A standard deviation is positive: softplus makes it so.",
            |k| k.scale = Scale::Raw,
        )
        .edit("&scale_raw.mapv(softplus)", "&scale_raw"),
        Mistake::<Knobs>::new(
            "epsilon",
            "0.01 is added to the noise's scale. That is in the code of tensor2tensor, and in many ports; in the paper, and \
             here, it is softplus alone.",
            |k| k.scale = Scale::Epsilon,
        )
        .edit("scale_raw.mapv(softplus)", "(scale_raw.mapv(softplus) + 0.01)"),
        Mistake::<Knobs>::new("no_noise", "there is no noise: the gates are those of the clean logits.", |k| {
            k.scale = Scale::Nothing;
        })
        .edit("&clean + &(&noise * &scale_raw.mapv(softplus))", "clean.to_owned()"),
        Mistake::new(
            "gates_clean",
            "experts are selected by their noisy logits, but their gates are the softmax over the clean ones. Both take H.",
            |k| k.gates_clean = true,
        ),
        Mistake::new(
            "selects_clean",
            "experts are selected by their clean logits, and the noise only moves their gates: who is behind never gets a turn.",
            |k| k.selects_clean = true,
        ),
        Mistake::new(
            "zeros_compete",
            "the logits that are not selected are set to 0 before the softmax, and exp(0) is 1: they weigh something. They \
             must be −∞ there.",
            |k| k.gate = Gate::Zeros,
        ),
        Mistake::new(
            "index_k",
            "with k = E there is no entry number k in the sorted row: the threshold is the entry number k − 1, and who is not \
             below it is selected.",
            |k| k.selected = Selected::NoGuard,
        ),
        Mistake::<Knobs>::new(
            "ties_last",
            "among equal logits those with the higher index come first, as they do for max_by and for a sort in ascending order \
             that is read from its end. The lower index comes first.",
            |k| k.selected = Selected::HighestIndexFirst,
        )
        .edit("(0..noisy.len()).collect()", "(0..noisy.len()).rev().collect()"),
        Mistake::<Knobs>::new(
            "all_ties",
            "everything that reaches the k-th largest logit is kept: with equal logits more than k experts. Among them the lower \
             index comes first.",
            |k| k.selected = Selected::AllTies,
        )
        .edit(
            "for &expert in &order[..k] {",
            "for &expert in order.iter().filter(|&&expert| noisy[expert] >= noisy[order[k - 1]]) {",
        ),
        Mistake::new(
            "no_ties",
            "only what is above the (k + 1)-th largest logit is kept: with equal logits fewer than k experts, or none.",
            |k| k.selected = Selected::NoTies,
        ),
        Mistake::<Knobs>::new("one_more", "k + 1 experts are selected.", |k| k.selected = Selected::OneMore)
        .edit("&order[..k]", "&order[..(k + 1).min(order.len())]"),
        Mistake::<Knobs>::new(
            "one_less",
            "k − 1 experts are selected: the k-th largest is not above itself.",
            |k| k.selected = Selected::OneLess,
        )
        .edit("&order[..k]", "&order[..k - 1]"),
        Mistake::<Knobs>::new("smallest", "the k smallest logits are selected: the sort is ascending.", |k| {
            k.selected = Selected::Smallest;
        })
        .edit("noisy[b].total_cmp(&noisy[a])", "noisy[a].total_cmp(&noisy[b])"),
        Mistake::<Knobs>::new(
            "magnitude",
            "experts are selected by the magnitude of their logits: one of −3 is worse than one of 1, not better.",
            |k| k.selected = Selected::Magnitude,
        )
        .edit("noisy[b].total_cmp(&noisy[a])", "noisy[b].abs().total_cmp(&noisy[a].abs())"),
        Mistake::<Knobs>::new(
            "by_rank",
            "the gates are returned in order of rank. The gate of an expert belongs into the expert's column.",
            |k| k.by_rank = true,
        )
        .edit(
            "for &expert in &order[..k] {\n            gates[expert]",
            "for (rank, &expert) in order[..k].iter().enumerate() {\n            gates[rank]",
        ),
        Mistake::new(
            "over_tokens",
            "the k largest are taken from a column: k tokens for each expert. Each row is a token that chooses k experts.",
            |k| k.over_tokens = true,
        ),
        Mistake::<Knobs>::new("exp_scale", "the noise is multiplied by exp of the raw scale, not by softplus.", |k| {
            k.scale = Scale::Exp;
        })
        .edit("mapv(softplus)", "mapv(f32::exp)"),
        Mistake::<Knobs>::new(
            "relu_scale",
            "the noise is multiplied by max(raw, 0): a negative raw scale turns it off, and its gradient too. softplus is \
             smooth and never 0.",
            |k| k.scale = Scale::Relu,
        )
        .edit("x.max(0.0) + (-x.abs()).exp().ln_1p()", "x.max(0.0)"),
        Mistake::<Knobs>::new("sigmoid_scale", "the noise is multiplied by the sigmoid of the raw scale.", |k| {
            k.scale = Scale::Sigmoid;
        })
        .edit("x.max(0.0) + (-x.abs()).exp().ln_1p()", "1.0 / (1.0 + (-x).exp())"),
        Mistake::<Knobs>::new(
            "variance",
            "softplus(raw) is taken for a variance, and its root for the scale. It is the standard deviation.",
            |k| k.scale = Scale::Root,
        )
        .edit("x.max(0.0) + (-x.abs()).exp().ln_1p()", "(x.max(0.0) + (-x.abs()).exp().ln_1p()).sqrt()"),
        Mistake::<Knobs>::new(
            "fixed_scale",
            "the noise has the scale 1/E for every token and expert, as in V-MoE. Here each has a scale of its own, softplus of the \
             raw one.",
            |k| k.scale = Scale::ByExperts,
        )
        .edit("&(&noise * &scale_raw.mapv(softplus))", "&(&noise / clean.ncols() as f32)"),
        Mistake::<Knobs>::new("unit_noise", "the noise is added as it is: its scale is missing.", |k| {
            k.scale = Scale::One;
        })
        .edit("&(&noise * &scale_raw.mapv(softplus))", "&noise"),
        Mistake::<Knobs>::new("uniform", "each selected expert gets the gate 1/k. Their gates are a softmax.", |k| {
            k.gate = Gate::Uniform;
        })
        .edit("(noisy[expert] - noisy[order[0]]).exp()", "1.0_f32"),
        Mistake::<Knobs>::new(
            "sigmoid_gate",
            "the gates are sigmoids divided by their sum, as in DeepSeek-V3. Here they are a softmax.",
            |k| k.gate = Gate::Sigmoid,
        )
        .edit("(noisy[expert] - noisy[order[0]]).exp()", "1.0 / (1.0 + (-noisy[expert]).exp())"),
        Mistake::<Knobs>::new("not_divided", "the exponentials are not divided by their sum.", |k| {
            k.gate = Gate::NotDivided;
        })
        .edit("        let sum = gates.sum();\n        gates /= sum;\n", ""),
        Mistake::<Knobs>::new(
            "sum_of_all",
            "the sum runs over the tokens too: each token has a sum of its own.",
            |k| k.gate = Gate::SumOfAll,
        )
        .edit(
            "        let sum = gates.sum();\n        gates /= sum;\n    }\n    gates",
            "    }\n    let sum = gates.sum();\n    gates / sum",
        ),
        Mistake::<Knobs>::new(
            "no_max",
            "the largest logit is not subtracted before exp, which overflows an f32 above 88.7 (an f64 above 709.8) and underflows far \
             below 0.",
            |k| k.no_max = true,
        )
        .edit("(noisy[expert] - noisy[order[0]]).exp()", "noisy[expert].exp()"),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn run(&self, input: &Input) -> Array2<f32> {
        if self.contiguous {
            for matrix in [&input.clean, &input.raw, &input.noise] {
                slips::as_slices(matrix.held().view(), self.row_slices);
            }
        }
        if self.double { self.compute::<f64>(input) } else { self.compute::<f32>(input) }
    }

    fn compute<T: NdFloat>(&self, input: &Input) -> Array2<f32> {
        let number = |x: f32| T::from(x).expect("every float is one");
        let (zero, one) = (T::zero(), T::one());
        let softplus = |x: T| {
            if self.overflows_below {
                return x + (one + (-x).exp()).ln();
            }
            if self.overflowing { (one + x.exp()).ln() } else { x.max(zero) + (-x.abs()).exp().ln_1p() }
        };
        let scale = |raw: T| match self.scale {
            Scale::Softplus => softplus(raw),
            Scale::Raw => raw,
            Scale::Exp => raw.exp(),
            Scale::Relu => raw.max(zero),
            Scale::Sigmoid => one / (one + (-raw).exp()),
            Scale::Epsilon => softplus(raw) + number(0.01),
            Scale::Root => softplus(raw).sqrt(),
            Scale::One => one,
            Scale::ByExperts => number(1.0 / input.clean.values.ncols() as f32),
            Scale::Nothing => zero,
        };
        let mut clean = input.clean.values.mapv(number);
        let mut noisy =
            &clean + &(input.noise.values.mapv(number) * input.raw.values.mapv(|raw| scale(number(raw))));
        if self.over_tokens {
            (clean, noisy) = (clean.reversed_axes(), noisy.reversed_axes());
        }
        let experts = noisy.ncols();
        let k = input.k.min(experts);
        let mut gates: Array2<T> = Array2::zeros(noisy.raw_dim());
        for token in 0..noisy.nrows() {
            let select = if self.selects_clean { clean.row(token) } else { noisy.row(token) };
            let weigh = if self.gates_clean { clean.row(token) } else { noisy.row(token) };
            let key = |e: usize| match self.selected {
                Selected::Smallest => -select[e],
                Selected::Magnitude => select[e].abs(),
                _ => select[e],
            };
            let mut order: Vec<usize> = (0..experts).collect();
            let compare = |a: T, b: T| a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal);
            order.sort_by(|&a, &b| compare(key(b), key(a)));
            let kept: Vec<usize> = match self.selected {
                Selected::OneMore => order[..(k + 1).min(experts)].to_vec(),
                Selected::OneLess => order[..k - 1].to_vec(),
                Selected::HighestIndexFirst => {
                    let mut reversed: Vec<usize> = (0..experts).rev().collect();
                    reversed.sort_by(|&a, &b| compare(key(b), key(a)));
                    reversed[..k].to_vec()
                }
                Selected::AllTies => order.iter().copied().filter(|&e| key(e) >= key(order[k - 1])).collect(),
                Selected::NoTies if k < experts => {
                    order.iter().copied().filter(|&e| key(e) > key(order[k])).collect()
                }
                Selected::NoGuard => {
                    let mut sorted: Vec<T> = order.iter().map(|&e| key(e)).collect();
                    if self.select_nth {
                        sorted.select_nth_unstable_by(k, |&a, &b| compare(b, a));
                    } else {
                        std::hint::black_box(sorted[k]);
                    }
                    order[..k].to_vec()
                }
                _ => order[..k].to_vec(),
            };
            let is_kept = |e: usize| kept.contains(&e);
            let largest = if self.no_max { zero } else { slips::largest(&weigh) };
            let first = kept.first().copied().filter(|_| self.by_first);
            let among_kept = kept.iter().fold(T::neg_infinity(), |a, &e| a.max(weigh[e]));
            let shift = if self.no_max { zero } else { first.map_or(among_kept, |e| weigh[e]) };
            let exp = |e: usize, shift: T| (weigh[e] - shift).exp();
            let count = T::from(kept.len()).expect("sizes are small");
            let sigmoid = |e: usize| one / (one + (-weigh[e]).exp());
            let sum = |of: &dyn Fn(usize) -> T, over: &[usize]| over.iter().fold(zero, |sum, &e| sum + of(e));
            let of = |e: usize| match self.gate {
                Gate::After if !is_kept(e) && self.whole_row => zero / sum(&|j| exp(j, shift), &kept),
                Gate::After | Gate::First if !is_kept(e) => zero,
                Gate::After => exp(e, shift) / sum(&|j| exp(j, shift), &kept),
                Gate::First => exp(e, largest) / sum(&|j| exp(j, largest), &order),
                Gate::Zeros => {
                    let masked = |j: usize| if is_kept(j) { weigh[j] } else { zero };
                    let largest = order.iter().fold(T::neg_infinity(), |a, &j| a.max(masked(j)));
                    let all = sum(&|j| (masked(j) - largest).exp(), &order);
                    if self.drops_afterwards && !is_kept(e) {
                        zero
                    } else {
                        (masked(e) - largest).exp() / all
                    }
                }
                Gate::Uniform => {
                    if is_kept(e) {
                        one / count
                    } else {
                        zero
                    }
                }
                Gate::Sigmoid => {
                    if is_kept(e) {
                        sigmoid(e) / sum(&sigmoid, &kept)
                    } else if self.whole_row {
                        zero / sum(&sigmoid, &kept)
                    } else {
                        zero
                    }
                }
                Gate::NotDivided | Gate::SumOfAll => {
                    if is_kept(e) {
                        exp(e, shift)
                    } else {
                        zero
                    }
                }
            };
            for e in 0..experts {
                gates[[token, e]] = of(e);
            }
            if self.by_rank {
                for (rank, &e) in order.iter().enumerate() {
                    gates[[token, rank]] = of(e);
                }
            }
        }
        if self.gate == Gate::SumOfAll {
            let sum = gates.sum();
            gates.mapv_inplace(|g| g / sum);
        }
        if self.over_tokens {
            gates = gates.reversed_axes();
        }
        if self.by_rank && self.narrow {
            gates = gates.slice(ndarray::s![.., ..k]).to_owned();
        }
        gates.mapv(|g| g.to_f32().expect("a float"))
    }
}
