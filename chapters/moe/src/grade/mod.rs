//! The chapter's exercises as the judge sees them.

// >> mixtures
// << mixtures
// >> switch
// << switch
// >> bias
// << bias
// >> assignment
mod base;
mod expert_choice;
mod sinkhorn;
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
        // << mixtures
        // >> switch
        // << switch
        // >> bias
        // << bias
        // >> assignment
        base::plan(answers.base).exercise(),
        sinkhorn::plan(answers.sinkhorn).exercise(),
        expert_choice::plan(answers.expert_choice).exercise(),
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
