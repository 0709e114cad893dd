//! The typical mistakes of `deepseek`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use judge::slips::as_slices;
use ndarray::{Array1, ArrayView1, ArrayView2, Axis};

use moe::Groups;

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Scores {
    #[default]
    Sigmoid,
    Softmax,
    SqrtSoftplus,
    Logits,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Bias {
    #[default]
    Added,
    InLogit,
    Ignored,
    Subtracted,
    Multiplied,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum GroupScore {
    #[default]
    TwoLargest,
    Largest,
    All,
    Unbiased,
    FirstTwo,
    KOverKept,
    KLargest,
    FromZero,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Closed {
    #[default]
    MinusInfinity,
    Zero,
    BiasAlone,
    Open,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Choice {
    #[default]
    Biased,
    Unbiased,
    KFromEach,
    ShareFromEach,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Weight {
    #[default]
    Score,
    Biased,
    SoftmaxOfLogits,
    SoftmaxOfScores,
    Equal,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Divided {
    #[default]
    ByChosen,
    ByAll,
    ByKept,
    Not,
    ByBiased,
    IfSeveral,
    OrScaled,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Cut {
    #[default]
    Neighbours,
    Interleaved,
    GroupsForSize,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Named {
    #[default]
    Expert,
    InGroup,
    InKept,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Shared {
    #[default]
    AsItIs,
    Missing,
    Weighed,
    ForEach,
    OneMoreOfMean,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Sum {
    #[default]
    Weighted,
    Plain,
    Normalised,
    ByPlace,
    Dense,
    LastOnly,
}

/// The knobs of the bent solution.
#[derive(Default)]
pub(in super::super) struct Knobs {
    pub(super) scores: Scores,
    pub(super) bias: Bias,
    pub(super) group_score: GroupScore,
    pub(super) closed: Closed,
    pub(super) choice: Choice,
    pub(super) weight: Weight,
    pub(super) divided: Divided,
    pub(super) cut: Cut,
    pub(super) named: Named,
    pub(super) no_scale: bool,
    pub(super) last_of_equal_groups: bool,
    pub(super) last_of_equal_experts: bool,
    pub(super) groups_from_bottom: bool,
    pub(super) experts_from_bottom: bool,
    pub(super) searches_from_zero: bool,
    pub(super) k_and_kept_exchanged: bool,
    pub(super) slices_in_route: bool,
    pub(super) shared: Shared,
    pub(super) sum: Sum,
    pub(super) slices_in_combine: bool,
    pub(super) groups_ascend: bool,
    pub(super) filters: bool,
    pub(super) in_order_of_groups: bool,
    pub(super) multiplies: bool,
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "biased_weights",
            "the bias is still in the weights. It is there to choose, and must not change what the chosen experts say: weigh with \
             the sigmoid alone.",
            |k| k.weight = Weight::Biased,
        )
        .edit(
            "scores[expert]).sum();\n    chosen.into_iter().map(|expert| (expert, config.scale * scores[expert] / sum))",
            "biased[expert]).sum();\n    chosen.into_iter().map(|expert| (expert, config.scale * biased[expert] / sum))",
        ),
        Mistake::<Knobs>::new(
            "bias_in_logit",
            "the bias is added to the logit, before the sigmoid. It belongs to the score: sigmoid(logit) + bias.",
            |k| k.bias = Bias::InLogit,
        )
        .edit(
            "let scores = logits.mapv(|logit| 1.0 / (1.0 + (-logit).exp()));\n    let biased = &scores + &bias;",
            "let sigmoid = |logit: f32| 1.0 / (1.0 + (-logit).exp());\n    let scores = logits.mapv(sigmoid);\n    let biased = (&logits + &bias).mapv(sigmoid);",
        ),
        Mistake::<Knobs>::new(
            "group_max",
            "a group's score is its largest biased score. It is the sum of its two largest: a group with one good expert is worth \
             less than one with two.",
            |k| k.group_score = GroupScore::Largest,
        )
        .edit("members[0] + members[1]", "members[0]"),
        Mistake::<Knobs>::new(
            "group_sum",
            "a group's score is the sum, or the mean, over all of its experts. Only its two largest count.",
            |k| k.group_score = GroupScore::All,
        )
        .edit("members[0] + members[1]", "members.iter().sum()"),
        Mistake::<Knobs>::new(
            "group_unbiased",
            "the groups are scored without the bias. Whoever is chosen, groups included, is chosen by score + bias.",
            |k| k.group_score = GroupScore::Unbiased,
        )
        .edit("biased.slice(", "scores.slice("),
        Mistake::<Knobs>::new(
            "masked_as_zero",
            "experts of closed groups count as 0 (or are multiplied by 0). Where the biased scores of the kept groups are negative, 0 \
             is more than all of them, and a closed group wins. Only −∞ never does.",
            |k| k.closed = Closed::Zero,
        )
        .edit("{ f32::NEG_INFINITY }", "{ 0.0 }"),
        Mistake::new(
            "masked_before_bias",
            "the scores of closed groups are set to 0 before the bias is added, so that their experts still stand in the choice with the \
             bias alone. Mask the biased scores, with −∞.",
            |k| k.closed = Closed::BiasAlone,
        ),
        Mistake::<Knobs>::new("no_group_limit", "every expert can be chosen, whatever its group.", |k| {
            k.closed = Closed::Open;
        })
        .edit("if kept.contains(&(expert / size)) {", "if true {"),
        Mistake::<Knobs>::new(
            "normalised_over_all",
            "the weights are divided by the sum of the scores of all experts. Divide by the sum over the chosen.",
            |k| k.divided = Divided::ByAll,
        )
        .edit(
            "let sum: f32 = chosen.iter().map(|&expert| scores[expert]).sum();",
            "let sum: f32 = scores.sum();",
        ),
        Mistake::new(
            "normalised_over_kept",
            "the weights are divided by the sum of the scores of all experts in the kept groups. Divide by the sum over the chosen.",
            |k| k.divided = Divided::ByKept,
        ),
        Mistake::<Knobs>::new(
            "normalised_over_biased",
            "the weights are divided by the sum of the biased scores of the chosen. Divide by the sum of the scores themselves: the bias \
             only chooses.",
            |k| k.divided = Divided::ByBiased,
        )
        .edit(".map(|&expert| scores[expert]).sum()", ".map(|&expert| biased[expert]).sum()"),
        Mistake::<Knobs>::new(
            "not_normalised",
            "the weights are not divided by their sum. Sigmoids of several experts do not sum to 1 by themselves.",
            |k| k.divided = Divided::Not,
        )
        .edit("config.scale * scores[expert] / sum", "config.scale * scores[expert]"),
        Mistake::new(
            "single_not_normalised",
            "the weight is not divided when a single expert is chosen (as in Megatron-LM). Divided by itself it is 1, and then weighs \
             `scale`; the reference has no exception.",
            |k| k.divided = Divided::IfSeveral,
        ),
        Mistake::new(
            "normalised_or_scaled",
            "the weights of several experts are divided by their sum, and only that of a single one is multiplied by `scale` (as in the \
             code of DeepSeek-V2). Here both happen, always.",
            |k| k.divided = Divided::OrScaled,
        ),
        Mistake::<Knobs>::new(
            "no_scale",
            "the weights sum to 1. They sum to `scale`; multiplied in before the division, it cancels.",
            |k| k.no_scale = true,
        )
        .edit("config.scale * scores[expert] / sum", "scores[expert] / sum"),
        Mistake::<Knobs>::new(
            "softmax_scores",
            "the scores are a softmax over the experts, as in DeepSeek-V2. Here each is a sigmoid of its own logit.",
            |k| k.scores = Scores::Softmax,
        )
        .edit(
            "logits.mapv(|logit| 1.0 / (1.0 + (-logit).exp()))",
            "logits.mapv(|logit| 1.0 / logits.mapv(|other| (other - logit).exp()).sum())",
        ),
        Mistake::new(
            "sqrt_softplus_scores",
            "the scores are √softplus(logit), as in DeepSeek-V4. Here they are sigmoids.",
            |k| k.scores = Scores::SqrtSoftplus,
        ),
        Mistake::<Knobs>::new("logits_for_scores", "the logits serve as scores: the sigmoid is missing.", |k| {
            k.scores = Scores::Logits;
        })
        .edit("logits.mapv(|logit| 1.0 / (1.0 + (-logit).exp()))", "logits.to_owned()"),
        Mistake::new(
            "softmax_of_chosen",
            "the weights are a softmax over the logits of the chosen. They are sigmoids divided by their sum.",
            |k| k.weight = Weight::SoftmaxOfLogits,
        ),
        Mistake::new(
            "softmax_of_scores",
            "the weights are a softmax over the scores of the chosen. They are the scores, divided by their sum.",
            |k| k.weight = Weight::SoftmaxOfScores,
        ),
        Mistake::<Knobs>::new(
            "equal_weights",
            "the chosen experts weigh the same. They weigh as their scores do.",
            |k| {
                k.weight = Weight::Equal;
            },
        )
        .edit("config.scale * scores[expert] / sum", "config.scale / config.k as f32"),
        Mistake::<Knobs>::new("bias_ignored", "the bias plays no part. It decides who is chosen.", |k| {
            k.bias = Bias::Ignored;
        })
        .edit("&scores + &bias", "scores.clone()"),
        Mistake::<Knobs>::new("bias_subtracted", "the bias is subtracted where it should be added.", |k| {
            k.bias = Bias::Subtracted;
        })
        .edit("&scores + &bias", "&scores - &bias"),
        Mistake::<Knobs>::new("bias_multiplied", "the score is multiplied by the bias. It is added.", |k| {
            k.bias = Bias::Multiplied;
        })
        .edit("&scores + &bias", "&scores * &bias"),
        Mistake::<Knobs>::new(
            "experts_unbiased",
            "the groups are chosen with the bias, and then the experts without it. Both choices are by score + bias.",
            |k| k.choice = Choice::Unbiased,
        )
        .edit("{ biased[expert] }", "{ scores[expert] }"),
        Mistake::<Knobs>::new(
            "first_two",
            "a group's score is the sum of its first two experts, not of its two largest: sort before you take two.",
            |k| k.group_score = GroupScore::FirstTwo,
        )
        .edit("        members.sort_by(|a, b| b.total_cmp(a));\n", ""),
        Mistake::new(
            "group_k_over_kept",
            "a group's score sums its k / kept largest, as the paper says. That is 2 for 8 experts of 4 groups, and the code always takes \
             two; so does this exercise.",
            |k| k.group_score = GroupScore::KOverKept,
        ),
        Mistake::new(
            "group_k_largest",
            "a group's score sums its k largest. It is two, however many experts are chosen in the end.",
            |k| k.group_score = GroupScore::KLargest,
        ),
        Mistake::new(
            "two_largest_from_zero",
            "the search for the two largest of a group starts at 0 (or at the smallest positive number). Negative biased scores never \
             pass it, and such groups all look alike. Start at −∞.",
            |k| k.group_score = GroupScore::FromZero,
        ),
        Mistake::new(
            "searches_from_zero",
            "the search for the largest starts with index 0 and the value 0. Where every candidate is negative it finds none, and stays \
             at index 0. Start at −∞, or with the first candidate.",
            |k| k.searches_from_zero = true,
        ),
        Mistake::new(
            "interleaved_groups",
            "expert e is taken to be in group e mod groups. Groups are neighbours: e / (experts in a group).",
            |k| k.cut = Cut::Interleaved,
        ),
        Mistake::new(
            "groups_for_size",
            "`groups` is taken as the number of experts in a group. It is the number of groups.",
            |k| k.cut = Cut::GroupsForSize,
        ),
        Mistake::new(
            "k_and_kept_exchanged",
            "k and kept are exchanged: so many experts from so many groups, the other way round.",
            |k| k.k_and_kept_exchanged = true,
        ),
        Mistake::new("k_from_each", "k experts are chosen from each kept group. It is k in all.", |k| {
            k.choice = Choice::KFromEach
        }),
        Mistake::new(
            "share_from_each",
            "the kept groups give k / kept experts each. The k best of all kept groups are chosen, and they may all be in one.",
            |k| k.choice = Choice::ShareFromEach,
        ),
        Mistake::new(
            "index_in_group",
            "the experts are named by their place in their group. Add group · (experts in a group).",
            |k| k.named = Named::InGroup,
        ),
        Mistake::new(
            "index_in_kept",
            "the experts are named by their place among those of the kept groups. Keep each one's own index beside its score.",
            |k| k.named = Named::InKept,
        ),
        Mistake::<Knobs>::new(
            "last_of_equals",
            "of equal scores the last wins, of groups as of experts, as with max_by or a heap of (score, index). Here the lower index \
             comes first.",
            |k| {
                k.last_of_equal_groups = true;
                k.last_of_equal_experts = true;
            },
        )
        .edit("value(b).total_cmp(&value(a))", "value(b).total_cmp(&value(a)).then(b.cmp(&a))"),
        Mistake::new(
            "last_of_equal_experts",
            "of experts with equal biased scores the last is chosen, as max_by does, or a heap of (score, index). Here the lower index \
             comes first.",
            |k| k.last_of_equal_experts = true,
        ),
        Mistake::new(
            "equals_by_group",
            "the experts are collected group by group, from the best group on, so that of two equals the one of the better group comes \
             first. Here the lower index does: put the kept groups in ascending order again.",
            |k| k.in_order_of_groups = true,
        ),
        Mistake::new(
            "last_of_equal_groups",
            "of groups with equal scores the last is kept, as max_by does, or a heap of (score, index). Here the lower index comes first.",
            |k| k.last_of_equal_groups = true,
        ),
        Mistake::new(
            "groups_from_bottom",
            "the groups with the smallest scores are kept: the sort is ascending.",
            |k| k.groups_from_bottom = true,
        ),
        Mistake::new(
            "experts_from_bottom",
            "the experts with the smallest biased scores are chosen: the sort is ascending.",
            |k| k.experts_from_bottom = true,
        ),
        Mistake::new(
            "slices_in_route",
            "in `route`, as_slice() is None for a strided view, and unwrap panics. Use iter(), indices, or to_vec().",
            |k| k.slices_in_route = true,
        ),
        Mistake::<Knobs>::new("no_shared", "the shared expert is missing from the output.", |k| {
            k.shared = Shared::Missing
        })
        .edit("shared.to_owned()", "Array1::zeros(shared.len())"),
        Mistake::<Knobs>::new(
            "shared_weighed",
            "the shared expert is multiplied by the sum of the weights. It is added as it is.",
            |k| k.shared = Shared::Weighed,
        )
        .edit("shared.to_owned()", "&shared * routed.iter().map(|one| one.1).sum::<f32>()"),
        Mistake::<Knobs>::new(
            "shared_for_each",
            "the shared expert is added once for each routed expert: it stands inside the loop.",
            |k| k.shared = Shared::ForEach,
        )
        .edit(
            "let mut sum = shared.to_owned();\n    for &(expert, weight) in routed {",
            "let mut sum = Array1::zeros(shared.len());\n    for &(expert, weight) in routed {\n        sum += &shared;",
        ),
        Mistake::new(
            "mean_with_shared",
            "the sum is divided by the number of experts in it. The weights already say how much each counts.",
            |k| k.shared = Shared::OneMoreOfMean,
        ),
        Mistake::<Knobs>::new("unweighted", "the outputs of the experts are added without their weights.", |k| {
            k.sum = Sum::Plain;
        })
        .edit("scaled_add(weight,", "scaled_add(weight / weight,"),
        Mistake::new(
            "normalised_again",
            "the weights are divided by their sum again. What `route` gave is final, and sums to the scale.",
            |k| k.sum = Sum::Normalised,
        ),
        Mistake::<Knobs>::new(
            "row_of_place",
            "row i is taken for the i-th routed expert. Row e is what expert e gave.",
            |k| k.sum = Sum::ByPlace,
        )
        .edit(
            "for &(expert, weight) in routed {",
            "for (expert, &(_, weight)) in routed.iter().enumerate() {",
        ),
        Mistake::new(
            "zero_times_nan",
            "experts that were not chosen are multiplied by a weight of 0. They have computed nothing, and 0 · NaN is NaN: read only the \
             rows of routed experts.",
            |k| k.sum = Sum::Dense,
        ),
        Mistake::new(
            "last_expert_only",
            "each routed expert overwrites the one before it: = where += is meant.",
            |k| k.sum = Sum::LastOnly,
        ),
        Mistake::new(
            "slices_in_combine",
            "in `combine`, as_slice() or to_slice() is None for a transposed or strided view, and unwrap panics. Use rows and scaled_add, \
             or indices.",
            |k| k.slices_in_combine = true,
        ),
    ]
}

impl Knobs {
    pub(super) fn route(
        &self,
        logits: ArrayView1<'_, f32>,
        bias: ArrayView1<'_, f32>,
        config: &Groups,
    ) -> Vec<(usize, f32)> {
        if self.slices_in_route {
            as_slices(logits.insert_axis(Axis(0)), false);
        }
        let Groups { groups, mut kept, mut k, scale } = *config;
        let experts = logits.len();
        if self.k_and_kept_exchanged {
            (kept, k) = (k.min(groups), kept);
        }
        let (groups, size) = if self.cut == Cut::GroupsForSize && experts.is_multiple_of(groups) && groups > 1
        {
            (experts / groups, groups)
        } else {
            (groups, experts / groups)
        };
        kept = kept.min(groups);

        let sigmoid = |x: f32| 1.0 / (1.0 + (-x).exp());
        let scores: Vec<f32> = match self.scores {
            Scores::Sigmoid => logits.iter().copied().map(sigmoid).collect(),
            Scores::SqrtSoftplus => logits.iter().map(|logit| logit.exp().ln_1p().sqrt()).collect(),
            Scores::Logits => logits.to_vec(),
            Scores::Softmax => {
                let sum: f32 = logits.iter().map(|logit| logit.exp()).sum();
                logits.iter().map(|logit| logit.exp() / sum).collect()
            }
        };
        let biased: Vec<f32> = (0..experts)
            .map(|e| match self.bias {
                Bias::Added => scores[e] + bias[e],
                Bias::InLogit => sigmoid(logits[e] + bias[e]),
                Bias::Ignored => scores[e],
                Bias::Subtracted => scores[e] - bias[e],
                Bias::Multiplied => scores[e] * bias[e],
            })
            .collect();

        let group_of = |e: usize| if self.cut == Cut::Interleaved { e % groups } else { e / size };
        let group_score = |group: usize| {
            let values = if self.group_score == GroupScore::Unbiased { &scores } else { &biased };
            let mut members: Vec<f32> =
                (0..experts).filter(|&e| group_of(e) == group).map(|e| values[e]).collect();
            if self.group_score != GroupScore::FirstTwo {
                members.sort_by(|a, b| b.total_cmp(a));
            }
            let count = match self.group_score {
                GroupScore::Largest => 1,
                GroupScore::All => size,
                GroupScore::KOverKept => (k / kept).max(1),
                GroupScore::KLargest => k,
                _ => 2,
            };
            let from = if self.group_score == GroupScore::FromZero { 0.0 } else { f32::NEG_INFINITY };
            members.iter().take(count).map(|member| member.max(from)).sum::<f32>()
        };
        let group_scores: Vec<f32> = (0..groups).map(group_score).collect();
        let mut open = self.largest(&group_scores, kept, self.last_of_equal_groups, self.groups_from_bottom);
        if self.groups_ascend && !self.in_order_of_groups {
            open.sort_unstable();
        }

        let values = if self.choice == Choice::Unbiased { &scores } else { &biased };
        let value = |e: usize| match self.closed {
            _ if open.contains(&group_of(e)) => values[e],
            Closed::Open => values[e],
            Closed::BiasAlone => bias[e],
            // Of a negative number that gives −0, which total_cmp puts below 0.
            Closed::Zero if self.multiplies => 0.0 * values[e],
            Closed::Zero => 0.0,
            Closed::MinusInfinity => f32::NEG_INFINITY,
        };
        let pick = |candidates: &[usize], count: usize| -> Vec<usize> {
            let values: Vec<f32> = candidates.iter().map(|&e| value(e)).collect();
            let places = self.largest(
                &values,
                count.min(values.len()),
                self.last_of_equal_experts,
                self.experts_from_bottom,
            );
            places.into_iter().map(|place| candidates[place]).collect()
        };
        let members =
            |group: usize| -> Vec<usize> { (0..experts).filter(|&e| group_of(e) == group).collect() };
        let everyone: Vec<usize> = if self.in_order_of_groups && self.closed == Closed::MinusInfinity {
            open.iter().flat_map(|&group| members(group)).collect()
        } else if self.filters && self.closed == Closed::MinusInfinity {
            (0..experts).filter(|&e| open.contains(&group_of(e))).collect()
        } else {
            (0..experts).collect()
        };
        let chosen: Vec<usize> = match self.choice {
            Choice::Biased | Choice::Unbiased => pick(&everyone, k),
            Choice::KFromEach => open.iter().flat_map(|&group| pick(&members(group), k)).collect(),
            Choice::ShareFromEach => {
                open.iter().flat_map(|&group| pick(&members(group), (k / kept).max(1))).collect()
            }
        };

        let raw = |e: usize| match self.weight {
            Weight::Score => scores[e],
            Weight::Biased => biased[e],
            Weight::SoftmaxOfLogits => logits[e].exp(),
            Weight::SoftmaxOfScores => scores[e].exp(),
            Weight::Equal => 1.0,
        };
        let sum: f32 = match self.divided {
            Divided::ByBiased => chosen.iter().map(|&e| biased[e]).sum(),
            Divided::ByChosen => chosen.iter().map(|&e| raw(e)).sum(),
            Divided::ByAll => (0..experts).map(raw).sum(),
            Divided::ByKept => (0..experts).filter(|&e| open.contains(&group_of(e))).map(raw).sum(),
            Divided::IfSeveral | Divided::OrScaled if chosen.len() == 1 => 1.0,
            Divided::IfSeveral | Divided::OrScaled => chosen.iter().map(|&e| raw(e)).sum(),
            Divided::Not => 1.0,
        };
        let unscaled = self.no_scale || self.divided == Divided::OrScaled && chosen.len() > 1;
        let scale = if unscaled { 1.0 } else { scale };
        let name = |e: usize| match self.named {
            Named::Expert => e,
            Named::InGroup => members(group_of(e)).iter().position(|&other| other == e).unwrap_or(0),
            Named::InKept => {
                let kept = open.iter().flat_map(|&group| members(group));
                kept.into_iter().position(|other| other == e).unwrap_or(0)
            }
        };
        chosen.into_iter().map(|e| (name(e), scale * raw(e) / sum)).collect()
    }

    /// The places of the largest values, as the knobs search for them.
    fn largest(&self, values: &[f32], count: usize, last_first: bool, from_bottom: bool) -> Vec<usize> {
        if self.searches_from_zero {
            let mut left = values.to_vec();
            return (0..count)
                .map(|_| {
                    let mut best = (0, 0.0);
                    for (i, &value) in left.iter().enumerate() {
                        if value > best.1 {
                            best = (i, value);
                        }
                    }
                    left[best.0] = f32::NEG_INFINITY;
                    best.0
                })
                .collect();
        }
        let mut order: Vec<usize> = (0..values.len()).collect();
        if last_first {
            order.reverse();
        }
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
        if from_bottom {
            order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        }
        order.truncate(count);
        order
    }

    pub(super) fn combine(
        &self,
        routed: &[(usize, f32)],
        outputs: ArrayView2<'_, f32>,
        shared: ArrayView1<'_, f32>,
    ) -> Array1<f32> {
        if self.slices_in_combine {
            as_slices(outputs, false);
        }
        let total: f32 = routed.iter().map(|&(_, weight)| weight).sum();
        let mut sum = Array1::<f32>::zeros(shared.len());
        for (place, &(expert, weight)) in routed.iter().enumerate() {
            match self.sum {
                Sum::Plain => sum += &outputs.row(expert),
                Sum::Normalised => sum.scaled_add(weight / total, &outputs.row(expert)),
                Sum::ByPlace => sum.scaled_add(weight, &outputs.row(place)),
                Sum::LastOnly => sum = weight * &outputs.row(expert),
                Sum::Weighted | Sum::Dense => sum.scaled_add(weight, &outputs.row(expert)),
            }
        }
        if self.sum == Sum::Dense {
            for expert in (0..outputs.nrows()).filter(|&e| routed.iter().all(|r| r.0 != e)) {
                sum.scaled_add(0.0, &outputs.row(expert));
            }
        }
        match self.shared {
            Shared::AsItIs => sum + shared,
            Shared::Missing => sum,
            Shared::Weighed => sum + total * &shared,
            Shared::ForEach => sum + routed.len() as f32 * &shared,
            Shared::OneMoreOfMean => (sum + shared) / (routed.len() + 1) as f32,
        }
    }
}
