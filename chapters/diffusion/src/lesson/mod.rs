//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod fd_queue;
pub mod fd_sets;
mod portable;

use figures::{Figure, Play};

use crate::answers::{FD_LOSS, FRECHET};

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![
        // noise
        // steps
        // targets
        // levels
        // straight
        // networks
        // scores
        fd_sets::play(),
        // lab
    ]
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[
        // noise
        // steps
        // targets
        // levels
        // straight
        // networks
        // scores
        || fd_sets::alike(FRECHET),
        || fd_sets::bias_by_size(FRECHET),
        || fd_queue::steps(FD_LOSS),
        // lab
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
