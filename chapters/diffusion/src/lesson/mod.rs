//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

pub mod levels_grid;
pub mod levels_paths;
pub mod levels_step;
mod portable;

use figures::{Figure, Play};

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
        levels_grid::play(),
        // straight
        // networks
        // scores
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
        || levels_grid::scales(crate::answers::EDM),
        || levels_grid::play().figure(),
        || levels_step::steps(crate::answers::HEUN),
        || {
            let (euler, heun) = (crate::answers::HEUN.euler, crate::answers::HEUN.heun);
            levels_paths::figure(crate::answers::EDM, euler, heun, crate::answers::DPM_SOLVER)
        },
        // straight
        // networks
        // scores
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
