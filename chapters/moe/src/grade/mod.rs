//! The chapter's exercises as the judge sees them.

mod balance_loss;
mod base;
mod bias_update;
mod deepseek;
mod depths;
mod dispatch;
mod dselect_k;
mod engram;
mod expert_choice;
mod gshard;
mod hash;
mod load;
mod mhc;
mod mixture;
mod noisy_top_k;
mod reinforce;
mod sinkhorn;
mod soft;
mod switch;
mod upcycle;
mod z_loss;

use judge::{Exercise, Precision};

use crate::Answers;

/// The exercises of the chapter in the order of the text, with these answers.
pub fn exercises(answers: &'static Answers) -> Vec<Exercise> {
    vec![
        mixture::plan(answers.mixture).exercise(),
        noisy_top_k::plan(answers.noisy_top_k).exercise(),
        load::plan(answers.load).exercise(),
        switch::plan(answers.switch).exercise(),
        balance_loss::plan(answers.balance_loss).exercise(),
        z_loss::plan(answers.z_loss).exercise(),
        gshard::plan(answers.gshard).exercise(),
        deepseek::plan(answers.deepseek).exercise(),
        bias_update::plan(answers.bias_update).exercise(),
        hash::plan(answers.hash).exercise(),
        base::plan(answers.base).exercise(),
        sinkhorn::plan(answers.sinkhorn).exercise(),
        expert_choice::plan(answers.expert_choice).exercise(),
        reinforce::plan(answers.reinforce).exercise(),
        dselect_k::plan(answers.dselect_k).exercise(),
        soft::plan(answers.soft).exercise(),
        dispatch::plan(answers.dispatch).exercise(),
        depths::plan(answers.depths).exercise(),
        upcycle::plan(answers.upcycle).exercise(),
        mhc::plan(answers.mhc).exercise(),
        engram::plan(answers.engram).exercise(),
    ]
}

/// The kernels' name of a precision.
fn kernel_precision(precision: Precision) -> kernels::Precision {
    precision.pick(kernels::Precision::Double, kernels::Precision::Float, kernels::Precision::Nudged)
}
