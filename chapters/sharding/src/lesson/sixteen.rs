//! Training in 16 bits: steps that are lost, and a scale that finds its size.

use figures::{Axis, Chart, Figure, Series, text};

use crate::{Format, Mixed, MixedPrecision, Recipe};

/// Weights of 1 in bf16, a scale of 1, and steps of a thousandth.
pub const RECIPE: Recipe =
    Recipe { format: Format::Bf16, rate: 0.001, max_norm: 1e4, growth: 2.0, backoff: 0.5, interval: 2000 };

/// One weight, 1.0.
pub fn one() -> Mixed {
    Mixed { master: vec![1.0], working: vec![1.0], scale: 1.0, good: 0 }
}

/// The master weight and the working weight after each of some steps upwards.
pub fn steps(answer: MixedPrecision, count: usize) -> Vec<[f32; 2]> {
    let mut state = one();
    let step = |_| {
        state = answer(&state, &[vec![-1.0]], RECIPE);
        [state.master[0], state.working[0]]
    };
    (0..count).map(step).collect()
}

/// The same where bf16 is all there is.
pub fn narrow(count: usize) -> Vec<f32> {
    let mut weight = 1.0;
    let step = |_| {
        weight = RECIPE.format.round(weight + RECIPE.rate);
        weight
    };
    (0..count).map(step).collect()
}

/// Forty steps of a thousandth, with master weights and without.
pub fn figure(answer: MixedPrecision) -> Figure {
    let count = 40;
    let both = steps(answer, count);
    let line = |values: Vec<f32>| -> Vec<(f64, f64)> {
        let start = std::iter::once((0.0, 1.0));
        start.chain(values.into_iter().enumerate().map(|(at, y)| ((at + 1) as f64, f64::from(y)))).collect()
    };
    let master = line(both.iter().map(|pair| pair[0]).collect());
    let working = line(both.iter().map(|pair| pair[1]).collect());
    let alone = line(narrow(count));
    let end = |line: &[(f64, f64)]| text(line[line.len() - 1].1, 4);
    let description = format!(
        "A weight of 1 that takes {count} steps of 0.001. The master weight ends at {}, the working weight, in steps of 1/128, at {}. In bf16 alone it ends at {}.",
        end(&master),
        end(&working),
        end(&alone)
    );
    Chart::new(
        "Steps too small for bf16 are lost without a master weight; with one the working weight follows",
        &description,
    )
    .x(Axis::linear("steps"))
    .y(Axis::linear("weight"))
    .line(Series::new("master", master))
    .line(Series::new("working", working))
    .line(Series::new("bf16 alone", alone))
    .save()
}

/// The scale, step by step, where the gradients of a loss are as large as that, and whether the step was skipped.
pub fn scales(answer: MixedPrecision, gradients: &[f32], interval: u32) -> Vec<(f32, bool)> {
    let recipe = Recipe { format: Format::F16, interval, ..RECIPE };
    let mut state = Mixed { scale: 65536.0, ..one() };
    let step = |&gradient: &f32| {
        let scaled = recipe.format.round(gradient * state.scale);
        let before = state.scale;
        state = answer(&state, &[vec![scaled]], recipe);
        (before, !scaled.is_finite())
    };
    gradients.iter().map(step).collect()
}
