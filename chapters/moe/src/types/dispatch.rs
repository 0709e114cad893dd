//! Dispatch, mixture of depths, upcycling.

use std::cell::RefCell;
use std::ops::Range;

use ndarray::{Array2, ArrayView1, ArrayView2, ArrayView3, s};

/// A matrix that is lent.
type View<'a> = ArrayView2<'a, f32>;

// ANCHOR: permuted
/// Tokens in the order of their experts. A *pair* is a token with one of its choices: with k choices a token, pair
/// `t * k + j` is choice j of token t.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Permuted {
    /// A token's row for each pair, in the order of `order`: (pairs, width).
    pub rows: Array2<f32>,
    /// The pairs by expert, those of one expert in rising order.
    pub order: Vec<usize>,
    /// Expert e has the places `offsets[e]..offsets[e + 1]` of `order`: one more entry than there are experts.
    pub offsets: Vec<usize>,
}
// ANCHOR_END: permuted

/// The three steps of a sparse layer.
#[derive(Clone, Copy)]
pub struct Dispatch {
    /// Tokens (T, d), the experts that each has chosen (T, k), and the number of experts, to rows in the order of experts.
    pub permute: fn(View<'_>, ArrayView2<'_, usize>, usize) -> Permuted,
    /// Permuted rows (T · k, d), offsets and one matrix for each expert (E, d, h) to outputs (T · k, h).
    pub grouped: fn(&DeviceRows<'_>, &[usize], ArrayView3<'_, f32>) -> Array2<f32>,
    /// Outputs (T · k, h), the order of the pairs and the gates (T, k) to one output a token (T, h).
    pub unpermute: fn(View<'_>, &[usize], View<'_>) -> Array2<f32>,
}

/// A product that was asked of [`DeviceRows`]: rows, and the matrix.
pub type Product = (Range<usize>, Array2<f32>);

/// Rows in the memory of a device. They cannot be looked at here: the device multiplies some of them by a matrix, and
/// keeps a list of what it was asked.
///
/// It stands for a GPU, and [`DeviceRows::times`] for the launch of a matrix product on it.
pub struct DeviceRows<'a> {
    values: ArrayView2<'a, f32>,
    asked: RefCell<Vec<Product>>,
}

impl<'a> DeviceRows<'a> {
    /// `values` (rows, width) on the device.
    pub fn new(values: ArrayView2<'a, f32>) -> DeviceRows<'a> {
        DeviceRows { values, asked: RefCell::default() }
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.values.nrows()
    }

    /// How many numbers a row has.
    pub fn width(&self) -> usize {
        self.values.ncols()
    }

    /// These rows times a matrix (width, columns): (`rows.len()`, columns). No rows are fine too.
    ///
    /// # Panics
    /// If there are not so many rows, or the matrix has not as many rows as they have numbers.
    pub fn times(&self, rows: Range<usize>, matrix: ArrayView2<'_, f32>) -> Array2<f32> {
        assert!(rows.start <= rows.end, "times({rows:?}): the rows end before they begin");
        assert!(rows.end <= self.count(), "times({rows:?}): there are {} rows", self.count());
        assert_eq!(
            matrix.nrows(),
            self.width(),
            "rows of {} numbers, matrix {:?}",
            self.width(),
            matrix.dim()
        );
        self.asked.borrow_mut().push((rows.clone(), matrix.to_owned()));
        self.values.slice(s![rows, ..]).dot(&matrix)
    }

    /// The products that it was asked for, in order; those of no rows left out.
    pub fn asked(&self) -> Vec<Product> {
        self.asked.borrow().iter().filter(|(rows, _)| !rows.is_empty()).cloned().collect()
    }

    /// How many multiplications these products took.
    pub fn multiplications(&self) -> usize {
        self.asked().iter().map(|(rows, matrix)| rows.len() * matrix.len()).sum()
    }
}

/// The two functions of mixture of depths.
#[derive(Clone, Copy)]
pub struct Depths {
    /// Scores (T) and a capacity to the positions that are computed, in rising order.
    pub choose: fn(ArrayView1<'_, f32>, usize) -> Vec<usize>,
    /// Tokens (T, d), scores (T), a capacity and a block to tokens (T, d).
    pub depths: fn(View<'_>, ArrayView1<'_, f32>, usize, &Block<'_>) -> Array2<f32>,
}

/// A block of a network without its residual connection: the rows of the tokens that it computes to as many rows.
pub type Block<'a> = dyn Fn(ArrayView2<'_, f32>) -> Array2<f32> + 'a;

// ANCHOR: mlp
/// A feed-forward layer with the activation SiLU, x · σ(x), and without biases.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mlp {
    /// Shape (d, hidden).
    pub up: Array2<f32>,
    /// Shape (hidden, d).
    pub down: Array2<f32>,
}

impl Mlp {
    /// silu(`tokens` · up) · down: (T, d) to (T, d).
    pub fn apply(&self, tokens: ArrayView2<'_, f32>) -> Array2<f32> {
        let hidden = tokens.dot(&self.up);
        hidden.mapv(|x| x / (1.0 + (-x).exp())).dot(&self.down)
    }
}
// ANCHOR_END: mlp

/// The three functions of upcycling.
#[derive(Clone, Copy)]
pub struct Upcycle {
    /// A dense layer and a number to as many experts.
    pub experts: fn(&Mlp, usize) -> Vec<Mlp>,
    /// Router logits (T, E) and k to gates (T, E), zero for experts that are not chosen.
    pub gates: fn(View<'_>, usize) -> Array2<f32>,
    /// Tokens (T, d), gates (T, E) and experts to outputs (T, d).
    pub forward: fn(View<'_>, View<'_>, &[Mlp]) -> Array2<f32>,
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn products_are_listed_and_counted() {
        let values = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
        let rows = DeviceRows::new(values.view());
        let matrix = array![[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]];
        assert_eq!(rows.times(1..3, matrix.view()), array![[3.0, 4.0, 7.0], [5.0, 6.0, 11.0]]);
        assert_eq!(rows.times(2..2, matrix.view()).dim(), (0, 3));
        assert_eq!(rows.asked(), [(1..3, matrix)]);
        assert_eq!(rows.multiplications(), 12);
    }

    #[test]
    #[should_panic(expected = "times(2..4): there are 3 rows")]
    fn there_is_nothing_after_the_last_row() {
        DeviceRows::new(Array2::zeros((3, 2)).view()).times(2..4, Array2::zeros((2, 2)).view());
    }

    #[test]
    #[should_panic(expected = "rows of 2 numbers, matrix (3, 2)")]
    fn the_matrix_must_fit() {
        DeviceRows::new(Array2::zeros((3, 2)).view()).times(0..1, Array2::zeros((3, 2)).view());
    }
}
