//! The typical mistakes of `deepseek`: each turns a knob of the bent solution.

use judge::Mistake;

use super::bent::{
    Bias, Choice, Closed, Cut, Divided, GroupScore, Knobs, Named, Scores, Shared, Sum, Weight,
};

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
        Mistake::<Knobs>::new(
            "normalised_over_kept",
            "the weights are divided by the sum of the scores of all experts in the kept groups. Divide by the sum over the chosen.",
            |k| k.divided = Divided::ByKept,
        )
        .edit(
            "chosen.iter().map(|&expert| scores[expert]).sum();",
            "(0..scores.len()).filter(|expert| kept.contains(&(expert / size))).map(|expert| scores[expert]).sum();",
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
        Mistake::<Knobs>::new(
            "single_not_normalised",
            "the weight is not divided when a single expert is chosen (as in Megatron-LM). Divided by itself it is 1, and then weighs \
             `scale`; the reference has no exception.",
            |k| k.divided = Divided::IfSeveral,
        )
        .edit(
            "config.scale * scores[expert] / sum)",
            "config.scale * scores[expert] / if config.k == 1 { 1.0 } else { sum })",
        ),
        Mistake::<Knobs>::new(
            "scaled_twice",
            "the weights are multiplied by the scale twice. Once is enough: they sum to the scale.",
            |k| k.scaled_twice = true,
        )
        .edit("config.scale * scores[expert]", "config.scale * config.scale * scores[expert]"),
        Mistake::<Knobs>::new(
            "normalised_or_scaled",
            "the weights of several experts are divided by their sum, and only that of a single one is multiplied by `scale` (as in the \
             code of DeepSeek-V2). Here both happen, always.",
            |k| k.divided = Divided::OrScaled,
        )
        .edit(
            "config.scale * scores[expert] / sum)",
            "if config.k == 1 { config.scale * scores[expert] } else { scores[expert] / sum })",
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
        Mistake::<Knobs>::new(
            "sqrt_softplus_scores",
            "the scores are √softplus(logit), as in DeepSeek-V4. Here they are sigmoids.",
            |k| k.scores = Scores::SqrtSoftplus,
        )
        .edit("1.0 / (1.0 + (-logit).exp())", "(1.0 + logit.exp()).ln().sqrt()"),
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
        Mistake::<Knobs>::new(
            "group_k_largest",
            "a group's score sums its k largest. It is two, however many experts are chosen in the end.",
            |k| k.group_score = GroupScore::KLargest,
        )
        .edit("members[0] + members[1]", "members.iter().take(config.k).sum::<f32>()"),
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
        Mistake::<Knobs>::new(
            "slices_in_route",
            "in `route`, as_slice() is None for a strided view, and unwrap panics. Use iter(), indices, or to_vec().",
            |k| k.slices_in_route = true,
        )
        .edit(
            "logits.mapv(|logit| 1.0 / (1.0 + (-logit).exp()))",
            "Array1::from(logits.as_slice().unwrap().to_vec()).mapv(|logit| 1.0 / (1.0 + (-logit).exp()))",
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
        Mistake::<Knobs>::new(
            "normalised_again",
            "the weights are divided by their sum again. What `route` gave is final, and sums to the scale.",
            |k| k.sum = Sum::Normalised,
        )
        .edit(
            "    for &(expert, weight) in routed {\n        sum.scaled_add(weight,",
            "    let all: f32 = routed.iter().map(|one| one.1).sum();\n    for &(expert, weight) in routed {\n        sum.scaled_add(weight / all,",
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
        Mistake::<Knobs>::new(
            "last_expert_only",
            "each routed expert overwrites the one before it: = where += is meant.",
            |k| k.sum = Sum::LastOnly,
        )
        .edit(
            "sum.scaled_add(weight, &outputs.row(expert));",
            "sum = &shared + &(&outputs.row(expert) * weight);",
        ),
        Mistake::new(
            "slices_in_combine",
            "in `combine`, as_slice() or to_slice() is None for a transposed or strided view, and unwrap panics. Use rows and scaled_add, \
             or indices.",
            |k| k.slices_in_combine = true,
        ),
    ]
}
