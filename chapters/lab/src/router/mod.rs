//! Where the chapter's functions choose. Each gets plain numbers, and what it chooses becomes a matrix of ones and zeros by
//! which candle's differentiable gates are multiplied.
//!
//! The functions may be a reader's, so what they return is looked at before it is used.

mod chosen;
mod gates;

pub(crate) use chosen::{
    balance, base, biased, by_bits, by_experts, capacity, hashed, next_bias, noisy, plan, sinkhorn, table,
    top_1, top_2, top_k,
};
pub(crate) use gates::{
    balance_of, of_sigmoid, of_softmax, probability, shared, smooth, softplus, variation,
};

use anyhow::{Result, ensure};
use candle_core::{Device, Tensor};
use ndarray::Array2;

/// Which token goes to which expert: matrices of shape (tokens, experts) of ones and zeros.
pub(crate) struct Choice {
    /// What was chosen.
    pub(crate) chosen: Array2<f32>,
    /// What of it found a place.
    pub(crate) kept: Array2<f32>,
}

impl Choice {
    fn nothing(shape: (usize, usize)) -> Choice {
        Choice { chosen: Array2::zeros(shape), kept: Array2::zeros(shape) }
    }

    /// A token chooses an expert.
    fn add(&mut self, who: &str, token: usize, expert: usize, kept: bool) -> Result<()> {
        let (tokens, experts) = self.chosen.dim();
        ensure!(
            token < tokens && expert < experts,
            "{who} sends token {token} to expert {expert}: there is none"
        );
        self.chosen[[token, expert]] = 1.0;
        self.kept[[token, expert]] = f32::from(u8::from(kept));
        Ok(())
    }

    /// Places are given in the order of the tokens until an expert has no more.
    fn first_come(mut self, capacity: usize) -> Choice {
        for (chosen, mut kept) in self.chosen.columns().into_iter().zip(self.kept.columns_mut()) {
            let mut left = capacity;
            for (&chosen, kept) in chosen.iter().zip(&mut kept) {
                *kept = if left > 0 { chosen } else { 0.0 };
                left -= usize::from(*kept > 0.0);
            }
        }
        self
    }

    /// How many tokens chose each expert, whether there was a place or not.
    pub(crate) fn counts(&self) -> Vec<usize> {
        self.chosen.columns().into_iter().map(|column| column.sum() as usize).collect()
    }

    /// The share of what was chosen that found no place.
    pub(crate) fn dropped(&self) -> f64 {
        1.0 - f64::from(self.kept.sum()) / f64::from(self.chosen.sum().max(1.0))
    }

    /// The places as a constant of candle.
    pub(crate) fn mask(&self) -> Result<Tensor> {
        tensor(&self.kept)
    }
}

pub(crate) fn tensor(array: &Array2<f32>) -> Result<Tensor> {
    let values: Vec<f32> = array.iter().copied().collect();
    Ok(Tensor::from_vec(values, array.dim(), &Device::Cpu)?)
}

/// The numbers of a matrix, without what they came from.
pub(crate) fn array(tensor: &Tensor) -> Result<Array2<f32>> {
    let shape = tensor.dims2()?;
    Ok(Array2::from_shape_vec(shape, tensor.flatten_all()?.to_vec1::<f32>()?)?)
}

/// The width of DSelect-k's smooth step.
pub(crate) const GAMMA: f64 = 1.0;
