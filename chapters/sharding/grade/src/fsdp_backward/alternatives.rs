//! Right answers of other kinds to `fsdp_backward`.

use judge::Alternative;
use sharding::collectives::{all_gather, reduce_scatter};
use sharding::{Communicator, FsdpBackward, Units, shard};

pub(super) fn alternatives() -> Vec<Alternative<FsdpBackward>> {
    vec![
        Alternative { name: "divides first, and gathers the next unit early", answer: ahead },
        Alternative { name: "pieces of gradients to their owners", answer: owners },
    ]
}

fn ahead(
    comm: &dyn Communicator,
    units: &dyn Units,
    shards: &[Vec<f32>],
    activations: &[Vec<f32>],
    gradient: &[f32],
) -> Vec<Vec<f32>> {
    let mut gradient = gradient.to_vec();
    let mut found = vec![];
    let mut next = shards.last().map(|shard| all_gather(comm, shard));
    for unit in (0..units.count()).rev() {
        let weights = next.take().expect("it was gathered");
        if unit > 0 {
            next = Some(all_gather(comm, &shards[unit - 1]));
        }
        let mut of = units.backward(unit, &weights, &activations[unit], &gradient);
        of.weights.iter_mut().for_each(|g| *g /= comm.size() as f32);
        found.push(reduce_scatter(comm, &of.weights));
        gradient = of.input;
    }
    found.into_iter().rev().collect()
}

fn owners(
    comm: &dyn Communicator,
    units: &dyn Units,
    shards: &[Vec<f32>],
    activations: &[Vec<f32>],
    gradient: &[f32],
) -> Vec<Vec<f32>> {
    let (rank, size) = (comm.rank(), comm.size());
    let mut gradient = std::borrow::Cow::Borrowed(gradient);
    let mut found: Vec<Vec<f32>> = shards.iter().map(|shard| vec![0.0; shard.len()]).collect();
    for unit in (0..shards.len()).rev() {
        let of = units.backward(unit, &all_gather(comm, &shards[unit]), &activations[unit], &gradient);
        for to in 0..size {
            comm.send(to, 100 + unit as u32, &of.weights[shard(of.weights.len(), size, to)]);
        }
        for from in (rank..size).chain(0..rank) {
            let piece: Vec<f32> = comm.receive(from, 100 + unit as u32);
            for (sum, g) in found[unit].iter_mut().zip(piece) {
                *sum += g / size as f32;
            }
        }
        gradient = of.input.into();
    }
    found
}
