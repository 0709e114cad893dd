//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod active;
pub mod baselines;
pub mod chance;
pub mod closed;
pub mod compare;
pub mod dead_zone;
pub mod depths;
pub mod dispatch;
pub mod lab;
pub mod later;
pub mod learned;
pub mod levelling;
pub mod memory;
pub mod nodes;
pub mod nudge;
pub mod overflow;
pub mod pictures;
pub mod plays;
pub mod popular;
pub mod pull;
pub mod queues;
pub mod review;
pub mod sharpness;
pub mod slopes;
pub mod slots;
pub mod slowest;
pub mod specialise;
pub mod steps;
pub mod streams;
pub mod tables;
pub mod upcycle;
pub mod winners;

use figures::Figure;
pub use plays::plays;

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[
        || specialise::figure(crate::answers::MIXTURE),
        || winners::figure(crate::answers::noisy_top_k::noisy_top_k, crate::answers::LOAD),
        || active::play().figure(),
        || steps::places(crate::answers::SWITCH, queues::six_tokens().view(), 1.0),
        || overflow::figure(crate::answers::SWITCH),
        || overflow::play().figure(),
        || pictures::switch_layer(crate::answers::SWITCH, 64, 8, 1.25, 512),
        || levelling::figure(crate::answers::SWITCH, crate::answers::balance_loss::balance_loss),
        || pull::play().figure(),
        || pictures::limited(pictures::DEEPSEEK_V3.0, pictures::DEEPSEEK_V3.1),
        || nodes::figure(crate::answers::DEEPSEEK),
        || pictures::shared_and_routed(dispatch::DEEPSEEK_V3, pictures::DEEPSEEK_V3.1),
        || steps::nudges(crate::answers::DEEPSEEK, crate::answers::BIAS_UPDATE, 7),
        || nudge::figure(crate::answers::DEEPSEEK, crate::answers::BIAS_UPDATE),
        || nudge::play().figure(),
        || steps::auction(crate::answers::BASE),
        || popular::figure(crate::answers::BASE),
        || steps::rounds(crate::answers::SINKHORN, 3),
        || sharpness::play().figure(),
        || later::figure(crate::answers::EXPERT_CHOICE),
        || slopes::figure(crate::answers::REINFORCE, crate::answers::DSELECT_K),
        || baselines::figure(crate::answers::REINFORCE),
        || dead_zone::figure(crate::answers::DSELECT_K),
        || dead_zone::play().figure(),
        || pictures::soft(10, 3, 2, 8),
        || dispatch::figure(dispatch::DEEPSEEK_V3),
        || steps::rows(crate::answers::DISPATCH),
        || pictures::permuted(&dispatch::small()),
        || slowest::play().figure(),
        || depths::play().figure(),
        || pictures::block_that_chooses(16, 2, 8),
        || pictures::streams(4, 4096, 20),
        || streams::figure(crate::answers::MHC),
        || streams::play().figure(),
        || memory::figure(crate::answers::ENGRAM),
        || memory::play().figure(),
        compare::figure,
    ];
    DRAWINGS
}
