//! The typical mistakes of `ddim`: the solution with knobs, of which each mistake turns one.

use judge::{Mistake, slips};

use super::knobs::{Direction, Ends, Knobs, Sigma, Start, Times};

const START: &str = "let start = (x - (1.0 - from).sqrt() * noise) / from.sqrt();";
const SUM: &str = "(to.sqrt() * start + direction * noise + variance.sqrt() * fresh) as f32";
const VARIANCE: &str = "eta * eta * (1.0 - to) / (1.0 - from) * (1.0 - from / to)";
const DIRECTION: &str = "(1.0 - to - variance).sqrt()";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_directions(), of_sigma(), of_ends(), of_starts(), of_times(), of_memory()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_directions() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "direction_without_sigma",
            "step: the predicted noise gets √(1 − ᾱₛ), also if fresh noise is added. Both together are to have the variance 1 − ᾱₛ, so √(1 − ᾱₛ − σ²) is left for it.",
            |k| k.direction = Direction::WithoutSigma,
        )
        .edit(DIRECTION, "(1.0 - to).sqrt()"),
        Mistake::<Knobs>::new(
            "direction_of_from",
            "step: the predicted noise is put back with the level where the step begins. That is what was taken out; where the step ends there is 1 − ᾱₛ of it.",
            |k| k.direction = Direction::OfFrom,
        )
        .edit(DIRECTION, "(1.0 - from - variance).sqrt()"),
        Mistake::<Knobs>::new(
            "sigma_not_squared",
            "step: σ is taken from 1 − ᾱₛ, and not σ². Variances add up, deviations do not.",
            |k| k.direction = Direction::SigmaNotSquared,
        )
        .edit(DIRECTION, "(1.0 - to - variance.sqrt()).sqrt()"),
        Mistake::<Knobs>::new(
            "difference_of_deviations",
            "step: the predicted noise gets √(1 − ᾱₛ) − σ. Variances add up, deviations do not: √(1 − ᾱₛ − σ²).",
            |k| k.direction = Direction::Difference,
        )
        .edit(DIRECTION, "(1.0 - to).sqrt() - variance.sqrt()"),
        Mistake::<Knobs>::new(
            "direction_missing",
            "step: no predicted noise is put back. Only the step to data, ᾱₛ = 1, ends without noise.",
            |k| k.direction = Direction::Missing,
        )
        .edit(SUM, "(to.sqrt() * start + variance.sqrt() * fresh) as f32"),
    ]
}

fn of_sigma() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "variance_for_sigma",
            "step: σ² stands where σ belongs. σ is a deviation: η times two *roots*.",
            |k| k.sigma = Sigma::Variance,
        ),
        Mistake::<Knobs>::new(
            "root_of_beta",
            "step: fresh noise has the deviation η √(1 − ᾱₜ/ᾱₛ), the large variance of DDPM. With η = 1 it is the small one: √((1 − ᾱₛ)/(1 − ᾱₜ)) belongs to it.",
            |k| k.sigma = Sigma::RootOfBeta,
        )
        .edit(SUM, "(to.sqrt() * start + direction * noise + eta * (1.0 - from / to).max(0.0).sqrt() * fresh) as f32"),
        Mistake::<Knobs>::new(
            "first_not_rooted",
            "step: σ has (1 − ᾱₛ)/(1 − ᾱₜ) without its root. Both factors of σ are roots; their squares are the variance.",
            |k| k.sigma = Sigma::FirstNotRooted,
        )
        .edit(VARIANCE, "eta * eta * ((1.0 - to) / (1.0 - from)).powi(2) * (1.0 - from / to)"),
        Mistake::<Knobs>::new(
            "eta_on_variance",
            "step: the variance is multiplied by η. It is σ that is, and the variance by η².",
            |k| k.sigma = Sigma::EtaOnVariance,
        )
        .edit(VARIANCE, "eta * (1.0 - to) / (1.0 - from) * (1.0 - from / to)"),
        Mistake::<Knobs>::new("never_noise", "step: no fresh noise is added, whatever η is. Only η = 0 adds none.", |k| k.sigma = Sigma::Never)
            .edit(VARIANCE, "0.0 * eta"),
        Mistake::<Knobs>::new("eta_ignored", "step: fresh noise is added as with η = 1, whatever η is.", |k| k.sigma = Sigma::Always)
            .edit(VARIANCE, "(1.0 - to) / (1.0 - from) * (1.0 - from / to) + 0.0 * eta"),
        Mistake::<Knobs>::new(
            "sigma_upside_down",
            "step: σ has (1 − ᾱₜ)/(1 − ᾱₛ), upside down. The less noise is left where the step ends, the less is added.",
            |k| k.sigma = Sigma::UpsideDown,
        )
        .edit(VARIANCE, "if eta == 0.0 { 0.0 } else { eta * eta * (1.0 - from) / (1.0 - to) * (1.0 - from / to) }"),
        Mistake::<Knobs>::new(
            "second_root_missing",
            "step: σ is η √((1 − ᾱₛ)/(1 − ᾱₜ)), without √(1 − ᾱₜ/ᾱₛ). A step that goes nowhere would add noise.",
            |k| k.sigma = Sigma::FirstRoot,
        )
        .edit(VARIANCE, "eta * eta * (1.0 - to) / (1.0 - from)"),
        Mistake::new(
            "eta_alone",
            "step: fresh noise is multiplied by η. It is to be multiplied by σ, η times two roots.",
            |k| k.sigma = Sigma::EtaAlone,
        ),
        Mistake::<Knobs>::new(
            "not_a_number_backwards",
            "step: towards noise the result is not a number. 1 − ᾱₜ/ᾱₛ is negative there, its root is NaN, and η = 0 times NaN is NaN. Look at η before you take the root.",
            |k| k.sigma = Sigma::NotANumber,
        )
        .edit(
            "let direction = (1.0 - to - variance).sqrt();",
            "let variance = variance + 0.0 * (1.0 - from / to).sqrt();\n    let direction = (1.0 - to - variance).sqrt();",
        ),
        Mistake::new(
            "levels_in_single",
            "step: the numbers of the levels are computed in single precision. Then 1 − ᾱₛ − σ² can come out negative, or far from what it is, where nearly all noise is fresh. The levels are f64.",
            |k| k.single_levels = true,
        ),
        Mistake::new("noise_of_first_row", "step: every sample gets the fresh noise of the first one. Each has a row of its own.", |k| {
            k.first_row = true;
        }),
    ]
}

