//! The typical mistakes of `q_sample`.

use judge::{Mistake, slips};

use super::knobs::{Factors, Knobs, Noise, Step};

const FACTORS: &str = "(left.sqrt() as f32, (1.0 - left).sqrt() as f32)";
const LEVEL: &str = "let left = abar[steps[i]];";
const ROW: &str = "alpha * &x0.row(i) + sigma * &noise.row(i)";

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    [of_factors(), of_sums(), of_steps(), of_views()].into_iter().flatten().collect()
}

fn of_factors() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "no_roots",
            "the factors are ᾱ and 1 − ᾱ. Those are shares of the variance; numbers are multiplied by their roots.",
            |k| k.factors = Factors::NoRoots,
        )
        .edit(FACTORS, "(left as f32, (1.0 - left) as f32)"),
        Mistake::new(
            "per_step",
            "the factors are those of the row's last step alone, √(1 − β) and √β, where β = 1 − ᾱₜ/ᾱₜ₋₁. From the clean row to step t it takes all steps: √ᾱₜ and √(1 − ᾱₜ).",
            |k| k.factors = Factors::PerStep,
        ),
        Mistake::<Knobs>::new(
            "root_on_signal_alone",
            "the noise is multiplied by 1 − ᾱ, without the root.",
            |k| k.factors = Factors::RootOnSignal,
        )
        .edit(FACTORS, "(left.sqrt() as f32, (1.0 - left) as f32)"),
        Mistake::<Knobs>::new(
            "root_on_noise_alone",
            "the clean row is multiplied by ᾱ, without the root.",
            |k| k.factors = Factors::RootOnNoise,
        )
        .edit(FACTORS, "(left as f32, (1.0 - left).sqrt() as f32)"),
        Mistake::new(
            "own_beta",
            "the noise is multiplied by √β of the row's last step. All steps have brought noise: √(1 − ᾱ).",
            |k| k.factors = Factors::OwnBeta,
        ),
        Mistake::<Knobs>::new(
            "swapped",
            "clean row and noise are exchanged, or their factors.",
            |k| k.factors = Factors::Swapped,
        )
        .edit(FACTORS, "((1.0 - left).sqrt() as f32, left.sqrt() as f32)"),
        Mistake::<Knobs>::new(
            "abar_taken_for_alpha",
            "ᾱ is taken for the factor α: ᾱ and √(1 − ᾱ²). ᾱ is α², so that the factors are √ᾱ and √(1 − ᾱ).",
            |k| k.factors = Factors::TakenForAlpha,
        )
        .edit(FACTORS, "(left as f32, (1.0 - left * left).sqrt() as f32)"),
    ]
}

fn of_sums() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "factors_add_up",
            "the factors are √ᾱ and 1 − √ᾱ, which add up to 1. Here it is their squares that do.",
            |k| k.factors = Factors::SumToOne,
        )
        .edit(FACTORS, "(left.sqrt() as f32, (1.0 - left.sqrt()) as f32)"),
        Mistake::<Knobs>::new(
            "not_shrunk",
            "the clean row is not multiplied by anything. Noise is only added in what is called variance exploding; here the signal shrinks by √ᾱ.",
            |k| k.factors = Factors::NotShrunk,
        )
        .edit(FACTORS, "(1.0, (1.0 - left).sqrt() as f32)"),
        Mistake::<Knobs>::new(
            "whole_noise",
            "the noise is added as it is. Its factor is √(1 − ᾱ).",
            |k| k.factors = Factors::WholeNoise,
        )
        .edit(FACTORS, "(left.sqrt() as f32, 1.0)"),
        Mistake::<Knobs>::new(
            "noise_subtracted",
            "the noise is subtracted. As a sample that is as good, but a network that is to predict this noise would learn its opposite.",
            |k| k.factors = Factors::Minus,
        )
        .edit(ROW, "alpha * &x0.row(i) - sigma * &noise.row(i)"),
        Mistake::<Knobs>::new("no_noise", "there is no noise: the clean row comes back, shrunk.", |k| {
            k.factors = Factors::NoNoise;
        })
        .edit(FACTORS, "(left.sqrt() as f32, 0.0)"),
        Mistake::new(
            "clamped",
            "the result is held between −1 and 1. Pixels may have such bounds; with noise they go beyond.",
            |k| k.clamped = true,
        ),
        Mistake::<Knobs>::new(
            "level_in_single_precision",
            "ᾱ or its root is rounded to f32 before 1 − ᾱ is taken. Where little is noise, that difference has few digits left, or none: subtract first, and round then.",
            |k| k.single = true,
        )
        .edit(FACTORS, "((left as f32).sqrt(), (1.0 - left as f32).sqrt())"),
    ]
}

