//! Collectives, and states that are shared out.

use ::sharding::solution as a;
use ::sharding::threads::results;
use ::sharding::{Adam, Dtype, Gradient, MicroBatch, Moments, Network, Unit, Units, Zero, shard};
use ndarray::{Array1, arr0};
use serde_json::Value;

use super::{RANKS, doubles, vector, vectors};
use crate::example::Examples;
use crate::plain::{Plain, python};

pub(super) fn rings(e: &mut Examples) {
    for (count, size) in RANKS {
        let floats: Vec<Vec<f32>> = (0..size).map(|_| e.normal(count).to_vec()).collect();
        let whole: Vec<Vec<i64>> =
            (0..size).map(|_| e.below(count, 1_000).iter().map(|&x| x as i64 - 500).collect()).collect();

        e.exercise("reduce_scatter");
        let (sums, _) = results(size, |comm| a::reduce_scatter::reduce_scatter(comm, &floats[comm.rank()]));
        e.case("reduce_scatter", args![vectors(&floats)], vectors(&sums));
        let (sums, _) = results(size, |comm| a::reduce_scatter::reduce_scatter(comm, &whole[comm.rank()]));
        e.case("reduce_scatter", args![vectors(&whole)], vectors(&sums));

        // Shards need not be of one length.
        e.exercise("all_gather");
        let shards: Vec<Vec<f32>> =
            floats.iter().enumerate().map(|(rank, values)| values[..count.min(rank + 1)].to_vec()).collect();
        let (wholes, _) = results(size, |comm| a::all_gather::all_gather(comm, &shards[comm.rank()]));
        e.case("all_gather", args![vectors(&shards)], vectors(&wholes));

        e.exercise("all_reduce");
        let (sums, _) = results(size, |comm| {
            let mut values = floats[comm.rank()].clone();
            a::all_reduce::all_reduce(comm, &mut values);
            values
        });
        e.changes("all_reduce", args![vectors(&floats)], Value::Null, &[(0, vectors(&sums).plain())]);
    }
}

pub(super) fn replicas(e: &mut Examples) {
    /// Bytes and dtypes of gradients: with limits that are just reached, and not.
    const SIZES: [(u64, usize); 12] =
        [(2, 0), (2, 0), (3, 1), (3, 0), (0, 2), (3, 0), (1, 0), (1, 1), (2, 0), (1, 0), (6, 1), (1, 0)];
    e.exercise("buckets");
    let dtypes = [(Dtype::Bf16, "bf16"), (Dtype::F16, "f16"), (Dtype::F32, "f32")];
    for (sizes, limits) in
        [(SIZES.to_vec(), vec![4, 7, 3]), (SIZES[..5].to_vec(), vec![4]), (vec![], vec![1])]
    {
        let gradients: Vec<Gradient> =
            sizes.iter().map(|&(bytes, dtype)| Gradient { bytes, dtype: dtypes[dtype].0 }).collect();
        let shown: Vec<Value> =
            sizes.iter().map(|&(bytes, dtype)| object! {bytes: bytes, dtype: dtypes[dtype].1}).collect();
        // Those that are defined last are ready first, but for two.
        let mut order: Vec<usize> = (0..sizes.len()).rev().collect();
        if order.len() > 2 {
            order.swap(1, 2);
        }
        e.case("rebuilt", args![shown, order, limits], a::buckets::rebuilt(&gradients, &order, &limits));
        e.case("initial", args![shown, limits], a::buckets::initial(&gradients, &limits));
    }

    e.exercise("ddp");
    // A micro-batch may have no tokens; and there may be none at all.
    for (size, tokens, lengths, buckets) in [
        (2, vec![5, 0, 2, 7], vec![3, 1, 4], vec![vec![2, 0], vec![1]]),
        (1, vec![0], vec![2], vec![vec![0]]),
    ] {
        let batches: Vec<MicroBatch> = tokens
            .iter()
            .map(|&tokens| {
                let factor = if tokens == 0 { 0.0 } else { 1.0 };
                let gradients =
                    lengths.iter().map(|&n| doubles(e, n).iter().map(|x| factor * x).collect()).collect();
                MicroBatch { tokens, gradients }
            })
            .collect();
        let ranks: Vec<&[MicroBatch]> = batches.chunks(tokens.len() / size).collect();
        let shown: Vec<Vec<Value>> = ranks
            .iter()
            .map(|batches| {
                let of =
                    |batch: &MicroBatch| object! {tokens: batch.tokens, gradients: vectors(&batch.gradients)};
                batches.iter().map(of).collect()
            })
            .collect();
        let (gradients, _) = results(size, |comm| a::ddp::ddp(comm, ranks[comm.rank()], &buckets));
        e.case("ddp", args![shown, buckets], vectors(&gradients[size - 1]));
    }
}

fn units(network: &Network) -> Vec<Value> {
    let unit = |unit: &Unit| match unit {
        Unit::Dense(from, to) => {
            python(&format!("lambda w, x: torch.tanh(w[:{0}].view({to}, {from}) @ x + w[{0}:])", from * to))
        }
        Unit::Scale(_) => python("lambda w, x: w * x"),
        Unit::Sine => python("lambda w, x: torch.sin(x)"),
    };
    network.units.iter().map(unit).collect()
}

