//! Right answers of other kinds to `clip`.

use judge::Alternative;
use sharding::collectives::{all_gather, all_reduce};
use sharding::{Clip, Communicator};

pub(super) fn alternatives() -> Vec<Alternative<Clip>> {
    vec![
        Alternative { name: "gathers norms, and rank 0 counts what is replicated", answer: norms },
        Alternative {
            name: "a share of what is replicated on each rank, and scales only if it must",
            answer: shares,
        },
    ]
}

fn norms(comm: &dyn Communicator, sharded: &mut [f64], replicated: &mut [f64], most: f64) -> f64 {
    let own = sharded.iter().fold(0.0_f64, |norm, g| norm.hypot(*g));
    let own = if comm.rank() == 0 { replicated.iter().fold(own, |norm, g| norm.hypot(*g)) } else { own };
    let norm = all_gather(comm, &[own]).into_iter().fold(0.0, f64::hypot);
    let by = 1.0_f64.min(most / (norm + 1e-6));
    sharded.iter_mut().for_each(|g| *g *= by);
    replicated.iter_mut().for_each(|g| *g *= by);
    norm
}

fn shares(comm: &dyn Communicator, sharded: &mut [f64], replicated: &mut [f64], most: f64) -> f64 {
    let mut sum = vec![0.0];
    for g in sharded.iter() {
        sum[0] += g.powi(2);
    }
    for g in replicated.iter() {
        sum[0] += g.powi(2) / comm.size() as f64;
    }
    all_reduce(comm, &mut sum);
    let norm = sum[0].sqrt();
    if norm + 1e-6 > most {
        for g in sharded.iter_mut().chain(replicated) {
            *g = *g * most / (norm + 1e-6);
        }
    }
    norm
}