fn of_steps() -> Vec<Mistake<Knobs>> {
    vec![
        Mistake::<Knobs>::new(
            "one_step_early",
            "each row has ᾱ of the step before its own. Steps count from 0, and ᾱ of step 0 has noise in it already.",
            |k| k.step = Step::Early,
        )
        .edit(LEVEL, "let left = if steps[i] == 0 { 1.0 } else { abar[steps[i] - 1] };"),
        Mistake::<Knobs>::new(
            "one_step_late",
            "each row has ᾱ of the step after its own. Steps count from 0.",
            |k| k.step = Step::Late,
        )
        .edit(LEVEL, "let left = abar[steps[i] + 1];"),
        Mistake::<Knobs>::new(
            "one_step_for_all",
            "all rows have one row's step, the first's or the last's. Every row has its own.",
            |k| k.step = Step::One,
        )
        .edit(LEVEL, "let left = abar[steps[0]];"),
        Mistake::new(
            "row_for_step",
            "row i has ᾱ of step i. Its step is steps[i].",
            |k| k.step = Step::Row,
        ),
        Mistake::new(
            "factors_along_columns",
            "the factors meet the columns: n numbers are multiplied onto rows, which fails, or is wrong silently where n and d agree or one of them is 1. Give them a second axis, as \
             insert_axis(Axis(1)) does, or go row by row.",
            |k| k.step = Step::Columns,
        ),
        Mistake::<Knobs>::new(
            "steps_backwards",
            "steps are counted from the last. Step 0 has the least noise.",
            |k| k.step = Step::Backwards,
        )
        .edit(LEVEL, "let left = abar[abar.len() - 1 - steps[i]];"),
        Mistake::<Knobs>::new(
            "cumulated_again",
            "the product is taken over ᾱ once more. ᾱ is that product already.",
            |k| k.step = Step::Again,
        )
        .edit(LEVEL, "let left = abar.iter().take(steps[i] + 1).product::<f64>();"),
        Mistake::<Knobs>::new(
            "taken_for_betas",
            "ᾱ is taken for β: the product of 1 − ᾱ up to the step is used for what is left.",
            |k| k.step = Step::ForBetas,
        )
        .edit(LEVEL, "let left = abar.iter().take(steps[i] + 1).map(|beta| 1.0 - beta).product::<f64>();"),
        Mistake::<Knobs>::new(
            "one_noise_for_all",
            "all rows have the first row's noise. Every row has its own.",
            |k| k.noise = Noise::FirstRow,
        )
        .edit(ROW, "alpha * &x0.row(i) + sigma * &noise.row(0)"),
        Mistake::<Knobs>::new(
            "one_number_of_noise",
            "a row has one number of noise for all its places. Every place has its own.",
            |k| k.noise = Noise::FirstNumber,
        )
        .edit(ROW, "alpha * &x0.row(i) + sigma * noise[[i, 0]]"),
    ]
}

fn of_views() -> Vec<Mistake<Knobs>> {
    vec![
        slips::assumes_contiguous(|k| k.contiguous = true),
        Mistake::new(
            "abar_as_slice",
            "as_slice() is None for a strided view of ᾱ, and unwrap panics. Index the view.",
            |k| k.slice = true,
        ),
        slips::memory_order(|k| k.memory_order = true),
        Mistake::new(
            "counts_in_memory_order",
            "rows are counted while Zip or mapv go through the numbers. They go as numbers lie in memory, which is column by column where views are transposed: use indexed_iter(), rows() or \
             Zip::indexed.",
            |k| k.counted = true,
        ),
    ]
}
