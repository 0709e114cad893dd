//! The typical mistakes of `schedule`.

use judge::{Mistake, slips};

use super::knobs::{Cosine, Cumulative, Knobs, Line, Scaled, Snr};

const LINE: &str = "Array1::linspace(first, last, steps)";
const SCALED: &str = "linear(steps, first.sqrt(), last.sqrt()).mapv(|root| root * root)";
const ANGLE: &str = "(t as f64 / steps as f64 + 0.008) / 1.008 * FRAC_PI_2";
const BETA: &str = "(1.0 - f(t + 1) / f(t)).min(0.999)";
const FACTOR: &str = "left *= 1.0 - beta;";
const SNR: &str = "left / (1.0 - left)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_cumulative(), of_cosine(), of_cosine_angle(), of_lines(), of_scaled(), of_snr(), of_all()]
        .into_iter()
        .flatten()
        .collect()
}

fn of_cumulative() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "not_cumulated",
            "cumulative gives 1 − β of each step by itself. That is what one step leaves; ᾱ is what is left of the beginning: the product over all steps up to this one.",
            |k| k.cumulative = Cumulative::Own,
        )
        .edit(FACTOR, "left = 1.0 - beta;"),
        Mistake::<Knobs>::new(
            "betas_multiplied",
            "cumulative multiplies the β. What a step leaves is 1 − β.",
            |k| k.cumulative = Cumulative::OfBetas,
        )
        .edit(FACTOR, "left *= beta;"),
        Mistake::new(
            "root_of_levels",
            "cumulative gives √ᾱ. That is the factor α of the signal; ᾱ is the share of its variance, without a root.",
            |k| k.cumulative = Cumulative::Root,
        ),
        Mistake::new(
            "one_step_late",
            "cumulative gives what is left before each step: it begins with 1. ᾱ of a step has the step's own 1 − β in it; what begins with 1 is ᾱ of the step before, which samplers need too.",
            |k| k.cumulative = Cumulative::Exclusive,
        ),
        Mistake::new(
            "one_more",
            "cumulative gives T + 1 numbers, with a 1 for the picture without noise before the others. Here step 0 is the first that has noise: T numbers.",
            |k| k.cumulative = Cumulative::OneMore,
        ),
        Mistake::<Knobs>::new(
            "sum_of_betas",
            "cumulative takes the sum of the β away from 1. That is right for a few small ones; in the end it goes below 0. A share of what is left is taken in each step: multiply.",
            |k| k.cumulative = Cumulative::Sum,
        )
        .edit(FACTOR, "left -= beta;"),
        Mistake::<Knobs>::new(
            "exponential",
            "cumulative gives exp(−Σ β), as for a process in continuous time. Steps multiply by 1 − β, which is less than exp(−β).",
            |k| k.cumulative = Cumulative::Exponential,
        )
        .edit(FACTOR, "left *= (-beta).exp();"),
        Mistake::new("noise_share", "cumulative gives 1 − ᾱ, the share of the noise. Asked is that of the signal.", |k| {
            k.cumulative = Cumulative::Noise;
        }),
        Mistake::new(
            "from_the_end",
            "cumulative multiplies from the last step on. Step 0 comes first, and little is lost after it.",
            |k| k.cumulative = Cumulative::FromEnd,
        ),
    ]
}

fn of_cosine() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "cosine_not_clipped",
            "cosine lets the last β be 1. f ends at 0, nothing would be left, and whoever divides by √ᾱ later divides by 0: min(…, 0.999).",
            |k| k.cosine = Cosine::NotClipped,
        )
        .edit(BETA, "1.0 - f(t + 1) / f(t)"),
        Mistake::<Knobs>::new(
            "cosine_clipped_twice",
            "cosine holds β between 0.0001 and 0.9999, as a well-known tutorial does. The code of the paper has only an upper limit, 0.999, and its first β are below 0.0001 for 1000 steps.",
            |k| k.cosine = Cosine::ClippedTwice,
        )
        .edit(BETA, "(1.0 - f(t + 1) / f(t)).clamp(0.0001, 0.9999)"),
        Mistake::<Knobs>::new(
            "cosine_other_limit",
            "cosine holds β at another number than 0.999, such as 0.9999 or 0.99.",
            |k| k.cosine = Cosine::ClippedLate,
        )
        .edit(BETA, "(1.0 - f(t + 1) / f(t)).min(0.9999)"),
        Mistake::<Knobs>::new(
            "cosine_of_levels",
            "cosine gives ᾱ, f(t + 1)/f(0), where β is asked: 1 − f(t + 1)/f(t).",
            |k| k.cosine = Cosine::Kept,
        )
        .edit(BETA, "f(t + 1) / f(0)"),
        Mistake::<Knobs>::new(
            "cosine_from_start",
            "cosine divides by f(0) for every step: 1 − ᾱ comes out. β compares a step with the one before it: f(t + 1)/f(t).",
            |k| k.cosine = Cosine::FromStart,
        )
        .edit(BETA, "(1.0 - f(t + 1) / f(0)).min(0.999)"),
        Mistake::<Knobs>::new(
            "cosine_late",
            "cosine is one step late: it compares f(t + 2) with f(t + 1). Step 0 goes from f(0) to f(1).",
            |k| k.cosine = Cosine::Late,
        )
        .edit(BETA, "(1.0 - f(t + 2) / f(t + 1)).min(0.999)"),
        Mistake::new(
            "cosine_early",
            "cosine is one step early: it compares f(t) with f(t − 1). Step 0 goes from f(0) to f(1).",
            |k| k.cosine = Cosine::Early,
        ),
        Mistake::<Knobs>::new(
            "cosine_difference",
            "cosine gives the difference f(t) − f(t + 1). β is the part of what is still there: divide by f(t).",
            |k| k.cosine = Cosine::Difference,
        )
        .edit(BETA, "(f(t) - f(t + 1)).min(0.999)"),
    ]
}

