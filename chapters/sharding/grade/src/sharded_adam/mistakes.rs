//! The typical mistakes of `sharded_adam`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Correction, Decay, Knobs, Place, Reduce, Root};

const UPDATE: &str = "*w -= adam.rate * (adam.decay * *w + mean / (square.sqrt() + adam.epsilon));";
const CORRECTIONS: &str = "[1.0 - beta1.powi(moments.steps), 1.0 - beta2.powi(moments.steps)]";
const ROOT: &str = "(square.sqrt() + adam.epsilon)";
const REDUCE: &str = "reduce_scatter(comm, gradient).iter().map(|sum| sum / size).collect()";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_decay(), of_corrections(), of_means(), of_ranks()].into_iter().flatten().collect()
}

fn of_decay() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "decay_in_the_gradient",
            "the decay is added to the gradient, and goes through both means: Adam with L2. In AdamW it is apart: the weight shrinks by η λ w, whatever \
             the gradients were.",
            |k| k.decay = Decay::InGradient,
        ),
        Mistake::<Knobs>::new(
            "decay_without_the_rate",
            "the weight shrinks by λ w. It is η λ w: the rate is a factor of the decay too.",
            |k| k.decay = Decay::NotTimesRate,
        )
        .edit(UPDATE, "*w -= adam.decay * *w + adam.rate * mean / (square.sqrt() + adam.epsilon);"),
        Mistake::<Knobs>::new("no_decay", "weights do not decay. Each step takes η λ w from them.", |k| {
            k.decay = Decay::Never;
        })
        .edit(UPDATE, "*w -= adam.rate * (mean / (square.sqrt() + adam.epsilon));"),
        Mistake::<Knobs>::new(
            "decay_of_the_new_weight",
            "the weight decays after the update, so that the update decays too. Both are taken from the weight as it was.",
            |k| k.decay = Decay::After,
        )
        .edit(UPDATE, "*w -= adam.rate * mean / (square.sqrt() + adam.epsilon);\n        *w -= adam.rate * adam.decay * *w;"),
        Mistake::<Knobs>::new(
            "decay_without_the_weight",
            "every weight loses η λ, whatever it is. The decay is a part of the weight: η λ w.",
            |k| k.decay = Decay::OfUpdated,
        )
        .edit(UPDATE, "*w -= adam.rate * (adam.decay + mean / (square.sqrt() + adam.epsilon));"),
    ]
}

fn of_corrections() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_correction",
            "the means are used as they are. They begin at 0, so that they are too small in the first steps: divide each by 1 − βᵗ.",
            |k| k.correction = Correction::None,
        )
        .edit(CORRECTIONS, "[1.0, 1.0]"),
        Mistake::<Knobs>::new(
            "corrected_a_step_later",
            "the means are divided by 1 − βᵗ⁺¹. In the first step t is 1: the step is counted once, before or after.",
            |k| k.correction = Correction::OneLater,
        )
        .edit(CORRECTIONS, "[1.0 - beta1.powi(moments.steps + 1), 1.0 - beta2.powi(moments.steps + 1)]"),
        Mistake::<Knobs>::new(
            "corrected_a_step_earlier",
            "t lags a step behind: it is 0 in the first step, where 1 − β⁰ is nothing to divide by. Count the step first.",
            |k| k.correction = Correction::OneEarlier,
        )
        .edit(CORRECTIONS, "[1.0 - beta1.powi(moments.steps - 1), 1.0 - beta2.powi(moments.steps - 1)]"),
        Mistake::<Knobs>::new(
            "corrected_as_the_first",
            "every step divides by 1 − β, as the first does. With t steps it is 1 − βᵗ.",
            |k| k.correction = Correction::AlwaysFirst,
        )
        .edit(CORRECTIONS, "[1.0 - beta1, 1.0 - beta2]"),
        Mistake::<Knobs>::new(
            "only_the_first_corrected",
            "the mean of squares is not corrected. Both means begin at 0.",
            |k| k.correction = Correction::FirstAlone,
        )
        .edit("*second / corrections[1]", "*second"),
    ]
}

