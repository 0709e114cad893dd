//! The typical mistakes of `upcycle`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};
use ndarray::{Array1, Array2, ArrayView2};

use moe::Mlp;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Copies {
    #[default]
    Right,
    Divided,
    Split,
    OneMore,
    FirstAlone,
}

/// What becomes of the softmax.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Kept {
    #[default]
    Right,
    NotNormalised,
    MeanOnTop,
    NormalisedMean,
    Euclidean,
    SoftmaxAgain,
    AllExperts,
    Smallest,
    LastOfEqual,
    AllOfEqual,
    FirstReaching,
    Unstable,
    Equal,
    OneExpert,
    Clamped,
    OneLeft,
    OneMaximum,
    Sigmoid,
    OverTokens,
    Logits,
    Overflows,
    InOrder,
    OneMore,
    ByMagnitude,
    MaskedWithZero,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Forward {
    #[default]
    Right,
    GateBefore,
    NoGates,
    AllExperts,
    Mean,
    Normalised,
    BestAlone,
    Residual,
    FirstExpert,
    UnroutedPass,
    ByExperts,
    Overwrites,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) copies: Copies,
    pub(super) kept: Kept,
    pub(super) forward: Forward,
    pub(super) contiguous: bool,
    pub(super) row_slices: bool,
    pub(super) double: bool,
    /// Sorts what the softmax gives.
    pub(super) by_share: bool,
    /// And does so with a comparison that a NaN makes panic.
    pub(super) unwraps: bool,
    /// Divides whole rows, zeros and all.
    pub(super) whole: bool,
    /// Does without the softmax's own sum.
    pub(super) direct: bool,
    /// What holds the logits within bounds does so after it has sorted them.
    pub(super) clamped_late: bool,
    /// `forward` leaves out experts without a gate.
    pub(super) skips: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "gates_not_normalised",
            "the kept gates are those of the softmax over all experts, and sum to less than 1: the layer says less than the dense one \
             did. Divide them by their sum.",
            |k| k.kept = Kept::NotNormalised,
        )
        .edit("gates /= gates.sum()", "gates /= logits.mapv(|logit| (logit - largest).exp()).sum()"),
        Mistake::new(
            "softmax_again",
            "the kept probabilities go through a second softmax. It makes them nearly equal; they are divided by their sum.",
            |k| k.kept = Kept::SoftmaxAgain,
        ),
        Mistake::<Knobs>::new("mean_on_top", "the kept gates are divided by k, and not by their sum.", |k| {
            k.kept = Kept::MeanOnTop
        })
        .edit(
            "gates /= gates.sum()",
            "gates /= k as f32 * logits.mapv(|logit| (logit - largest).exp()).sum()",
        ),
        Mistake::<Knobs>::new(
            "normalised_and_mean",
            "the kept gates are divided by their sum, and by k besides. They are weights already: they sum to 1.",
            |k| k.kept = Kept::NormalisedMean,
        )
        .edit("gates /= gates.sum()", "gates /= gates.sum() * k as f32"),
        Mistake::<Knobs>::new(
            "euclidean_norm",
            "the kept gates are divided by the root of the sum of their squares. Gates are weights: their sum is 1, not the length of \
             the vector.",
            |k| k.kept = Kept::Euclidean,
        )
        .edit("gates /= gates.sum()", "gates /= gates.dot(&gates).sqrt()"),
        Mistake::<Knobs>::new(
            "all_experts_kept",
            "the gates are the softmax over all experts, and k is ignored: nothing is sparse.",
            |k| k.kept = Kept::AllExperts,
        )
        .edit("        order.truncate(k);\n", ""),
        Mistake::<Knobs>::new(
            "equal_gates",
            "each kept expert has the gate 1/k. That preserves the dense layer too, and gives the router nothing to learn from.",
            |k| k.kept = Kept::Equal,
        )
        .edit("(logits[expert] - largest).exp()", "1.0_f32"),
        Mistake::<Knobs>::new(
            "gates_in_order",
            "the gates stand in the order of their size, in the first k columns. Column e is the gate of expert e.",
            |k| k.kept = Kept::InOrder,
        )
        .edit(
            "        for &expert in &order {\n            gates[expert] =",
            "        for (place, &expert) in order.iter().enumerate() {\n            gates[place] =",
        ),
        Mistake::<Knobs>::new("one_expert_kept", "one expert is kept, whatever k is.", |k| k.kept = Kept::OneExpert)
        .edit("truncate(k)", "truncate(1)"),
        Mistake::<Knobs>::new(
            "smallest_kept",
            "the k smallest logits are kept: the sort rises where it should fall.",
            |k| k.kept = Kept::Smallest,
        )
        .edit("logits[b].total_cmp(&logits[a])", "logits[a].total_cmp(&logits[b])"),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal logits the expert with the higher number is kept. The lower one comes first.",
            |k| k.kept = Kept::LastOfEqual,
        )
        .edit("logits[b].total_cmp(&logits[a])", "logits[b].total_cmp(&logits[a]).then(b.cmp(&a))"),
        Mistake::<Knobs>::new(
            "all_of_equal",
            "every expert is kept whose logit reaches that of the k-th: with equal logits these are more than k.",
            |k| k.kept = Kept::AllOfEqual,
        )
        .edit(
            "        order.truncate(k);\n",
            "        let last = logits[order[k - 1]];\n        order.retain(|&expert| logits[expert] >= last);\n",
        ),
        Mistake::new(
            "first_that_reach",
            "the first k experts are kept whose logit reaches that of the k-th. Where several are equal to it, these can come before a \
             larger one.",
            |k| k.kept = Kept::FirstReaching,
        ),
        Mistake::<Knobs>::new(
            "unstable_sort",
            "the sort is not stable: among many equal logits any may come first. The lower expert does; sort_by is stable, \
             sort_unstable_by is not.",
            |k| k.kept = Kept::Unstable,
        )
        .edit("order.sort_by(|", "order.sort_unstable_by(|"),
        Mistake::<Knobs>::new(
            "sigmoid_scores",
            "the gates are made of sigmoids, as in DeepSeek-V3, and not of a softmax.",
            |k| k.kept = Kept::Sigmoid,
        )
        .edit(
            "gates[expert] = (logits[expert] - largest).exp();",
            "let _ = largest;\n            gates[expert] = 1.0 / (1.0 + (-logits[expert]).exp());",
        ),
        Mistake::<Knobs>::new(
            "one_not_normalised",
            "with k = 1 the gate is left as the softmax over all experts has it, as some routers do. It is divided by itself here too: it \
             is 1, or the layer says less than the dense one did.",
            |k| k.kept = Kept::OneLeft,
        )
        .edit(
            "gates /= gates.sum()",
            "gates /= if k == 1 { logits.mapv(|logit| (logit - largest).exp()).sum() } else { gates.sum() }",
        ),
        Mistake::<Knobs>::new(
            "logits_clamped",
            "the logits are held within ±80 before exp. Whatever lies beyond becomes equal: subtract the token's largest logit instead.",
            |k| k.kept = Kept::Clamped,
        )
        .edit(
            "            gates[expert] = (logits[expert] - largest).exp();",
            "            gates[expert] = logits[expert].clamp(-80.0, 80.0).exp();",
        ),
        Mistake::new(
            "one_maximum",
            "the largest logit of all tokens is subtracted, not that of each. A token whose logits lie far below it underflows to 0/0.",
            |k| k.kept = Kept::OneMaximum,
        ),
        Mistake::new(
            "softmax_over_tokens",
            "the softmax runs over the tokens. Each token distributes itself over the experts.",
            |k| k.kept = Kept::OverTokens,
        ),
        Mistake::<Knobs>::new(
            "logits_as_gates",
            "the logits themselves are divided by their sum, without a softmax.",
            |k| {
                k.kept = Kept::Logits;
            },
        )
        .edit("(logits[expert] - largest).exp()", "{ let _ = largest; logits[expert] }"),
        Mistake::<Knobs>::new(
            "overflows",
            "exp() of the logits as they are: near 850 it is infinite, and near −850 everything is 0 divided by 0. Subtract the largest \
             first; it cancels.",
            |k| k.kept = Kept::Overflows,
        )
        .edit("(logits[expert] - largest).exp()", "logits[expert].exp()"),
        Mistake::<Knobs>::new(
            "gate_before_expert",
            "the gate is multiplied into the token before the expert. SiLU is not linear: gate · f(x) is not f(gate · x). (With ReLU and no \
             biases it would be.)",
            |k| k.forward = Forward::GateBefore,
        )
        .edit(
            "(&expert.apply(tokens) * &gates.insert_axis(Axis(1)))",
            "expert.apply((&tokens * &gates.insert_axis(Axis(1))).view())",
        ),
        Mistake::<Knobs>::new(
            "overwrites",
            "forward writes where it must add: a token keeps what its last expert says.",
            |k| k.forward = Forward::Overwrites,
        )
        .edit("sum += &(", "sum = Array2::zeros(tokens.raw_dim()) + &("),
        Mistake::<Knobs>::new("no_gates", "the experts with a gate are added up without it.", |k| {
            k.forward = Forward::NoGates
        })
        .edit(
            "sum += &(&expert.apply(tokens) * &gates.insert_axis(Axis(1)));",
            "sum += &(&expert.apply(tokens) * &gates.mapv(|gate| f32::from(u8::from(gate > 0.0))).insert_axis(Axis(1)));",
        ),
        Mistake::<Knobs>::new("all_experts_added", "all experts are added up, those without a gate too.", |k| {
            k.forward = Forward::AllExperts
        })
        .edit("(&expert.apply(tokens) * &gates.insert_axis(Axis(1)))", "expert.apply(tokens)"),
        Mistake::new(
            "divided_by_chosen",
            "the sum is divided by the number of experts that a token has a gate for. The gates are the weights already.",
            |k| k.forward = Forward::Mean,
        ),
        Mistake::new(
            "normalised_in_forward",
            "forward divides by the sum of the gates: a token without gates becomes 0/0, and one with small gates speaks too loudly. \
             They are used as they are.",
            |k| k.forward = Forward::Normalised,
        ),
        Mistake::new(
            "best_alone",
            "forward computes the expert with the largest gate alone. All that have a gate are added up.",
            |k| k.forward = Forward::BestAlone,
        ),
        Mistake::<Knobs>::new(
            "token_added",
            "forward adds the token itself. The residual connection is not part of the layer.",
            |k| k.forward = Forward::Residual,
        )
        .edit("let mut sum = Array2::zeros(tokens.raw_dim());", "let mut sum = tokens.to_owned();"),
        Mistake::new(
            "unrouted_pass",
            "forward returns a token without gates as it is. It has output 0 here; the residual connection outside carries it on.",
            |k| k.forward = Forward::UnroutedPass,
        ),
        Mistake::<Knobs>::new(
            "first_expert_for_all",
            "forward uses the first expert for all gates. Copies hide it until they begin to differ.",
            |k| k.forward = Forward::FirstExpert,
        )
        .edit("expert.apply(tokens)", "experts[0].apply(tokens)"),
        Mistake::new(
            "copies_divided",
            "each copy is the dense layer divided by the number of experts. The gates divide already.",
            |k| k.copies = Copies::Divided,
        ),
        Mistake::new(
            "hidden_units_split",
            "the hidden units are dealt out among the experts. That is another method, with finer experts; here each is a whole copy.",
            |k| k.copies = Copies::Split,
        ),
        Mistake::<Knobs>::new("one_copy_more", "the dense layer is kept beside `count` copies of it.", |k| {
            k.copies = Copies::OneMore;
        })
        .edit("; count]", "; count + 1]"),
        Mistake::new("first_copy_alone", "one expert is the dense layer, and the others are zero.", |k| {
            k.copies = Copies::FirstAlone;
        }),
        Mistake::<Knobs>::new("one_expert_more", "k + 1 experts are kept.", |k| k.kept = Kept::OneMore)
        .edit("truncate(k)", "truncate(k + 1)"),
        Mistake::<Knobs>::new(
            "kept_by_magnitude",
            "the logits with the largest magnitudes are kept. A large negative logit says no: the largest are.",
            |k| k.kept = Kept::ByMagnitude,
        )
        .edit("logits[b].total_cmp(&logits[a])", "logits[b].abs().total_cmp(&logits[a].abs())"),
        Mistake::new(
            "masked_with_zero",
            "the logits of the other experts are set to 0 before the softmax, where e⁰ is 1 and not nothing: no gate is 0. Set them to −∞, or \
             the probabilities to 0 after it.",
            |k| k.kept = Kept::MaskedWithZero,
        ),
        Mistake::<Knobs>::new(
            "mean_of_experts",
            "forward divides by the number of experts. Gates are used as they are: the sum is weighted already.",
            |k| k.forward = Forward::ByExperts,
        )
        .edit("    sum\n}", "    sum / experts.len() as f32\n}"),
        slips::assumes_contiguous(|k| k.contiguous = true),
    ]
}

