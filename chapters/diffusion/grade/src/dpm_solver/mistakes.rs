//! The typical mistakes of `dpm_solver`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{All, Knobs, Order, Step};

const LAMBDA: &str = "(level.alpha / level.sigma).ln()";
const KEEP: &str = "let keep = to.sigma / from.sigma;";
const ADD: &str = "let add = -to.alpha * (-h).exp_m1();";
const SUM: &str = "&x * keep as f32 + &x0 * add as f32";
const AHEAD: &str = "&x0 + (&x0 - &before) * (0.5 / r) as f32";
const R: &str = "let r = (lambda(from) - lambda(previous)) / (lambda(to) - lambda(from));";
const TOLD: &str = "Array1::from_elem(x.nrows(), from.sigma as f32)";
const SECOND: &str = "Some(before) if to.sigma > 0.0 =>";
const LEVELS: &str = "[levels[i - 2], from, to]";

fn mistake(id: &'static str, tells: &'static str, bend: fn(&mut Knobs)) -> Mistake<Knobs> {
    Mistake::new(id, tells, bend)
}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_second_order(), of_steps(), of_lambdas(), of_orders(), of_levels(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    vec![
        mistake(
            "growing",
            "the exponential is e^(+h) and not e^(−h): h, or λ, has the other sign. λ = ln(α/σ) rises as noise falls, and h is positive.",
            |k| k.step = Step::Growing,
        )
        .edit(ADD, "let add = -to.alpha * h.exp_m1();"),
        mistake(
            "alpha_of_start",
            "x̂₀ is multiplied by α of the level where the step begins. What is added belongs to where it ends.",
            |k| k.step = Step::AlphaOfStart,
        )
        .edit(ADD, "let add = -from.alpha * (-h).exp_m1();"),
        mistake("alpha_missing", "x̂₀ is not multiplied by α of the level where the step ends.", |k| {
            k.step = Step::AlphaMissing;
        })
        .edit(ADD, "let add = -(-h).exp_m1();"),
        mistake(
            "alpha_ratio",
            "x is multiplied by αₜ/αₛ, as in the solver that continues the noise. With x̂₀ it is σₜ/σₛ.",
            |k| k.step = Step::AlphaRatio,
        )
        .edit(KEEP, "let keep = to.alpha / from.alpha;"),
        mistake(
            "noise_for_data",
            "the formula is that of DPM-Solver for a network that predicts noise, (αₜ/αₛ) x − σₜ (e^h − 1) ε̂, with x̂₀ in place of the noise. With x̂₀ it is (σₜ/σₛ) x − αₜ (e^(−h) − 1) x̂₀.",
            |k| k.step = Step::AsNoise,
        ),
        mistake(
            "through_the_noise",
            "the step goes through the noise, (αₜ/αₛ) x − σₜ (e^h − 1) ε̂. Between levels that is the same; from α = 0 and to σ = 0 it is 0 times infinity. The formula with x̂₀ has numbers there.",
            |k| k.step = Step::ThroughNoise,
        ),
        mistake(
            "minus_one_outside",
            "x̂₀ is multiplied by αₜ e^(−h) − 1: brackets are missing, and α does not reach the 1. It is αₜ (e^(−h) − 1).",
            |k| k.step = Step::MinusOneOutside,
        )
        .edit(ADD, "let add = -(to.alpha * (-h).exp() - 1.0);"),
        mistake("no_minus_one", "x̂₀ is multiplied by e^(−h), and not by e^(−h) − 1.", |k| {
            k.step = Step::NoMinusOne;
        })
        .edit(ADD, "let add = -to.alpha * (-h).exp();"),
        mistake(
            "plus",
            "αₜ (e^(−h) − 1) x̂₀ is added. It is negative, and is taken away, so that the row moves towards x̂₀.",
            |k| k.step = Step::Plus,
        )
        .edit(ADD, "let add = to.alpha * (-h).exp_m1();"),
        mistake("keeps_all", "x is not multiplied by σₜ/σₛ: the noise stays whole.", |k| k.step = Step::KeepsAll)
            .edit(KEEP, "let keep = 1.0;"),
        mistake("ratio_inverted", "x is multiplied by σₛ/σₜ, so that noise grows. It is σₜ/σₛ.", |k| {
            k.step = Step::RatioInverted;
        })
        .edit(KEEP, "let keep = from.sigma / to.sigma;"),
        mistake("row_missing", "x is left out. (σₜ/σₛ) x carries the noise that is left.", |k| {
            k.step = Step::RowMissing;
        })
        .edit(SUM, "&x0 * add as f32"),
    ]
}