fn of_means() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_root",
            "the mean of the gradients is divided by that of their squares. It is the root of that.",
            |k| {
                k.root = Root::None;
            },
        )
        .edit(ROOT, "(square + adam.epsilon)"),
        Mistake::<Knobs>::new(
            "epsilon_in_the_root",
            "ε is added below the root: √(v̂ + ε). It is √v̂ + ε.",
            |k| k.root = Root::EpsilonInside,
        )
        .edit(ROOT, "(square + adam.epsilon).sqrt()"),
        Mistake::new(
            "epsilon_before_the_correction",
            "ε is added to the root before that is corrected, so that it is far larger in the first steps: (√v + ε) / √(1 − β₂ᵗ). Correct first.",
            |k| k.root = Root::EpsilonBefore,
        ),
        Mistake::<Knobs>::new(
            "betas_swapped",
            "the two β are taken for each other. The first belongs to gradients, the second to squares.",
            |k| {
                k.betas_swapped = true;
            },
        )
        .edit("let [beta1, beta2]", "let [beta2, beta1]"),
        Mistake::<Knobs>::new(
            "no_part_for_the_new",
            "a new gradient comes into the means whole. Its part is 1 − β: else they are not means.",
            |k| k.undamped = true,
        ),
        Mistake::<Knobs>::new(
            "square_of_the_mean",
            "the second mean is made of squares of the first. It is made of the squares of gradients.",
            |k| k.square_of_mean = true,
        )
        .edit("(1.0 - beta2) * g * g", "(1.0 - beta2) * *first * *first"),
    ]
}

fn of_ranks() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "sum_not_mean",
            "gradients are summed over the ranks, and not divided. Without ε Adam would hardly notice; it is the mean.",
            |k| k.reduce = Reduce::Sum,
        )
        .edit(REDUCE, "reduce_scatter(comm, gradient).iter().map(|sum| sum / size * size).collect()"),
        Mistake::<Knobs>::new(
            "divided_twice",
            "the sum of the gradients is divided by the number of ranks twice.",
            |k| k.reduce = Reduce::TwiceMean,
        )
        .edit(REDUCE, "reduce_scatter(comm, gradient).iter().map(|sum| sum / size / size).collect()"),
        Mistake::<Knobs>::new(
            "own_gradient_alone",
            "a rank updates its shard by its own gradient. All ranks have a part in it: reduce-scatter first.",
            |k| k.reduce = Reduce::Own,
        )
        .edit(REDUCE, "gradient[shard(weights.len(), comm.size(), comm.rank())].iter().map(|g| g * size / size).collect()"),
        Mistake::<Knobs>::new(
            "all_reduced",
            "gradients are all-reduced, and each rank takes its shard out of the whole. A reduce-scatter sends half of that.",
            |k| k.reduce = Reduce::AllReduce,
        )
        .by_law(),
        Mistake::<Knobs>::new(
            "not_gathered",
            "each rank has new weights in its shard only. Gather all shards in the end: the next forward wants all weights.",
            |k| k.place = Place::NotGathered,
        )
        .edit("    let whole = all_gather(comm, &weights[own]);\n    weights.copy_from_slice(&whole);", "    let _ = all_gather(comm, &weights[own]);"),
        Mistake::<Knobs>::new(
            "at_the_start",
            "the first weights are updated, with the gradient of the own shard. The place is `shard(length, size, rank)`.",
            |k| k.place = Place::AtTheStart,
        )
        .edit("&mut weights[own.clone()]", "&mut weights[..own.len()]"),
        Mistake::new(
            "gathered_before_the_step",
            "shards are gathered as they were before the step, so that only the own one is new. Step first, then gather.",
            |k| k.place = Place::GatheredFirst,
        ),
        Mistake::new(
            "weights_averaged",
            "in the end all weights are averaged over the ranks, where all but one have old ones. Gather each shard from the rank that has updated it.",
            |k| k.place = Place::Averaged,
        ),
    ]
}
