//! sharding/pipeline: one forward, one backward.

use ndarray::Array2;
use sharding::{Communicator, Op};

/// What stage `stage` of `stages` does with `micros` micro-batches by 1F1B: it warms up with one forward for each stage behind it, then does one forward
/// and one backward in turn, and in the end the backwards that are left. Micro-batches come in their order, both ways.
///
/// There may be fewer micro-batches than stages; both are at least 1.
pub fn order(stage: usize, stages: usize, micros: usize) -> Vec<Op> {
    let warm_up = (stages - 1 - stage).min(micros);
    let steady = (warm_up..micros).flat_map(|i| [Op::Forward(i), Op::Backward(i - warm_up)]);
    (0..warm_up).map(Op::Forward).chain(steady).chain((micros - warm_up..micros).map(Op::Backward)).collect()
}

/// How long a stage is idle until all stages have ended, divided by how long it works. `orders[stage]` is any schedule: each stage does each micro-batch once
/// forward and once backward, in an order of its own, and as soon as it can. A forward waits for that of the stage before, a backward for its own
/// forward and the backward of the stage behind. They take `forward` and `backward` units of time, which may differ; messages take none.
///
/// All orders can be carried out to their end.
pub fn bubble(orders: &[Vec<Op>], forward: f64, backward: f64) -> f64 {
    let (stages, micros) = (orders.len(), orders[0].len() / 2);
    let mut ends = vec![[vec![None; micros], vec![None; micros]]; stages];
    let (mut free, mut done) = (vec![0.0_f64; stages], vec![0; stages]);
    while done.iter().any(|&done| done < 2 * micros) {
        for stage in 0..stages {
            let Some(&op) = orders[stage].get(done[stage]) else { continue };
            let (way, micro, cost, ready) = match op {
                Op::Forward(i) if stage == 0 => (0, i, forward, Some(0.0)),
                Op::Forward(i) => (0, i, forward, ends[stage - 1][0][i]),
                Op::Backward(i) if stage + 1 == stages => (1, i, backward, ends[stage][0][i]),
                Op::Backward(i) => (1, i, backward, ends[stage + 1][1][i]),
            };
            let Some(ready) = ready else { continue };
            free[stage] = free[stage].max(ready) + cost;
            ends[stage][way][micro] = Some(free[stage]);
            done[stage] += 1;
        }
    }
    let work = micros as f64 * (forward + backward);
    (free.into_iter().fold(0.0, f64::max) - work) / work
}

/// The same with real sends: rank s is stage s, and makes tanh(x · weights) of what comes in, shape (n, d). Rank 0 begins with `inputs[i]` for micro-batch
/// i. The loss of a micro-batch is half the sum of the squares of outputs less `targets[i]`, on the last rank, and the loss is the mean of those of all
/// micro-batches. Gives the gradient of the own `weights`, shape (d, d).
///
/// Ranks send to their neighbours, activations forward and gradients backward, and nothing else. Every rank is given all inputs and targets; micro-batches
/// may have different n, at least 1, and there is at least 1. Between 1 and 6 ranks.
pub fn run(
    comm: &dyn Communicator,
    weights: &Array2<f64>,
    inputs: &[Array2<f64>],
    targets: &[Array2<f64>],
) -> Array2<f64> {
    let (rank, size, micros) = (comm.rank(), comm.size(), inputs.len());
    let receive = |from, i: usize| {
        Array2::from_shape_vec(inputs[i].dim(), comm.receive(from, i as u32)).expect("n rows of d")
    };
    let send =
        |to, i: usize, x: &Array2<f64>| comm.send(to, i as u32, &x.iter().copied().collect::<Vec<_>>());
    let (mut held, mut sum) = (vec![None; micros], Array2::zeros(weights.dim()));
    for op in order(rank, size, micros) {
        match op {
            Op::Forward(i) => {
                let x = if rank == 0 { inputs[i].clone() } else { receive(rank - 1, i) };
                let y = x.dot(weights).mapv(f64::tanh);
                if rank + 1 < size {
                    send(rank + 1, i, &y);
                }
                held[i] = Some((x, y));
            }
            Op::Backward(i) => {
                let (x, y) = held[i].take().expect("forward comes first");
                let behind = (rank + 1 < size).then(|| receive(rank + 1, i));
                // The loss is a mean over micro-batches.
                let of_y = behind.unwrap_or_else(|| (&y - &targets[i]) / micros as f64);
                let before = of_y * y.mapv(|y| 1.0 - y * y);
                sum += &x.t().dot(&before);
                if rank > 0 {
                    send(rank - 1, i, &before.dot(&weights.t()));
                }
            }
        }
    }
    sum
}
