//! The typical mistakes of `eps_loss`.

use judge::{Mistake, slips};

use super::knobs::{Given, Knobs, Level, Reduce, Target, Weight};
use crate::q_sample::knobs::{Factors, Step};

const CALL: &str = "network(noisy.view(), levels.view())";
const LEVEL: &str = "map(|&step| step as f32)";
const ERROR: &str = "(&predicted - &noise).mapv(|error| error * error)";
const MEAN: &str = "squared.sum() / squared.len() as f32";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_calls(), of_levels(), of_targets(), of_means(), of_powers(), of_noise()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_calls() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "clean_rows_given",
            "the network is given the clean rows. There is no noise in them that it could see: give it the noisy ones.",
            |k| k.given = Given::Clean,
        )
        .edit(CALL, "network(x0.view(), levels.view())"),
        Mistake::<Knobs>::new(
            "noise_given",
            "the network is given the noise, which it is to find in the noisy rows.",
            |k| k.given = Given::Noise,
        )
        .edit(CALL, "network(noise.view(), levels.view())"),
        Mistake::<Knobs>::new("not_asked", "the network is not asked, or what it says is not used.", |k| {
            k.not_asked = true;
        })
        .edit(CALL, "0.0 * network(noisy.view(), levels.view())"),
        Mistake::<Knobs>::new(
            "asked_twice",
            "the network is asked more than once for a row. One call for each row is enough, and calls are what training pays for.",
            |k| k.twice = true,
        )
        .by_law()
        .edit(CALL, "{ network(noisy.view(), levels.view()); network(noisy.view(), levels.view()) }"),
    ]
}

fn of_levels() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "level_is_share",
            "the network is told a share such as t/T. Here a level is the step itself, a whole number.",
            |k| k.level = Level::Share,
        ),
        Mistake::<Knobs>::new(
            "level_from_one",
            "the network is told t + 1. Steps count from 0, here and in the code of DDPM; the paper counts from 1.",
            |k| k.level = Level::OneMore,
        )
        .edit(LEVEL, "map(|&step| step as f32 + 1.0)"),
        Mistake::<Knobs>::new(
            "level_is_abar",
            "the network is told ᾱ, or its root. Some later models do that; here a level is the step.",
            |k| k.level = Level::Kept,
        )
        .edit(LEVEL, "map(|&step| abar[step] as f32)"),
        Mistake::<Knobs>::new(
            "level_is_noise",
            "the network is told how much noise there is, √(1 − ᾱ) or its square. Here a level is the step.",
            |k| k.level = Level::Sigma,
        )
        .edit(LEVEL, "map(|&step| (1.0 - abar[step]).sqrt() as f32)"),
        Mistake::<Knobs>::new(
            "one_level_for_all",
            "the network is told the first row's step for all rows. Each has its own.",
            |k| k.level = Level::First,
        )
        .edit(LEVEL, "map(|_| steps[0] as f32)"),
        Mistake::<Knobs>::new("no_level", "the network is told 0 for all rows.", |k| k.level = Level::Zero)
            .edit(LEVEL, "map(|_| 0.0)"),
        Mistake::new("row_for_level", "the network is told the number of the row. It is to be told the row's step.", |k| {
            k.level = Level::Row;
        }),
        Mistake::<Knobs>::new(
            "level_of_thousand",
            "the network is told 1000 t/T, as code does that wants steps to mean the same for every T. Here a level is the step.",
            |k| k.level = Level::Thousand,
        )
        .edit(LEVEL, "map(|&step| (1000 * step) as f32 / abar.len() as f32)"),
        Mistake::<Knobs>::new(
            "level_backwards",
            "the network is told T − 1 − t: steps counted from the last.",
            |k| k.level = Level::Backwards,
        )
        .edit(LEVEL, "map(|&step| (abar.len() - 1 - step) as f32)"),
        Mistake::<Knobs>::new(
            "level_is_log_snr",
            "the network is told ln of the signal-to-noise ratio. Here a level is the step.",
            |k| k.level = Level::LogSnr,
        )
        .edit(LEVEL, "map(|&step| (abar[step] / (1.0 - abar[step])).ln() as f32)"),
    ]
}

fn of_targets() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "clean_rows_predicted",
            "the prediction is compared with the clean rows. That trains a network that predicts those; asked is the noise.",
            |k| k.target = Target::Clean,
        )
        .edit(ERROR, "(&predicted - &x0).mapv(|error| error * error)"),
        Mistake::<Knobs>::new(
            "noisy_rows_predicted",
            "the prediction is compared with the noisy rows, which the network sees anyway.",
            |k| k.target = Target::Noisy,
        )
        .edit(ERROR, "(&predicted - &noisy).mapv(|error| error * error)"),
        Mistake::new(
            "velocity_predicted",
            "the prediction is compared with a velocity of √ᾱ ε and √(1 − ᾱ) x0. That is another target, of a later page.",
            |k| k.target = Target::Velocity,
        ),
        Mistake::new(
            "scaled_noise_predicted",
            "the prediction is compared with √(1 − ᾱ) ε, the noise as it is in the row. Asked is ε, which is as large at every step.",
            |k| k.target = Target::Scaled,
        ),
        Mistake::new(
            "difference_predicted",
            "the prediction is compared with the noisy less the clean row. The clean row has shrunk, so that this is not the noise.",
            |k| k.target = Target::Rest,
        ),
        Mistake::new(
            "straight_path_predicted",
            "the prediction is compared with the difference of noise and clean row. That is the target of straight paths, of a later page.",
            |k| k.target = Target::Difference,
        ),
        Mistake::<Knobs>::new(
            "other_sign",
            "prediction and noise are added: the error is their difference.",
            |k| k.target = Target::Minus,
        )
        .edit(ERROR, "(&predicted + &noise).mapv(|error| error * error)"),
    ]
}

