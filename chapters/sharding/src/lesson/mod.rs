//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod copies;
pub mod double_tree;
pub mod fewer;
pub mod halves;
pub mod held;
pub mod lab;
pub mod overlap;
pub mod parcels;
pub mod quorum;
pub mod review;
pub mod rings;
pub mod seldom;
pub mod simulator;
pub mod sixteen;
pub mod stages;
pub mod unsharded;
pub mod uplink;

use figures::{Figure, Play};

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![
        rings::play(),
        overlap::play(),
        held::play(),
        unsharded::play(),
        stages::play(),
        uplink::play(),
        fewer::play(),
        quorum::play(),
        simulator::play(),
    ]
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[
        rings::round,
        || rings::play().figure(),
        || overlap::timeline(crate::answers::BUCKETS),
        || overlap::play().figure(),
        copies::replicas,
        held::steps,
        || held::figure(crate::answers::CHECKPOINTING),
        || held::play().figure(),
        || sixteen::figure(crate::answers::MIXED_PRECISION),
        unsharded::layer_by_layer,
        unsharded::timelines,
        || unsharded::play().figure(),
        || stages::columns_and_rows(4096, 16384),
        stages::moments,
        || stages::play().figure(),
        || stages::figure(crate::answers::PIPELINE),
        parcels::steps,
        parcels::figure,
        || fewer::staircase(crate::answers::FOUR_BIT),
        fewer::round,
        || fewer::feedback(crate::answers::POWER_SGD),
        || fewer::play().figure(),
        || seldom::race(crate::answers::DILOCO),
        || seldom::bias(crate::answers::DILOCO),
        seldom::steps,
        || uplink::play().figure(),
        || quorum::steps(crate::answers::QUORUM),
        || quorum::figure(crate::answers::QUORUM),
        || quorum::play().figure(),
        || simulator::play().figure(),
    ];
    DRAWINGS
}
