//! What stands inside the block that an answer to `adaln_zero` writes: rows that hear of the next row, and calls that are counted.

use std::cell::RefCell;

use judge::{Precision, Random};
use ndarray::{Array1, Array2, ArrayView2};
use serde::{Deserialize, Serialize};

/// Row t becomes g(W (x_t + between · x_{t+1}) + b), where the last row is followed by the first, and g is the identity or the hyperbolic
/// tangent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Inner {
    /// W; shape (d, d).
    weights: Array2<f32>,
    /// b; shape (d).
    bias: Array1<f32>,
    between: f32,
    curved: bool,
}

impl Inner {
    pub(super) fn new(random: &mut Random, d: usize, curved: bool) -> Inner {
        Inner {
            weights: random.normals((d, d), 1.0 / (d as f64).sqrt()),
            bias: random.normals(d, 0.4),
            between: random.uniform(0.4..0.9) as f32,
            curved,
        }
    }

    /// What an answer's call gives; the rows that were asked for are noted.
    ///
    /// # Panics
    /// If the tokens do not fit: the message is for whoever wrote the answer.
    pub(super) fn run(&self, x: ArrayView2<'_, f32>, seen: &RefCell<Vec<usize>>) -> Array2<f32> {
        seen.borrow_mut().push(x.nrows());
        let d = self.bias.len();
        assert!(x.ncols() == d, "this layer takes tokens of {d} numbers, not of {}", x.ncols());
        self.values(&x.mapv(f64::from)).mapv(|x| x as f32)
    }

    /// The same for a reference: in double precision, or rounded as an answer's call would be.
    pub(super) fn real(&self, x: &Array2<f64>, precision: Precision) -> Array2<f64> {
        let rounded = |x: f64| f64::from(x as f32);
        match precision {
            Precision::Double => self.values(x),
            Precision::Float => self.values(&x.mapv(rounded)).mapv(rounded),
            Precision::Nudged => {
                let mut sign = -1.0;
                let nudged = x.mapv(|x| {
                    sign = -sign;
                    x * (1.0 + sign * f64::from(f32::EPSILON))
                });
                self.values(&nudged)
            }
        }
    }

    fn values(&self, x: &Array2<f64>) -> Array2<f64> {
        let n = x.nrows();
        let mixed = Array2::from_shape_fn(x.dim(), |(t, c)| {
            x[[t, c]] + f64::from(self.between) * x[[(t + 1) % n, c]]
        });
        let sum = mixed.dot(&self.weights.mapv(f64::from).t()) + self.bias.mapv(f64::from);
        if self.curved { sum.mapv(f64::tanh) } else { sum }
    }
}