impl Knobs {
    pub(super) fn experts(&self, dense: &Mlp, count: usize) -> Vec<Mlp> {
        match self.copies {
            Copies::Right => vec![dense.clone(); count],
            Copies::Divided => {
                vec![Mlp { up: dense.up.clone(), down: &dense.down / count as f32 }; count]
            }
            Copies::Split => {
                let share = dense.up.ncols().div_ceil(count);
                let part = |e: usize| {
                    let end = ((e + 1) * share).min(dense.up.ncols());
                    let units = (e * share).min(end)..end;
                    Mlp {
                        up: dense.up.slice(ndarray::s![.., units.clone()]).to_owned(),
                        down: dense.down.slice(ndarray::s![units, ..]).to_owned(),
                    }
                };
                (0..count).map(part).collect()
            }
            Copies::OneMore => vec![dense.clone(); count + 1],
            Copies::FirstAlone => {
                let mut all = vec![dense.clone(); count];
                for other in &mut all[1..] {
                    other.up.fill(0.0);
                    other.down.fill(0.0);
                }
                all
            }
        }
    }

    pub(super) fn gates(&self, logits: ArrayView2<'_, f32>, k: usize) -> Array2<f32> {
        if self.contiguous {
            slips::as_slices(logits, self.row_slices);
        }
        let (t, count) = logits.dim();
        let logits = logits.mapv(f64::from);
        let mut gates = Array2::zeros((t, count));
        for i in 0..t {
            let row = logits.row(i);
            let shares = self.shares(&logits, i, k);
            let mut experts: Vec<usize> = (0..count).collect();
            match self.kept {
                Kept::Overflows | Kept::OneMaximum if self.unwraps => {
                    experts.sort_by(|&a, &b| shares[b].partial_cmp(&shares[a]).unwrap());
                }
                Kept::Overflows | Kept::OneMaximum | Kept::Sigmoid if self.by_share => {
                    experts.sort_by(|&a, &b| shares[b].total_cmp(&shares[a]))
                }
                Kept::Unstable => experts.sort_unstable_by(|&a, &b| row[b].total_cmp(&row[a])),
                Kept::Clamped => {
                    let held = |e: usize| if self.clamped_late { row[e] } else { row[e].clamp(-80.0, 80.0) };
                    experts.sort_by(|&a, &b| held(b).total_cmp(&held(a)));
                }
                Kept::Smallest => experts.sort_by(|&a, &b| row[a].total_cmp(&row[b])),
                Kept::ByMagnitude => experts.sort_by(|&a, &b| row[b].abs().total_cmp(&row[a].abs())),
                Kept::LastOfEqual => {
                    experts.reverse();
                    experts.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
                }
                _ => experts.sort_by(|&a, &b| row[b].total_cmp(&row[a])),
            }
            let kept = match self.kept {
                Kept::AllExperts | Kept::MaskedWithZero => count,
                Kept::OneMore => (k + 1).min(count),
                Kept::OneExpert => 1,
                Kept::AllOfEqual => row.iter().filter(|&&x| x >= row[experts[k - 1]]).count(),
                _ => k,
            };
            if self.kept == Kept::FirstReaching {
                let last = row[experts[k - 1]];
                experts = (0..count).filter(|&e| row[e] >= last).collect();
            }
            experts.truncate(kept);
            let of = |f: fn(f64) -> f64| experts.iter().map(|&e| f(shares[e])).sum::<f64>();
            let sum = of(|x| x);
            if self.whole && matches!(self.kept, Kept::Overflows | Kept::OneMaximum | Kept::Sigmoid) {
                gates.row_mut(i).fill((0.0 / sum) as f32);
            }
            for (place, &e) in experts.iter().enumerate() {
                let share = shares[e];
                let gate = match self.kept {
                    Kept::NotNormalised => share,
                    Kept::OneLeft if k == 1 => share,
                    Kept::MeanOnTop => share / k as f64,
                    Kept::NormalisedMean => share / sum / k as f64,
                    Kept::Euclidean => share / of(|x| x * x).sqrt(),
                    Kept::SoftmaxAgain => share.exp() / of(f64::exp),
                    Kept::Equal => 1.0 / k as f64,
                    _ => share / sum,
                };
                let column = if self.kept == Kept::InOrder { place } else { e };
                gates[[i, column]] = gate as f32;
            }
        }
        gates
    }

