//! What travels seldom in full: four bits for each number, or two thin matrices for a wide one.

use ndarray::Array2;

use crate::Communicator;

// ANCHOR: packed
/// Numbers in four bits each, in blocks that share a scale.
///
/// The highest bit of a code is the sign, 1 for negative numbers. Its other
/// three are e: 0 stands for 0, and e from 1 to 7 for scale · 2^(e − 7).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Packed {
    /// Of each block the largest magnitude.
    pub scales: Vec<f32>,
    /// Two codes a byte, the earlier one in the low four bits. After an odd
    /// number of codes the high bits of the last byte are 0.
    pub codes: Vec<u8>,
}
// ANCHOR_END: packed

/// An answer to `four_bit`.
#[derive(Clone, Copy)]
pub struct FourBit {
    /// Values in four bits each, in blocks of so many.
    pub encode: fn(&[f32], usize) -> Packed,
    /// As many values as were encoded, from that and the size of the blocks.
    pub decode: fn(&Packed, usize, usize) -> Vec<f32>,
    /// The mean of what all ranks have, sent in four bits each.
    pub exchange: fn(&dyn Communicator, &[f32], usize) -> Vec<f64>,
}

// ANCHOR: lowrank
/// What PowerSGD keeps from round to round, on each rank, for a matrix of
/// shape (n, m).
#[derive(Clone, Debug, PartialEq)]
pub struct LowRank {
    /// What this rank has had to say and has not got through, (n, m).
    pub error: Array2<f64>,
    /// The right factor, (m, r): the same on all ranks.
    pub q: Array2<f64>,
}
// ANCHOR_END: lowrank

/// An answer to `power_sgd`.
pub type PowerSgd = fn(&dyn Communicator, &Array2<f64>, &mut LowRank) -> Array2<f64>;
