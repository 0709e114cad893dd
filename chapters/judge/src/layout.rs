//! The same matrix in different memory layouts: an answer that reads memory instead of the array is found out.

use ndarray::{Array2, ArrayView2, s};
use serde::{Deserialize, Serialize};

use crate::Random;

/// How a matrix lies in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// Row after row, without gaps.
    #[default]
    Contiguous,
    /// Column after column.
    Transposed,
    /// Every second row and column of a larger matrix.
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

/// A matrix that an answer will see in a layout.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Matrix {
    /// The values.
    pub values: Array2<f32>,
    /// Their layout in memory when the answer is called.
    pub layout: Layout,
}

impl Matrix {
    /// The matrix in another layout.
    #[must_use]
    pub fn laid(mut self, layout: Layout) -> Matrix {
        self.layout = layout;
        self
    }

    /// Memory in the layout; [`Held::view`] is what the answer sees.
    pub fn held(&self) -> Held {
        let (rows, columns) = self.values.dim();
        let storage = match self.layout {
            Layout::Contiguous => self.values.as_standard_layout().into_owned(),
            Layout::Transposed => self.values.t().as_standard_layout().into_owned(),
            Layout::Reversed => self.values.slice(s![..;-1, ..]).as_standard_layout().into_owned(),
            Layout::Strided => {
                let mut storage = Array2::from_elem((2 * rows, 2 * columns), f32::NAN);
                storage.slice_mut(s![..;2, ..;2]).assign(&self.values);
                storage
            }
        };
        Held { storage, layout: self.layout }
    }

    /// The values in double precision.
    pub fn double(&self) -> Array2<f64> {
        self.values.mapv(f64::from)
    }
}

impl From<Array2<f32>> for Matrix {
    fn from(values: Array2<f32>) -> Matrix {
        Matrix { values, layout: Layout::Contiguous }
    }
}

/// The memory behind a [`Matrix`].
pub struct Held {
    storage: Array2<f32>,
    layout: Layout,
}

impl Held {
    /// The matrix as the answer sees it.
    pub fn view(&self) -> ArrayView2<'_, f32> {
        match self.layout {
            Layout::Contiguous => self.storage.view(),
            Layout::Transposed => self.storage.t(),
            Layout::Reversed => self.storage.slice(s![..;-1, ..]),
            Layout::Strided => self.storage.slice(s![..;2, ..;2]),
        }
    }
}

#[cfg(test)]
mod tests {
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
    }
}
