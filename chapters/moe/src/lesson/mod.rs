//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

// >> mixtures
// << mixtures
// >> switch
pub mod levelling;
pub mod overflow;
pub mod queues;
// << switch
// >> bias
// << bias
// >> assignment
// << assignment
// >> gradients
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
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
        // << mixtures
        // >> switch
        || overflow::figure(crate::answers::SWITCH),
        || levelling::figure(crate::answers::SWITCH, crate::answers::balance_loss::balance_loss),
        // << switch
        // >> bias
        // << bias
        // >> assignment
        // << assignment
        // >> gradients
        // << gradients
        // >> dispatch
        // << dispatch
        // >> everywhere
        // << everywhere
    ];
    DRAWINGS
}