fn of_lambdas() -> Vec<Mistake<Knobs>> {
    vec![
        mistake(
            "squared_lambda",
            "λ is ln(α²/σ²), the logarithm of the signal-to-noise ratio. DPM-Solver's is half of that, ln(α/σ).",
            |k| k.step = Step::SquaredLambda,
        )
        .edit(LAMBDA, "(level.alpha / level.sigma).powi(2).ln()"),
        mistake("lambda_log10", "λ is made of the logarithm to base 10. The natural one is meant.", |k| {
            k.step = Step::Log10;
        })
        .edit(LAMBDA, "(level.alpha / level.sigma).log10()"),
        mistake("lambda_log2", "λ is made of the logarithm to base 2. The natural one is meant.", |k| {
            k.step = Step::Log2;
        })
        .edit(LAMBDA, "(level.alpha / level.sigma).log2()"),
        mistake("lambda_of_sigma", "λ is −ln σ, which is right where α is 1. In general it is ln(α/σ).", |k| {
            k.step = Step::LambdaOfSigma;
        })
        .edit(LAMBDA, "-level.sigma.ln()"),
        mistake(
            "alpha_of_one",
            "λ is −ln σ, and x̂₀ is not multiplied by α, as in k-diffusion, where α is 1 at every level. Here α falls as noise grows: λ = ln(α/σ), and αₜ stands before x̂₀.",
            |k| k.step = Step::AlphaOfOne,
        ),
        mistake("step_of_sigma", "h is the difference of σ. It is that of λ = ln(α/σ).", |k| {
            k.step = Step::DifferenceOfSigma;
        })
        .edit(LAMBDA, "-level.sigma"),
    ]
}

fn of_second_order() -> Vec<Mistake<Knobs>> {
    vec![
        mistake(
            "no_ratio",
            "the difference x̂₀ − before is not divided by r. Where steps of λ are equal r is 1, and nothing shows; elsewhere the difference belongs to a step of another length.",
            |k| k.order = Order::NoRatio,
        )
        .edit(AHEAD, "&x0 + (&x0 - &before) * 0.5"),
        mistake(
            "times_ratio",
            "the difference is multiplied by r, or r is turned round. It is h of the step before divided by h of this one, and divides.",
            |k| k.order = Order::TimesRatio,
        )
        .edit(R, "let r = (lambda(to) - lambda(from)) / (lambda(from) - lambda(previous));"),
        mistake(
            "no_half",
            "the half before D is missing: x̂₀ is continued to the end of the step. Its middle is what the step needs.",
            |k| k.order = Order::NoHalf,
        )
        .edit(AHEAD, "&x0 + (&x0 - &before) / r as f32"),
        mistake(
            "minus",
            "D has the other sign: x̂₀ goes back to where it was. It is continued, x̂₀ + (x̂₀ − before)/(2r).",
            |k| k.order = Order::Minus,
        )
        .edit(AHEAD, "&x0 - (&x0 - &before) * (0.5 / r) as f32"),
        mistake(
            "previous_step_in_exponential",
            "the exponential has h of the step before. That h is only part of r.",
            |k| k.order = Order::PreviousH,
        ),
        mistake(
            "taylor",
            "the second term is αₜ ((e^(−h) − 1)/h + 1) D, which comes of a Taylor series and is the option solver_type='taylor' of the official code (diffusers: 'heun'). It has order 2 too; asked for is half of αₜ (1 − e^(−h)) D.",
            |k| k.order = Order::Taylor,
        ),
        mistake("before_ignored", "no step is of second order: the denoised rows of the step before play no part.", |k| {
            k.order = Order::Ignored;
        })
        .edit(AHEAD, "x0.to_owned()"),
        mistake("before_and_now_swapped", "x̂₀ and the one before are exchanged.", |k| k.order = Order::Swapped),
        mistake("ratio_of_sigmas", "r is made of differences of σ. It is made of differences of λ.", |k| {
            k.order = Order::RatioOfSigmas;
        })
        .edit(R, "let r = (previous.sigma - from.sigma) / (from.sigma - to.sigma);"),
        mistake("before_missing", "D is x̂₀/r: what was there before is not taken away.", |k| {
            k.order = Order::BeforeMissing;
        })
        .edit(AHEAD, "&x0 + &x0 * (0.5 / r) as f32"),
        mistake(
            "mean_of_both",
            "the mean of x̂₀ and the one before is taken: it lies behind x̂₀. What is needed lies ahead, in the middle of this step.",
            |k| k.order = Order::Mean,
        )
        .edit(AHEAD, "(&x0 + &before) / 2.0"),
    ]
}

