//! The bent solution of `deepseek`: its knobs, and what it computes.

use judge::slips::as_slices;
use moe::Groups;
use ndarray::{Array1, ArrayView1, ArrayView2, Axis};

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
    pub(super) scaled_twice: bool,
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
        let scale = if self.scaled_twice { scale * scale } else { scale };
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
