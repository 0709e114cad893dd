//! The same array in different memory layouts: an answer that reads memory instead of the array is found out.

use ndarray::{Array, ArrayView, Axis, Dimension, Ix1, Ix2, Ix3, Slice};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Random;

/// How an array lies in memory. Of an array with other than two axes, read hyperplanes for rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Row after row (the last axis runs fastest), without gaps.
    #[default]
    Contiguous,
    /// Column after column (the first axis runs fastest), without gaps.
    Transposed,
    /// Every second row and column of a larger array.
    Strided,
    /// Rows from the last to the first.
    Reversed,
}

impl Layout {
    /// One of them at random.
    pub fn any(random: &mut Random) -> Layout {
        [Layout::Contiguous, Layout::Transposed, Layout::Strided, Layout::Reversed][random.whole(0..=3)]
    }
}

/// An array that an answer will see in a layout.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "D: Serialize + DeserializeOwned")]
pub struct Tensor<D: Dimension> {
    /// The values.
    pub values: Array<f32, D>,
    /// Their layout in memory when the answer is called.
    pub layout: Layout,
}

/// A [`Tensor`] with one axis.
pub type Vector = Tensor<Ix1>;
/// A [`Tensor`] with two axes.
pub type Matrix = Tensor<Ix2>;
/// A [`Tensor`] with three axes.
pub type Cube = Tensor<Ix3>;

impl<D: Dimension> Tensor<D> {
    /// The array in another layout.
    #[must_use]
    pub fn laid(mut self, layout: Layout) -> Tensor<D> {
        self.layout = layout;
        self
    }

    /// Memory in the layout; [`Held::view`] is what the answer sees.
    pub fn held(&self) -> Held<D> {
        let storage = match self.layout {
            Layout::Contiguous => self.values.as_standard_layout().into_owned(),
            Layout::Transposed => self.values.t().as_standard_layout().into_owned(),
            Layout::Reversed => reversed(self.values.view()).as_standard_layout().into_owned(),
            Layout::Strided => {
                let mut doubled = self.values.raw_dim();
                doubled.slice_mut().iter_mut().for_each(|extent| *extent *= 2);
                let mut storage = Array::from_elem(doubled, f32::NAN);
                storage.slice_each_axis_mut(|_| Slice::new(0, None, 2)).assign(&self.values);
                storage
            }
        };
        Held { storage, layout: self.layout }
    }

    /// The values in double precision.
    pub fn double(&self) -> Array<f64, D> {
        self.values.mapv(f64::from)
    }
}

impl<D: Dimension> From<Array<f32, D>> for Tensor<D> {
    fn from(values: Array<f32, D>) -> Tensor<D> {
        Tensor { values, layout: Layout::Contiguous }
    }
}

/// The memory behind a [`Tensor`].
pub struct Held<D> {
    storage: Array<f32, D>,
    layout: Layout,
}

impl<D: Dimension> Held<D> {
    /// The array as the answer sees it.
    pub fn view(&self) -> ArrayView<'_, f32, D> {
        match self.layout {
            Layout::Contiguous => self.storage.view(),
            Layout::Transposed => self.storage.t(),
            Layout::Reversed => reversed(self.storage.view()),
            Layout::Strided => self.storage.slice_each_axis(|_| Slice::new(0, None, 2)),
        }
    }
}

/// The first axis from its last element to its first.
fn reversed<D: Dimension>(mut view: ArrayView<'_, f32, D>) -> ArrayView<'_, f32, D> {
    if view.ndim() > 0 {
        view.invert_axis(Axis(0));
    }
    view
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, Array3};

    use super::*;

    #[test]
    fn every_layout_shows_the_same_values() {
        for shape in [(3, 5), (1, 4), (0, 3), (3, 0)] {
            let values = Array2::from_shape_fn(shape, |(r, c)| (10 * r + c) as f32);
            for layout in [Layout::Contiguous, Layout::Transposed, Layout::Strided, Layout::Reversed] {
                let matrix = Matrix::from(values.clone()).laid(layout);
                assert_eq!(matrix.held().view(), values, "{layout:?}");
            }
        }
        let values = Array3::from_shape_fn((2, 3, 5), |(a, b, c)| (100 * a + 10 * b + c) as f32);
        for layout in [Layout::Contiguous, Layout::Transposed, Layout::Strided, Layout::Reversed] {
            let cube = Cube::from(values.clone()).laid(layout);
            assert_eq!(cube.held().view(), values, "{layout:?}");
            assert_eq!(cube.held().view().is_standard_layout(), layout == Layout::Contiguous);
        }
    }
}
