//! The typical mistakes of `vp_sde`.

use judge::{Mistake, slips};

use super::knobs::{Beta, F, Knobs, Marginal, Score, Step, Ve};

const BETA: &str = "    beta_0 + t * (beta_1 - beta_0)\n";
const INTEGRAL: &str = "let integral = beta_0 * t + (beta_1 - beta_0) * t * t / 2.0;";
const PAIR: &str = "((-integral / 2.0).exp(), (1.0 - (-integral).exp()).sqrt())";
const REVERSE: &str = "&x * (-0.5 * beta) - &score * beta";
const FLOW: &str = "(&x + &score) * (-0.5 * beta(t, beta_0, beta_1) as f32)";
const SPREAD: &str = "let spread = (beta(t, beta_0, beta_1) * dt).sqrt();";
const STEP: &str = "&x - reverse(x, score, t, beta_0, beta_1) * dt as f32 + &noise * spread as f32";
const VE: &str = "(sigma, sigma * (2.0 * ratio.ln()).sqrt())";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_scores(), of_f(), of_steps(), of_marginals(), of_beta(), of_ve(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_scores() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "half_score_with_noise",
            "where there is noise, in `reverse` or `step`, the score comes in with ½ g². That is the drift of the flow; with noise it is g², or the cloud spreads.",
            |k| k.score = Score::Half,
        )
        .edit(REVERSE, "&x * (-0.5 * beta) - &score * (0.5 * beta)"),
        Mistake::<Knobs>::new(
            "whole_score_without_noise",
            "in `flow` the score comes in with g². That is the drift of the equation with noise; without noise it is ½ g², or the cloud collapses.",
            |k| k.score = Score::Whole,
        )
        .edit(FLOW, "&x * (-0.5 * beta(t, beta_0, beta_1) as f32) - &score * beta(t, beta_0, beta_1) as f32"),
        Mistake::<Knobs>::new(
            "score_added",
            "g² · score is added to the drift. It is subtracted: time runs forward in the drift, and going back it then pulls to where x is more likely.",
            |k| k.score = Score::Added,
        )
        .edit(REVERSE, "&x * (-0.5 * beta) + &score * beta"),
        Mistake::<Knobs>::new("score_missing", "the drift is f alone: the score does not come in.", |k| k.score = Score::Missing)
            .edit(REVERSE, "&x * (-0.5 * beta) - &score * (0.0 * beta)"),
        Mistake::<Knobs>::new("score_by_g", "the score is multiplied by g = √β. It is g², which is β.", |k| {
            k.score = Score::RootBeta;
        })
        .edit(REVERSE, "&x * (-0.5 * beta) - &score * beta.sqrt()"),
        Mistake::<Knobs>::new("score_by_beta_squared", "the score is multiplied by β². g² is β: g is its root.", |k| {
            k.score = Score::BetaSquared;
        })
        .edit(REVERSE, "&x * (-0.5 * beta) - &score * (beta * beta)"),
        Mistake::<Knobs>::new("score_without_g", "the score is not multiplied by g².", |k| k.score = Score::WithoutBeta)
            .edit(REVERSE, "&x * (-0.5 * beta) - &score"),
    ]
}

