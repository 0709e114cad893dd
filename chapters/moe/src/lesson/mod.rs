//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod baselines;
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
pub mod popular;
pub mod pull;
pub mod queues;
pub mod review;
pub mod sharpness;
pub mod slopes;
pub mod slots;
pub mod specialise;
pub mod streams;
pub mod tables;
pub mod upcycle;
pub mod winners;

use figures::Figure;

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
        || overflow::figure(crate::answers::SWITCH),
        || levelling::figure(crate::answers::SWITCH, crate::answers::balance_loss::balance_loss),
        || nodes::figure(crate::answers::DEEPSEEK),
        || nudge::figure(crate::answers::DEEPSEEK, crate::answers::BIAS_UPDATE),
        || popular::figure(crate::answers::BASE),
        || sharpness::figure(crate::answers::SINKHORN),
        || later::figure(crate::answers::EXPERT_CHOICE),
        || slopes::figure(crate::answers::REINFORCE, crate::answers::DSELECT_K),
        || baselines::figure(crate::answers::REINFORCE),
        || dead_zone::figure(crate::answers::DSELECT_K),
        || dispatch::figure(dispatch::DEEPSEEK_V3),
        depths::figure,
        || streams::figure(crate::answers::MHC),
        || memory::figure(crate::answers::ENGRAM),
        compare::figure,
    ];
    DRAWINGS
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_figure_has_a_title_of_its_own() {
        let figures = super::figures();
        assert_eq!(figures::shared_titles(&figures), [""; 0]);
    }
}
