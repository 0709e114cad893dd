//! The typical mistakes of `posterior`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Added, Before, Clips, Kept, Knobs, Mean, Mixed, Third, Which};

const SUM: &str = "of_start * start + of_x * x + deviation * fresh";
const GUESS: &str = "let guess = (x - (1.0 - abar).sqrt() * noise) / abar.sqrt();";
const CLIP: &str = "if at.clip { guess.clamp(-1.0, 1.0) } else { guess }";
const NONE: &str = "if at.t == 0 { 0.0 } else { variance.sqrt() }";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_means(), of_noise(), of_clipping(), of_schedules(), of_coefficients(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_means() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "not_rescaled",
            "step: the noise is taken away, and the rest is not divided by √(1 − β). A step forwards shrinks what it finds by that; a step back has to undo it.",
            |k| k.mean = Mean::NotRescaled,
        ),
        Mistake::new(
            "rescaled_by_all",
            "step: the rest is divided by √ᾱₜ, which undoes the shrinking of all steps at once. One step back divides by √(1 − βₜ), that of its own.",
            |k| k.mean = Mean::RescaledByAll,
        ),
        Mistake::new(
            "share_not_rooted",
            "step: β / (1 − ᾱ) of the predicted noise is taken away. It is β / √(1 − ᾱ): the noise has the deviation √(1 − ᾱ) in x.",
            |k| k.mean = Mean::ShareNotRooted,
        ),
        Mistake::new(
            "root_of_beta",
            "step: √β / √(1 − ᾱ) of the predicted noise is taken away. It is β / √(1 − ᾱ), without a root above.",
            |k| k.mean = Mean::RootOfBeta,
        ),
        Mistake::<Knobs>::new(
            "start_alone",
            "step: the mean is x̂₀. That is where the *last* step ends; before, it is a mixture of x̂₀ and x, since x̂₀ is a guess.",
            |k| k.mean = Mean::Start,
        )
        .edit(SUM, "start + deviation * fresh"),
        Mistake::new(
            "renoised",
            "step: x̂₀ is taken back to the level of t − 1 with nothing but fresh noise, √ᾱ x̂₀ + √(1 − ᾱ) z. What x says of its own noise is lost. The posterior keeps a \
             share of x, and adds less.",
            |k| k.mean = Mean::Renoised,
        ),
        Mistake::<Knobs>::new("plus_noise", "step: the predicted noise is added. It is in x, and is taken out of it.", |k| {
            k.mean = Mean::PlusNoise;
        })
        .edit(GUESS, "let guess = (x + (1.0 - abar).sqrt() * noise) / abar.sqrt();"),
        Mistake::<Knobs>::new(
            "noise_is_start",
            "step: what the network predicts is taken for x̂₀. It is the noise; x̂₀ = (x − √(1 − ᾱ) ε) / √ᾱ.",
            |k| k.mean = Mean::NoiseIsStart,
        )
        .edit(GUESS, "let guess = noise;"),
        Mistake::<Knobs>::new(
            "start_not_rooted",
            "step: x̂₀ is computed with ᾱ and 1 − ᾱ in place of their roots. ᾱ is a share of the variance; x is made with the roots.",
            |k| k.mean = Mean::StartNotRooted,
        )
        .edit(GUESS, "let guess = (x - (1.0 - abar) * noise) / abar;"),
        Mistake::<Knobs>::new(
            "start_not_divided",
            "step: x̂₀ is x without its noise, and is not divided by √ᾱ. What is left of x₀ in x is √ᾱ x₀.",
            |k| k.mean = Mean::StartNotDivided,
        )
        .edit(GUESS, "let guess = x - (1.0 - abar).sqrt() * noise;"),
        Mistake::<Knobs>::new(
            "start_of_before",
            "step: x̂₀ is computed with ᾱ of the step before. x has the noise of step t: √ᾱₜ and √(1 − ᾱₜ).",
            |k| k.mean = Mean::StartOfBefore,
        )
        .edit("at.betas[..=at.t]", "at.betas[..at.t]"),
        Mistake::<Knobs>::new(
            "start_of_own",
            "step: x̂₀ is computed with βₜ and 1 − βₜ in place of 1 − ᾱₜ and ᾱₜ. That undoes one step; x holds the noise of all steps up to t.",
            |k| k.mean = Mean::StartOfOwn,
        )
        .edit(GUESS, "let guess = (x - at.betas[at.t].sqrt() * noise) / (1.0 - at.betas[at.t]).sqrt();"),
    ]
}

