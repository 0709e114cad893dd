//! Right answers of other kinds to `streaming`.

use std::collections::VecDeque;

use judge::Alternative;
use sharding::collectives::{all_gather, all_reduce, reduce_scatter};
use sharding::{Communicator, Global, Streaming, StreamingDiloco, Worker, shard};

pub(super) fn alternatives() -> Vec<Alternative<StreamingDiloco>> {
    vec![
        Alternative { name: "a queue of what is on its way, exchanged on arrival", answer: queued },
        Alternative { name: "beat by beat, each in two parts", answer: beats },
    ]
}

fn queued(
    comm: &dyn Communicator,
    plan: &Streaming,
    global: &mut Global,
    worker: &mut dyn Worker,
    steps: usize,
) -> Vec<f64> {
    let (length, beat) = (global.weights.len(), plan.every / plan.fragments);
    let mut mine = global.weights.clone();
    let mut way: VecDeque<(usize, usize, Vec<f64>)> = VecDeque::new();
    let mut next = 0;
    for done in 1..=steps {
        worker.step(&mut mine);
        if done + plan.delay == (next + 1) * beat {
            let places = shard(length, plan.fragments, next % plan.fragments);
            // The own weights are enough: the old global ones are there until it is applied.
            way.push_back((done + plan.delay, places.start, mine[places].to_vec()));
            next += 1;
        }
        if way.front().is_some_and(|&(due, _, _)| due == done) {
            let (_, start, mut sum) = way.pop_front().expect("it is there");
            all_reduce(comm, &mut sum);
            for (at, sum) in (start..).zip(sum) {
                let delta = global.weights[at] - sum / comm.size() as f64;
                global.velocity[at] = plan.outer.momentum.mul_add(global.velocity[at], delta);
                global.weights[at] -= plan.outer.rate * (delta + plan.outer.momentum * global.velocity[at]);
                mine[at] = global.weights[at] + plan.own * (mine[at] - global.weights[at]);
            }
        }
    }
    mine
}

fn beats(
    comm: &dyn Communicator,
    plan: &Streaming,
    global: &mut Global,
    worker: &mut dyn Worker,
    steps: usize,
) -> Vec<f64> {
    let (rate, momentum) = (plan.outer.rate, plan.outer.momentum);
    let beat = plan.every / plan.fragments;
    let mut weights = global.weights.clone();
    for k in 0..steps / beat {
        let fragment = shard(weights.len(), plan.fragments, k % plan.fragments);
        (plan.delay..beat).for_each(|_| worker.step(&mut weights));
        let delta: Vec<f64> =
            fragment.clone().map(|at| (global.weights[at] - weights[at]) / comm.size() as f64).collect();
        let delta = all_gather(comm, &reduce_scatter(comm, &delta));
        (0..plan.delay).for_each(|_| worker.step(&mut weights));
        for (delta, at) in delta.into_iter().zip(fragment) {
            global.velocity[at] *= momentum;
            global.velocity[at] += delta;
            global.weights[at] -= rate * momentum * global.velocity[at];
            global.weights[at] -= rate * delta;
            weights[at] *= plan.own;
            weights[at] += (1.0 - plan.own) * global.weights[at];
        }
    }
    weights
}
