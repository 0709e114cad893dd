//! The typical mistakes of `flow_loss` with levels and times.

use judge::Mistake;

use super::knobs::{Density, Knobs, Levels, Shift};

pub(super) fn of_shift() -> Vec<Mistake<Knobs>> {
    const SHIFT: &str = "s * sigma / (1.0 + (s - 1.0) * sigma)";
    vec![
        Mistake::new(
            "shift_inverse",
            "shift shifts the other way, by 1/s. For s above 1 levels rise.",
            |k| k.shift = Shift::Inverse,
        ),
        Mistake::<Knobs>::new(
            "shift_product",
            "shift is s σ, or that and no more than 1. What is multiplied by s is σ/(1 − σ), and the denominator takes the result back to between 0 and 1.",
            |k| k.shift = Shift::Product,
        )
        .edit(SHIFT, "s * sigma"),
        Mistake::<Knobs>::new(
            "shift_one_more",
            "shift has 1 + s σ below. With 1 + (s − 1) σ, level 1 stays 1.",
            |k| k.shift = Shift::OneMore,
        )
        .edit(SHIFT, "s * sigma / (1.0 + s * sigma)"),
        Mistake::<Knobs>::new(
            "shift_rest_below",
            "shift has 1 + (s − 1)(1 − σ) below. It is 1 + (s − 1) σ, which is s at level 1, so that 1 stays 1.",
            |k| k.shift = Shift::RestBelow,
        )
        .edit(SHIFT, "s * sigma / (1.0 + (s - 1.0) * (1.0 - sigma))"),
        Mistake::<Knobs>::new(
            "shift_of_mu",
            "shift takes s for Flux's μ, and shifts by eˢ. Flux writes e^μ/(e^μ + 1/σ − 1), so that s = e^μ; here s is given.",
            |k| k.shift = Shift::Exponent,
        )
        .edit(SHIFT, "s.exp() * sigma / (1.0 + (s.exp() - 1.0) * sigma)"),
        Mistake::new(
            "shift_of_the_rest",
            "shift is taken at 1 − σ, the level of the other convention.",
            |k| k.shift = Shift::OtherEnd,
        ),
        Mistake::new(
            "shift_as_power",
            "shift is a power of σ. It leaves 0 and 1 where they are, too, but it is another curve: s σ/(1 + (s − 1) σ).",
            |k| k.shift = Shift::Power,
        ),
        Mistake::<Knobs>::new("shift_nothing", "shift leaves the level as it is.", |k| k.shift = Shift::None)
            .edit(SHIFT, "sigma + 0.0 * s"),
        Mistake::new("shift_twice", "shift shifts twice, which is a shift by s².", |k| k.shift = Shift::Twice),
    ]
}

pub(super) fn of_levels() -> Vec<Mistake<Knobs>> {
    const EVEN: &str = "let even = Array1::linspace(1.0, 0.001, steps);";
    const ZERO: &str = "shifted.chain([0.0]).collect()";
    vec![
        Mistake::<Knobs>::new(
            "shifted_twice",
            "levels shifts the least level 1/1000, spaces levels evenly down to it, and then shifts them all, so that the last is shifted twice. This is issue 13243 of diffusers. Space first, then \
             shift each once.",
            |k| k.levels = Levels::Twice,
        )
        .edit(EVEN, "let even = Array1::linspace(1.0, shift(0.001, s), steps);"),
        Mistake::new(
            "even_after_shift",
            "levels are spaced evenly between shifted ends. They are even before the shift, which then moves those in the middle most.",
            |k| k.levels = Levels::EvenBetween,
        ),
        Mistake::<Knobs>::new("not_shifted", "levels are not shifted.", |k| k.levels = Levels::NotShifted)
            .edit("shift(sigma, s));", "sigma + 0.0 * s);"),
        Mistake::<Knobs>::new(
            "no_zero",
            "levels end with the shifted 1/1000. A 0 comes behind it, so that the last step ends at data.",
            |k| k.levels = Levels::NoZero,
        )
        .edit(ZERO, "shifted.collect()"),
        Mistake::<Knobs>::new(
            "even_to_zero",
            "levels are spaced evenly from 1 to 0, or from 1 to 1/steps with the 0 behind, as some pipelines have it. Here the last but one is 1/1000 before it is shifted, and 0 is put behind.",
            |k| k.levels = Levels::ToZero,
        )
        .edit(EVEN, "let even = Array1::linspace(1.0, 0.0, steps + 1);"),
        Mistake::new(
            "spaced_by_steps",
            "levels divides the way from 1 to 1/1000 by the number of steps, and does not arrive. There is one gap less than levels that are spaced.",
            |k| k.levels = Levels::ByStep,
        ),
        Mistake::new("levels_rise", "levels rise from 0 to 1. A sampler begins at 1, with noise.", |k| {
            k.levels = Levels::Rising;
        }),
        Mistake::new(
            "last_replaced",
            "0 takes the place of the last level, so that there is one level too few. It comes behind the last.",
            |k| k.levels = Levels::LastReplaced,
        ),
        Mistake::<Knobs>::new(
            "last_twice",
            "levels ends with the last level a second time, so that the last step goes nowhere. It ends with 0.",
            |k| k.levels = Levels::LastTwice,
        ),
        Mistake::new("levels_in_thousands", "levels go from 1000. Here they go from 1.", |k| k.levels = Levels::Thousand),
        Mistake::new(
            "one_step_breaks",
            "levels divides by steps − 1, which is 0 for one step: the level is not a number, or there is a panic. One step goes from 1 to 0.",
            |k| k.levels = Levels::PanicsForOne,
        ),
        Mistake::new(
            "one_step_from_the_least",
            "for one step, levels begins with the shifted 1/1000. One step goes from 1, which is noise, to 0.",
            |k| k.levels = Levels::OneIsLeast,
        ),
    ]
}