fn of_ends() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new(
            "levels_not_rooted",
            "step: x̂₀ and the predicted noise are put together with ᾱₛ and 1 − ᾱₛ − σ² in place of their roots. ᾱ is a share of the variance.",
            |k| k.ends = Ends::NotRooted,
        ),
        Mistake::<Knobs>::new(
            "start_not_shrunk",
            "step: x̂₀ is not multiplied by √ᾱₛ. Only in data, where ᾱₛ = 1, it is whole.",
            |k| k.ends = Ends::StartNotShrunk,
        )
        .edit(SUM, "(start + direction * noise + variance.sqrt() * fresh) as f32"),
        Mistake::<Knobs>::new(
            "signal_of_from",
            "step: x̂₀ is multiplied by √ᾱₜ, that of where the step begins. Where it ends, it is √ᾱₛ.",
            |k| k.ends = Ends::SignalOfFrom,
        )
        .edit(SUM, "(from.sqrt() * start + direction * noise + variance.sqrt() * fresh) as f32"),
        Mistake::<Knobs>::new(
            "levels_exchanged",
            "step: the two levels are exchanged. The step begins at `from`, and ends at `to`.",
            |k| k.ends = Ends::Exchanged,
        )
        .edit("let Jump { from, to, eta } = jump;", "let Jump { from: to, to: from, eta } = jump;"),
        Mistake::new(
            "short_step",
            "step: x less β ε, divided by √(1 − β), with β = 1 − ᾱₜ/ᾱₛ. That is no step of DDIM: the share of ε is not β. Take x apart into x̂₀ and ε, and put them together at the new level.",
            |k| k.ends = Ends::Snippet,
        ),
    ]
}

fn of_starts() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("plus_noise", "step: x̂₀ has the predicted noise added. It is in x, and is taken out of it.", |k| {
            k.start = Start::PlusNoise;
        })
        .edit(START, "let start = (x + (1.0 - from).sqrt() * noise) / from.sqrt();"),
        Mistake::<Knobs>::new(
            "start_not_rooted",
            "step: x̂₀ is computed with ᾱₜ and 1 − ᾱₜ in place of their roots.",
            |k| k.start = Start::NotRooted,
        )
        .edit(START, "let start = (x - (1.0 - from) * noise) / from;"),
        Mistake::<Knobs>::new(
            "start_not_divided",
            "step: x̂₀ is x without its noise, and is not divided by √ᾱₜ. What is left of x₀ in x is √ᾱₜ x₀.",
            |k| k.start = Start::NotDivided,
        )
        .edit(START, "let start = x - (1.0 - from).sqrt() * noise;"),
        Mistake::<Knobs>::new(
            "noise_is_start",
            "step: what the network predicts is taken for x̂₀. It is the noise; x̂₀ = (x − √(1 − ᾱₜ) ε) / √ᾱₜ.",
            |k| k.start = Start::NoiseIsStart,
        )
        .edit(START, "let start = noise;"),
        Mistake::<Knobs>::new(
            "start_clipped",
            "step: x̂₀ is clipped to −1 to 1. Official samplers can do so; here nothing is said of it, and data may lie anywhere.",
            |k| k.start = Start::Clipped,
        )
        .edit(START, "let start = ((x - (1.0 - from).sqrt() * noise) / from.sqrt()).clamp(-1.0, 1.0);"),
    ]
}

