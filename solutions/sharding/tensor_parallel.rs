//! sharding/tensor_parallel: an MLP whose hidden channels are shared out.

use ndarray::{Array2, ArrayView2, Axis, s};
use sharding::{Communicator, Mlp, MlpGradients, collectives::all_reduce, gelu, gelu_slope, shard};

/// The shard of rank `rank` of `size`: of the f hidden channels those at `shard(f, size, rank)`, so columns of `up`, as many of `up_bias`,
/// and rows of `down`. `down_bias` stays whole.
///
/// There may be more ranks than hidden channels: then some shards have none.
pub fn split(mlp: &Mlp, size: usize, rank: usize) -> Mlp {
    let own = shard(mlp.up.ncols(), size, rank);
    Mlp {
        up: mlp.up.slice(s![.., own.clone()]).to_owned(),
        up_bias: mlp.up_bias.slice(s![own.clone()]).to_owned(),
        down: mlp.down.slice(s![own, ..]).to_owned(),
        down_bias: mlp.down_bias.clone(),
    }
}

/// The outputs of the whole MLP, gelu(input · up + up_bias) · down + down_bias, with `gelu` as given. Every rank calls this with the same `input`,
/// shape (n, d), and its shard, and gets all outputs, bit by bit the same as the others.
///
/// A rank sends at most what one all-reduce of the outputs on a ring does. All sizes are at least 1, f up to 64, and there are between 1 and 6 ranks.
pub fn forward(comm: &dyn Communicator, input: ArrayView2<'_, f64>, mlp: &Mlp) -> Array2<f64> {
    let hidden = (input.dot(&mlp.up) + &mlp.up_bias).mapv(gelu);
    // What this rank's channels have to say to all outputs.
    sum(comm, hidden.dot(&mlp.down)) + &mlp.down_bias
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
    let before = input.dot(&mlp.up) + &mlp.up_bias;
    let of_before = gradient.dot(&mlp.down.t()) * before.mapv(gelu_slope);
    let weights = Mlp {
        up: input.t().dot(&of_before),
        up_bias: of_before.sum_axis(Axis(0)),
        down: before.mapv(gelu).t().dot(&gradient),
        down_bias: gradient.sum_axis(Axis(0)),
    };
    // The input has gone to all channels, and each rank knows of its own.
    MlpGradients { input: sum(comm, of_before.dot(&mlp.up.t())), weights }
}

fn sum(comm: &dyn Communicator, values: Array2<f64>) -> Array2<f64> {
    let mut values = values.as_standard_layout().into_owned();
    all_reduce(comm, values.as_slice_mut().expect("row by row"));
    values
}
