//! The typical mistakes of `heun`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Knobs, Length, Second, Slope, Steps, Told};

const SLOPE: &str = "(x - denoiser(x.view(), sigmas.view())) / sigma";
const LEVELS: &str = "Array1::from_elem(x.nrows(), sigma)";
const MEAN: &str = "x + (first + second) * ((to - from) / 2.0)";
const AGAIN: &str = "let second = slope(denoiser, &trial, to);";
const IF: &str = "if to > 0.0 {";
const TRIAL: &str = "let trial = &x + &first * (to - from);";

fn mistake(id: &'static str, tells: &'static str, bend: fn(&mut Knobs)) -> Mistake<Knobs> {
    Mistake::new(id, tells, bend)
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_second_slopes(), of_last_steps(), of_slopes(), of_steps(), of_levels(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_second_slopes() -> Vec<Mistake<Knobs>> {
    vec![
        mistake(
            "second_alone",
            "`heun` takes the step with the second slope alone. It is the mean of both.",
            |k| k.corrected = Second::Alone,
        )
        .edit(MEAN, "x + second * (to - from)"),
        mistake(
            "no_second_slope",
            "`heun` takes Euler's step: it has no second slope, or does not use it.",
            |k| k.corrected = Second::Missing,
        )
        .edit(IF, "if false {"),
        mistake(
            "second_at_old_level",
            "the second slope is taken at the trial as if that still lay at the old level: the denoiser is told σ, and σ divides. The trial lies at σ′.",
            |k| k.corrected = Second::OldLevel,
        )
        .edit(AGAIN, "let second = slope(denoiser, &trial, from);"),
        mistake(
            "second_divided_by_old",
            "the second slope is divided by the old level σ. Its row and its denoised row belong to σ′, which divides.",
            |k| k.corrected = Second::DividedByOld,
        ),
        mistake(
            "second_told_old",
            "for the second slope the denoiser is told the old level σ, while σ′ divides. The trial lies at σ′.",
            |k| k.corrected = Second::ToldOld,
        ),
        mistake(
            "from_the_trial",
            "the corrected step begins at the trial: the first slope is then counted more than once. It begins where the step begins, at x.",
            |k| k.corrected = Second::FromTrial,
        )
        .edit(MEAN, "trial + (first + second) * ((to - from) / 2.0)"),
        mistake("slopes_summed", "the slopes are added up and not halved: every step is twice as long.", |k| {
            k.corrected = Second::Summed;
        })
        .edit(MEAN, "x + (first + second) * (to - from)"),
        mistake(
            "second_at_old_row",
            "the second slope is taken at x and σ′. At that level the row is the trial.",
            |k| k.corrected = Second::OldRow,
        )
        .edit(AGAIN, "let second = slope(denoiser, &x, to);"),
        mistake(
            "second_denoises_old_row",
            "for the second slope the denoiser is given x once more, and not the trial. The trial, its denoised row and its level belong together.",
            |k| k.corrected = Second::OldDenoised,
        ),
        mistake(
            "midpoint",
            "the second slope is taken half way, and used alone: the midpoint rule, DPM-Solver-2 and Karras' `dpm_2`. It has order 2 as well. Heun's rule goes the whole way, and takes the mean.",
            |k| k.corrected = Second::Midpoint,
        ),
        mistake(
            "mean_of_denoised",
            "the two denoised rows are averaged, and the slope is made of that mean with x and σ. The slopes are averaged, and the second has its own row and level.",
            |k| k.corrected = Second::MeanOfDenoised,
        ),
        mistake(
            "half_a_trial",
            "the trial goes half a step. It goes the whole way to σ′, where the second slope is taken.",
            |k| k.corrected = Second::HalfTrial,
        )
        .edit(TRIAL, "let trial = &x + &first * ((to - from) / 2.0);"),
        mistake(
            "slope_of_the_step_before",
            "there is no trial: the slope of the step before takes the place of a second one, 3/2 of this slope less 1/2 of that (Adams and Bashforth, `lms` in samplers). Heun's rule asks \
             at the end of the step.",
            |k| k.corrected = Second::Before,
        ),
        mistake("slopes_subtracted", "the second slope is taken away from the first. It is added.", |k| {
            k.corrected = Second::Difference;
        })
        .edit(MEAN, "x + (first - second) * ((to - from) / 2.0)"),
    ]
}

fn of_last_steps() -> Vec<Mistake<Knobs>> {
    vec![
        mistake(
            "second_at_zero",
            "the step to 0 has a second slope, which is divided by 0, or by a tiny number that guards against it: not-a-number, infinity, or something huge. That step is Euler's.",
            |k| k.steps = Steps::SecondAtZero,
        )
        .edit(IF, "if to >= 0.0 {"),
        mistake(
            "last_is_plain",
            "the last step has no second slope, also where it does not go to 0. In EDM's sampler the number of the step decides, since its grid ends with 0; here the level does.",
            |k| k.steps = Steps::LastPlain,
        ),
        mistake(
            "first_is_plain",
            "the first step has no second slope. Only a step to 0 has none.",
            |k| k.steps = Steps::FirstPlain,
        ),
        mistake(
            "half_a_last_step",
            "in the step to 0 the second slope counts as 0, and the mean is half the first: half a step. The whole of Euler's step is meant.",
            |k| k.steps = Steps::HalfLast,
        ),
        Mistake::new(
            "asks_at_the_end",
            "in the step to 0 the denoiser is asked a second time, for nothing. n levels cost 2n − 1 calls.",
            |k: &mut Knobs| k.asks_at_end = true,
        )
        .by_law(),
    ]
}

fn of_slopes() -> Vec<Mistake<Knobs>> {
    vec![
        mistake(
            "goes_away",
            "every step goes away from the data, and adds noise: the slope is (D − x) / σ, or the step is σ − σ′ long. The slope is (x − D) / σ, and levels fall, so that \
             σ′ − σ is negative.",
            |k| k.slope = Slope::Negated,
        )
        .edit(SLOPE, "(denoiser(x.view(), sigmas.view()) - x) / sigma"),
        mistake("not_divided", "the slope is not divided by σ: it is the noise, (x − D) / σ.", |k| {
            k.slope = Slope::NotDivided;
        })
        .edit(SLOPE, "x - denoiser(x.view(), sigmas.view())"),
        mistake(
            "divided_by_next",
            "the slope at the beginning of a step is divided by the level of its end.",
            |k| k.slope = Slope::DividedByNext,
        ),
        mistake("divided_by_square", "the slope is divided by σ². By σ once: it is the noise.", |k| {
            k.slope = Slope::DividedBySquare;
        })
        .edit(SLOPE, "(x - denoiser(x.view(), sigmas.view())) / sigma.powi(2)"),
        mistake(
            "score_for_slope",
            "the slope is (D − x) / σ², which is the score. The slope is −σ times that.",
            |k| k.slope = Slope::Score,
        )
        .edit(SLOPE, "(denoiser(x.view(), sigmas.view()) - x) / sigma.powi(2)"),
        mistake(
            "denoised_for_slope",
            "what the denoiser returns is taken for the slope. It is a row without noise: the slope is (x − D) / σ.",
            |k| k.slope = Slope::Denoised,
        )
        .edit(SLOPE, "denoiser(x.view(), sigmas.view())"),
        mistake("no_denoiser", "the slope is x / σ, without the denoised row.", |k| {
            k.slope = Slope::WithoutDenoiser;
        }),
    ]
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    vec![
        mistake("whole_level", "every step goes down to 0: it is −σ long, and not σ′ − σ.", |k| {
            k.length = Length::Whole;
        }),
        mistake(
            "length_of_next",
            "a step adds σ′ times the slope to x. That would be right from the denoised row; from x it is σ′ − σ.",
            |k| k.length = Length::Next,
        ),
        mistake(
            "first_length_for_all",
            "every step is as long as the first. Levels are not equally spaced.",
            |k| {
                k.length = Length::First;
            },
        ),
        mistake("last_step_missing", "the last step is left out: m levels are m − 1 steps.", |k| {
            k.steps = Steps::LastMissing;
        }),
        mistake(
            "never_to_zero",
            "a step to 0 is not taken, so that what is returned still has the noise of the level before. It is Euler's step, and ends at the denoised row.",
            |k| k.steps = Steps::NeverToZero,
        ),
        mistake("first_step_missing", "the first step is left out.", |k| k.steps = Steps::FirstMissing),
        mistake("one_step_for_all", "one step is taken from the first level to the last.", |k| {
            k.steps = Steps::LastAlone;
        }),
        mistake("levels_backwards", "the levels are gone through from the last to the first.", |k| {
            k.steps = Steps::Backwards;
        }),
        mistake(
            "returns_denoised",
            "what is returned is what the denoiser makes of the end. The row itself is the end.",
            |k| k.steps = Steps::ReturnsDenoised,
        ),
    ]
}

fn of_levels() -> Vec<Mistake<Knobs>> {
    vec![
        mistake("told_next", "the denoiser is told σ′ for a row that lies at σ.", |k| {
            k.told = Told::Next
        }),
        mistake("told_first", "the denoiser is told the first level in all steps.", |k| k.told = Told::First),
        mistake("told_logarithm", "the denoiser is told ln σ. It is told σ itself.", |k| {
            k.told = Told::Log
        })
        .edit(LEVELS, "Array1::from_elem(x.nrows(), sigma.ln())"),
        mistake("told_place", "the denoiser is told the number of the step. It is told σ.", |k| {
            k.told = Told::Place;
        }),
        mistake(
            "one_level",
            "the denoiser is handed several rows and one level, and panics. It takes a level for each row.",
            |k| k.told = Told::OneLevel,
        )
        .edit(LEVELS, "Array1::from_elem(1, sigma)"),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
