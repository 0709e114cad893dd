//! A number in double precision for each step, in a layout.

use judge::Layout;
use ndarray::{Array1, ArrayView1, s};
use serde::{Deserialize, Serialize};

/// β or ᾱ of each step. A layout is contiguous, strided or reversed: of one axis there is no other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Levels {
    pub(crate) values: Array1<f64>,
    pub(crate) layout: Layout,
}

impl From<Array1<f64>> for Levels {
    fn from(values: Array1<f64>) -> Levels {
        Levels { values, layout: Layout::Contiguous }
    }
}

impl Levels {
    /// Lends them as an answer sees them.
    pub(crate) fn lent<R>(&self, to: impl FnOnce(ArrayView1<'_, f64>) -> R) -> R {
        match self.layout {
            Layout::Strided => {
                let mut storage = Array1::from_elem(2 * self.values.len(), f64::NAN);
                storage.slice_mut(s![..;2]).assign(&self.values);
                to(storage.slice(s![..;2]))
            }
            Layout::Reversed => {
                let storage: Array1<f64> = self.values.iter().rev().copied().collect();
                to(storage.slice(s![..;-1]))
            }
            Layout::Contiguous | Layout::Transposed => to(self.values.view()),
        }
    }
}

/// ᾱ of a schedule of T steps whose β go evenly from 10⁻⁴ to what leaves about `left` at the end.
pub(crate) fn falling(steps: usize, left: f64) -> Array1<f64> {
    let mean = 1.0 - left.powf(1.0 / steps as f64);
    let last = (2.0 * mean - 1e-4).clamp(2e-4, 0.999);
    let mut kept = 1.0;
    Array1::linspace(1e-4, last, steps).mapv(|beta| {
        kept *= 1.0 - beta;
        kept
    })
}
