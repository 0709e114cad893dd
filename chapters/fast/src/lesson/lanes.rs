//! What the page `fast/lanes` shows.

pub mod bits;
pub mod powers;
pub mod sums;

use figures::{Figure, Play};

/// What draws its figures.
pub(super) const DRAWINGS: &[fn() -> Figure] = &[
    || sums::figure(crate::answers::LANES),
    || bits::steps(crate::answers::EXP),
    || powers::play().figure(),
];

/// Its figures to play with.
pub(super) fn plays() -> Vec<Play> {
    vec![powers::play()]
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_figures_are_finished() {
        for draw in super::DRAWINGS {
            let figure = draw();
            println!("{}\n{}\n", figure.title(), figure.description());
            assert_eq!(figure.overlapping_labels(), [], "{}", figure.title());
        }
    }
}
