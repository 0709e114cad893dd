//! Right answers of other kinds to `diloco`.

use judge::Alternative;
use sharding::collectives::{all_gather, all_reduce, reduce_scatter};
use sharding::{Communicator, Diloco, Global, Outer, Worker};

pub(super) fn alternatives() -> Vec<Alternative<Diloco>> {
    vec![
        Alternative {
            name: "averages weights, and goes on from there",
            answer: Diloco { outer_step: mean_first, train: in_one_loop },
        },
        Alternative {
            name: "reduce-scatter, and all-gather",
            answer: Diloco { outer_step: in_halves, train: taken_out },
        },
    ]
}

fn mean_first(comm: &dyn Communicator, outer: &Outer, global: &mut Global, local: &[f64]) {
    let mut mean = local.to_vec();
    all_reduce(comm, &mut mean);
    for at in 0..mean.len() {
        let way = mean[at] / comm.size() as f64 - global.weights[at];
        // As the velocity of the weights: with the other sign, twice.
        let speed = way - outer.momentum * global.velocity[at];
        global.velocity[at] = -speed;
        global.weights[at] += outer.rate * way + outer.rate * outer.momentum * speed;
    }
}

fn in_one_loop(
    comm: &dyn Communicator,
    outer: &Outer,
    global: &mut Global,
    worker: &mut dyn Worker,
    every: usize,
    rounds: usize,
) {
    let mut weights = global.weights.clone();
    for step in 1..=every * rounds {
        worker.step(&mut weights);
        if step % every == 0 {
            mean_first(comm, outer, global, &weights);
            weights.copy_from_slice(&global.weights);
        }
    }
}

fn in_halves(comm: &dyn Communicator, outer: &Outer, global: &mut Global, local: &[f64]) {
    let size = comm.size();
    let part: Vec<f64> = local.iter().zip(&global.weights).map(|(l, g)| (g - l) / size as f64).collect();
    let delta = reduce_scatter(comm, &part);
    let delta = all_gather(comm, &delta);
    let Global { weights, velocity } = global;
    velocity.iter_mut().zip(&delta).for_each(|(v, d)| *v = outer.momentum.mul_add(*v, *d));
    for ((w, v), d) in weights.iter_mut().zip(velocity).zip(delta) {
        *w -= outer.rate * d;
        *w -= outer.rate * outer.momentum * *v;
    }
}

/// The weights themselves are lent to the worker, and the old ones kept aside.
fn taken_out(
    comm: &dyn Communicator,
    outer: &Outer,
    global: &mut Global,
    worker: &mut dyn Worker,
    every: usize,
    rounds: usize,
) {
    let mut left = rounds;
    while left > 0 {
        let old = global.weights.clone();
        (0..every).for_each(|_| worker.step(&mut global.weights));
        let new = std::mem::replace(&mut global.weights, old);
        in_halves(comm, outer, global, &new);
        left -= 1;
    }
}
