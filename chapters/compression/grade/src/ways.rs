//! Mistakes that are made in several ways, for bent solutions that try these ways one after the other.

use judge::Style;

/// In which way mistakes are made that are made in several. Each way concerns all mistakes: few styles are soon compared.
#[derive(Clone, Copy, Default)]
pub(crate) struct Ways {
    /// The first is 0.
    pub(crate) number: usize,
    pub(crate) double: bool,
    /// Divides only by what is not 0.
    pub(crate) guarded: bool,
    /// Which of the inputs is read in memory order, if not all.
    pub(crate) only: Option<usize>,
}

impl Ways {
    fn new(number: usize) -> Ways {
        Ways { number, double: number == 1, guarded: number == 2, only: Some(number - 1) }
    }
}

/// Knobs with ways.
pub(crate) trait Several {
    /// Where they are kept.
    fn ways(&mut self) -> &mut Ways;
}

/// The styles of such knobs.
pub(crate) fn styles<K: Several>() -> Vec<Style<K>> {
    vec![
        Style {
            name: "computes in double precision, and the second way to make a mistake that has several",
            bend: |k: &mut K| *k.ways() = Ways::new(1),
        },
        Style {
            name: "divides only by what is not 0, and the third way",
            bend: |k| *k.ways() = Ways::new(2),
        },
        Style { name: "the fourth way", bend: |k| *k.ways() = Ways::new(3) },
        Style { name: "the fifth way", bend: |k| *k.ways() = Ways::new(4) },
    ]
}
