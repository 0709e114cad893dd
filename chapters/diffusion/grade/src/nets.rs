//! Networks that answers are given: small enough to check by hand, linear or curved, and counted.

use std::cell::RefCell;

use judge::{Precision, Random};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use serde::{Deserialize, Serialize};

/// Row x with level s becomes `scale` · g(W x + b + v · squashed(s)), where g is the identity or the hyperbolic tangent. Rows are
/// independent of each other.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Net {
    /// W; shape (d, d).
    pub(crate) weights: Array2<f32>,
    /// b; shape (d).
    pub(crate) bias: Array1<f32>,
    /// v; shape (d).
    pub(crate) level: Array1<f32>,
    /// What the result is multiplied by.
    pub(crate) scale: f32,
    /// Whether g is the hyperbolic tangent.
    pub(crate) curved: bool,
}

// Each exercise uses what it needs.
#[allow(dead_code)]
impl Net {
    /// Random weights for rows of d numbers. A level counts as ln(1 + level), so that a step of 999 and a deviation of 0.002 both
    /// make a difference.
    pub(crate) fn new(random: &mut Random, d: usize, curved: bool) -> Net {
        Net {
            weights: random.normals((d, d), 0.5 / (d as f64).sqrt()),
            bias: Array1::from_shape_simple_fn(d, || random.uniform(-0.5..0.5) as f32),
            level: Array1::from_shape_simple_fn(d, || {
                (random.uniform(0.1..0.4) * if random.uniform(0.0..1.0) < 0.5 { -1.0 } else { 1.0 }) as f32
            }),
            scale: random.uniform(0.8..1.3) as f32,
            curved,
        }
    }

    /// The width of a row.
    pub(crate) fn width(&self) -> usize {
        self.bias.len()
    }

    /// What an answer's call gives.
    ///
    /// # Panics
    /// If the batch does not fit: the message is for whoever wrote the answer.
    pub(crate) fn run(&self, x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>) -> Array2<f32> {
        self.check(x.dim(), levels.len());
        let exact = self.values(x.mapv(f64::from).view(), levels.mapv(f64::from).view());
        exact.mapv(|x| x as f32)
    }

    /// The same for a reference: in double precision, or rounded as an answer's call would be.
    pub(crate) fn real(
        &self,
        x: ArrayView2<'_, f64>,
        levels: ArrayView1<'_, f64>,
        precision: Precision,
    ) -> Array2<f64> {
        let rounded = |x: f64| f64::from(x as f32);
        match precision {
            Precision::Double => self.values(x, levels),
            Precision::Float => {
                self.values(x.mapv(rounded).view(), levels.mapv(rounded).view()).mapv(rounded)
            }
            // Inputs moved by a unit in the last place, to both sides in turn.
            Precision::Nudged => {
                let mut sign = -1.0;
                let nudged = x.mapv(|x| {
                    sign = -sign;
                    x * (1.0 + sign * f64::from(f32::EPSILON))
                });
                self.values(nudged.view(), levels)
            }
        }
    }

    fn check(&self, (rows, columns): (usize, usize), levels: usize) {
        assert!(
            rows == levels && columns == self.width(),
            "the network takes n rows of {} numbers and n levels, not {rows} rows of {columns} and {levels} levels",
            self.width()
        );
    }

    fn values(&self, x: ArrayView2<'_, f64>, levels: ArrayView1<'_, f64>) -> Array2<f64> {
        let squashed = levels.mapv(|level| (1.0 + level.max(0.0)).ln()).insert_axis(Axis(1));
        let level = self.level.mapv(f64::from).insert_axis(Axis(0));
        let sum = x.dot(&self.weights.mapv(f64::from).t()) + self.bias.mapv(f64::from) + squashed.dot(&level);
        let out = if self.curved { sum.mapv(f64::tanh) } else { sum };
        out * f64::from(self.scale)
    }
}

/// A network whose calls are noted. Lend it to an answer as `&|x, levels| counted.run(x, levels)`.
pub(crate) struct Counted<'a> {
    net: &'a Net,
    seen: RefCell<Vec<f32>>,
}

#[allow(dead_code)]
impl<'a> Counted<'a> {
    pub(crate) fn new(net: &'a Net) -> Counted<'a> {
        Counted { net, seen: RefCell::new(Vec::new()) }
    }

    pub(crate) fn run(&self, x: ArrayView2<'_, f32>, levels: ArrayView1<'_, f32>) -> Array2<f32> {
        self.seen.borrow_mut().extend(levels);
        self.net.run(x, levels)
    }

    /// How many rows were asked for, over all calls: whoever asks row by row is as good as who asks for a batch.
    pub(crate) fn rows(&self) -> usize {
        self.seen.borrow().len()
    }

    /// The levels that were asked for, row by row.
    pub(crate) fn levels(&self) -> Vec<f32> {
        self.seen.borrow().clone()
    }
}
