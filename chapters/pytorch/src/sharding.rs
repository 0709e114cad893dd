//! Many ranks: what each of them says here by itself, Python says of a list of all.

use ::sharding::solution as a;
use ::sharding::threads::results;
use ::sharding::{
    Adam, Chain, Dtype, Element, Format, Global, Gradient, Inner, Layer, LowRank, MicroBatch, Mixed, Mlp,
    Moments, Network, Op, Outer, Packed, Quadratic, Quorum, Recipe, Replica, Routed, Streaming, Unit, Units,
    Zero, shard,
};
use ndarray::{Array1, Array2, ArrayView2, arr0};
use serde_json::Value;

use crate::example::Examples;
use crate::plain::{Plain, python};

pub(crate) fn examples(e: &mut Examples) {
    rings(e);
    replicas(e);
    shards(e);
    memory(e);
    layers(e);
    seldom(e);
    fewer(e);
    quorum(e);
}

/// How many values on how many ranks: a remainder, fewer values than ranks, and one rank.
const RANKS: [(usize, usize); 3] = [(7, 3), (2, 4), (5, 1)];

fn vectors(ranks: &[Vec<impl Element + crate::plain::Element>]) -> Vec<Array1<impl crate::plain::Element>> {
    ranks.iter().map(|values| Array1::from_vec(values.clone())).collect()
}

fn doubles(e: &mut Examples, count: usize) -> Vec<f64> {
    e.normal(count).iter().map(|&x| f64::from(x)).collect()
}

fn vector(values: &[f64]) -> Array1<f64> {
    Array1::from_vec(values.to_vec())
}

fn matrix(e: &mut Examples, shape: (usize, usize)) -> Array2<f64> {
    e.normal(shape).mapv(f64::from)
}

