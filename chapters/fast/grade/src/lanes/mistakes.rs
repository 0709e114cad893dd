//! The typical mistakes of `lanes`: the solution with knobs, of which each mistake turns one.

use judge::Mistake;
use ndarray::{Array2, ArrayView2};

/// The knobs of the bent solution.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Knobs {}

pub(super) fn mistakes() -> Vec<Mistake<Knobs>> {
    vec![]
}

impl Knobs {
    pub(super) fn bent(self, input: ArrayView2<'_, f32>) -> Array2<f32> {
        fast::solution::lanes::lanes(input)
    }
}
