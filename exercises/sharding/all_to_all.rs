//! sharding/all_to_all: tokens go to where their experts are, and come back.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/all_to_all
//! Stuck?     cargo run -- hint sharding/all_to_all

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use sharding::{Communicator, ExpertCall, Routed};

/// How many rows a rank sends to each of `size` ranks, itself included: one for each token and each of its experts. Each rank has `each` experts, the first
/// ones rank 0.
///
/// Tokens may have different numbers of experts, also none, where they were dropped; those of a token are distinct.
pub fn counts(experts: &[Vec<usize>], each: usize, size: usize) -> Vec<usize> {
    todo!("write `counts`")
}

/// For each token of this rank the sum of weight · expert(token) over its experts, shape (n, d). Every rank calls this with its own tokens. `expert(e, rows)`
/// computes expert e, for some rows at once: shape (m, d) in and out. A rank can call only those that it has: e from rank · each on.
///
/// A rank sends at most one row for each token and each expert elsewhere, the same back, and up to 16 bytes for each row and 64 for each rank to say what
/// is what. Tokens of experts on the own rank do not travel. An expert computes a row once for each token that chose it.
///
/// Ranks may have different numbers of tokens, also none, and experts too. Weights may be negative, and need not have the sum 1. There are between 1 and 6
/// ranks, with at least 1 expert each. d is at least 1.
pub fn layer(comm: &dyn Communicator, routed: &Routed<'_>, expert: ExpertCall<'_>) -> Array2<f64> {
    todo!("write `layer`")
}