fn rings(e: &mut Examples) {
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

fn replicas(e: &mut Examples) {
    e.exercise("buckets");
    let dtypes = [(Dtype::Bf16, "bf16"), (Dtype::F16, "f16"), (Dtype::F32, "f32")];
    for (sizes, limits) in
        [(vec![(5, 0), (3, 2), (9, 0), (0, 1), (4, 2), (2, 0), (1, 0)], vec![4, 8]), (vec![], vec![1])]
    {
        let gradients: Vec<Gradient> =
            sizes.iter().map(|&(bytes, dtype)| Gradient { bytes, dtype: dtypes[dtype].0 }).collect();
        let shown: Vec<Value> =
            sizes.iter().map(|&(bytes, dtype)| object! {bytes: bytes, dtype: dtypes[dtype].1}).collect();
        let order: Vec<usize> = (0..sizes.len()).map(|at| (3 * at + 5) % 7).collect();
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

fn shards(e: &mut Examples) {
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
            let gradients: Vec<Vec<f64>> = (0..size).map(|_| doubles(e, count)).collect();
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
    for (counts, replicated, most) in [(vec![3, 0, 2], 4, 0.5), (vec![2], 0, 100.0)] {
        let sharded: Vec<Vec<f64>> = counts.iter().map(|&count| doubles(e, count)).collect();
        let replicated = doubles(e, replicated);
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

fn memory(e: &mut Examples) {
    e.exercise("checkpointing");
    // The last segment is shorter; and there is one for all.
    for (layers, width, every) in [(5, 3, 2), (2, 1, 9)] {
        let weights: Vec<Array2<f64>> = (0..layers).map(|_| matrix(e, (width, width))).collect();
        let list = weights.iter().map(|weights| Layer { weights: weights.clone(), dropout: 0.0 }).collect();
        let (chain, input) = (Chain::new(list, 1), vector(&doubles(e, width)));
        let gradient = a::checkpointing::checkpointing(&chain, &chain.input(input.clone()), every);
        let mut expected = vec![gradient.plain()];
        expected.extend(chain.gradients().iter().map(Plain::plain));
        let loss = python("lambda y: (y - 0.3).square().sum() / 2");
        e.case("checkpointing", args![weights, input, every, loss], expected);
    }

    e.exercise("mixed_precision");
    for (format, dtype) in [(Format::Bf16, "torch.bfloat16"), (Format::F16, "torch.float16")] {
        // A good step after which the scale grows, one after which it does not, and one that is skipped.
        for (count, replicas, good, broken) in [(5, 3, 3, false), (2, 1, 0, false), (3, 2, 1, true)] {
            let recipe = Recipe { format, rate: 0.25, max_norm: 1.5, growth: 2.0, backoff: 0.5, interval: 4 };
            let shown = object! {
                dtype: python(dtype), rate: recipe.rate, max_norm: recipe.max_norm, growth: recipe.growth,
                backoff: recipe.backoff, interval: recipe.interval
            };
            let master = e.normal(count).to_vec();
            let working = master.iter().map(|&x| format.round(x)).collect();
            let state = Mixed { master, working, scale: 1_024.0, good };
            let mut gradients: Vec<Vec<f32>> = (0..replicas)
                .map(|_| e.normal(count).iter().map(|&x| format.round(1_024.0 * x)).collect())
                .collect();
            if broken {
                gradients[1][0] = f32::INFINITY;
            }
            let after = a::mixed_precision::mixed_precision(&state, &gradients, recipe);
            let before = object! {
                master: vectors(std::slice::from_ref(&state.master))[0], working: vectors(std::slice::from_ref(&state.working))[0],
                scale: state.scale, good: state.good
            };
            let expected =
                (Array1::from_vec(after.master), Array1::from_vec(after.working), after.scale, after.good);
            e.case("mixed_precision", args![before, vectors(&gradients), shown], expected);
        }
    }
}

fn mlp(mlp: &Mlp) -> Value {
    object! {up: mlp.up, up_bias: mlp.up_bias, down: mlp.down, down_bias: mlp.down_bias}
}

fn op(op: &Op) -> (&'static str, usize) {
    match *op {
        Op::Forward(micro) => ("forward", micro),
        Op::Backward(micro) => ("backward", micro),
    }
}

fn layers(e: &mut Examples) {
    e.exercise("tensor_parallel");
    // In the second some ranks have no hidden channel.
    for (n, d, f, size) in [(4, 3, 5, 2), (1, 2, 2, 3)] {
        let whole = Mlp {
            up: matrix(e, (d, f)),
            up_bias: vector(&doubles(e, f)),
            down: matrix(e, (f, d)),
            down_bias: vector(&doubles(e, d)),
        };
        let shards: Vec<Mlp> = (0..size).map(|rank| a::tensor_parallel::split(&whole, size, rank)).collect();
        let shown: Vec<Value> = shards.iter().map(mlp).collect();
        for (rank, own) in shown.iter().enumerate() {
            e.case("split", args![mlp(&whole), size, rank], own);
        }
        let (input, gradient) = (matrix(e, (n, d)), matrix(e, (n, d)));
        let (outputs, _) =
            results(size, |comm| a::tensor_parallel::forward(comm, input.view(), &shards[comm.rank()]));
        e.case("forward", args![input, shown], &outputs[0]);
        let (ranks, _) = results(size, |comm| {
            a::tensor_parallel::backward(comm, input.view(), &shards[comm.rank()], gradient.view())
        });
        let mut expected = vec![ranks[0].input.plain(), ranks[0].weights.down_bias.plain()];
        for rank in &ranks {
            let own = &rank.weights;
            expected.extend([own.up.plain(), own.up_bias.plain(), own.down.plain()]);
        }
        e.case("backward", args![input, shown, gradient], expected);
    }

    e.exercise("pipeline");
    // The second has fewer micro-batches than stages.
    for (stages, micros, d) in [(3, 5, 2), (4, 2, 1)] {
        let orders: Vec<Vec<Op>> =
            (0..stages).map(|stage| a::pipeline::order(stage, stages, micros)).collect();
        let shown: Vec<Vec<_>> = orders.iter().map(|order| order.iter().map(op).collect()).collect();
        for (stage, order) in shown.iter().enumerate() {
            e.case("order", args![stage, stages, micros], order);
        }
        e.case("bubble", args![shown, 1.0, 2.5], a::pipeline::bubble(&orders, 1.0, 2.5));
        let weights: Vec<Array2<f64>> = (0..stages).map(|_| matrix(e, (d, d))).collect();
        let [inputs, targets] =
            [(); 2].map(|()| (0..micros).map(|micro| matrix(e, (micro % 3 + 1, d))).collect::<Vec<_>>());
        let (gradients, _) =
            results(stages, |comm| a::pipeline::run(comm, &weights[comm.rank()], &inputs, &targets));
        e.case("run", args![weights, inputs, targets], gradients);
    }

    e.exercise("all_to_all");
    // A token was dropped, and a rank has none.
    for (experts, each, d) in [
        (vec![vec![vec![0, 3], vec![], vec![2]], vec![], vec![vec![5, 1]]], 2, 3),
        (vec![vec![vec![0]]], 1, 1),
    ] {
        let size = experts.len();
        for own in &experts {
            e.case("counts", args![own, each, size], a::all_to_all::counts(own, each, size));
        }
        let tokens: Vec<Array2<f64>> = experts.iter().map(|own| matrix(e, (own.len(), d))).collect();
        let weights: Vec<Vec<Vec<f64>>> =
            experts.iter().map(|own| own.iter().map(|chosen| doubles(e, chosen.len())).collect()).collect();
        let expert =
            |number: usize, rows: ArrayView2<'_, f64>| rows.mapv(|x| ((number + 1) as f64 * x).tanh());
        let (outputs, _) = results(size, |comm| {
            let rank = comm.rank();
            let routed = Routed {
                tokens: tokens[rank].view(),
                experts: &experts[rank],
                weights: &weights[rank],
                each,
            };
            a::all_to_all::layer(comm, &routed, &expert)
        });
        let shown: Vec<Value> = (0..size)
            .map(|rank| object! {tokens: tokens[rank], experts: experts[rank], weights: weights[rank]})
            .collect();
        let expert = python("lambda e, rows: torch.tanh((e + 1) * rows)");
        e.case("layer", args![shown, each, expert], outputs);
    }
}

fn global(global: &Global) -> Value {
    object! {weights: vector(&global.weights), velocity: vector(&global.velocity)}
}

fn seldom(e: &mut Examples) {
    let outer = Outer { rate: 0.7, momentum: 0.9 };
    let settings = object! {rate: outer.rate, momentum: outer.momentum};
    for (count, size) in RANKS {
        let state = Global { weights: doubles(e, count), velocity: doubles(e, count) };
        let locals: Vec<Vec<f64>> = (0..size).map(|_| doubles(e, count)).collect();
        // Each pulls the weights to a place of its own.
        let worker = |rank: usize| Quadratic::new(&vec![1.0; count], &locals[rank], Inner::Sgd(0.125));
        let workers: Vec<Value> = locals
            .iter()
            .map(|centre| {
                python(&format!("lambda w: w.lerp_(torch.tensor({centre:?}, dtype=torch.float64), 0.125)"))
            })
            .collect();

        e.exercise("diloco");
        let (ranks, _) = results(size, |comm| {
            let mut state = state.clone();
            a::diloco::outer_step(comm, &outer, &mut state, &locals[comm.rank()]);
            state
        });
        let arguments = args![settings, global(&state), vectors(&locals)];
        e.changes("outer_step", arguments, Value::Null, &[(1, global(&ranks[0]))]);
        let (ranks, _) = results(size, |comm| {
            let mut state = state.clone();
            a::diloco::train(comm, &outer, &mut state, &mut worker(comm.rank()), 3, 2);
            state
        });
        let arguments = args![settings, global(&state), workers, 3_usize, 2_usize];
        e.changes("train", arguments, Value::Null, &[(1, global(&ranks[0]))]);

        e.exercise("streaming");
        for (every, fragments, delay, own) in [(6, 2, 1, 0.25), (4, 4, 0, 0.0)] {
            let plan = Streaming { outer, every, fragments, delay, own };
            let shown = object! {outer: settings, every: every, fragments: fragments, delay: delay, own: own};
            let (ranks, _) = results(size, |comm| {
                let mut state = state.clone();
                let local = a::streaming::streaming(
                    comm,
                    &plan,
                    &mut state,
                    &mut worker(comm.rank()),
                    9 - 9 % (every / fragments),
                );
                (state, local)
            });
            let locals: Vec<Vec<f64>> = ranks.iter().map(|rank| rank.1.clone()).collect();
            let arguments = args![shown, global(&state), workers, 9 - 9 % (every / fragments)];
            e.changes("streaming", arguments, vectors(&locals), &[(1, global(&ranks[0].0))]);
        }
    }
}

fn packed(packed: &Packed) -> (Array1<f32>, Array1<u8>) {
    (Array1::from_vec(packed.scales.clone()), Array1::from_vec(packed.codes.clone()))
}

fn fewer(e: &mut Examples) {
    e.exercise("four_bit");
    let halfway = vec![1.0, -0.75, 0.375, 1.0 / 128.0, -0.007, 0.0, -1.0, 0.0, 0.0];
    let random = e.normal(9).to_vec();
    for (ranks, block) in [(vec![halfway, random], 4), (vec![vec![0.0, -2.5e-20]], 7), (vec![vec![]], 3)] {
        for values in &ranks {
            let code = a::four_bit::encode(values, block);
            let shown = Array1::from_vec(values.clone());
            let decoded = Array1::from_vec(a::four_bit::decode(&code, values.len(), block));
            e.case("encode", args![shown, block], packed(&code));
            e.case("decode", args![packed(&code), values.len(), block], decoded);
        }
        let (means, _) = results(ranks.len(), |comm| a::four_bit::exchange(comm, &ranks[comm.rank()], block));
        e.case("exchange", args![vectors(&ranks), block], vector(&means[0]));
    }

    e.exercise("power_sgd");
    for (n, m, r, size) in [(4, 5, 2, 3), (1, 2, 1, 1)] {
        let gradients: Vec<Array2<f64>> = (0..size).map(|_| matrix(e, (n, m))).collect();
        let q = matrix(e, (m, r));
        let memories: Vec<LowRank> =
            (0..size).map(|_| LowRank { error: matrix(e, (n, m)), q: q.clone() }).collect();
        let (ranks, _) = results(size, |comm| {
            let mut memory = memories[comm.rank()].clone();
            let out = a::power_sgd::power_sgd(comm, &gradients[comm.rank()], &mut memory);
            (out, memory)
        });
        let shown = |memory: &LowRank| object! {error: memory.error, q: memory.q};
        let before: Vec<Value> = memories.iter().map(shown).collect();
        let after: Vec<Value> = ranks.iter().map(|rank| shown(&rank.1)).collect();
        e.changes("power_sgd", args![gradients, before], &ranks[0].0, &[(1, after.plain())]);
    }
}

fn quorum(e: &mut Examples) {
    e.exercise("quorum");
    let replica = |replica: &Replica| {
        object! {steps: replica.steps, weights: vector(&replica.weights), momentum: vector(&replica.momentum)}
    };
    // Rank 1 is away, two are behind; one of those who are current has no gradient; and all are current.
    for (steps, members, without, count) in [
        (vec![4, 2, 5, 0, 5], vec![0, 2, 3, 4], 3, 3),
        (vec![5, 5, 1], vec![0, 1, 2], 1, 2),
        (vec![0], vec![0], 9, 1),
    ] {
        let quorum = Quorum { steps: members.iter().map(|&member| steps[member]).collect(), members };
        let shown = object! {members: quorum.members, steps: quorum.steps};
        e.case("sources", args![shown], a::quorum::sources(&quorum));
        // Whoever has committed as many steps has the same bits.
        let model = Replica { steps: 5, weights: doubles(e, count), momentum: doubles(e, count) };
        let replicas: Vec<Replica> = steps
            .iter()
            .map(|&steps| {
                if steps == 5 { model.clone() } else { Replica { steps, ..Replica::new(&doubles(e, count)) } }
            })
            .collect();
        let gradients: Vec<Option<Vec<f64>>> =
            (0..steps.len()).map(|rank| (rank != without).then(|| doubles(e, count))).collect();
        let (ranks, _) = results(steps.len(), |comm| {
            let (rank, mut own) = (comm.rank(), replicas[comm.rank()].clone());
            let there = quorum.members.contains(&rank);
            let committed =
                there.then(|| a::quorum::step(comm, &quorum, &mut own, gradients[rank].as_deref()));
            (committed, own)
        });
        let before: Vec<Value> = replicas.iter().map(replica).collect();
        let after: Vec<Value> = ranks.iter().map(|rank| replica(&rank.1)).collect();
        let list: Vec<Option<Array1<f64>>> =
            gradients.iter().map(|gradient| gradient.as_deref().map(vector)).collect();
        let committed = ranks[quorum.members[0]].0;
        e.changes("step", args![shown, before, list], committed, &[(1, after.plain())]);
    }
}