fn of_noise() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "noise_at_first",
            "step: noise is added at t = 0, too. This step ends at data, and nobody takes that noise out again.",
            |k| k.added = Added::AlsoFirst,
        )
        .edit(NONE, "variance.sqrt()"),
        Mistake::<Knobs>::new(
            "no_noise_at_one",
            "step: no noise is added at t = 1. The paper counts from 1, and its \"if t > 1\" is t > 0 here.",
            |k| k.added = Added::NotAtOne,
        )
        .edit(NONE, "if at.t <= 1 { 0.0 } else { variance.sqrt() }"),
        Mistake::<Knobs>::new(
            "no_noise_at_noisiest",
            "step: the step that adds no noise is the one with the largest t. It is t = 0: t falls while one samples.",
            |k| k.added = Added::NotAtNoisiest,
        )
        .edit(NONE, "if at.t + 1 == at.betas.len() { 0.0 } else { variance.sqrt() }"),
        Mistake::<Knobs>::new(
            "variance_for_deviation",
            "step: fresh noise is multiplied by the variance. Noise of variance v is √v times a standard normal number.",
            |k| k.added = Added::Variance,
        )
        .edit(NONE, "if at.t == 0 { 0.0 } else { variance }"),
        Mistake::<Knobs>::new(
            "all_of_the_noise",
            "step: fresh noise is multiplied by √(1 − ᾱₜ), all the noise that x has. A step adds √β̃ₜ or √βₜ.",
            |k| k.added = Added::All,
        )
        .edit(NONE, "if at.t == 0 { 0.0 } else { (1.0 - abar).sqrt() }"),
        Mistake::<Knobs>::new("unscaled_noise", "step: fresh noise is added as it is. It is to be multiplied by the deviation.", |k| {
            k.added = Added::Unscaled;
        })
        .edit(NONE, "if at.t == 0 { 0.0 } else { 1.0 }"),
        Mistake::<Knobs>::new(
            "never_noise",
            "step: no fresh noise is added. The mean alone is not a sample: with a perfect network all samples would end near the mean of the data.",
            |k| k.added = Added::Never,
        )
        .edit(SUM, "of_start * start + of_x * x"),
        Mistake::new("noise_of_first_row", "step: every sample gets the fresh noise of the first one. Each has a row of its own.", |k| {
            k.added = Added::OfFirstRow;
        }),
        Mistake::<Knobs>::new(
            "other_variance",
            "step: small and large are exchanged. Small is β̃ₜ, that of the posterior, and large is βₜ.",
            |k| k.which = Which::Other,
        )
        .edit("at.variance == Variance::Large", "at.variance == Variance::Small"),
        Mistake::<Knobs>::new("always_small", "step: the variance is β̃ₜ also if the large one is asked for, which is βₜ.", |k| {
            k.which = Which::AlwaysSmall;
        })
        .edit("if at.variance == Variance::Large { at.betas[at.t] } else { small }", "small"),
        Mistake::<Knobs>::new("always_large", "step: the variance is βₜ also if the small one is asked for, which is β̃ₜ.", |k| {
            k.which = Which::AlwaysLarge;
        })
        .edit("if at.variance == Variance::Large { at.betas[at.t] } else { small }", "at.betas[at.t]"),
    ]
}

fn of_clipping() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("never_clipped", "step: x̂₀ is not clipped where that is asked for.", |k| {
            k.clips = Clips::Never
        })
        .edit(CLIP, "guess"),
        Mistake::<Knobs>::new(
            "always_clipped",
            "step: x̂₀ is clipped also where that is not asked for.",
            |k| k.clips = Clips::Always,
        )
        .edit(CLIP, "guess.clamp(-1.0, 1.0)"),
        Mistake::new(
            "mean_clipped",
            "step: the mean is clipped, before noise is added. What has to lie between −1 and 1 is x̂₀, from which the mean is made.",
            |k| k.clips = Clips::Mean,
        ),
        Mistake::new(
            "result_clipped",
            "step: the result is clipped. It is noisy, and its values lie where they like; what has to lie between −1 and 1 is x̂₀.",
            |k| k.clips = Clips::Result,
        ),
        Mistake::new(
            "input_clipped",
            "step: x is clipped. It is noisy; what has to lie between −1 and 1 is x̂₀.",
            |k| k.clips = Clips::Input,
        ),
        Mistake::new(
            "noise_clipped",
            "step: the predicted noise is clipped. What has to lie between −1 and 1 is x̂₀.",
            |k| k.clips = Clips::Noise,
        ),
        Mistake::<Knobs>::new("clipped_above_only", "step: x̂₀ is clipped at 1, and not at −1.", |k| {
            k.clips = Clips::AboveOnly
        })
        .edit(CLIP, "if at.clip { guess.min(1.0) } else { guess }"),
        Mistake::<Knobs>::new(
            "clipped_to_0_1",
            "step: x̂₀ is clipped to 0 to 1. Data lie between −1 and 1.",
            |k| k.clips = Clips::ToZeroOne,
        )
        .edit(CLIP, "if at.clip { guess.clamp(0.0, 1.0) } else { guess }"),
    ]
}

