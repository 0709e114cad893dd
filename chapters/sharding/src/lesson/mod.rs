//! The lessons of the chapter: small experiments, each with a function that computes its rows and one that draws them.
//!
//! What an experiment is about is an argument, so a figure can be redrawn with other answers. Everything random has a
//! fixed seed.

use figures::{Figure, Play};

/// The figures of the chapter, drawn with [`crate::answers`]. One whose answers panic, or give what cannot be drawn, is
/// left out.
pub fn figures() -> Vec<Figure> {
    figures::drawn(drawings())
}

/// The figures of the chapter that a reader plays with.
pub fn plays() -> Vec<Play> {
    vec![]
}

/// What draws the figures of the chapter, one by one.
pub fn drawings() -> &'static [fn() -> Figure] {
    const DRAWINGS: &[fn() -> Figure] = &[];
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
