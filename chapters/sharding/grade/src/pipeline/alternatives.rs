//! Right answers to `pipeline` by another route.

use judge::Alternative;
use ndarray::Array2;
use sharding::{Communicator, Op, Pipeline};

pub(super) fn alternatives() -> Vec<Alternative<Pipeline>> {
    vec![
        Alternative {
            name: "by what is held; the longest path; all forwards first",
            answer: Pipeline { order: by_held, bubble: longest_path, run: all_forward },
        },
        Alternative {
            name: "by the number of backwards; step by step; one tag",
            answer: Pipeline { order: by_number, bubble: soonest, run: one_tag },
        },
    ]
}

fn by_held(stage: usize, stages: usize, micros: usize) -> Vec<Op> {
    let mut order = Vec::with_capacity(2 * micros);
    let (mut started, mut ended) = (0, 0);
    while ended < micros {
        if started == micros || started == ended + stages - stage {
            order.push(Op::Backward(ended));
            ended += 1;
        } else {
            order.push(Op::Forward(started));
            started += 1;
        }
    }
    order
}

fn by_number(stage: usize, stages: usize, micros: usize) -> Vec<Op> {
    // Forward i stands before backward i − (p − 1 − s).
    let mut keyed: Vec<(usize, bool, Op)> = (0..micros)
        .flat_map(|i| [(i, false, Op::Forward(i)), (i + stages - 1 - stage, true, Op::Backward(i))])
        .collect();
    keyed.sort_by_key(|&(key, back, _)| (key, back));
    keyed.into_iter().map(|(_, _, op)| op).collect()
}

fn longest_path(orders: &[Vec<Op>], forward: f64, backward: f64) -> f64 {
    fn end(orders: &[Vec<Op>], stage: usize, at: usize, costs: [f64; 2], known: &mut [Vec<f64>]) -> f64 {
        if known[stage][at] > 0.0 {
            return known[stage][at];
        }
        let mut start = if at == 0 { 0.0 } else { end(orders, stage, at - 1, costs, known) };
        let op = orders[stage][at];
        let awaited = match op {
            Op::Forward(_) => stage.checked_sub(1).map(|before| (before, op)),
            Op::Backward(i) if stage + 1 == orders.len() => Some((stage, Op::Forward(i))),
            Op::Backward(_) => Some((stage + 1, op)),
        };
        if let Some((other, op)) = awaited {
            let place = orders[other].iter().position(|&o| o == op).expect("all are there");
            start = start.max(end(orders, other, place, costs, known));
        }
        known[stage][at] = start + costs[usize::from(matches!(op, Op::Backward(_)))];
        known[stage][at]
    }
    let mut known: Vec<Vec<f64>> = orders.iter().map(|order| vec![0.0; order.len()]).collect();
    let last = orders[0].len() - 1;
    let ends = (0..orders.len()).map(|stage| end(orders, stage, last, [forward, backward], &mut known));
    let whole = ends.fold(0.0, f64::max);
    let work = orders[0].len() as f64 / 2.0 * (forward + backward);
    (whole - work) / work
}

/// In the order of time: of all operations that can be done the one that begins first.
fn soonest(orders: &[Vec<Op>], forward: f64, backward: f64) -> f64 {
    let mut ends: std::collections::HashMap<(usize, Op), f64> = std::collections::HashMap::new();
    let (mut free, mut next) = (vec![0.0; orders.len()], vec![0; orders.len()]);
    loop {
        let begin = |stage: usize| -> Option<f64> {
            let op = *orders[stage].get(next[stage])?;
            let awaited = match op {
                Op::Forward(_) if stage == 0 => 0.0,
                Op::Forward(_) => *ends.get(&(stage - 1, op))?,
                Op::Backward(i) => {
                    let own = *ends.get(&(stage, Op::Forward(i)))?;
                    if stage + 1 == orders.len() { own } else { ends.get(&(stage + 1, op))?.max(own) }
                }
            };
            Some(awaited.max(free[stage]))
        };
        let can = (0..orders.len()).filter_map(|stage| Some((begin(stage)?, stage)));
        let Some((start, stage)) = can.min_by(|a, b| a.0.total_cmp(&b.0)) else { break };
        let op = orders[stage][next[stage]];
        free[stage] = start + if matches!(op, Op::Forward(_)) { forward } else { backward };
        ends.insert((stage, op), free[stage]);
        next[stage] += 1;
    }
    let work = (forward + backward) * (orders[0].len() / 2) as f64;
    free.into_iter().fold(0.0, f64::max) / work - 1.0
}

fn flat(array: &Array2<f64>) -> Vec<f64> {
    array.iter().copied().collect()
}

fn all_forward(
    comm: &dyn Communicator,
    weights: &Array2<f64>,
    inputs: &[Array2<f64>],
    targets: &[Array2<f64>],
) -> Array2<f64> {
    let (rank, last) = (comm.rank(), comm.size() - 1);
    let mut passed = Vec::new();
    for input in inputs {
        let x = match rank {
            0 => input.clone(),
            _ => Array2::from_shape_vec(input.dim(), comm.receive(rank - 1, 0)).expect("rows"),
        };
        let y = x.dot(weights).mapv(f64::tanh);
        if rank < last {
            comm.send(rank + 1, 0, &flat(&y));
        }
        passed.push((x, y));
    }
    let mut sum = Array2::zeros(weights.dim());
    for (i, (x, y)) in passed.iter().enumerate().rev() {
        let of_y = match rank == last {
            true => y - &targets[i],
            false => Array2::from_shape_vec(y.dim(), comm.receive(rank + 1, 1)).expect("rows"),
        };
        let of_before = of_y * y.mapv(|y| 1.0 - y * y);
        if rank > 0 {
            comm.send(rank - 1, 1, &flat(&of_before.dot(&weights.t())));
        }
        sum = sum + x.t().dot(&of_before);
    }
    sum / inputs.len() as f64
}

fn one_tag(
    comm: &dyn Communicator,
    weights: &Array2<f64>,
    inputs: &[Array2<f64>],
    targets: &[Array2<f64>],
) -> Array2<f64> {
    let (rank, size) = (comm.rank(), comm.size());
    let mut held = std::collections::VecDeque::new();
    let mut gradient = Array2::zeros(weights.dim());
    for op in by_held(rank, size, inputs.len()) {
        match op {
            Op::Forward(i) => {
                let x = if rank > 0 {
                    Array2::from_shape_vec(inputs[i].dim(), comm.receive(rank - 1, 7)).expect("rows")
                } else {
                    inputs[i].clone()
                };
                let before = x.dot(weights);
                if rank + 1 < size {
                    comm.send(rank + 1, 7, &flat(&before.mapv(f64::tanh)));
                }
                held.push_back((i, x, before));
            }
            Op::Backward(_) => {
                let (i, x, before) = held.pop_front().expect("one is held");
                let y = before.mapv(f64::tanh);
                let of_y = if rank + 1 < size {
                    Array2::from_shape_vec(y.dim(), comm.receive(rank + 1, 7)).expect("rows")
                } else {
                    (y - &targets[i]) / inputs.len() as f64
                };
                let of_before = of_y / before.mapv(|b| b.cosh().powi(2));
                gradient += &x.t().dot(&of_before);
                if rank > 0 {
                    comm.send(rank - 1, 7, &flat(&of_before.dot(&weights.t())));
                }
            }
        }
    }
    gradient
}
