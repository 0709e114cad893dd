//! The typical mistakes of `min_snr`.

use judge::{Mistake, slips};

use super::bent::{Above, Below, Knobs, Read, Zero};

const CLAMPED: &str = "let clamped = snr.min(gamma);";
const V: &str = "Form::V => clamped / (snr + 1.0),";
const ZERO: &str = "_ if snr == 0.0 => 1.0,";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_forms(), of_the_bound(), of_the_ratio(), of_zero(), of_memory()].into_iter().flatten().collect()
}

fn of_forms() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "v_as_noise",
            "v has the weight of the noise, min(SNR, γ)/SNR. The squared error of v is SNR + 1 times that of the data.",
            |k| k.below = Below::VAsNoise,
        )
        .edit(V, "Form::V => clamped / snr,"),
        Mistake::<Knobs>::new("v_as_data", "v has the weight of the data, min(SNR, γ), which is not divided by SNR + 1.", |k| {
            k.below = Below::VAsData;
        })
        .edit(V, "Form::V => clamped,"),
        Mistake::<Knobs>::new(
            "one_more_above",
            "the weight of v is min(SNR + 1, γ)/(SNR + 1). That is right where the SNR is at least γ, and 1 where it is small; the 1 belongs only below.",
            |k| k.above = Above::OneMore,
        )
        .edit(V, "Form::V => (snr + 1.0).min(gamma) / (snr + 1.0),"),
        Mistake::<Knobs>::new(
            "one_outside",
            "the weight of v is min(SNR, γ)/SNR + 1: the 1 is added to the fraction. It belongs to the SNR below; mind the brackets.",
            |k| k.below = Below::OneOutside,
        )
        .edit(V, "Form::V => clamped / snr + 1.0,"),
        Mistake::new(
            "all_as_data",
            "the weight is min(SNR, γ) whatever is predicted. The noise and v have other squared errors for the same x̂₀, and it is divided by their ratio.",
            |k| k.below = Below::Data,
        ),
        Mistake::new("all_as_noise", "the weight is divided by the SNR whatever is predicted.", |k| k.below = Below::Noise),
        Mistake::new("all_as_v", "the weight is divided by SNR + 1 whatever is predicted.", |k| k.below = Below::V),
        Mistake::new(
            "noise_and_v_exchanged",
            "the noise has SNR + 1 below, and v the SNR. It is the other way round.",
            |k| k.below = Below::Exchanged,
        ),
        Mistake::new(
            "divided_by_roots",
            "the divisor is √SNR, or √(SNR + 1): the ratio of the errors. Losses are squares.",
            |k| k.below = Below::Roots,
        ),
    ]
}

fn of_the_bound() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new("max_for_min", "the larger of SNR and γ is taken. It is the smaller: no level counts more than γ.", |k| {
            k.above = Above::Larger;
        })
        .edit(CLAMPED, "let clamped = snr.max(gamma);"),
        Mistake::<Knobs>::new("no_clamp", "the SNR is not bounded by γ.", |k| k.above = Above::Unclamped)
            .edit(CLAMPED, "let clamped = snr + 0.0 * gamma;"),
        Mistake::<Knobs>::new("gamma_alone", "γ stands above, also where the SNR is smaller.", |k| k.above = Above::Gamma)
            .edit(CLAMPED, "let clamped = gamma;"),
        Mistake::new(
            "clamped_last",
            "the bound comes after the division: min(SNR/…, γ). What is bounded is the weight of the data's error, before it is divided.",
            |k| k.below = Below::ClampedLast,
        ),
        Mistake::<Knobs>::new("relative_to_gamma", "the weight is divided by γ as well, so that the largest is 1.", |k| {
            k.above = Above::Relative;
        })
        .edit(CLAMPED, "let clamped = snr.min(gamma) / gamma;"),
        Mistake::<Knobs>::new(
            "soft",
            "SNR γ/(SNR + γ) is taken for the smaller of both. That is the soft variant of it, which other models use.",
            |k| k.above = Above::Soft,
        )
        .edit(CLAMPED, "let clamped = snr * gamma / (snr + gamma);"),
        Mistake::<Knobs>::new(
            "truncated",
            "max(SNR, 1) is taken: the truncated SNR of Progressive Distillation, bounded from below. Min-SNR bounds from above, by γ.",
            |k| k.above = Above::Truncated,
        )
        .edit(CLAMPED, "let clamped = snr.max(1.0 + 0.0 * gamma);"),
    ]
}

fn of_the_ratio() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "root_of_the_snr",
            "the root of what is given is taken for the SNR, α/σ. `snr` is α²/σ² already.",
            |k| k.read = Read::Root,
        )
        .edit("snr.mapv(|snr| {", "snr.mapv(|snr| { let snr = snr.sqrt();"),
        Mistake::<Knobs>::new(
            "square_of_the_snr",
            "what is given is squared. `snr` is α²/σ² already.",
            |k| k.read = Read::Square,
        )
        .edit("snr.mapv(|snr| {", "snr.mapv(|snr| { let snr = snr * snr;"),
        Mistake::new(
            "noise_to_signal",
            "the ratio is taken upside down: σ²/α². An SNR is large where there is little noise.",
            |k| {
                k.read = Read::Inverse;
            },
        ),
        Mistake::new("upside_down", "the fraction is upside down: min(SNR, γ) stands below.", |k| {
            k.below = Below::Inverted
        }),
        Mistake::new(
            "normalised",
            "the weights are divided by their mean or their sum. A row's weight does not depend on the batch that it is in.",
            |k| k.normalised = true,
        ),
    ]
}

fn of_zero() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "zero_by_formula",
            "an SNR of 0 gives what the formula says: 0/0 for the noise, and 0 for the others. The weight is 1 there, in each form.",
            |k| k.zero = Zero::Formula,
        )
        .edit(ZERO, ""),
        Mistake::<Knobs>::new(
            "zero_has_no_weight",
            "an SNR of 0 has the weight 0, as where the divisor is kept above some small number. The weight is 1 there, in each form.",
            |k| k.zero = Zero::Nothing,
        )
        .edit(ZERO, "_ if snr == 0.0 => 0.0,"),
        Mistake::<Knobs>::new(
            "zero_for_noise_alone",
            "an SNR of 0 has the weight 1 if the noise is predicted, and 0 otherwise. These are the limits; the authors' code, and this exercise, say 1 in each form.",
            |k| k.zero = Zero::Limit,
        )
        .edit(ZERO, "Form::Noise if snr == 0.0 => 1.0,"),
        Mistake::<Knobs>::new("zero_has_gamma", "an SNR of 0 has the weight γ. It is 1 there, in each form.", |k| k.zero = Zero::Gamma)
            .edit(ZERO, "_ if snr == 0.0 => gamma,"),
        Mistake::<Knobs>::new(
            "tiny_counts_as_zero",
            "an SNR that is nearly 0 has the weight 1, as if it were 0. For the data and v the weight there is nearly 0, too; only at 0 itself it is 1.",
            |k| k.zero = Zero::Tiny,
        )
        .edit(ZERO, "_ if snr < 1e-6 => 1.0,"),
    ]
}

fn of_memory() -> Vec<Mistake<Knobs>> {
    vec![
        slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "memory_order",
            "the memory behind the view is read as if its first number lay first: to_owned().into_raw_vec_and_offset() gives it as it lies, and that of a view with \
             steps backwards begins with its last. Go through the view, or use to_vec().",
            |k| k.memory_order = true,
        ),
    ]
}
