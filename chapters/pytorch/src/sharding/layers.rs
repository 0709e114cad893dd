//! Memory, and layers on several ranks.

use ::sharding::solution as a;
use ::sharding::threads::results;
use ::sharding::{Chain, Format, Layer, Mixed, Mlp, Op, Recipe, Routed};
use ndarray::{Array1, Array2, ArrayView2};
use serde_json::Value;

use super::{doubles, matrix, vector, vectors};
use crate::example::Examples;
use crate::plain::{Plain, python};

pub(super) fn memory(e: &mut Examples) {
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
        // A good step after which the scale grows, one after which it does not, one that is skipped, one after which it cannot
        // grow, and one whose gradient is so small that the 10⁻⁶ counts.
        let top = 2_f32.powi(127);
        for (count, replicas, good, scale, size, broken) in [
            (5, 3, 3, 1_024.0, 1_024.0, false),
            (2, 1, 0, 1_024.0, 1_024.0, false),
            (3, 2, 1, 1_024.0, 1_024.0, true),
            (2, 2, 3, top, 1.0, false),
            (2, 1, 0, 1_024.0, 0.001, false),
        ] {
            let max_norm = if size < 1.0 { 1e-6 } else { 1.5 };
            let recipe = Recipe { format, rate: 0.25, max_norm, growth: 2.0, backoff: 0.5, interval: 4 };
            let shown = object! {
                dtype: python(dtype), rate: recipe.rate, max_norm: recipe.max_norm, growth: recipe.growth,
                backoff: recipe.backoff, interval: recipe.interval
            };
            let master = (e.normal(count) * if size < 1.0 { 0.0 } else { 1.0 }).to_vec();
            let working = master.iter().map(|&x| format.round(x)).collect();
            let state = Mixed { master, working, scale, good };
            let mut gradients: Vec<Vec<f32>> = (0..replicas)
                .map(|_| e.normal(count).iter().map(|&x| format.round(size * x)).collect())
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

pub(super) fn layers(e: &mut Examples) {
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
    // The first backwards comes after all forwards, and a forward takes longer.
    let orders = [
        vec![Op::Forward(0), Op::Forward(1), Op::Backward(0), Op::Backward(1)],
        vec![Op::Forward(0), Op::Backward(0), Op::Forward(1), Op::Backward(1)],
    ];
    let shown = orders.each_ref().map(|order| order.iter().map(op).collect::<Vec<_>>());
    e.case("bubble", args![shown, 3.0, 1.0], a::pipeline::bubble(&orders, 3.0, 1.0));
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