fn of_times() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new("ascending", "times: the steps are listed from the first one on. Sampling begins with the noisiest.", |k| {
            k.times = Times::Ascending;
        }),
        Mistake::<Knobs>::new(
            "not_minus_one",
            "times: trailing begins at `trained`, which is no step: they count from 0. Take 1 away after rounding.",
            |k| k.times = Times::NotMinusOne,
        )
        .edit("round(all - i as f64 * all / count) - 1", "round(all - i as f64 * all / count)"),
        Mistake::new(
            "leading_fraction",
            "times: leading takes multiples of trained / steps as it is, and rounds each. It is rounded down *first*, to a whole ratio: with 1000 and 30 that is 33.",
            |k| k.times = Times::LeadingFraction,
        ),
        Mistake::<Knobs>::new(
            "leading_rounded_up",
            "times: for leading the ratio trained / steps is rounded up. It is rounded down; rounded up, the first time may lie beyond the last step.",
            |k| k.times = Times::LeadingUp,
        )
        .edit("i * (trained / steps)", "i * trained.div_ceil(steps)"),
        Mistake::new(
            "trailing_early",
            "times: trailing begins one interval too far down. For i = 0 nothing is taken away yet: it begins at trained − 1.",
            |k| k.times = Times::TrailingEarly,
        ),
        Mistake::<Knobs>::new(
            "trailing_of_last",
            "times: for trailing, trained − 1 is divided into parts. It is `trained` that is, and 1 is taken away after rounding.",
            |k| k.times = Times::TrailingOfLast,
        )
        .edit("round(all - i as f64 * all / count) - 1", "round(all - 1.0 - i as f64 * (all - 1.0) / count)"),
        Mistake::new(
            "leading_from_end",
            "times: leading counts down from the last step. It takes the multiples of the ratio from 0 on, and so begins below the last step, which is what it is blamed for.",
            |k| k.times = Times::LeadingFromEnd,
        ),
        Mistake::<Knobs>::new(
            "offset_of_one",
            "times: leading has 1 added. Stable Diffusion's configuration has that, as steps_offset; here it is 0.",
            |k| k.times = Times::Offset,
        )
        .edit("i * (trained / steps)", "i * (trained / steps) + 1"),
        Mistake::new(
            "trailing_whole_ratio",
            "times: trailing goes down by trained / steps rounded down. It goes down by the fraction, and rounds what comes out.",
            |k| k.times = Times::TrailingWhole,
        ),
        Mistake::new(
            "linspace_without_end",
            "times: linspace takes multiples of trained / steps, and misses the last step. It includes both ends: trained − 1 in steps − 1 parts.",
            |k| k.times = Times::LinspaceWithoutEnd,
        ),
        Mistake::<Knobs>::new(
            "linspace_to_trained",
            "times: linspace begins at `trained`, which is no step: the last one is trained − 1.",
            |k| k.times = Times::LinspaceToTrained,
        )
        .edit("round(i as f64 * (all - 1.0) / (count - 1.0))", "round(i as f64 * all / (count - 1.0))"),
        Mistake::<Knobs>::new(
            "halves_up",
            "times: a half is rounded up, as `round` does in Rust. numpy rounds it to the even neighbour: `round_ties_even`.",
            |k| k.times = Times::HalvesUp,
        )
        .edit("x.round_ties_even() as usize", "x.round() as usize"),
        Mistake::<Knobs>::new("rounded_down", "times: fractions are cut off, as `as usize` does. They are rounded to the nearest.", |k| {
            k.times = Times::RoundedDown;
        })
        .edit("x.round_ties_even() as usize", "x as usize"),
        Mistake::<Knobs>::new("rounded_up", "times: fractions are rounded up. They are rounded to the nearest.", |k| k.times = Times::RoundedUp)
            .edit("x.round_ties_even() as usize", "x.ceil() as usize"),
        Mistake::new("always_leading", "times: the spacing is leading, whichever is asked for.", |k| k.times = Times::AlwaysLeading),
        Mistake::new("always_trailing", "times: the spacing is trailing, whichever is asked for.", |k| k.times = Times::AlwaysTrailing),
        Mistake::new("always_linspace", "times: the spacing is linspace, whichever is asked for.", |k| k.times = Times::AlwaysLinspace),
        Mistake::new(
            "spacings_exchanged",
            "times: leading and trailing are exchanged. Trailing is the one that begins with the last step.",
            |k| k.times = Times::Exchanged,
        ),
        Mistake::new(
            "end_added",
            "times: a 0 more stands at the end. There are `steps` times; that the last step ends at data is said by its ᾱₛ = 1.",
            |k| k.times = Times::EndAdded,
        ),
        Mistake::<Knobs>::new(
            "one_is_last",
            "times: linspace with one step alone gives the last step. numpy's gives the first of what it spans, 0, which is as good a reason as any not to use it for that.",
            |k| k.times = Times::OneIsLast,
        )
        .edit("vec![0]", "vec![trained - 1]"),
        Mistake::new(
            "one_divides_by_zero",
            "times: linspace with one step alone stops: there is no part to divide into. It gives 0.",
            |k| k.times = Times::OnePanics,
        ),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![slips::assumes_contiguous(|k| k.contiguous = true), slips::memory_order(|k| k.memory_order = true)]
}
