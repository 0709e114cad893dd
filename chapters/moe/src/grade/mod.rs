//! The chapter's exercises as the judge sees them.

// >> mixtures
mod load;
mod mixture;
mod noisy_top_k;
// << mixtures
// >> switch
// << switch
// >> bias
// << bias
// >> assignment
// << assignment
// >> gradients
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
// << everywhere

use judge::{Exercise, Precision};

use crate::Answers;

/// The exercises of the chapter in the order of the text, with these answers.
pub fn exercises(answers: &'static Answers) -> Vec<Exercise> {
    vec![
        // >> mixtures
        mixture::plan(answers.mixture).exercise(),
        noisy_top_k::plan(answers.noisy_top_k).exercise(),
        load::plan(answers.load).exercise(),
        // << mixtures
        // >> switch
        // << switch
        // >> bias
        // << bias
        // >> assignment
        // << assignment
        // >> gradients
        // << gradients
        // >> dispatch
        // << dispatch
        // >> everywhere
        // << everywhere
    ]
}

/// The kernels' name of a precision.
fn kernel_precision(precision: Precision) -> kernels::Precision {
    precision.pick(kernels::Precision::Double, kernels::Precision::Float, kernels::Precision::Nudged)
}
