//! The typical mistakes of `flow_loss`.

use judge::{Mistake, slips};

use super::knobs::{Back, Knobs, Measure, Move, Path, Target, Told};
use super::schedule::{of_density, of_levels, of_shift};

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_loss(), of_measure(), of_data(), of_steps(), of_shift(), of_levels(), of_density(), of_views()]
        .into_iter()
        .flatten()
        .collect()
}

const VELOCITY: &str = "let velocity = &noise - &data;";
const X: &str = "let x = &data * &(1.0 - &sigma) + &noise * &sigma;";
const ASKED: &str = "network(x.view(), sigmas)";

fn of_loss() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "velocity_backwards",
            "loss takes data − noise for the velocity. x = (1 − σ) data + σ noise has the derivative noise − data: with σ one goes away from data. A sampler whose σ falls would \
             then have to subtract what it is told.",
            |k| k.target = Target::Backwards,
        )
        .edit(VELOCITY, "let velocity = &data - &noise;"),
        Mistake::new(
            "rf_convention",
            "loss is written in the convention of the authors of rectified flow: at 0 is noise, at 1 is data, and the velocity is data − noise. Here, as in SD3, level 0 is data and level 1 is \
             noise; path and velocity both change.",
            |k| {
                k.path = Path::Swapped;
                k.target = Target::Backwards;
            },
        ),
        Mistake::<Knobs>::new(
            "path_swapped",
            "loss goes from noise at level 0 to data at level 1, with the velocity of the other direction. At level 0 is data: x = (1 − σ) data + σ noise.",
            |k| k.path = Path::Swapped,
        )
        .edit(X, "let x = &noise * &(1.0 - &sigma) + &data * &sigma;"),
        Mistake::<Knobs>::new(
            "variance_kept",
            "x is √(1 − σ²) data + σ noise, as a diffusion that keeps the variance has it. The straight path has 1 − σ, and only on it the velocity is the same everywhere.",
            |k| k.path = Path::Preserving,
        )
        .edit(X, "let x = &data * &sigma.mapv(|s| (1.0 - s * s).sqrt()) + &noise * &sigma;"),
        Mistake::<Knobs>::new(
            "noise_added",
            "x is data + σ noise. On the straight path data fade as noise comes in: (1 − σ) data.",
            |k| k.path = Path::Exploding,
        )
        .edit(X, "let x = &data + &(&noise * &sigma);"),
        Mistake::<Knobs>::new("noise_shown", "the network is shown the noise, and not the point of the path.", |k| {
            k.path = Path::Noise;
        })
        .edit(ASKED, "network(noise.view(), sigmas)"),
        Mistake::<Knobs>::new("data_shown", "the network is shown the data, and not the point of the path.", |k| {
            k.path = Path::Data;
        })
        .edit(ASKED, "network(data.view(), sigmas)"),
        Mistake::<Knobs>::new(
            "noise_target",
            "the network is to predict the noise, as in DDPM. Here it predicts the velocity, noise − data.",
            |k| k.target = Target::Noise,
        )
        .edit(VELOCITY, "let velocity = noise.to_owned();"),
        Mistake::<Knobs>::new(
            "data_target",
            "the network is to predict the data. Here it predicts the velocity, noise − data.",
            |k| k.target = Target::Data,
        )
        .edit(VELOCITY, "let velocity = data.to_owned();"),
        Mistake::<Knobs>::new(
            "rest_target",
            "the network is to predict noise − x, which is what is left of the way: (1 − σ) times the velocity. The velocity is noise − data, on all of the path.",
            |k| k.target = Target::Rest,
        )
        .edit(VELOCITY, "let velocity = &noise - &x;"),
        Mistake::new(
            "v_prediction",
            "the target is α noise − σ data, with α = 1 − σ or √(1 − σ²). That is what v means on a path that keeps the variance; on the straight path both have the factor 1.",
            |k| k.target = Target::Turned,
        ),
        Mistake::<Knobs>::new(
            "told_the_rest",
            "the network is told 1 − σ for the level. Path and level are of one convention: at 0 there is data.",
            |k| k.told = Told::OneLess,
        )
        .edit(ASKED, "network(x.view(), sigmas.mapv(|s| 1.0 - s).view())"),
        Mistake::<Knobs>::new(
            "told_a_thousand",
            "the network is told 1000 σ for the level, as networks of SD3 are inside diffusers. Here it takes σ itself.",
            |k| k.told = Told::Thousand,
        )
        .edit(ASKED, "network(x.view(), sigmas.mapv(|s| 1000.0 * s).view())"),
        Mistake::<Knobs>::new(
            "told_the_first",
            "the network is told the level of the first row for all rows.",
            |k| k.told = Told::First,
        )
        .edit(ASKED, "network(x.view(), Array1::from_elem(sigmas.len(), sigmas[0]).view())"),
        Mistake::new(
            "first_level",
            "all rows are taken to be at the level of the first. Each row has a level of its own; insert_axis(Axis(1)) makes a column of them.",
            |k| k.first_level = true,
        ),
        Mistake::<Knobs>::new(
            "asked_again",
            "the loss is right, and the network is asked for more rows than there are samples: for the whole batch once for each row, say. One call of n rows, or n calls of one.",
            |k| k.again = true,
        )
        .by_law(),
    ]
}

