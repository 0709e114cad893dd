//! Arrays of doubles in different memory layouts: what `judge::Tensor` is for floats.

use judge::Layout;
use ndarray::{Array, ArrayView, Axis, Dimension, Slice};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// An array that an answer will see in a layout.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "D: Serialize + DeserializeOwned")]
pub(crate) struct Laid<D: Dimension> {
    pub(crate) values: Array<f64, D>,
    pub(crate) layout: Layout,
}

impl<D: Dimension> From<Array<f64, D>> for Laid<D> {
    fn from(values: Array<f64, D>) -> Laid<D> {
        Laid { values, layout: Layout::Contiguous }
    }
}

impl<D: Dimension> Laid<D> {
    /// Memory in the layout.
    pub(crate) fn held(&self) -> Held<D> {
        let storage = match self.layout {
            Layout::Contiguous => self.values.as_standard_layout().into_owned(),
            Layout::Transposed => self.values.t().as_standard_layout().into_owned(),
            Layout::Reversed => {
                let mut view = self.values.view();
                view.invert_axis(Axis(0));
                view.as_standard_layout().into_owned()
            }
            Layout::Strided => {
                let mut doubled = self.values.raw_dim();
                doubled.slice_mut().iter_mut().for_each(|extent| *extent *= 2);
                let mut storage = Array::from_elem(doubled, f64::NAN);
                storage.slice_each_axis_mut(|_| Slice::new(0, None, 2)).assign(&self.values);
                storage
            }
        };
        Held { storage, layout: self.layout }
    }
}

/// The memory behind a [`Laid`].
pub(crate) struct Held<D> {
    storage: Array<f64, D>,
    layout: Layout,
}

impl<D: Dimension> Held<D> {
    /// The array as the answer sees it.
    pub(crate) fn view(&self) -> ArrayView<'_, f64, D> {
        match self.layout {
            Layout::Contiguous => self.storage.view(),
            Layout::Transposed => self.storage.t(),
            Layout::Reversed => {
                let mut view = self.storage.view();
                view.invert_axis(Axis(0));
                view
            }
            Layout::Strided => self.storage.slice_each_axis(|_| Slice::new(0, None, 2)),
        }
    }
}

/// What a view is taken for: itself, the memory behind it row by row, or, if its memory is wanted as a slice, a panic.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) enum Read {
    #[default]
    Right,
    Memory,
    Slice,
}

impl Read {
    /// # Panics
    /// As an answer does that takes a strided view's memory for a slice.
    pub(crate) fn of<D: Dimension>(self, view: ArrayView<'_, f64, D>) -> Array<f64, D> {
        match self {
            Read::Right => view.as_standard_layout().into_owned(),
            Read::Memory => {
                let shape = view.raw_dim();
                let (numbers, _) = view.to_owned().into_raw_vec_and_offset();
                Array::from_shape_vec(shape, numbers).expect("as many numbers")
            }
            Read::Slice => {
                view.as_slice().unwrap();
                view.to_owned()
            }
        }
    }
}