fn of_means() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("sum", "the squares are summed. Asked is their mean, over rows and columns.", |k| {
            k.reduce = Reduce::Sum;
        })
        .edit(MEAN, "squared.sum()"),
        Mistake::<Knobs>::new(
            "sum_over_columns",
            "the squares are summed along a row, and the mean is over rows alone: the loss grows with the size of the picture. Divide by n and by d.",
            |k| k.reduce = Reduce::OverRows,
        )
        .edit(MEAN, "squared.sum() / squared.nrows() as f32"),
        Mistake::<Knobs>::new(
            "sum_over_rows",
            "the mean is over a row alone, and rows are summed: the loss grows with the batch. Divide by n and by d.",
            |k| k.reduce = Reduce::OverColumns,
        )
        .edit(MEAN, "squared.sum() / squared.ncols() as f32"),
        Mistake::<Knobs>::new("half", "the loss is half of the mean square.", |k| k.reduce = Reduce::Half)
            .edit(MEAN, "squared.sum() / squared.len() as f32 / 2.0"),
        Mistake::new(
            "one_row",
            "the loss is that of one row, the first or the last. Asked is the mean over all.",
            |k| k.reduce = Reduce::FirstRow,
        ),
        Mistake::<Knobs>::new("over_one_less", "the sum is divided by one less than there are numbers.", |k| {
            k.reduce = Reduce::OneLess;
        })
        .edit(MEAN, "squared.sum() / (squared.len() as f32 - 1.0)"),
        Mistake::<Knobs>::new("over_steps", "the mean is divided by T once more.", |k| k.reduce = Reduce::OverSteps)
            .edit(MEAN, "squared.sum() / squared.len() as f32 / abar.len() as f32"),
        Mistake::new(
            "weighted_as_picture",
            "errors are weighted by (1 − ᾱ)/ᾱ, which makes them errors of the clean row. This loss has the same weight for every step.",
            |k| k.weight = Weight::Picture,
        ),
        Mistake::new(
            "weighted_by_signal",
            "errors are weighted by the signal-to-noise ratio, by ᾱ, or by min(SNR, 5)/SNR. This loss has the same weight for every step.",
            |k| k.weight = Weight::Snr,
        ),
        Mistake::new(
            "weighted_as_score",
            "errors are weighted by 1/(1 − ᾱ), as those of a score would be, or by 1 − ᾱ. This loss has the same weight for every step.",
            |k| k.weight = Weight::Score,
        ),
    ]
}

fn of_powers() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "absolute",
            "the loss is the mean of the absolute errors. Asked are their squares.",
            |k| {
                k.reduce = Reduce::Absolute;
            },
        )
        .edit(ERROR, "(&predicted - &noise).mapv(|error| error.abs())"),
        Mistake::new(
            "huber",
            "the loss is the smooth form of absolute errors (Huber's), as a well-known tutorial takes. Asked are the squares.",
            |k| k.reduce = Reduce::Huber,
        ),
        Mistake::<Knobs>::new("root", "the loss is the root of the mean square.", |k| {
            k.reduce = Reduce::Root
        })
        .edit(MEAN, "(squared.sum() / squared.len() as f32).sqrt()"),
        Mistake::new(
            "lengths",
            "the loss is made of lengths, the root of a sum of squares. Asked is the mean of the squares.",
            |k| k.reduce = Reduce::Lengths,
        ),
        Mistake::new(
            "square_of_mean",
            "the mean error is squared. Errors of both signs cancel so: square first.",
            |k| k.reduce = Reduce::SquareOfMean,
        ),
        Mistake::<Knobs>::new("not_squared", "the errors are not squared.", |k| {
            k.reduce = Reduce::NotSquared
        })
        .edit(ERROR, "(&predicted - &noise).mapv(|error| error)"),
    ]
}

fn of_noise() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "noised_without_roots",
            "the noisy rows are made with ᾱ and 1 − ᾱ in the place of their roots.",
            |k| k.noising.factors = Factors::NoRoots,
        ),
        Mistake::new(
            "noised_per_step",
            "the noisy rows are made with the last step's own factors, √(1 − β) and √β. ᾱ is the product over all steps.",
            |k| k.noising.factors = Factors::PerStep,
        ),
        Mistake::new(
            "noised_with_variance",
            "the noisy rows have 1 − ᾱ in front of the noise, without the root.",
            |k| {
                k.noising.factors = Factors::RootOnSignal;
            },
        ),
        Mistake::new(
            "factors_swapped",
            "the noisy rows have the factors of picture and noise exchanged.",
            |k| {
                k.noising.factors = Factors::Swapped;
            },
        ),
        Mistake::new(
            "noised_at_one_step",
            "all rows are noised at one row's step, the first's or the last's.",
            |k| {
                k.noising.step = Step::One;
            },
        ),
        Mistake::new("noised_early", "the noisy rows have ᾱ of the step before their own.", |k| {
            k.noising.step = Step::Early;
        }),
        slips::assumes_contiguous(|k| k.contiguous = true),
        slips::memory_order(|k| k.memory_order = true),
    ]
}
