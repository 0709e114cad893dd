//! The typical mistakes of `mixed_precision`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;

use super::bent::{Check, Clip, Count, Knobs, Reduce, Skip, Unscale, Weights};

const ROUNDED: &str = "recipe.format.round(weight)";
const MEAN: &str = "*value / gradients.len() as f32 / scale";
const FINITE: &str = "!value.is_finite()";
const BACKOFF: &str = "scale: scale * recipe.backoff";
const CLIP: &str = "(recipe.max_norm / (norm + 1e-6)).min(1.0)";
const GROWS: &str = "good == recipe.interval";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_weights(), of_gradients(), of_bad_steps(), of_the_scale()].into_iter().flatten().collect()
}

fn of_weights() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "step_from_working",
            "the step is taken from the working weights: what was rounded off is lost at every step, and small steps never add up. Take it from the master weights.",
            |k| k.weights = Weights::FromWorking,
        )
        .edit("master.iter_mut().zip(&mean)", "master.iter_mut().zip(&working).map(|(weight, &from)| { *weight = from; weight }).zip(&mean)"),
        Mistake::<Knobs>::new(
            "master_rounded",
            "the master weights are rounded, too, so that small steps never add up. Only the working weights are in 16 bits.",
            |k| k.weights = Weights::MasterRounded,
        )
        .edit("*weight -= recipe.rate * clip * value;", "*weight = recipe.format.round(*weight - recipe.rate * clip * value);"),
        Mistake::<Knobs>::new("working_stale", "the working weights stay as they were, and the next forward pass does not see the step.", |k| {
            k.weights = Weights::WorkingStale;
        }),
        Mistake::<Knobs>::new("working_not_rounded", "the working weights are the master weights as they are. They are in 16 bits: round them.", |k| {
            k.weights = Weights::WorkingNotRounded;
        })
        .edit(ROUNDED, "weight"),
        Mistake::<Knobs>::new(
            "working_cut_off",
            "the lower bits of the master weights are cut off. That is no rounding, and in f16 it is another format: `recipe.format.round(…)` gives the nearest.",
            |k| k.weights = Weights::WorkingCut,
        )
        .edit(ROUNDED, "f32::from_bits(weight.to_bits() & 0xffff_0000)"),
        Mistake::<Knobs>::new(
            "working_steps_by_itself",
            "the working weights take a step of their own and part from the master weights. Round the master weights instead.",
            |k| k.weights = Weights::WorkingStepped,
        ),
        Mistake::<Knobs>::new("upwards", "the step is added. Descent takes it away.", |k| k.weights = Weights::Upwards)
            .edit("*weight -=", "*weight +="),
    ]
}

