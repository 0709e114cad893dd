//! The model as `fsdp_forward` and `fsdp_backward` see it.

use ndarray::Array2;

use super::{Alone, Shape};
use crate::{Gradients, Units};

/// Its activations travel from unit to unit as flat single-precision numbers, a token after the other; within a unit everything is
/// in double precision.
pub(super) struct Single<'a>(pub(super) &'a Shape);

impl Single<'_> {
    /// So many numbers of a token come into a unit, or out of the one before.
    fn columns(&self, unit: usize) -> usize {
        match unit {
            0 => 1,
            unit if unit == self.0.units() => self.0.symbols,
            _ => self.0.width,
        }
    }

    fn rows(values: &[f32], columns: usize) -> Array2<f64> {
        Array2::from_shape_vec((values.len() / columns, columns), double(values)).expect("whole rows")
    }
}

pub(super) fn double(values: &[f32]) -> Vec<f64> {
    values.iter().map(|&value| f64::from(value)).collect()
}

pub(super) fn single<'a>(values: impl IntoIterator<Item = &'a f64>) -> Vec<f32> {
    values.into_iter().map(|&value| value as f32).collect()
}

impl Units for Single<'_> {
    fn count(&self) -> usize {
        self.0.units()
    }

    fn length(&self, unit: usize) -> usize {
        self.0.length(unit)
    }

    fn forward(&self, unit: usize, weights: &[f32], input: &[f32]) -> Vec<f32> {
        let input = Self::rows(input, self.columns(unit));
        single(&self.0.forward(&Alone, unit, &double(weights), &input))
    }

    fn backward(&self, unit: usize, weights: &[f32], input: &[f32], gradient: &[f32]) -> Gradients {
        let input = Self::rows(input, self.columns(unit));
        let gradient = Self::rows(gradient, self.columns(unit + 1));
        let of = self.0.backward(&Alone, unit, &double(weights), &input, &gradient);
        Gradients { weights: single(&of.weights), input: single(&of.input) }
    }
}
