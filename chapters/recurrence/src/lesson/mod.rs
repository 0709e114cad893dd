//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod chunks;
pub mod edited;
pub mod edits;
pub mod gates;
pub mod grouping;
pub mod hybrids;
pub mod lab;
pub mod latch;
pub mod layers;
pub mod mamba;
pub mod memory;
pub mod pairs;
mod portable;
pub mod recall;
pub mod registers;
pub mod remembered;
pub mod review;
pub mod shots;
pub mod side;
pub mod six;
pub mod speed;
pub mod steps;
pub mod vanish;
pub mod waves;

use figures::{Figure, Play};

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![steps::play(), hybrids::play()]
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[
        || vanish::figure(crate::answers::RNN),
        || gates::figure(crate::answers::RNN, crate::answers::LSTM),
        gates::lstm_step,
        gates::gru_step,
        || memory::steps(crate::answers::LINEAR_ATTENTION),
        || recall::figure(crate::answers::LINEAR_ATTENTION, crate::answers::GLA),
        || recall::fading(crate::answers::GLA),
        || memory::chunk(64, 128, 256),
        || remembered::figure(crate::answers::HIPPO),
        || remembered::lost_figure(crate::answers::HIPPO),
        || steps::play().figure(),
        || waves::figure(crate::answers::S4D),
        || grouping::tree(crate::answers::LRU.combine),
        || latch::figure(crate::answers::selective_scan::selective_scan),
        || mamba::block(1024, 2048, 16, 4, 64),
        || edited::figure(crate::answers::DELTA),
        || registers::figure(crate::answers::GLA, crate::answers::DELTA, crate::answers::GATED_DELTA),
        layers::kda_layer,
        layers::stack,
        chunks::figure,
        chunks::lengths,
        || edits::steps(crate::answers::KDA_CHUNK),
        || hybrids::figure(crate::answers::STATE_BYTES),
        || hybrids::play().figure(),
    ];
    DRAWINGS
}
