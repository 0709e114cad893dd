//! What the page `fast/share` shows.

pub mod line;
pub mod road;
pub mod work;

use figures::{Figure, Play};

/// What draws its figures.
pub(super) const DRAWINGS: &[fn() -> Figure] =
    &[line::steps, || work::play().figure(), || road::schematic(crate::answers::FUSED)];

/// Its figures to play with.
pub(super) fn plays() -> Vec<Play> {
    vec![work::play()]
}