    /// What the gates of a token are made of, one number for each expert.
    fn shares(&self, logits: &Array2<f64>, i: usize, k: usize) -> Array1<f64> {
        let row = logits.row(i);
        let softmax = |values: ndarray::ArrayView1<'_, f64>| {
            let mut weights = values.to_owned();
            slips::softmax(&mut weights, slips::largest(&values));
            weights
        };
        match self.kept {
            Kept::Clamped => softmax(row.mapv(|x| x.clamp(-80.0, 80.0)).view()),
            Kept::OneMaximum => {
                let exp = |x: f64| if self.double { x.exp() } else { f64::from((x as f32).exp()) };
                let exps = row.mapv(|x| exp(x - slips::largest(logits)));
                let sum = if self.direct { 1.0 } else { exps.sum() };
                exps / sum
            }
            Kept::Sigmoid if !self.double => row.mapv(|x| f64::from(1.0 / (1.0 + (-x as f32).exp()))),
            Kept::Sigmoid => row.mapv(|x| 1.0 / (1.0 + (-x).exp())),
            Kept::OverTokens => logits.columns().into_iter().map(|column| softmax(column)[i]).collect(),
            Kept::Logits => row.to_owned(),
            Kept::MaskedWithZero => {
                let mut best: Vec<usize> = (0..row.len()).collect();
                best.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
                let mut masked = row.to_owned();
                best[k..].iter().for_each(|&e| masked[e] = 0.0);
                softmax(masked.view())
            }
            Kept::Overflows if !self.double => {
                let exps = row.mapv(|x| f64::from((x as f32).exp()));
                let sum = if self.direct { 1.0 } else { exps.sum() };
                exps / sum
            }
            Kept::Overflows => {
                let exps = row.mapv(f64::exp);
                let sum = exps.sum();
                exps / sum
            }
            _ => softmax(row),
        }
    }

    pub(super) fn forward(
        &self,
        tokens: ArrayView2<'_, f32>,
        gates: ArrayView2<'_, f32>,
        experts: &[Mlp],
    ) -> Array2<f32> {
        if self.contiguous {
            slips::as_slices(tokens, self.row_slices);
            slips::as_slices(gates, self.row_slices);
        }
        let mut sum = Array2::<f64>::zeros(tokens.raw_dim());
        for i in 0..tokens.nrows() {
            let row = gates.row(i);
            let total: f32 = row.sum();
            let chosen = row.iter().filter(|&&gate| gate > 0.0).count();
            let best = (0..row.len()).fold(0, |best, e| if row[e] > row[best] { e } else { best });
            for (e, &gate) in row.iter().enumerate() {
                if self.skips && gate == 0.0 && self.forward != Forward::AllExperts {
                    continue;
                }
                let expert = if self.forward == Forward::FirstExpert { &experts[0] } else { &experts[e] };
                let token = tokens.row(i).to_owned().insert_axis(ndarray::Axis(0));
                let token = if self.forward == Forward::GateBefore { token * gate } else { token };
                let hidden = token.dot(&expert.up).mapv(|x| x / (1.0 + (-x).exp()));
                let said = hidden.dot(&expert.down);
                let factor = match self.forward {
                    Forward::GateBefore | Forward::NoGates => f32::from(u8::from(gate > 0.0)),
                    Forward::AllExperts => 1.0,
                    Forward::Mean if chosen > 0 => gate / chosen as f32,
                    Forward::ByExperts => gate / row.len() as f32,
                    Forward::Normalised => gate / total,
                    Forward::BestAlone if e != best => 0.0,
                    _ => gate,
                };
                if self.forward == Forward::Overwrites {
                    sum.row_mut(i).fill(0.0);
                }
                for (c, &x) in said.row(0).iter().enumerate() {
                    sum[[i, c]] +=
                        if self.double { f64::from(factor) * f64::from(x) } else { f64::from(factor * x) };
                }
            }
            if self.forward == Forward::Residual || (self.forward == Forward::UnroutedPass && chosen == 0) {
                for (c, &token) in tokens.row(i).iter().enumerate() {
                    sum[[i, c]] += f64::from(token);
                }
            }
        }
        sum.mapv(|x| x as f32)
    }
}