fn of_measure() -> Vec<Mistake<Knobs>> {
    const MEAN: &str = "(&error * &error).mean().unwrap()";
    vec![
        Mistake::<Knobs>::new("sum_of_all", "loss adds the squares up. It is their mean over all n d entries.", |k| {
            k.measure = Measure::Sum;
        })
        .edit(MEAN, "(&error * &error).sum()"),
        Mistake::<Knobs>::new(
            "sum_over_channels",
            "loss is the mean over the rows of the squared length of each error. It is the mean over channels, too.",
            |k| k.measure = Measure::OfRows,
        )
        .edit(MEAN, "(&error * &error).sum() / error.nrows() as f32"),
        Mistake::<Knobs>::new(
            "sum_over_rows",
            "loss is divided by the number of channels alone. It is the mean over all n d entries.",
            |k| k.measure = Measure::OfColumns,
        )
        .edit(MEAN, "(&error * &error).sum() / error.ncols() as f32"),
        Mistake::<Knobs>::new("halved", "loss has a factor of ½. There is none here.", |k| k.measure = Measure::Half)
            .edit(MEAN, "0.5 * (&error * &error).mean().unwrap()"),
        Mistake::<Knobs>::new("root", "loss is the root of the mean square.", |k| k.measure = Measure::Root)
            .edit(MEAN, "(&error * &error).mean().unwrap().sqrt()"),
        Mistake::<Knobs>::new(
            "absolute",
            "loss takes absolute errors. Their minimum is a median; the mean velocity, which the flow needs, is the minimum of squares.",
            |k| k.measure = Measure::Absolute,
        )
        .edit(MEAN, "error.mapv(f32::abs).mean().unwrap()"),
        Mistake::<Knobs>::new(
            "square_of_mean",
            "loss is the square of the mean error, in which errors of both signs cancel. Square first.",
            |k| k.measure = Measure::SquareOfMean,
        )
        .edit(MEAN, "error.mean().unwrap().powi(2)"),
        Mistake::new(
            "weighted",
            "each row's loss is divided by σ². That is one of the weights that SD3's authors tried; here all levels count alike.",
            |k| k.measure = Measure::Weighted,
        ),
        Mistake::new(
            "divided_by_one_less",
            "loss is divided by n d − 1, like a variance. It is a mean.",
            |k| k.measure = Measure::Unbiased,
        ),
    ]
}

fn of_data() -> Vec<Mistake<Knobs>> {
    const BACK: &str = "&x - &(&v * &sigmas.insert_axis(Axis(1)))";
    vec![
        Mistake::<Knobs>::new(
            "data_plus",
            "data adds σ v. The velocity points from data to noise; from level σ back to level 0 is −σ v.",
            |k| k.back = Back::Plus,
        )
        .edit(BACK, "&x + &(&v * &sigmas.insert_axis(Axis(1)))"),
        Mistake::<Knobs>::new(
            "data_of_rf",
            "data is x + (1 − σ) v, which is where the path ends at level 1. In the convention of the authors of rectified flow that is data; here it is noise.",
            |k| k.back = Back::OneLess,
        )
        .edit(BACK, "&x + &(&v * &sigmas.mapv(|s| 1.0 - s).insert_axis(Axis(1)))"),
        Mistake::<Knobs>::new(
            "data_by_the_rest",
            "data is x − (1 − σ) v. To level 0 it is as far as the level says: σ v.",
            |k| k.back = Back::Away,
        )
        .edit(BACK, "&x - &(&v * &sigmas.mapv(|s| 1.0 - s).insert_axis(Axis(1)))"),
        Mistake::<Knobs>::new("data_whole", "data is x − v, right at level 1 alone. A row at level σ has gone σ v from its data.", |k| {
            k.back = Back::Whole;
        })
        .edit(BACK, "&x - &v"),
        Mistake::new(
            "data_divided",
            "data is divided by 1 − σ or σ, as if v were the noise. The straight path needs no division: x − σ v.",
            |k| k.back = Back::Divided,
        ),
    ]
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    const PART: &str = "(next - sigma)";
    vec![
        Mistake::<Knobs>::new(
            "step_backwards",
            "step goes in the wrong direction: x + (σ − σ′) v. The velocity is the derivative by σ, and σ changes by σ′ − σ, which is negative on the way to data.",
            |k| k.step = Move::Backwards,
        )
        .edit(PART, "(sigma - next)"),
        Mistake::<Knobs>::new("step_by_next", "step adds σ′ v. It is the change of the level that counts, σ′ − σ.", |k| {
            k.step = Move::Next;
        })
        .edit(PART, "next"),
        Mistake::<Knobs>::new("step_to_data", "step goes all the way to level 0, whatever the next level is.", |k| {
            k.step = Move::ToData;
        })
        .edit(PART, "(0.0 * next - sigma)"),
        Mistake::<Knobs>::new(
            "step_always_down",
            "step always goes down, by |σ′ − σ|. The next level may be the higher one.",
            |k| k.step = Move::Down,
        )
        .edit(PART, "-(next - sigma).abs()"),
        Mistake::<Knobs>::new(
            "step_relative",
            "step divides the change of the level by σ, as solvers for a denoiser do: there (x − D)/σ is the slope. The velocity is a slope as it is.",
            |k| k.step = Move::Relative,
        )
        .edit(PART, "((next - sigma) / sigma)"),
        Mistake::new("step_scales", "step multiplies x by σ′/σ besides. Euler's rule leaves x as it is, and adds (σ′ − σ) v.", |k| {
            k.step = Move::Scaled;
        }),
        Mistake::new("step_whole", "step subtracts v whole, whatever the levels are.", |k| k.step = Move::Whole),
    ]
}

fn of_views() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
