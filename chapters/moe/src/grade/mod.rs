//! The chapter's exercises as the judge sees them.

// >> mixtures
mod load;
mod mixture;
mod noisy_top_k;
// << mixtures
// >> switch
mod balance_loss;
mod gshard;
mod switch;
mod z_loss;
// << switch
// >> bias
mod bias_update;
mod deepseek;
mod hash;
// << bias
// >> assignment
mod base;
mod expert_choice;
mod sinkhorn;
// << assignment
// >> gradients
mod dselect_k;
mod reinforce;
mod soft;
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
        switch::plan(answers.switch).exercise(),
        balance_loss::plan(answers.balance_loss).exercise(),
        z_loss::plan(answers.z_loss).exercise(),
        gshard::plan(answers.gshard).exercise(),
        // << switch
        // >> bias
        deepseek::plan(answers.deepseek).exercise(),
        bias_update::plan(answers.bias_update).exercise(),
        hash::plan(answers.hash).exercise(),
        // << bias
        // >> assignment
        base::plan(answers.base).exercise(),
        sinkhorn::plan(answers.sinkhorn).exercise(),
        expert_choice::plan(answers.expert_choice).exercise(),
        // << assignment
        // >> gradients
        reinforce::plan(answers.reinforce).exercise(),
        dselect_k::plan(answers.dselect_k).exercise(),
        soft::plan(answers.soft).exercise(),
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
