//! The typical mistakes of `edm`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::bent::{Knobs, Way, Wrong};
use super::grids::of_grids;

const VARIANCE: &str = "let variance = sigma.powi(2) + sigma_data.powi(2);";
const SKIP: &str = "skip: sigma_data.powi(2) / variance";
const OUT: &str = "out: sigma * sigma_data / variance.sqrt()";
const INPUT: &str = "input: 1.0 / variance.sqrt()";
const NOISE: &str = "noise: sigma.ln() / 4.0";
const WEIGHT: &str = "weight: variance / (sigma * sigma_data).powi(2)";
const NETWORK: &str = "network((&x * &input).view(), noise.column(0))";
const SUM: &str = "&x * &skip + &predicted * &out";

pub(super) fn scale(id: &'static str, tells: &'static str, bend: fn(&mut Knobs)) -> Mistake<Knobs> {
    Mistake::new(id, tells, bend)
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_scales(), of_noise(), of_weights(), of_rows(), of_levels(), of_grids(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_scales() -> Vec<Mistake<Knobs>> {
    vec![
        scale(
            "skip_of_noise",
            "`skip` has σ² above the line, so that it grows with the noise. It is the part of the variance that is data: near 1 with little noise, near 0 with much.",
            |k| k.wrong = Wrong::SkipOfNoise,
        )
        .edit(SKIP, "skip: sigma.powi(2) / variance"),
        scale("skip_root", "`skip` is σ_data / √(σ² + σ_data²): the root of what it should be.", |k| {
            k.wrong = Wrong::SkipRoot;
        })
        .edit(SKIP, "skip: sigma_data / variance.sqrt()"),
        scale(
            "skip_without_squares",
            "`skip` is σ_data / (σ + σ_data). Variances add up, standard deviations do not: take the squares.",
            |k| k.wrong = Wrong::SkipWithoutSquares,
        )
        .edit(SKIP, "skip: sigma_data / (sigma + sigma_data)"),
        scale(
            "out_without_data",
            "`out` lacks the factor σ_data. With much noise the network predicts data, which have this deviation: `out` tends to σ_data.",
            |k| k.wrong = Wrong::OutWithoutData,
        )
        .edit(OUT, "out: sigma / variance.sqrt()"),
        scale(
            "out_without_noise",
            "`out` lacks the factor σ. With little noise there is little to correct, and `out` tends to 0.",
            |k| k.wrong = Wrong::OutWithoutNoise,
        )
        .edit(OUT, "out: sigma_data / variance.sqrt()"),
        scale("out_without_root", "`out` is divided by σ² + σ_data², without the root.", |k| {
            k.wrong = Wrong::OutWithoutRoot;
        })
        .edit(OUT, "out: sigma * sigma_data / variance"),
        scale(
            "input_without_root",
            "`input` is 1 / (σ² + σ_data²). A row is divided by its standard deviation, which is the root of that.",
            |k| k.wrong = Wrong::InputWithoutRoot,
        )
        .edit(INPUT, "input: 1.0 / variance"),
        scale(
            "input_of_sum",
            "`input` is 1 / (σ + σ_data). Standard deviations do not add up, variances do.",
            |k| k.wrong = Wrong::InputOfSum,
        )
        .edit(INPUT, "input: 1.0 / (sigma + sigma_data)"),
        scale(
            "input_of_noise",
            "`input` is 1 / √(σ² + 1), as samplers scale rows for models of deviation 1 (EulerDiscreteScheduler does). The data here have the deviation σ_data.",
            |k| k.wrong = Wrong::InputOfNoise,
        )
        .edit(INPUT, "input: 1.0 / (sigma.powi(2) + 1.0).sqrt()"),
        scale(
            "data_of_one",
            "the data are taken to have deviation 1, wherever σ_data stands. It is an argument.",
            |k| k.wrong = Wrong::DataOfOne,
        )
        .edit(VARIANCE, "let sigma_data = 1.0_f64;\n    let variance = sigma.powi(2) + sigma_data.powi(2);"),
        scale(
            "data_of_half",
            "the data are taken to have deviation 0.5, wherever σ_data stands. That is the value in EDM's code; here it is an argument.",
            |k| k.wrong = Wrong::DataOfHalf,
        )
        .edit(VARIANCE, "let sigma_data = 0.5_f64;\n    let variance = sigma.powi(2) + sigma_data.powi(2);"),
        scale(
            "of_consistency",
            "`skip` and `out` have σ − 0.002 in place of σ: those of consistency models, which must change nothing at the least level. Here it is σ.",
            |k| k.wrong = Wrong::Consistency,
        ),
        scale(
            "data_not_squared",
            "σ_data stands in the variances without its square: σ² + σ_data² is the variance of a row.",
            |k| k.wrong = Wrong::DataNotSquared,
        )
        .edit(VARIANCE, "let variance = sigma.powi(2) + sigma_data;"),
    ]
}

fn of_noise() -> Vec<Mistake<Knobs>> {
    vec![
        scale(
            "noise_of_consistency",
            "`noise` is 250 ln σ: a thousand times as much, as consistency models tell it to networks that expect the number of a step.",
            |k| k.wrong = Wrong::NoiseThousand,
        )
        .edit(NOISE, "noise: 250.0 * sigma.ln()"),
        scale("noise_whole", "`noise` is ln σ, without the quarter.", |k| k.wrong = Wrong::NoiseWhole)
            .edit(NOISE, "noise: sigma.ln()"),
        scale(
            "noise_of_variance",
            "`noise` is twice what it should be, ln(σ) / 2, as of ln(σ²) / 4. The logarithm is of σ itself.",
            |k| k.wrong = Wrong::NoiseOfVariance,
        )
        .edit(NOISE, "noise: sigma.powi(2).ln() / 4.0"),
        scale(
            "noise_itself",
            "`noise` is σ itself. Levels go over five orders of magnitude, of which a network sees the logarithm: ln(σ) / 4.",
            |k| k.wrong = Wrong::NoiseItself,
        )
        .edit(NOISE, "noise: sigma"),
        scale("noise_log2", "`noise` is made of the logarithm to base 2. The natural one is meant.", |k| {
            k.wrong = Wrong::NoiseLog2;
        })
        .edit(NOISE, "noise: sigma.log2() / 4.0"),
        scale("noise_log10", "`noise` is made of the logarithm to base 10. The natural one is meant.", |k| {
            k.wrong = Wrong::NoiseLog10;
        })
        .edit(NOISE, "noise: sigma.log10() / 4.0"),
    ]
}

fn of_weights() -> Vec<Mistake<Knobs>> {
    vec![
        scale(
            "weight_root",
            "`weight` is the root of what it should be, √(σ² + σ_data²) / (σ σ_data), which is 1/out. It weighs a squared error: 1/out².",
            |k| k.wrong = Wrong::WeightRoot,
        )
        .edit(WEIGHT, "weight: variance.sqrt() / (sigma * sigma_data)"),
        scale("weight_of_sum", "`weight` has (σ + σ_data)² above the line, and not σ² + σ_data².", |k| {
            k.wrong = Wrong::WeightOfSum;
        })
        .edit(WEIGHT, "weight: (sigma + sigma_data).powi(2) / (sigma * sigma_data).powi(2)"),
        scale(
            "weight_over_sum",
            "`weight` is (σ² + σ_data²) / (σ + σ_data)²: below the line is a sum. It is the product, (σ σ_data)².",
            |k| k.wrong = Wrong::WeightOverSum,
        )
        .edit(WEIGHT, "weight: variance / (sigma + sigma_data).powi(2)"),
        scale(
            "weight_not_squared",
            "`weight` is (σ² + σ_data²) / (σ σ_data): below the line the square is missing.",
            |k| k.wrong = Wrong::WeightNotSquared,
        )
        .edit(WEIGHT, "weight: variance / (sigma * sigma_data)"),
        scale(
            "weight_inverse",
            "`weight` is out² and not 1/out²: the loss then counts least where the network has least to do.",
            |k| k.wrong = Wrong::WeightInverse,
        )
        .edit(WEIGHT, "weight: (sigma * sigma_data).powi(2) / variance"),
        scale(
            "weight_of_noise",
            "`weight` is 1/σ², the signal-to-noise ratio for data of deviation 1. EDM's has 1/σ_data² besides: 1/σ² + 1/σ_data² is the same as (σ² + σ_data²) / (σ σ_data)².",
            |k| k.wrong = Wrong::WeightOfNoise,
        )
        .edit(WEIGHT, "weight: 1.0 / sigma.powi(2)"),
        scale(
            "weight_without_data",
            "`weight` is (σ² + σ_data²) / σ², the signal-to-noise ratio and 1. Below the line σ_data² is missing.",
            |k| k.wrong = Wrong::WeightWithoutData,
        )
        .edit(WEIGHT, "weight: variance / sigma.powi(2)"),
        scale(
            "weight_of_one",
            "`weight` is 1. That is what is left for the network's own output; it weighs the error of the *denoised* row, which is `out` times as large.",
            |k| k.wrong = Wrong::WeightOne,
        )
        .edit(WEIGHT, "weight: 1.0"),
    ]
}

fn of_rows() -> Vec<Mistake<Knobs>> {
    vec![
        scale(
            "input_not_scaled",
            "the network sees the noisy row as it is. At level 80 its numbers are about 80: multiply by `input` first.",
            |k| k.way = Way::InputNotScaled,
        )
        .edit(NETWORK, "network(x, noise.column(0))"),
        scale(
            "skip_of_scaled",
            "what passes by the network is skip · input · x. Only the network sees the scaled row; skip multiplies x itself.",
            |k| k.way = Way::SkipOfScaled,
        )
        .edit(SUM, "&x * &input * &skip + &predicted * &out"),
        scale(
            "level_itself",
            "the network is told σ. It is told `noise`, ln(σ) / 4.",
            |k| k.way = Way::LevelItself,
        )
        .edit(NETWORK, "network((&x * &input).view(), sigmas)"),
        scale("bare_output", "the network's output is returned as it is, without `skip` and `out`.", |k| {
            k.way = Way::Bare;
        })
        .edit(SUM, "predicted"),
        scale(
            "output_as_noise",
            "the network's output is taken for the noise: x − σ F. Here it is what `skip` leaves to be said, skip · x + out · F.",
            |k| k.way = Way::AsNoise,
        )
        .edit(SUM, "&x - &(&predicted * &sigmas.insert_axis(Axis(1)))"),
        scale(
            "skip_missing",
            "what passes by the network is not multiplied by `skip`: the row is left out, or it is added whole.",
            |k| k.way = Way::SkipMissing,
        )
        .edit(SUM, "&predicted * &out"),
        scale(
            "clamped",
            "the denoised rows are cut off at ±1. Samplers of pictures do that; here data may be any numbers.",
            |k| k.way = Way::Clamped,
        )
        .edit(SUM, "(&x * &skip + &predicted * &out).mapv(|x| x.clamp(-1.0, 1.0))"),
        scale("out_missing", "the network's output is not multiplied by `out`.", |k| k.way = Way::OutMissing)
            .edit(SUM, "&x * &skip + &predicted"),
        scale("skip_and_out_swapped", "`skip` multiplies the output, and `out` the row.", |k| {
            k.way = Way::SkipAndOutSwapped;
        })
        .edit(SUM, "&x * &out + &predicted * &skip"),
        scale("subtracted", "the network's output is taken away. It is added.", |k| k.way = Way::Subtracted)
            .edit(SUM, "&x * &skip - &predicted * &out"),
    ]
}

fn of_levels() -> Vec<Mistake<Knobs>> {
    vec![
        scale(
            "first_level_for_all",
            "all rows are treated as if they had the level of the first. In training each row of a batch has its own.",
            |k| k.way = Way::FirstLevel,
        )
        .edit("sigmas.mapv(of)", "Array1::from_elem(sigmas.len(), of(sigmas[0]))"),
        scale("last_level_for_all", "all rows are treated as if they had the level of the last.", |k| {
            k.way = Way::LastLevel;
        })
        .edit("sigmas.mapv(of)", "Array1::from_elem(sigmas.len(), of(sigmas[sigmas.len() - 1]))"),
        scale("mean_level_for_all", "all rows are treated as if they had the mean of the levels.", |k| {
            k.way = Way::MeanLevel;
        }),
        scale(
            "scales_along_columns",
            "the scales lie along the columns: each number of a row gets the scale of another row, or the sizes do not fit and it panics. n numbers times (n, d) is taken for a row; \
             make it a column first, with insert_axis(Axis(1)).",
            |k| k.way = Way::ByColumn,
        ),
        scale(
            "one_level",
            "the network is handed several rows and one level, and panics. It takes as many levels as rows.",
            |k| k.way = Way::OneLevel,
        ),
        Mistake::new(
            "asked_twice",
            "the network is asked for rows more than once, although what it said before is the same or was not needed. It is what costs.",
            |k: &mut Knobs| k.way = Way::Twice,
        )
        .by_law(),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
