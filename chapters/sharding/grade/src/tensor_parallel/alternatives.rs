//! Right answers to `tensor_parallel` by another route.

use judge::Alternative;
use ndarray::{Array1, Array2, ArrayView2, Axis};
use sharding::collectives::{all_gather, reduce_scatter};
use sharding::{Communicator, Mlp, MlpGradients, TensorParallel, gelu, gelu_slope, shard};

pub(super) fn alternatives() -> Vec<Alternative<TensorParallel>> {
    vec![
        Alternative {
            name: "channel by channel, reduce-scatter and all-gather, bias on rank 0",
            answer: TensorParallel { split, forward, backward },
        },
        Alternative {
            name: "transposed, and sums by direct messages",
            answer: TensorParallel { split, forward: in_a_transpose, backward: transposed },
        },
    ]
}

fn split(mlp: &Mlp, size: usize, rank: usize) -> Mlp {
    let (each, more) = (mlp.up_bias.len() / size, mlp.up_bias.len() % size);
    let starts: Vec<usize> = (0..=size).map(|r| r * each + r.min(more)).collect();
    let own: Vec<usize> = (starts[rank]..starts[rank + 1]).collect();
    Mlp {
        up: mlp.up.select(Axis(1), &own),
        up_bias: mlp.up_bias.select(Axis(0), &own),
        down: mlp.down.select(Axis(0), &own),
        down_bias: mlp.down_bias.clone(),
    }
}

fn sum(comm: &dyn Communicator, part: &Array2<f64>) -> Array2<f64> {
    let values: Vec<f64> = part.iter().copied().collect();
    let whole = all_gather(comm, &reduce_scatter(comm, &values));
    Array2::from_shape_vec(part.dim(), whole).expect("as many")
}

fn forward(comm: &dyn Communicator, input: ArrayView2<'_, f64>, mlp: &Mlp) -> Array2<f64> {
    let mut part = Array2::zeros(input.dim());
    if comm.rank() == 0 {
        part += &mlp.down_bias;
    }
    for channel in 0..mlp.up_bias.len() {
        for (token, row) in input.rows().into_iter().enumerate() {
            let hidden = gelu(row.dot(&mlp.up.column(channel)) + mlp.up_bias[channel]);
            part.row_mut(token).scaled_add(hidden, &mlp.down.row(channel));
        }
    }
    sum(comm, &part)
}

fn backward(
    comm: &dyn Communicator,
    input: ArrayView2<'_, f64>,
    mlp: &Mlp,
    gradient: ArrayView2<'_, f64>,
) -> MlpGradients {
    let mut part = Array2::zeros(input.dim());
    let mut weights = Mlp {
        up: Array2::zeros(mlp.up.dim()),
        up_bias: Array1::zeros(mlp.up_bias.len()),
        down: Array2::zeros(mlp.down.dim()),
        down_bias: Array1::zeros(mlp.down_bias.len()),
    };
    for (token, (x, of)) in input.rows().into_iter().zip(gradient.rows()).enumerate() {
        weights.down_bias += &of;
        for channel in 0..mlp.up_bias.len() {
            let before = x.dot(&mlp.up.column(channel)) + mlp.up_bias[channel];
            let slope = of.dot(&mlp.down.row(channel)) * gelu_slope(before);
            weights.up.column_mut(channel).scaled_add(slope, &x);
            weights.up_bias[channel] += slope;
            weights.down.row_mut(channel).scaled_add(gelu(before), &of);
            part.row_mut(token).scaled_add(slope, &mlp.up.column(channel));
        }
    }
    MlpGradients { input: sum(comm, &part), weights }
}

/// Each rank sums its chunk, of what all others send it, and sends the sum to all.
fn direct(comm: &dyn Communicator, part: &Array2<f64>) -> Array2<f64> {
    let values: Vec<f64> = part.iter().copied().collect();
    let (rank, size) = (comm.rank(), comm.size());
    let chunk = |of: usize| &values[shard(values.len(), size, of)];
    (0..size).for_each(|to| comm.send(to, 1, chunk(to)));
    let mut own = Array1::zeros(chunk(rank).len());
    for from in 0..size {
        own += &Array1::from(comm.receive::<f64>(from, 1));
    }
    (0..size).for_each(|to| comm.send(to, 2, own.as_slice().expect("one after the other")));
    let whole: Vec<f64> = (0..size).flat_map(|from| comm.receive::<f64>(from, 2)).collect();
    Array2::from_shape_vec(part.dim(), whole).expect("as many")
}

fn in_a_transpose(comm: &dyn Communicator, input: ArrayView2<'_, f64>, mlp: &Mlp) -> Array2<f64> {
    // (f, n) and (d, n), from the right.
    let before = mlp.up.t().dot(&input.t()) + mlp.up_bias.view().insert_axis(Axis(1));
    let part = mlp.down.t().dot(&before.mapv(gelu));
    (direct(comm, &part) + mlp.down_bias.view().insert_axis(Axis(1))).reversed_axes()
}

fn transposed(
    comm: &dyn Communicator,
    input: ArrayView2<'_, f64>,
    mlp: &Mlp,
    gradient: ArrayView2<'_, f64>,
) -> MlpGradients {
    let before = mlp.up.t().dot(&input.t()) + mlp.up_bias.view().insert_axis(Axis(1));
    let of_before = mlp.down.dot(&gradient.t()) * before.mapv(gelu_slope);
    let of_input = direct(comm, &mlp.up.dot(&of_before)).reversed_axes();
    let weights = Mlp {
        up: of_before.dot(&input).reversed_axes(),
        up_bias: of_before.sum_axis(Axis(1)),
        down: before.mapv(gelu).dot(&gradient),
        down_bias: gradient.sum_axis(Axis(0)),
    };
    MlpGradients { input: of_input, weights }
}