pub(super) fn of_density() -> Vec<Mistake<Knobs>> {
    const JACOBIAN: &str = "normal / (t * (1.0 - t))";
    const WIDTH: &str = "(s * (2.0 * std::f64::consts::PI).sqrt())";
    vec![
        Mistake::<Knobs>::new(
            "no_jacobian",
            "density is that of the logit, and not of t: 1/(t (1 − t)) is missing. dt = t (1 − t) d logit, so that near both ends much of the logit's range lies in little of t's.",
            |k| k.density = Density::NoJacobian,
        )
        .edit(JACOBIAN, "normal"),
        Mistake::<Knobs>::new(
            "jacobian_below",
            "density multiplies by t (1 − t), where it divides.",
            |k| k.density = Density::TimesJacobian,
        )
        .edit(JACOBIAN, "normal * (t * (1.0 - t))"),
        Mistake::<Knobs>::new("no_width", "density does not divide by s. A wider law is lower.", |k| {
            k.density = Density::NoDeviation;
        })
        .edit(WIDTH, "(2.0 * std::f64::consts::PI).sqrt()"),
        Mistake::<Knobs>::new(
            "distance_not_divided",
            "density does not divide the distance from the mean by s, as if the deviation were 1.",
            |k| k.density = Density::NotScaled,
        )
        .edit("((t / (1.0 - t)).ln() - m) / s", "(t / (1.0 - t)).ln() - m"),
        Mistake::new(
            "width_is_variance",
            "density takes s for a variance. It is a standard deviation.",
            |k| k.density = Density::Variance,
        ),
        Mistake::new(
            "density_at_the_rest",
            "density is taken at 1 − t: the logit has the wrong sign, or the mean. Only with mean 0 does that not show. In diffusers such times index a list that falls, which does the same.",
            |k| k.density = Density::OtherEnd,
        ),
        Mistake::new(
            "logarithm_for_logit",
            "density takes ln t, and divides by t: a log-normal law. The logit is ln(t/(1 − t)).",
            |k| k.density = Density::Logarithm,
        ),
        Mistake::<Knobs>::new("pi_without_root", "density divides by 2π, where √(2π) belongs.", |k| {
            k.density = Density::NoRoot;
        })
        .edit(WIDTH, "(s * 2.0 * std::f64::consts::PI)"),
        Mistake::<Knobs>::new("no_constant", "density lacks 1/√(2π).", |k| k.density = Density::NoConstant)
            .edit(WIDTH, "s"),
        Mistake::<Knobs>::new("bell_without_half", "density has exp(−z²), without the ½.", |k| k.density = Density::NoHalf)
            .edit("(-0.5 * z * z)", "(-z * z)"),
        Mistake::<Knobs>::new("jacobian_of_logarithm", "density divides by t alone. The logit's derivative is 1/(t (1 − t)).", |k| {
            k.density = Density::OnlyT;
        })
        .edit(JACOBIAN, "normal / t"),
    ]
}