fn of_schedules() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "own_alone",
            "1 − β of the step alone is taken for ᾱ. ᾱₜ is the product of all up to step t.",
            |k| k.kept = Kept::OwnAlone,
        ),
        Mistake::new(
            "product_without_own",
            "ᾱₜ is the product of the 1 − β *before* step t: every ᾱ is one step early. βₜ itself belongs to it.",
            |k| k.kept = Kept::WithoutOwn,
        ),
        Mistake::new(
            "sum_in_exponent",
            "ᾱ is computed as exp(−Σ β), which is right in the limit of small steps. These are steps: ᾱ is the product of the 1 − β.",
            |k| k.kept = Kept::OfSums,
        ),
        Mistake::new(
            "schedule_in_single",
            "the schedule is computed in single precision. At t = 0 of the linear schedule 1 − ᾱ is 0.0001, and the difference of two f32 near 1 is off by some ten-thousandths \
             of it. The betas are f64: compute with them as they are.",
            |k| k.kept = Kept::Single,
        ),
        Mistake::new(
            "before_is_own",
            "ᾱₜ stands where ᾱₜ₋₁ belongs. Each formula has both.",
            |k| k.before = Before::Own,
        ),
        Mistake::new(
            "first_before_first",
            "before step 0, ᾱ is taken to be that of step 0. It is 1: there is no noise. With it the last step ends at x̂₀.",
            |k| k.before = Before::OfFirst,
        ),
        Mistake::new(
            "last_before_first",
            "before step 0, ᾱ is taken to be that of the last step: index −1 counts from the end in Python, and here with a modulo. It is 1.",
            |k| k.before = Before::OfLast,
        ),
        Mistake::new(
            "nothing_before_first",
            "before step 0, ᾱ is taken to be 0, all noise. It is 1: no noise.",
            |k| k.before = Before::Nothing,
        ),
        Mistake::new(
            "panics_at_first",
            "t − 1 is computed also at t = 0, where there is none. ᾱ before step 0 is 1.",
            |k| k.before = Before::Panics,
        ),
        Mistake::new(
            "beta_before",
            "β of the step before is used. It is βₜ, of the step that is undone.",
            |k| k.mixed = Mixed::BetaBefore,
        ),
    ]
}

fn of_coefficients() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "swapped",
            "the two coefficients are exchanged. At t = 0 all is x₀: its coefficient is 1 there, and that of xₜ is 0.",
            |k| k.mixed = Mixed::Swapped,
        )
        .edit("let (of_start, of_x, small)", "let (of_x, of_start, small)"),
        Mistake::<Knobs>::new("before_not_rooted", "the coefficient of x₀ has ᾱₜ₋₁ in place of its root.", |k| {
            k.mixed = Mixed::BeforeNotRooted;
        })
        .edit("before.sqrt() * beta / left", "before * beta / left"),
        Mistake::<Knobs>::new(
            "own_root",
            "the coefficient of x₀ has the root of ᾱₜ. It is that of ᾱₜ₋₁: where the step ends, so much of x₀ is left.",
            |k| k.mixed = Mixed::OwnRoot,
        )
        .edit("before.sqrt() * beta / left", "(before * (1.0 - beta)).sqrt() * beta / left"),
        Mistake::<Knobs>::new("alpha_not_rooted", "the coefficient of xₜ has 1 − βₜ in place of its root.", |k| {
            k.mixed = Mixed::AlphaNotRooted;
        })
        .edit("(1.0 - beta).sqrt() * (1.0 - before) / left", "(1.0 - beta) * (1.0 - before) / left"),
        Mistake::<Knobs>::new(
            "all_root",
            "the coefficient of xₜ has √ᾱₜ, the shrinking of all steps so far. It has √(1 − βₜ), that of its own step alone.",
            |k| k.mixed = Mixed::AllRoot,
        )
        .edit("(1.0 - beta).sqrt() * (1.0 - before) / left", "(before * (1.0 - beta)).sqrt() * (1.0 - before) / left"),
        Mistake::new(
            "divided_by_before",
            "the coefficients are divided by 1 − ᾱₜ₋₁, which is 0 at t = 0. It is 1 − ᾱₜ.",
            |k| k.mixed = Mixed::DividedByBefore,
        ),
        Mistake::<Knobs>::new(
            "beta_for_variance",
            "the variance of the posterior is taken to be βₜ. That is the large choice; β̃ₜ = βₜ (1 − ᾱₜ₋₁) / (1 − ᾱₜ) is less.",
            |k| k.third = Third::Beta,
        )
        .edit("beta * (1.0 - before) / left)", "beta)"),
        Mistake::<Knobs>::new("deviation_returned", "the third number is the root of the variance. It is the variance.", |k| {
            k.third = Third::Deviation;
        })
        .edit("beta * (1.0 - before) / left)", "(beta * (1.0 - before) / left).sqrt())"),
        Mistake::<Knobs>::new(
            "upside_down",
            "the variance is β (1 − ᾱₜ) / (1 − ᾱₜ₋₁), upside down: more than β, and infinite at t = 0. To know x₀ makes it less than β.",
            |k| k.third = Third::UpsideDown,
        )
        .edit("beta * (1.0 - before) / left)", "beta * left / (1.0 - before))"),
        Mistake::<Knobs>::new(
            "logarithm_returned",
            "the third number is the logarithm of the variance, which is what official code keeps. Here it is the variance, and 0 at t = 0.",
            |k| k.third = Third::Logarithm,
        )
        .edit("beta * (1.0 - before) / left)", "(beta * (1.0 - before) / left).ln())"),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
