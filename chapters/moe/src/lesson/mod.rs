//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

// >> mixtures
pub mod specialise;
pub mod winners;
// << mixtures
// >> switch
pub mod levelling;
pub mod overflow;
pub mod queues;
// << switch
// >> bias
pub mod closed;
pub mod nodes;
pub mod nudge;
pub mod pull;
pub mod tables;
// << bias
// >> assignment
pub mod later;
pub mod popular;
pub mod sharpness;
// << assignment
// >> gradients
pub mod baselines;
pub mod dead_zone;
pub mod learned;
pub mod slopes;
pub mod slots;
// << gradients
// >> dispatch
pub mod depths;
pub mod dispatch;
pub mod upcycle;
// << dispatch
// >> everywhere
pub mod compare;
pub mod memory;
pub mod review;
pub mod streams;
// << everywhere
pub mod lab;

use figures::Figure;

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[
        // >> mixtures
        || specialise::figure(crate::answers::MIXTURE),
        || winners::figure(crate::answers::noisy_top_k::noisy_top_k, crate::answers::LOAD),
        // << mixtures
        // >> switch
        || overflow::figure(crate::answers::SWITCH),
        || levelling::figure(crate::answers::SWITCH, crate::answers::balance_loss::balance_loss),
        // << switch
        // >> bias
        || nodes::figure(crate::answers::DEEPSEEK),
        || nudge::figure(crate::answers::DEEPSEEK, crate::answers::BIAS_UPDATE),
        // << bias
        // >> assignment
        || popular::figure(crate::answers::BASE),
        || sharpness::figure(crate::answers::SINKHORN),
        || later::figure(crate::answers::EXPERT_CHOICE),
        // << assignment
        // >> gradients
        || slopes::figure(crate::answers::REINFORCE, crate::answers::DSELECT_K),
        || baselines::figure(crate::answers::REINFORCE),
        || dead_zone::figure(crate::answers::DSELECT_K),
        // << gradients
        // >> dispatch
        || dispatch::figure(dispatch::DEEPSEEK_V3),
        depths::figure,
        // << dispatch
        // >> everywhere
        || streams::figure(crate::answers::MHC),
        || memory::figure(crate::answers::ENGRAM),
        compare::figure,
        // << everywhere
    ];
    DRAWINGS
}
