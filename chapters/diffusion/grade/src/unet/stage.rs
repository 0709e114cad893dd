//! The blocks that an answer to `unet` is given: they mix channels and neighbours, see the time, and count their calls.

use std::cell::Cell;

use judge::{Precision, Random};
use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView3};
use serde::{Deserialize, Serialize};

/// A picture x becomes g(W x + B x' + E e + b) in each pixel, where x' is the pixel on its right, around the edge, e the embedding, and g the
/// identity or the hyperbolic tangent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Block {
    /// W; shape (channels out, channels in).
    weights: Array2<f32>,
    /// B; the same shape.
    beside: Array2<f32>,
    /// E; shape (channels out, width of the embedding).
    time: Array2<f32>,
    /// b; shape (channels out).
    bias: Array1<f32>,
    curved: bool,
}

impl Block {
    /// Random weights: channels that come in, channels that go out, the width of the embedding.
    pub(super) fn new(random: &mut Random, [from, to, width]: [usize; 3], curved: bool) -> Block {
        let deviation = 0.8 / (from as f64).sqrt();
        Block {
            weights: random.normals((to, from), deviation),
            beside: random.normals((to, from), 0.5 * deviation),
            time: random.normals((to, width), 0.5),
            bias: random.normals(to, 0.3),
            curved,
        }
    }

    /// How many channels come in.
    pub(super) fn takes(&self) -> usize {
        self.weights.ncols()
    }

    /// How many channels go out.
    pub(super) fn gives(&self) -> usize {
        self.weights.nrows()
    }

    /// What an answer's call gives, and one call more.
    ///
    /// # Panics
    /// If the picture or the embedding does not fit: the message is for whoever wrote the answer.
    pub(super) fn run(
        &self,
        x: ArrayView3<'_, f32>,
        embedding: ArrayView1<'_, f32>,
        calls: &Cell<usize>,
    ) -> Array3<f32> {
        calls.set(calls.get() + 1);
        let (takes, width) = (self.takes(), self.time.ncols());
        assert!(
            x.dim().0 == takes && embedding.len() == width,
            "this block takes {takes} channels and an embedding of {width} numbers, not {} channels and {} numbers",
            x.dim().0,
            embedding.len()
        );
        let (x, embedding) = (x.mapv(f64::from), embedding.mapv(f64::from));
        self.values(&x, &embedding).mapv(|x| x as f32)
    }

    /// The same for a reference: in double precision, or rounded as an answer's call would be.
    pub(super) fn real(&self, x: &Array3<f64>, embedding: &Array1<f64>, precision: Precision) -> Array3<f64> {
        let rounded = |x: f64| f64::from(x as f32);
        match precision {
            Precision::Double => self.values(x, embedding),
            Precision::Float => self.values(&x.mapv(rounded), embedding).mapv(rounded),
            Precision::Nudged => {
                let mut sign = -1.0;
                let nudged = x.mapv(|x| {
                    sign = -sign;
                    x * (1.0 + sign * f64::from(f32::EPSILON))
                });
                self.values(&nudged, embedding)
            }
        }
    }

    fn values(&self, x: &Array3<f64>, embedding: &Array1<f64>) -> Array3<f64> {
        let (channels, h, w) = x.dim();
        let constant = self.time.mapv(f64::from).dot(embedding) + self.bias.mapv(f64::from);
        Array3::from_shape_fn((self.gives(), h, w), |(to, i, j)| {
            let mut sum = constant[to];
            for from in 0..channels {
                sum += f64::from(self.weights[[to, from]]) * x[[from, i, j]];
                sum += f64::from(self.beside[[to, from]]) * x[[from, i, (j + 1) % w]];
            }
            if self.curved { sum.tanh() } else { sum }
        })
    }
}