fn of_orders() -> Vec<Mistake<Knobs>> {
    vec![
        mistake(
            "second_at_zero",
            "the step to σ = 0 is of second order: λ is infinite there, r is 0, and D not-a-number, as in issue 9007 of diffusers. That step is of first order.",
            |k| k.all = All::SecondAtZero,
        )
        .edit(SECOND, "Some(before) =>"),
        mistake(
            "never_second",
            "all steps of `sample` are of first order: x̂₀ is not kept for the next step, or what is kept is that of the same step.",
            |k| k.all = All::NeverSecond,
        )
        .edit(SECOND, "Some(before) if to.sigma < 0.0 =>"),
        mistake(
            "second_too_late",
            "the second step is of first order, too. It has a step before, whose x̂₀ is known.",
            |k| k.all = All::SecondLate,
        )
        .edit(SECOND, "Some(before) if to.sigma > 0.0 && i > 2 =>"),
        mistake(
            "last_is_first_order",
            "the last step is of first order, also above σ = 0, as with lower_order_final in diffusers. Here σ = 0 decides.",
            |k| k.all = All::LastFirst,
        )
        .edit(SECOND, "Some(before) if i + 1 < levels.len() =>"),
        mistake("last_step_missing", "the last step is left out, or does nothing: m levels are m − 1 steps.", |k| {
            k.all = All::LastMissing;
        })
        .edit("for i in 1..levels.len() {", "for i in 1..levels.len() - 1 {"),
        mistake("first_step_missing", "the first step is left out.", |k| k.all = All::FirstMissing),
        mistake("one_step_for_all", "one step is taken from the first level to the last.", |k| {
            k.all = All::OneStep;
        }),
        mistake(
            "stuck",
            "what is kept stays that of the first step. After each step x̂₀ of that step is the one before.",
            |k| k.all = All::Stuck,
        )
        .edit("before = Some(x0);", "before = before.or(Some(x0));"),
        mistake(
            "output_as_noise",
            "what the denoiser returns is taken for the noise, and x̂₀ made of it. It returns x̂₀.",
            |k| k.all = All::OutputAsNoise,
        ),
        mistake(
            "row_kept",
            "what is kept for the next step is the row x. It is the denoised row x̂₀ that is continued.",
            |k| k.all = All::KeepsRow,
        ),
        mistake(
            "first_level_before",
            "h of the step before is measured from the first level of all. It is measured from the level at which that step began.",
            |k| k.all = All::FirstLevelBefore,
        )
        .edit(LEVELS, "[levels[0], from, to]"),
        mistake(
            "own_level_before",
            "the level before is taken to be that at which this step begins, so that h of the step before is 0, and D infinite. It is one further back.",
            |k| k.all = All::OwnLevelBefore,
        )
        .edit(LEVELS, "[levels[i - 1], from, to]"),
        mistake(
            "returns_denoised",
            "the last x̂₀ is returned, and not the row. They are the same only where the last σ is 0 and α is 1.",
            |k| k.all = All::ReturnsDenoised,
        ),
        Mistake::new(
            "asks_at_the_end",
            "the denoiser is asked once more behind the last step, for nothing.",
            |k: &mut Knobs| k.all = All::AsksAtEnd,
        )
        .by_law(),
        Mistake::new(
            "asks_anew",
            "the denoiser is asked for x̂₀ of the step before a second time. It was known then: keep it.",
            |k: &mut Knobs| k.all = All::AsksAnew,
        )
        .by_law(),
    ]
}

fn of_levels() -> Vec<Mistake<Knobs>> {
    vec![
        mistake(
            "told_next",
            "the denoiser is told σ of the level where the step ends, for a row of where it begins.",
            |k| {
                k.all = All::ToldNext;
            },
        )
        .edit(TOLD, "Array1::from_elem(x.nrows(), to.sigma as f32)"),
        mistake("told_alpha", "the denoiser is told α. It is told σ.", |k| k.all = All::ToldAlpha)
            .edit(TOLD, "Array1::from_elem(x.nrows(), from.alpha as f32)"),
        mistake("told_lambda", "the denoiser is told λ. It is told σ.", |k| k.all = All::ToldLambda)
            .edit(TOLD, "Array1::from_elem(x.nrows(), lambda(from) as f32)"),
        mistake("told_ratio", "the denoiser is told σ/α. It is told σ.", |k| k.all = All::ToldRatio)
            .edit(TOLD, "Array1::from_elem(x.nrows(), (from.sigma / from.alpha) as f32)"),
        mistake("told_place", "the denoiser is told the number of the step. It is told σ.", |k| {
            k.all = All::ToldPlace;
        }),
        mistake(
            "one_level",
            "the denoiser is handed several rows and one level, and panics. It takes a level for each row.",
            |k| k.all = All::OneLevel,
        )
        .edit(TOLD, "Array1::from_elem(1, from.sigma as f32)"),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