fn of_f() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("f_not_halved", "f is −β x. It is half of that.", |k| k.f = F::NotHalved)
            .edit(REVERSE, "&x * -beta - &score * beta"),
        Mistake::<Knobs>::new("f_positive", "f is +½ β x. It pulls x to 0, with a minus; going back, it is the subtraction of the drift that pushes x out.", |k| {
            k.f = F::Positive;
        })
        .edit(REVERSE, "&x * (0.5 * beta) - &score * beta"),
        Mistake::new("f_missing", "f is left out of the drift, as for the process whose variance explodes. Here it is −½ β x.", |k| {
            k.f = F::Missing;
        }),
        Mistake::<Knobs>::new("f_by_g", "f is −½ √β x. It is −½ β x: √β is g, which stands before the noise.", |k| k.f = F::RootBeta)
            .edit(REVERSE, "&x * (-0.5 * beta.sqrt()) - &score * beta"),
        Mistake::new("f_without_beta", "f is −½ x, without β.", |k| k.f = F::WithoutBeta),
        Mistake::<Knobs>::new(
            "time_of_the_sampler",
            "the drift is that of a time that runs from noise to data: all of it has the opposite sign. Here time is that of the process, and whoever goes back subtracts.",
            |k| k.negative = true,
        )
        .edit(REVERSE, "&x * (0.5 * beta) + &score * beta"),
    ]
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "step_forward",
            "`step` adds the drift times dt. It goes from t to t − dt, so the drift is subtracted.",
            |k| k.step = Step::Forward,
        )
        .edit(STEP, "&x + reverse(x, score, t, beta_0, beta_1) * dt as f32 + &noise * spread as f32"),
        Mistake::<Knobs>::new("no_noise", "`step` adds no noise. With the whole score and no noise the cloud collapses.", |k| {
            k.step = Step::NoNoise;
        })
        .edit(STEP, "&x - reverse(x, score, t, beta_0, beta_1) * dt as f32 + &noise * (0.0 * spread as f32)"),
        Mistake::<Knobs>::new(
            "noise_by_dt",
            "the noise of a step is multiplied by dt. Variances add up, so its variance is proportional to dt, and its deviation to √dt.",
            |k| k.step = Step::NoiseByDt,
        )
        .edit(SPREAD, "let spread = beta(t, beta_0, beta_1).sqrt() * dt;"),
        Mistake::<Knobs>::new("noise_without_dt", "the noise of a step is not multiplied by √dt.", |k| {
            k.step = Step::NoiseWithoutDt;
        })
        .edit(SPREAD, "let spread = beta(t, beta_0, beta_1).sqrt();"),
        Mistake::<Knobs>::new("noise_without_g", "the noise of a step is not multiplied by g.", |k| k.step = Step::NoiseWithoutG)
            .edit(SPREAD, "let spread = dt.sqrt();"),
        Mistake::<Knobs>::new("noise_by_beta", "the noise of a step is multiplied by β. It is g, the root of β.", |k| {
            k.step = Step::NoiseByBeta;
        })
        .edit(SPREAD, "let spread = beta(t, beta_0, beta_1) * dt.sqrt();"),
        Mistake::<Knobs>::new(
            "noise_of_langevin",
            "the noise of a step has the variance 2 β dt, as in Langevin's equation. Here it is g² dt = β dt.",
            |k| k.step = Step::Langevin,
        )
        .edit(SPREAD, "let spread = (2.0 * beta(t, beta_0, beta_1) * dt).sqrt();"),
        Mistake::new("noise_halved", "the noise of a step has half of the deviation that it should have.", |k| k.step = Step::HalfNoise),
        Mistake::<Knobs>::new(
            "noise_subtracted",
            "the noise is taken away. As normal noise that is as good, but a seed then gives another picture; here it is added.",
            |k| k.step = Step::NoiseSubtracted,
        )
        .edit(STEP, "&x - reverse(x, score, t, beta_0, beta_1) * dt as f32 - &noise * spread as f32"),
        Mistake::new(
            "step_of_ddpm",
            "`step` is one of DDPM with β dt for its β: √(1 − β dt) stands where 1 − ½ β dt does here. For short steps both agree; here it is Euler and Maruyama's.",
            |k| k.step = Step::Ddpm,
        ),
        Mistake::new(
            "beta_at_the_end",
            "`step` takes β at t − dt, where it arrives. Euler's step takes everything from where it starts, at t.",
            |k| k.step = Step::AtTheEnd,
        ),
    ]
}

