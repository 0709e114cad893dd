//! Right answers of other kinds to `sharded_adam`.

use judge::Alternative;
use sharding::collectives::{all_gather, reduce_scatter};
use sharding::{Adam, Communicator, Moments, ShardedAdam, shard};

pub(super) fn alternatives() -> Vec<Alternative<ShardedAdam>> {
    vec![
        Alternative {
            name: "decays first, corrects the rate",
            answer: ShardedAdam { step: rates, zero_1: divides_first },
        },
        Alternative {
            name: "means by differences, pieces to owners",
            answer: ShardedAdam { step: differences, zero_1: owners },
        },
    ]
}

fn rates(adam: &Adam, moments: &mut Moments, weights: &mut [f64], gradient: &[f64]) {
    moments.steps += 1;
    let t = f64::from(moments.steps);
    let [c1, c2] = adam.betas.map(|beta| 1.0 - beta.powf(t));
    for w in weights.iter_mut() {
        *w *= 1.0 - adam.rate * adam.decay;
    }
    let rate = adam.rate * c2.sqrt() / c1;
    for (at, &g) in gradient.iter().enumerate() {
        let (m, v) = (&mut moments.first[at], &mut moments.second[at]);
        *m = adam.betas[0].mul_add(*m, (1.0 - adam.betas[0]) * g);
        *v = adam.betas[1].mul_add(*v, (1.0 - adam.betas[1]) * g.powi(2));
        weights[at] -= rate * *m / (v.sqrt() + adam.epsilon * c2.sqrt());
    }
}

fn divides_first(
    comm: &dyn Communicator,
    adam: &Adam,
    moments: &mut Moments,
    weights: &mut [f64],
    gradient: &[f64],
) {
    let mean: Vec<f64> = gradient.iter().map(|g| g / comm.size() as f64).collect();
    let mut own = weights[shard(weights.len(), comm.size(), comm.rank())].to_vec();
    rates(adam, moments, &mut own, &reduce_scatter(comm, &mean));
    weights.copy_from_slice(&all_gather(comm, &own));
}

fn differences(adam: &Adam, moments: &mut Moments, weights: &mut [f64], gradient: &[f64]) {
    let [b1, b2] = adam.betas;
    let t = moments.steps + 1;
    moments.first.iter_mut().zip(gradient).for_each(|(m, g)| *m += (1.0 - b1) * (g - *m));
    moments.second.iter_mut().zip(gradient).for_each(|(v, g)| *v += (1.0 - b2) * (g * g - *v));
    for at in 0..weights.len() {
        let update = (moments.first[at] / (1.0 - b1.powi(t)))
            / ((moments.second[at] / (1.0 - b2.powi(t))).sqrt() + adam.epsilon);
        weights[at] = weights[at] - adam.rate * update - adam.rate * adam.decay * weights[at];
    }
    moments.steps = t;
}

fn owners(
    comm: &dyn Communicator,
    adam: &Adam,
    moments: &mut Moments,
    weights: &mut [f64],
    gradient: &[f64],
) {
    let (rank, size) = (comm.rank(), comm.size());
    let place = |of: usize| shard(gradient.len(), size, of);
    (0..size).for_each(|to| comm.send(to, 0, &gradient[place(to)]));
    let mut mean = vec![0.0; place(rank).len()];
    for from in 0..size {
        mean.iter_mut().zip(comm.receive::<f64>(from, 0)).for_each(|(sum, g)| *sum += g / size as f64);
    }
    differences(adam, moments, &mut weights[place(rank)], &mean);
    (0..size).for_each(|to| comm.send(to, 1, &weights[place(rank)]));
    (0..size).for_each(|from| weights[place(from)].copy_from_slice(&comm.receive(from, 1)));
}
