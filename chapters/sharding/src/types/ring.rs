//! What the exercises on a ring use.

use std::ops::{Add, Range};

use crate::{Communicator, Element};

/// A number that travels and can be added.
// ANCHOR: number
pub trait Number: Element + Add<Output = Self> + Default + PartialEq {}
impl Number for f32 {}
impl Number for f64 {}
impl Number for i64 {}
// ANCHOR_END: number

/// The places of a rank's shard among `length` values that `size` ranks
/// share: consecutive ones, as many for each, and one more for each of the
/// first `length % size` ranks.
// ANCHOR: shard
pub fn shard(length: usize, size: usize, rank: usize) -> Range<usize> {
    let (each, more) = (length / size, length % size);
    let start = rank * each + rank.min(more);
    start..start + each + usize::from(rank < more)
}
// ANCHOR_END: shard

/// An answer to `reduce_scatter`, for two types of values.
#[derive(Clone, Copy)]
pub struct ReduceScatter {
    /// For floats.
    pub floats: fn(&dyn Communicator, &[f32]) -> Vec<f32>,
    /// For integers.
    pub integers: fn(&dyn Communicator, &[i64]) -> Vec<i64>,
}

/// An answer to `all_gather`, for two types of values.
#[derive(Clone, Copy)]
pub struct AllGather {
    /// For floats.
    pub floats: fn(&dyn Communicator, &[f32]) -> Vec<f32>,
    /// For integers.
    pub integers: fn(&dyn Communicator, &[i64]) -> Vec<i64>,
}

/// An answer to `all_reduce`, for two types of values.
#[derive(Clone, Copy)]
pub struct AllReduce {
    /// For floats.
    pub floats: fn(&dyn Communicator, &mut [f32]),
    /// For integers.
    pub integers: fn(&dyn Communicator, &mut [i64]),
}