fn of_gradients() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("not_unscaled", "the gradients are not divided by the scale, and the step is as much too long.", |k| {
            k.unscale = Unscale::Never;
        })
        .edit(MEAN, "*value / gradients.len() as f32"),
        Mistake::<Knobs>::new("unscaled_twice", "the gradients are divided by the scale twice.", |k| k.unscale = Unscale::Twice)
            .edit(MEAN, "*value / gradients.len() as f32 / scale / scale"),
        Mistake::<Knobs>::new("multiplied_by_the_scale", "the gradients are multiplied by the scale. The loss was already: divide.", |k| {
            k.unscale = Unscale::Multiplied;
        })
        .edit(MEAN, "*value / gradients.len() as f32 * scale"),
        Mistake::<Knobs>::new(
            "unscaled_by_the_next",
            "where the scale grows, the gradients are divided by the new one. They were made with the old one: divide before it is changed.",
            |k| k.unscale = Unscale::ByNext,
        ),
        Mistake::<Knobs>::new(
            "unscaled_in_16_bits",
            "what is divided by the scale is rounded to 16 bits again, where small numbers are lost: the scale was there to save them. Go on in f32.",
            |k| k.unscale = Unscale::Narrow,
        ),
        Mistake::<Knobs>::new(
            "reduced_in_16_bits",
            "the sum over replicas is rounded to 16 bits after each addition, where it may become infinite as well. Add up in f32.",
            |k| k.reduce = Reduce::Narrow,
        )
        .edit("*sum += value;", "*sum = recipe.format.round(*sum + value);"),
        Mistake::<Knobs>::new("sum_over_replicas", "the gradients of replicas are added and not divided by their number.", |k| k.reduce = Reduce::Sum)
            .edit(MEAN, "*value / scale"),
        Mistake::<Knobs>::new("first_replica", "only the first replica's gradients count.", |k| k.reduce = Reduce::First)
            .edit("for replica in gradients {", "let gradients = &gradients[..1];\n    for replica in gradients {"),
        Mistake::<Knobs>::new(
            "clipped_before_unscaling",
            "the norm is that of the gradients with the scale in them, so that nearly all steps are cut. Divide by the scale first, then clip.",
            |k| k.clip = Clip::Scaled,
        ),
        Mistake::<Knobs>::new("not_clipped", "long gradients are not clipped.", |k| k.clip = Clip::Never).edit(CLIP, "1.0_f32.max(norm * 0.0)"),
        Mistake::<Knobs>::new("short_ones_too", "gradients shorter than `max_norm` are made longer: the factor is at most 1.", |k| k.clip = Clip::Always)
            .edit(CLIP, "recipe.max_norm / (norm + 1e-6)"),
        Mistake::<Knobs>::new("clipped_by_value", "each number is clipped by itself, which turns the gradient. All are multiplied by one factor.", |k| {
            k.clip = Clip::ByValue;
        }),
        Mistake::<Knobs>::new("square_of_the_norm", "the sum of squares is taken for the norm: its root is missing.", |k| k.clip = Clip::Square)
            .edit(".sum::<f32>().sqrt()", ".sum::<f32>()"),
        Mistake::<Knobs>::new("largest_for_the_norm", "the largest number is taken for the norm, which is the root of the sum of squares.", |k| {
            k.clip = Clip::Largest;
        })
        .edit("mean.iter().map(|value| value * value).sum::<f32>().sqrt()", "mean.iter().fold(0.0_f32, |most, value| most.max(value.abs()))"),
        Mistake::<Knobs>::new("each_replica_clipped", "each replica's gradient is clipped, and then their mean is taken. It is the mean that is clipped.", |k| {
            k.clip = Clip::EachReplica;
        }),
    ]
}

fn of_bad_steps() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_skipped",
            "a step with infinite or NaN gradients is taken, and the weights are lost for ever. Skip it.",
            |k| {
                k.check = Check::Nothing;
            },
        )
        .edit(FINITE, "value.is_finite() && false"),
        Mistake::<Knobs>::new(
            "backs_off_and_steps",
            "the scale backs off, but the step with infinite or NaN gradients is taken all the same.",
            |k| {
                k.check = Check::AfterTheStep;
            },
        ),
        Mistake::<Knobs>::new("only_infinite", "infinite numbers are looked for, and NaN is not.", |k| {
            k.check = Check::InfiniteOnly
        })
        .edit(FINITE, "value.is_infinite()"),
        Mistake::<Knobs>::new("only_nan", "NaN is looked for, and infinite numbers are not.", |k| {
            k.check = Check::NanOnly
        })
        .edit(FINITE, "value.is_nan()"),
        Mistake::<Knobs>::new(
            "first_replica_looked_at",
            "only the first replica's gradients are looked at. One bad number on any replica spoils the mean: all skip, or none.",
            |k| k.check = Check::FirstReplica,
        ),
        Mistake::<Knobs>::new(
            "bad_numbers_are_zero",
            "what is infinite or NaN is set to 0, and the step is taken as a good one: the scale stays too large, and the gradient is another one. Skip the step, and back off.",
            |k| k.check = Check::Zeroed,
        ),
        Mistake::<Knobs>::new(
            "bad_weights_only",
            "only the weights with infinite or NaN gradients are left alone, and the others step. The whole step is skipped.",
            |k| {
                k.check = Check::ByElement;
            },
        ),
        Mistake::<Knobs>::new(
            "no_backoff",
            "the scale stays after a skipped step, so that the next one is skipped as well.",
            |k| k.skip = Skip::NoBackoff,
        )
        .edit(BACKOFF, "scale"),
        Mistake::<Knobs>::new(
            "backoff_divides",
            "after a skipped step the scale is divided by `backoff`, and grows. Multiply.",
            |k| k.skip = Skip::Grows,
        )
        .edit(BACKOFF, "scale: scale / recipe.backoff"),
        Mistake::<Knobs>::new(
            "scale_at_least_one",
            "the scale is kept at 1 or above. It may go below, where gradients are large.",
            |k| {
                k.skip = Skip::AtLeastOne;
            },
        )
        .edit(BACKOFF, "scale: (scale * recipe.backoff).max(1.0)"),
        Mistake::<Knobs>::new(
            "scale_begins_again",
            "after a skipped step the scale is 65536 again. It is multiplied by `backoff`.",
            |k| k.skip = Skip::ToStart,
        )
        .edit(BACKOFF, "scale: 65536.0"),
    ]
}

