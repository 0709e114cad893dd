//! The answers of the chapter, in the order of the text.

use ::moe::Answers;

#[cfg(not(skip = "balance_loss"))]
pub mod balance_loss;
#[cfg(not(skip = "base"))]
pub mod base;
#[cfg(not(skip = "bias_update"))]
pub mod bias_update;
#[cfg(not(skip = "deepseek"))]
pub mod deepseek;
#[cfg(not(skip = "depths"))]
pub mod depths;
#[cfg(not(skip = "dispatch"))]
pub mod dispatch;
#[cfg(not(skip = "dselect_k"))]
pub mod dselect_k;
#[cfg(not(skip = "engram"))]
pub mod engram;
#[cfg(not(skip = "expert_choice"))]
pub mod expert_choice;
#[cfg(not(skip = "gshard"))]
pub mod gshard;
#[cfg(not(skip = "hash"))]
pub mod hash;
#[cfg(not(skip = "load"))]
pub mod load;
#[cfg(not(skip = "mhc"))]
pub mod mhc;
#[cfg(not(skip = "mixture"))]
pub mod mixture;
#[cfg(not(skip = "noisy_top_k"))]
pub mod noisy_top_k;
#[cfg(not(skip = "reinforce"))]
pub mod reinforce;
#[cfg(not(skip = "sinkhorn"))]
pub mod sinkhorn;
#[cfg(not(skip = "soft"))]
pub mod soft;
#[cfg(not(skip = "switch"))]
pub mod switch;
#[cfg(not(skip = "upcycle"))]
pub mod upcycle;
#[cfg(not(skip = "z_loss"))]
pub mod z_loss;

pub static ANSWERS: Answers = Answers {
    #[cfg(not(skip = "mixture"))]
    mixture: Some(::moe::Mixture {
        blended: mixture::blended,
        competitive: mixture::competitive,
        responsibilities: mixture::responsibilities,
        likelihood: mixture::likelihood,
    }),
    #[cfg(skip = "mixture")]
    mixture: None,

    #[cfg(not(skip = "noisy_top_k"))]
    noisy_top_k: Some(noisy_top_k::noisy_top_k),
    #[cfg(skip = "noisy_top_k")]
    noisy_top_k: None,

    #[cfg(not(skip = "load"))]
    load: Some(::moe::Load {
        cv_squared: load::cv_squared,
        importance_loss: load::importance_loss,
        chances: load::chances,
        load_loss: load::load_loss,
    }),
    #[cfg(skip = "load")]
    load: None,
    #[cfg(not(skip = "switch"))]
    switch: Some(::moe::Switch { capacity: switch::capacity, route: switch::route }),
    #[cfg(skip = "switch")]
    switch: None,

    #[cfg(not(skip = "balance_loss"))]
    balance_loss: Some(balance_loss::balance_loss),
    #[cfg(skip = "balance_loss")]
    balance_loss: None,

    #[cfg(not(skip = "z_loss"))]
    z_loss: Some(z_loss::z_loss),
    #[cfg(skip = "z_loss")]
    z_loss: None,

    #[cfg(not(skip = "gshard"))]
    gshard: Some(gshard::route),
    #[cfg(skip = "gshard")]
    gshard: None,
    #[cfg(not(skip = "deepseek"))]
    deepseek: Some(::moe::DeepSeek { route: deepseek::route, combine: deepseek::combine }),
    #[cfg(skip = "deepseek")]
    deepseek: None,

    #[cfg(not(skip = "bias_update"))]
    bias_update: Some(::moe::BiasUpdate {
        update: bias_update::bias_update,
        sequence_loss: bias_update::sequence_loss,
    }),
    #[cfg(skip = "bias_update")]
    bias_update: None,

    #[cfg(not(skip = "hash"))]
    hash: Some(::moe::Hash { balanced: hash::balanced, random: hash::random, bigram: hash::bigram }),
    #[cfg(skip = "hash")]
    hash: None,
    #[cfg(not(skip = "base"))]
    base: Some(::moe::Base { assign: base::assign, combine: base::combine }),
    #[cfg(skip = "base")]
    base: None,

    #[cfg(not(skip = "sinkhorn"))]
    sinkhorn: Some(::moe::Sinkhorn {
        plan: sinkhorn::plan,
        choose: sinkhorn::choose,
        route: sinkhorn::route,
    }),
    #[cfg(skip = "sinkhorn")]
    sinkhorn: None,

    #[cfg(not(skip = "expert_choice"))]
    expert_choice: Some(::moe::ExpertChoice {
        choose: expert_choice::choose,
        combine: expert_choice::combine,
    }),
    #[cfg(skip = "expert_choice")]
    expert_choice: None,
    #[cfg(not(skip = "reinforce"))]
    reinforce: Some(::moe::Reinforce {
        exact: reinforce::exact,
        sampled: reinforce::sampled,
        straight_through: reinforce::straight_through,
    }),
    #[cfg(skip = "reinforce")]
    reinforce: None,

    #[cfg(not(skip = "dselect_k"))]
    dselect_k: Some(::moe::DSelectK {
        smooth_step: dselect_k::smooth_step,
        selector: dselect_k::selector,
        gate: dselect_k::gate,
        penalty: dselect_k::penalty,
    }),
    #[cfg(skip = "dselect_k")]
    dselect_k: None,

    #[cfg(not(skip = "soft"))]
    soft: Some(::moe::Soft { logits: soft::logits, weights: soft::weights, soft: soft::soft }),
    #[cfg(skip = "soft")]
    soft: None,
    #[cfg(not(skip = "dispatch"))]
    dispatch: Some(::moe::Dispatch {
        permute: dispatch::permute,
        grouped: dispatch::grouped,
        unpermute: dispatch::unpermute,
    }),
    #[cfg(skip = "dispatch")]
    dispatch: None,
    #[cfg(not(skip = "depths"))]
    depths: Some(::moe::Depths { choose: depths::choose, depths: depths::depths }),
    #[cfg(skip = "depths")]
    depths: None,
    #[cfg(not(skip = "upcycle"))]
    upcycle: Some(::moe::Upcycle {
        experts: upcycle::experts,
        gates: upcycle::gates,
        forward: upcycle::forward,
    }),
    #[cfg(skip = "upcycle")]
    upcycle: None,
    #[cfg(not(skip = "mhc"))]
    mhc: Some(::moe::Mhc { project: mhc::project, coefficients: mhc::coefficients, step: mhc::step }),
    #[cfg(skip = "mhc")]
    mhc: None,
    #[cfg(not(skip = "engram"))]
    engram: Some(::moe::Engram {
        slots: engram::slots,
        look_up: engram::look_up,
        gate: engram::gate,
        short_conv: engram::short_conv,
    }),
    #[cfg(skip = "engram")]
    engram: None,
};
