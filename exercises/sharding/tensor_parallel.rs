//! sharding/tensor_parallel: an MLP whose hidden channels are shared out.
//!
//! Judge it:  cargo test -p sharding --test exercises -- --exact sharding/tensor_parallel
//! Stuck?     cargo run -- hint sharding/tensor_parallel

use ndarray::{Array2, ArrayView2, Axis, s};
use sharding::{Communicator, Mlp, MlpGradients, collectives::all_reduce, gelu, gelu_slope, shard};

/// The shard of rank `rank` of `size`: of the f hidden channels those at `shard(f, size, rank)`, so columns of `up`, as many of `up_bias`,
/// and rows of `down`. `down_bias` stays whole.
///
/// There may be more ranks than hidden channels: then some shards have none.
pub fn split(mlp: &Mlp, size: usize, rank: usize) -> Mlp {
    todo!("write `split`")
}

/// The outputs of the whole MLP, gelu(input · up + up_bias) · down + down_bias, with `gelu` as given. Every rank calls this with the same `input`,
/// shape (n, d), and its shard, and gets all outputs, bit by bit the same as the others.
///
/// A rank sends at most what one all-reduce of the outputs on a ring does. All sizes are at least 1, f up to 64, and there are between 1 and 6 ranks.
pub fn forward(comm: &dyn Communicator, input: ArrayView2<'_, f64>, mlp: &Mlp) -> Array2<f64> {
    todo!("write `forward`")
}

/// From `gradient`, that of the outputs and the same on every rank, to those of the inputs, whole on every rank and bit by bit the same, and of the rank's
/// own weights: shapes as in `mlp`. A loss is the same one number on all ranks, not one for each.
///
/// A rank sends at most what one all-reduce of the inputs' gradient on a ring does.
pub fn backward(
    comm: &dyn Communicator,
    input: ArrayView2<'_, f64>,
    mlp: &Mlp,
    gradient: ArrayView2<'_, f64>,
) -> MlpGradients {
    todo!("write `backward`")
}
