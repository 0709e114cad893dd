//! sharding/diloco: ranks train apart for many steps, and then agree on one step that is made of all their ways.

use sharding::collectives::all_reduce;
use sharding::{Communicator, Global, Outer, Worker};

/// The end of a round: every rank calls this with its own weights, `local`, and all bring the same global weights a step further, in place.
///
/// How far a rank has come is Δ = θ − local, the *old* global weights minus its own. Its mean over the ranks is used as if it were a gradient, by
/// SGD with Nesterov momentum: v ← μ v + Δ, then θ ← θ − η (Δ + μ v) with the new v. θ is `global.weights` and v `global.velocity`, and all ranks
/// have the same bits of both.
///
/// There are 1 to 7 ranks and 0 to 300 weights. v need not be 0 at the first call. A rank sends at most 2 (N − 1) messages in a round, and in them at
/// most 2 (N − 1) shards of ⌈n/N⌉ numbers, where n is the number of weights and N that of the ranks.
pub fn outer_step(comm: &dyn Communicator, outer: &Outer, global: &mut Global, local: &[f64]) {
    let mut delta: Vec<f64> = global.weights.iter().zip(local).map(|(old, new)| old - new).collect();
    all_reduce(comm, &mut delta);
    for (sum, (w, v)) in delta.iter().zip(global.weights.iter_mut().zip(&mut global.velocity)) {
        let mean = sum / comm.size() as f64;
        *v = outer.momentum * *v + mean;
        *w -= outer.rate * (mean + outer.momentum * *v);
    }
}

/// Whole rounds, 1 to 6 of them. In each, every rank begins with the global weights, its worker makes `every` steps (1 to 12) on a copy of them, and
/// an outer step ends the round. Ranks talk in outer steps only.
///
/// The worker's optimizer goes on from round to round, with all that it remembers.
pub fn train(
    comm: &dyn Communicator,
    outer: &Outer,
    global: &mut Global,
    worker: &mut dyn Worker,
    every: usize,
    rounds: usize,
) {
    for _ in 0..rounds {
        let mut local = global.weights.clone();
        for _ in 0..every {
            worker.step(&mut local);
        }
        outer_step(comm, outer, global, &local);
    }
}