fn of_cosine_angle() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "cosine_no_offset",
            "cosine leaves out the 0.008. Without it the first β are so small that the noise is below a step of a pixel's value.",
            |k| k.cosine = Cosine::NoOffset,
        )
        .edit(ANGLE, "t as f64 / steps as f64 * FRAC_PI_2"),
        Mistake::<Knobs>::new(
            "cosine_offset_in_steps",
            "cosine adds 0.008 to the number of the step. It is added to t/T.",
            |k| k.cosine = Cosine::OffsetInSteps,
        )
        .edit(ANGLE, "(t as f64 + 0.008) / steps as f64 / 1.008 * FRAC_PI_2"),
        Mistake::<Knobs>::new(
            "cosine_not_normalised",
            "cosine adds 0.008 and does not divide by 1.008: the angle goes beyond a right angle, and the last ratio means nothing.",
            |k| k.cosine = Cosine::NotNormalised,
        )
        .edit(ANGLE, "(t as f64 / steps as f64 + 0.008) * FRAC_PI_2"),
        Mistake::<Knobs>::new(
            "cosine_not_squared",
            "cosine takes the cosine without its square, or the root of the ratio, which is the same. β is about variances, ᾱ, and not about factors, √ᾱ.",
            |k| k.cosine = Cosine::NotSquared,
        )
        .edit("angle.cos().powi(2)", "angle.cos()"),
        Mistake::<Knobs>::new(
            "cosine_without_half",
            "cosine takes π where π/2 belongs: f is back at 1 in the end.",
            |k| k.cosine = Cosine::WithoutHalf,
        )
        .edit(ANGLE, "(t as f64 / steps as f64 + 0.008) / 1.008 * 2.0 * FRAC_PI_2"),
        Mistake::<Knobs>::new(
            "cosine_over_one_less",
            "cosine divides by T − 1. f goes from 0 to T, which makes T ratios.",
            |k| k.cosine = Cosine::OverOneLess,
        )
        .edit(ANGLE, "(t as f64 / (steps as f64 - 1.0) + 0.008) / 1.008 * FRAC_PI_2"),
    ]
}

fn of_lines() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "last_not_reached",
            "t is divided by T, so that the last β is not reached. Both ends are among the numbers, with T − 1 gaps between them.",
            |k| k.line = Line::Open,
        )
        .edit(LINE, "Array1::from_shape_fn(steps, |t| first + (last - first) * t as f64 / steps as f64)"),
        Mistake::<Knobs>::new(
            "first_left_out",
            "the line goes by (t + 1)/T, so that the first β is left out. Both ends are among the numbers.",
            |k| k.line = Line::Late,
        )
        .edit(LINE, "Array1::from_shape_fn(steps, |t| first + (last - first) * (t as f64 + 1.0) / steps as f64)"),
        Mistake::<Knobs>::new(
            "no_single_step",
            "one step is divided by T − 1 = 0, which is not a number.",
            |k| k.line = Line::NoSingle,
        )
        .edit(LINE, "Array1::from_shape_fn(steps, |t| first + (last - first) * (t as f64 / (steps as f64 - 1.0)))"),
        Mistake::new("single_step_has_last", "a single step has the last β. It has the first.", |k| {
            k.line = Line::SingleLast;
        }),
        Mistake::<Knobs>::new(
            "geometric",
            "the β go evenly in their logarithms, each by the same factor from the one before.",
            |k| k.line = Line::Geometric,
        )
        .edit(LINE, "Array1::geomspace(first, last, steps).unwrap()"),
        Mistake::new(
            "rescaled",
            "both ends are multiplied by 1000/T, as code does that takes 0.0001 and 0.02 for a thousand steps and wants as much noise from fewer. Here the ends are as given.",
            |k| k.line = Line::Rescaled,
        ),
        Mistake::<Knobs>::new("backwards", "the β go from the last to the first.", |k| k.line = Line::Backwards)
            .edit(LINE, "Array1::linspace(if steps == 1 { first } else { last }, first, steps)"),
    ]
}

