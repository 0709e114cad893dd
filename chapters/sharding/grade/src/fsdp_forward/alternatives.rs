//! Right answers of other kinds to `fsdp_forward`.

use judge::Alternative;
use sharding::collectives::all_gather;
use sharding::{Communicator, FsdpForward, Units, shard};

pub(super) fn alternatives() -> Vec<Alternative<FsdpForward>> {
    vec![
        Alternative { name: "gathers the next unit before this one runs", answer: ahead },
        Alternative { name: "each shard from its owner, into one buffer", answer: buffer },
    ]
}

fn ahead(comm: &dyn Communicator, units: &dyn Units, shards: &[Vec<f32>], input: &[f32]) -> Vec<Vec<f32>> {
    let mut activations = vec![input.to_vec()];
    let mut next = shards.first().map(|shard| all_gather(comm, shard));
    for unit in 0..units.count() {
        let weights = next.take().expect("it was gathered");
        next = shards.get(unit + 1).map(|shard| all_gather(comm, shard));
        let output = units.forward(unit, &weights, activations.last().expect("the input"));
        activations.push(output);
    }
    activations
}

fn buffer(comm: &dyn Communicator, units: &dyn Units, shards: &[Vec<f32>], input: &[f32]) -> Vec<Vec<f32>> {
    let (rank, size) = (comm.rank(), comm.size());
    let mut activations = vec![input.to_vec()];
    let mut weights: Vec<f32> = vec![];
    for unit in 0..units.count() {
        weights.clear();
        weights.resize(units.length(unit), 0.0);
        for other in (0..size).filter(|&other| other != rank) {
            comm.send(other, unit as u32, &shards[unit]);
        }
        weights[shard(units.length(unit), size, rank)].copy_from_slice(&shards[unit]);
        for other in (0..size).filter(|&other| other != rank) {
            weights[shard(units.length(unit), size, other)]
                .copy_from_slice(&comm.receive(other, unit as u32));
        }
        activations.push(units.forward(unit, &weights, &activations[unit]));
    }
    activations
}