pub(super) fn shards(e: &mut Examples) {
    e.exercise("zero_bytes");
    let kinds = [
        (Zero::Nothing, 0, false),
        (Zero::Optimizer, 1, false),
        (Zero::Gradients, 2, false),
        (Zero::Weights { reshard: true }, 3, true),
        (Zero::Weights { reshard: false }, 3, false),
    ];
    for (units, ranks) in [(vec![10, 3, 0, 7], 4), (vec![], 1)] {
        for (zero, stage, reshard) in kinds {
            let shown = object! {stage: stage, reshard: reshard};
            e.case("held", args![shown, units, ranks], a::zero_bytes::held(zero, &units, ranks));
            e.case("peak", args![shown, units, ranks], a::zero_bytes::peak(zero, &units, ranks));
            e.case("sent", args![shown, units, ranks], a::zero_bytes::sent(zero, &units, ranks));
        }
    }

    // A unit may have fewer weights than there are ranks, or none.
    for (list, size) in [
        (vec![Unit::Dense(3, 2), Unit::Scale(2), Unit::Sine, Unit::Dense(2, 4)], 3),
        (vec![Unit::Dense(2, 1)], 1),
    ] {
        let network = Network { units: list };
        let count = network.count();
        let whole: Vec<Vec<f32>> = (0..count).map(|unit| e.normal(network.length(unit)).to_vec()).collect();
        let own = |rank: usize| -> Vec<Vec<f32>> {
            whole.iter().map(|weights| weights[shard(weights.len(), size, rank)].to_vec()).collect()
        };
        let Unit::Dense(from, _) = network.units[0] else { unreachable!("a dense unit is the first") };
        let inputs: Vec<Vec<f32>> = (0..size).map(|_| e.normal(from).to_vec()).collect();
        let shards: Vec<Vec<Array1<f32>>> =
            (0..size).map(|rank| own(rank).into_iter().map(Array1::from_vec).collect()).collect();
        let (activations, _) = results(size, |comm| {
            a::fsdp_forward::forward(comm, &network, &own(comm.rank()), &inputs[comm.rank()])
        });
        let shown: Vec<_> = activations.iter().map(|own| vectors(own)).collect();
        e.exercise("fsdp_forward");
        e.case("forward", args![units(&network), shards, vectors(&inputs)], &shown);

        let gradients: Vec<Vec<f32>> =
            activations.iter().map(|own| e.normal(own[count].len()).to_vec()).collect();
        let (means, _) = results(size, |comm| {
            let rank = comm.rank();
            a::fsdp_backward::backward(comm, &network, &own(rank), &activations[rank], &gradients[rank])
        });
        let means: Vec<_> = means.iter().map(|own| vectors(own)).collect();
        e.exercise("fsdp_backward");
        e.case("backward", args![units(&network), shards, shown, vectors(&gradients)], means);
    }

    e.exercise("sharded_adam");
    let adam = Adam { rate: 0.1, betas: [0.9, 0.95], epsilon: 1e-8, decay: 0.2 };
    let settings = object! {rate: adam.rate, betas: adam.betas, epsilon: adam.epsilon, decay: adam.decay};
    for (count, size) in RANKS {
        let mut moments: Vec<Moments> =
            (0..size).map(|rank| Moments::new(shard(count, size, rank).len())).collect();
        let (mut all, mut weights) = (Moments::new(count), doubles(e, count));
        // From the second step on the means count.
        for _ in 0..2 {
            let mut gradients: Vec<Vec<f64>> = (0..size).map(|_| doubles(e, count)).collect();
            // So small that what is added to the root counts.
            for gradient in &mut gradients {
                gradient[0] *= 1e-8;
            }
            let before = moments.iter().map(remembered).collect::<Vec<_>>().plain();
            let (ranks, _) = results(size, |comm| {
                let (mut own, mut weights) = (moments[comm.rank()].clone(), weights.clone());
                a::sharded_adam::zero_1(comm, &adam, &mut own, &mut weights, &gradients[comm.rank()]);
                (own, weights)
            });
            let arguments = args![settings, before, vector(&weights), vectors(&gradients)];
            let mut alone = weights.clone();
            let first = args![settings, remembered(&all), vector(&alone), vector(&gradients[0])];
            a::sharded_adam::step(&adam, &mut all, &mut alone, &gradients[0]);
            e.changes("step", first, Value::Null, &[(1, remembered(&all)), (2, vector(&alone).plain())]);
            weights.clone_from(&ranks[0].1);
            moments = ranks.into_iter().map(|rank| rank.0).collect();
            let after = moments.iter().map(remembered).collect::<Vec<_>>().plain();
            e.changes("zero_1", arguments, Value::Null, &[(1, after), (2, vector(&weights).plain())]);
        }
    }

    e.exercise("clip");
    // The second needs no scaling, and has nothing that is replicated.
    // In the third they are so small that the 10⁻⁶ counts.
    for (counts, replicated, most, size) in
        [(vec![3, 0, 2], 4, 0.5, 1.0), (vec![2], 0, 100.0, 1.0), (vec![1, 2], 1, 1e-6, 1e-6)]
    {
        let mut draw = |count| doubles(e, count).iter().map(|x| size * x).collect::<Vec<f64>>();
        let sharded: Vec<Vec<f64>> = counts.iter().map(|&count| draw(count)).collect();
        let replicated = draw(replicated);
        let (ranks, _) = results(counts.len(), |comm| {
            let (mut own, mut alike) = (sharded[comm.rank()].clone(), replicated.clone());
            let norm = a::clip::clip(comm, &mut own, &mut alike, most);
            (own, alike, norm)
        });
        let after: Vec<Vec<f64>> = ranks.iter().map(|rank| rank.0.clone()).collect();
        let changed = [(0, vectors(&after).plain()), (1, vector(&ranks[0].1).plain())];
        e.changes("clip", args![vectors(&sharded), vector(&replicated), most], arr0(ranks[0].2), &changed);
    }
}

fn remembered(moments: &Moments) -> Value {
    object! {steps: moments.steps, first: vector(&moments.first), second: vector(&moments.second)}
}