fn of_the_scale() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "two_and_a_half",
            "the scale changes by 2 and by ½, whatever the recipe's `growth` and `backoff` are.",
            |k| k.skip = Skip::ByHalf,
        ),
        Mistake::<Knobs>::new(
            "count_kept_after_a_bad_step",
            "a skipped step leaves the count of good steps as it is. They are counted in a row: begin at 0.",
            |k| k.count = Count::KeptOnSkip,
        )
        .edit("good: 0 }", "good }"),
        Mistake::<Knobs>::new("bad_steps_counted", "a skipped step is counted among the good ones.", |k| {
            k.count = Count::SkippedToo
        })
        .edit("good: 0 }", "good: good + 1 }"),
        Mistake::<Knobs>::new(
            "count_goes_on",
            "when the scale has grown, the count goes on. It begins at 0 again.",
            |k| k.count = Count::NotReset,
        )
        .edit("        good = 0;\n", ""),
        Mistake::<Knobs>::new(
            "count_goes_on_if_it_cannot_grow",
            "where the scale cannot grow any more the count goes on. At `interval` it begins at 0 again in any case.",
            |k| k.count = Count::ResetIfGrown,
        ),
        Mistake::<Knobs>::new(
            "grows_one_late",
            "the scale grows one step too late: count the step first, and then compare with `interval`.",
            |k| {
                k.count = Count::OneLate;
            },
        )
        .edit(GROWS, "good - 1 == recipe.interval"),
        Mistake::<Knobs>::new(
            "grows_one_early",
            "the scale grows one step too early: at `interval` good steps.",
            |k| k.count = Count::OneEarly,
        )
        .edit(GROWS, "good + 1 == recipe.interval || recipe.interval == 1"),
        Mistake::<Knobs>::new("never_grows", "the scale never grows.", |k| k.count = Count::Never)
            .edit(GROWS, "good == 0 && recipe.interval > 0"),
        Mistake::<Knobs>::new(
            "grows_every_time",
            "the scale grows after every good step. It does after `interval` of them.",
            |k| k.count = Count::Always,
        )
        .edit(GROWS, "good <= recipe.interval"),
        Mistake::<Knobs>::new(
            "growth_added",
            "`growth` is added to the scale, which is multiplied by it.",
            |k| k.count = Count::Added,
        )
        .edit("scale *= recipe.growth;", "scale += recipe.growth;"),
        Mistake::<Knobs>::new(
            "grows_to_infinity",
            "the scale grows to infinity. It stays where it would.",
            |k| k.skip = Skip::Infinite,
        )
        .edit("(scale * recipe.growth).is_finite()", "scale.is_finite()"),
    ]
}
