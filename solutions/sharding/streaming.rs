//! sharding/streaming: one fragment of the weights after the other is exchanged, while training goes on.

use sharding::collectives::all_reduce;
use sharding::{Communicator, Global, Streaming, Worker, shard};

/// Every rank calls this with its worker, begins with the global weights, and gets its own ones after `steps` inner steps, all of them together.
///
/// Fragment f of P has the weights `shard(n, P, f)`. Steps count from 1, and a beat is H / P of them. At the end of step k H / P, for k = 1, 2, …,
/// fragment (k − 1) mod P is *applied*; it was *launched* at the end of step k H / P − τ. With τ = 0 both are in the same step.
///
/// - Launched: Δ = global − own, of this fragment and as they are then.
/// - Applied: the outer step with the mean of Δ over ranks, on this fragment: v ← μ v + Δ, then θ ← θ − η (Δ + μ v) with the new v. `global` keeps the new θ
///   as it is, and the rank goes on with (1 − α) θ + α own, where own is what it has then.
///
/// Everything else stays as it is: the other fragments, and what the worker's optimizer remembers. `all_reduce` waits for all ranks, which a real one would
/// do in the background; so it does not matter whether it is called at the launch or when its result is wanted. For each fragment that is applied a
/// rank sends at most 2 (N − 1) messages with at most 2 (N − 1) shards of ⌈m/N⌉ numbers, where m is the length of the fragment. All ranks have the same
/// bits in `global`.
///
/// There are 1 to 7 ranks, 0 to 300 weights, and 1 to 6 fragments, of which some may be empty. P divides H, τ lies between 0 and
/// H / P − 1, α between 0 and 1, and `steps` is a multiple of H / P, at least one. v need not be 0 at first.
pub fn streaming(
    comm: &dyn Communicator,
    plan: &Streaming,
    global: &mut Global,
    worker: &mut dyn Worker,
    steps: usize,
) -> Vec<f64> {
    let beat = plan.every / plan.fragments;
    let Streaming { outer, own, .. } = *plan;
    let mut local = global.weights.clone();
    let mut delta = Vec::new();
    for step in 1..=steps {
        worker.step(&mut local);
        // Between two beats the fragment is that of the next beat, and it is the only one on its way.
        let fragment = shard(local.len(), plan.fragments, (step - 1) / beat % plan.fragments);
        if (step + plan.delay).is_multiple_of(beat) {
            delta = fragment.clone().map(|at| global.weights[at] - local[at]).collect();
            all_reduce(comm, &mut delta);
        }
        if step.is_multiple_of(beat) {
            for (at, sum) in fragment.zip(&delta) {
                let (theta, v) = (&mut global.weights[at], &mut global.velocity[at]);
                let mean = sum / comm.size() as f64;
                *v = outer.momentum * *v + mean;
                *theta -= outer.rate * (mean + outer.momentum * *v);
                local[at] = (1.0 - own) * *theta + own * local[at];
            }
        }
    }
    local
}