fn of_scaled() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "scaled_without_roots",
            "scaled_linear is the linear schedule. The roots go evenly, not the β.",
            |k| k.scaled = Scaled::Plain,
        )
        .edit(SCALED, "linear(steps, first, last)"),
        Mistake::<Knobs>::new(
            "scaled_not_squared",
            "scaled_linear gives the roots, and does not square them at the end.",
            |k| k.scaled = Scaled::NotSquared,
        )
        .edit(SCALED, "linear(steps, first.sqrt(), last.sqrt())"),
        Mistake::<Knobs>::new(
            "scaled_not_rooted",
            "scaled_linear squares what goes evenly from the first to the last, without taking their roots before.",
            |k| k.scaled = Scaled::NotRooted,
        )
        .edit(SCALED, "linear(steps, first, last).mapv(|root| root * root)"),
        Mistake::<Knobs>::new(
            "scaled_root_of_line",
            "scaled_linear takes the root of the linear schedule. It is the square of a line between roots.",
            |k| k.scaled = Scaled::RootOfLine,
        )
        .edit(SCALED, "linear(steps, first, last).mapv(f64::sqrt)"),
    ]
}

fn of_snr() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "snr_of_amplitudes",
            "snr gives √(ᾱ/(1 − ᾱ)), the ratio α/σ of the factors. The signal-to-noise ratio is that of the variances, α²/σ².",
            |k| k.snr = Snr::Root,
        )
        .edit(SNR, "(left / (1.0 - left)).sqrt()"),
        Mistake::<Knobs>::new(
            "snr_of_squares",
            "snr takes ᾱ for α: ᾱ²/(1 − ᾱ²). ᾱ is the square already.",
            |k| k.snr = Snr::Squares,
        )
        .edit(SNR, "left * left / (1.0 - left * left)"),
        Mistake::<Knobs>::new("snr_inverse", "snr gives noise over signal.", |k| k.snr = Snr::Inverse)
            .edit(SNR, "(1.0 - left) / left"),
        Mistake::<Knobs>::new(
            "snr_logarithm",
            "snr gives a logarithm, of the ratio or of its root. Asked is the ratio.",
            |k| k.snr = Snr::Log,
        )
        .edit(SNR, "(left / (1.0 - left)).ln()"),
        Mistake::<Knobs>::new(
            "snr_root_of_noise",
            "snr divides ᾱ by √(1 − ᾱ): a variance by a standard deviation.",
            |k| k.snr = Snr::NoiseRoot,
        )
        .edit(SNR, "left / (1.0 - left).sqrt()"),
        Mistake::<Knobs>::new(
            "snr_root_of_signal",
            "snr divides √ᾱ by 1 − ᾱ: a factor by a variance.",
            |k| k.snr = Snr::SignalRoot,
        )
        .edit(SNR, "left.sqrt() / (1.0 - left)"),
        Mistake::<Knobs>::new("snr_plus_one", "snr gives 1/(1 − ᾱ), which is the ratio and 1.", |k| k.snr = Snr::Whole)
            .edit(SNR, "1.0 / (1.0 - left)"),
        Mistake::<Knobs>::new(
            "snr_guarded",
            "snr adds a small number to 1 − ᾱ so as not to divide by 0. 1 − ᾱ is as small as 10⁻⁹ here, and is never 0.",
            |k| k.snr = Snr::Guarded,
        )
        .edit(SNR, "left / (1.0 - left + 1e-8)"),
    ]
}

fn of_all() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::new("alphas", "1 − β is returned where β is asked.", |k| k.alphas = true),
        Mistake::new(
            "single_precision",
            "computed in f32. 1 − β and 1 − ᾱ have few digits there, or none, where β or 1 − ᾱ are small: stay in f64.",
            |k| k.single = true,
        ),
        Mistake::new(
            "mapv_remembers",
            "cumulative keeps a product while mapv goes through the view. mapv goes as numbers lie in memory, which in a view with steps backwards is from the last to the first. What              remembers needs an order: iter().",
            |k| k.stateful = true,
        ),
        slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "memory_order",
            "the memory behind a view is read as if its first number lay first: to_owned().into_raw_vec_and_offset() gives it as it lies, and that of a view with steps backwards \
             begins with its last. Go through the view, or use to_vec().",
            |k| k.memory_order = true,
        ),
    ]
}
