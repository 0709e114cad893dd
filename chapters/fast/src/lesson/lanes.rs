//! What the page `fast/lanes` shows.

use figures::{Figure, Play};

/// What draws its figures.
pub(super) const DRAWINGS: &[fn() -> Figure] = &[];

/// Its figures to play with.
pub(super) fn plays() -> Vec<Play> {
    vec![]
}
