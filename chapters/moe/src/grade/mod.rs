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

/// The mistakes of a softmax whose tokens are not shifted by their own largest logits.
fn unshifted<K>(no_max: fn(&mut K), from_zero: fn(&mut K), of_all: fn(&mut K)) -> [judge::Mistake<K>; 3] {
    [
        judge::Mistake::new(
            "no_max",
            "exp is taken of the logits themselves. Near 1000 it overflows, near −1000 all of it underflows to 0/0: subtract the \
             largest logit of the token first.",
            no_max,
        ),
        judge::Mistake::new(
            "max_from_zero",
            "the search for the largest logit starts at 0 (or at f32::MIN_POSITIVE, the smallest positive number). Logits near −1000 \
             are all smaller, and exp underflows to 0/0. Start at f32::NEG_INFINITY.",
            from_zero,
        ),
        judge::Mistake::new(
            "max_of_all",
            "the largest of all logits is subtracted, not the largest of each token. A token whose logits are much smaller than \
             another's underflows: its probabilities become 0/0.",
            of_all,
        ),
    ]
}