fn of_marginals() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "coefficient_squared",
            "the coefficient is exp(−B), which is ᾱ. Data is multiplied by its root, exp(−½ B).",
            |k| k.marginal = Marginal::CoefficientSquared,
        )
        .edit(PAIR, "((-integral).exp(), (1.0 - (-integral).exp()).sqrt())"),
        Mistake::<Knobs>::new("variance", "the second number is the variance, 1 − exp(−B). The deviation is its root.", |k| {
            k.marginal = Marginal::Variance;
        })
        .edit(PAIR, "((-integral / 2.0).exp(), 1.0 - (-integral).exp())"),
        Mistake::<Knobs>::new(
            "coefficient_not_squared",
            "the deviation is √(1 − coefficient). The squares sum to 1: √(1 − coefficient²).",
            |k| k.marginal = Marginal::NotSquared,
        )
        .edit(PAIR, "((-integral / 2.0).exp(), (1.0 - (-integral / 2.0).exp()).sqrt())"),
        Mistake::new("complement", "the deviation is 1 − coefficient, as on a straight path. Here the squares sum to 1.", |k| {
            k.marginal = Marginal::Complement;
        }),
        Mistake::new("coefficient_and_deviation_swapped", "coefficient and deviation are exchanged. The data's comes first.", |k| {
            k.marginal = Marginal::Swapped;
        }),
        Mistake::new(
            "deviation_without_drift",
            "the deviation is √B, as if noise were only added. While it is added, what is there shrinks as well: √(1 − exp(−B)).",
            |k| k.marginal = Marginal::Exploding,
        ),
        Mistake::new(
            "single_precision",
            "the deviation is computed in single precision, and for small t 1 − exp(−B) then has few digits left. Stay in f64.",
            |k| k.marginal = Marginal::Single,
        ),
        Mistake::<Knobs>::new(
            "beta_times_t",
            "B is β(t) t, or the integral has (β₁ − β₀) t² in it, which is the same. β was smaller before, or larger: the integral of t is ½ t².",
            |k| k.product = true,
        )
        .edit(INTEGRAL, "let integral = beta(t, beta_0, beta_1) * t;"),
    ]
}

fn of_beta() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "beta_1_for_the_difference",
            "β rises by β₁, from β₀ to β₀ + β₁. It rises by β₁ − β₀.",
            |k| k.beta = Beta::NotDifference,
        )
        .edit(BETA, "    beta_0 + t * beta_1\n"),
        Mistake::<Knobs>::new("beta_0_left_out", "β begins at 0: the term with β₀ is missing.", |k| {
            k.beta = Beta::WithoutFirst
        })
        .edit(INTEGRAL, "let integral = (beta_1 - beta_0) * t * t / 2.0;"),
        Mistake::new(
            "time_reversed",
            "time counts from the noise: what belongs to 1 − t is computed for t. Here data is at 0, noise at 1.",
            |k| k.beta = Beta::Reversed,
        ),
        Mistake::new(
            "line_between_roots",
            "√β goes in a straight line, as in the schedule of latent diffusion. Here β does.",
            |k| k.beta = Beta::Roots,
        ),
        Mistake::new("beta_1_at_all_times", "β is β₁ at all times.", |k| k.beta = Beta::Last),
    ]
}

fn of_ve() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("ve_g_is_sigma", "in `ve` g is σ. g² is the derivative of σ², which is 2 ln(σ_max/σ_min) σ².", |k| {
            k.ve = Ve::Sigma;
        })
        .edit(VE, "(sigma, sigma)"),
        Mistake::<Knobs>::new(
            "ve_derivative_of_sigma",
            "in `ve` g is σ ln(σ_max/σ_min), the derivative of σ. Noise adds up by variances: g² is the derivative of σ².",
            |k| k.ve = Ve::Derivative,
        )
        .edit(VE, "(sigma, sigma * ratio.ln())"),
        Mistake::<Knobs>::new("ve_without_root", "in `ve` g is 2 σ ln(σ_max/σ_min): the root of 2 ln is missing.", |k| {
            k.ve = Ve::WithoutRoot;
        })
        .edit(VE, "(sigma, sigma * (2.0 * ratio.ln()))"),
        Mistake::<Knobs>::new("ve_without_two", "in `ve` the 2 below the root is missing: the derivative of a square has it.", |k| {
            k.ve = Ve::WithoutTwo;
        })
        .edit(VE, "(sigma, sigma * ratio.ln().sqrt())"),
        Mistake::<Knobs>::new("ve_g_squared", "in `ve` the second number is g². It is g.", |k| k.ve = Ve::Squared)
            .edit(VE, "(sigma, sigma * sigma * 2.0 * ratio.ln())"),
        Mistake::new("ve_variance", "in `ve` the first number is σ². It is σ.", |k| k.ve = Ve::Variance),
        Mistake::<Knobs>::new("ve_linear", "in `ve` σ grows in a straight line. Its logarithm does.", |k| k.ve = Ve::Linear)
            .edit("let sigma = sigma_min * ratio.powf(t);", "let sigma = sigma_min + t * (sigma_max - sigma_min);"),
        Mistake::new(
            "ve_from_zero",
            "in `ve` σ is what is added from time 0 on, √(σ² − σ_min²). Here it is the deviation of all noise, which begins at σ_min.",
            |k| k.ve = Ve::Added,
        ),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
