//! The chapter's exercises as the judge sees them.

// >> mixtures
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
mod engram;
mod mhc;
// << everywhere

use judge::{Exercise, Precision};

use crate::Answers;

/// The exercises of the chapter in the order of the text, with these answers.
pub fn exercises(answers: &'static Answers) -> Vec<Exercise> {
    vec![
        // >> mixtures
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
        mhc::plan(answers.mhc).exercise(),
        engram::plan(answers.engram).exercise(),
        // << everywhere
    ]
}

/// The kernels' name of a precision.
fn kernel_precision(precision: Precision) -> kernels::Precision {
    precision.pick(kernels::Precision::Double, kernels::Precision::Float, kernels::Precision::Nudged)
}
