//! What comes after the choice.

use ::moe::solution as a;
use ::moe::{Baseline, Coefficients, DeviceRows, MhcWeights, Mlp, NgramHash};
use ndarray::{Array1, ArrayView1, ArrayView2, Axis, Slice, arr0, array};
use serde_json::Value;

use crate::example::{Examples, with};
use crate::plain::{Plain, python};

pub(super) fn gradients(e: &mut Examples) {
    e.exercise("reinforce");
    for (experts, d) in [(4, 3), (2, 1)] {
        let (logits, losses) = (e.normal(experts) * 3.0 + 700.0, e.normal(experts));
        e.case("exact", args![logits, losses], a::reinforce::exact(logits.view(), losses.view()));
        let (actions, losses) = (e.below(5, experts), e.normal(5));
        let actions_list = actions.to_vec();
        for (baseline, shown) in [(Baseline::Fixed(0.25), Some(0.25_f32)), (Baseline::Others, None)] {
            let expected = a::reinforce::sampled(logits.view(), &actions_list, losses.view(), baseline);
            e.case("sampled", args![logits, actions, losses, shown], expected);
        }
        let (outputs, target) = (e.normal((experts, d)), e.normal(d));
        let expected = a::reinforce::straight_through(logits.view(), outputs.view(), target.view());
        e.case("straight_through", args![logits, outputs, target], expected);
    }
    // Of equal logits the first wins.
    let (logits, outputs, target) = (array![1.0, 1.0], array![[1.0], [2.0]], array![0.5]);
    let expected = a::reinforce::straight_through(logits.view(), outputs.view(), target.view());
    e.case("straight_through", args![logits, outputs, target], expected);

    e.exercise("dselect_k");
    for t in [-9.0, -0.3, 0.2, 5.0] {
        e.case("smooth_step", args![arr0(t), 1.5_f32], arr0(a::dselect_k::smooth_step(t, 1.5)));
    }
    for (selectors, bits, experts) in [(2, 3, 6), (1, 1, 2)] {
        let (logits, mixing) = (e.normal((selectors, bits)) * 0.4, e.normal(selectors));
        let expected = a::dselect_k::selector(logits.row(0), experts, 1.5);
        e.case("selector", args![logits.row(0), experts, 1.5_f32], expected);
        let expected = a::dselect_k::gate(logits.view(), mixing.view(), experts, 1.5);
        e.case("gate", args![logits, mixing, experts, 1.5_f32], expected);
        e.case(
            "penalty",
            args![logits, experts, 1.5_f32],
            a::dselect_k::penalty(logits.view(), experts, 1.5),
        );
    }

    e.exercise("soft");
    for (tokens, d, slots, experts, scale) in [(5, 3, 4, 2, None), (2, 2, 3, 3, Some(2.0))] {
        let (mut x, mut matrix) = (e.normal((tokens, d)), e.normal((d, slots)));
        // A token or a slot may be short.
        x.row_mut(0).mapv_inplace(|x| 1e-3 * x);
        matrix.column_mut(1).mapv_inplace(|x| 1e-3 * x);
        let logits = a::soft::logits(x.view(), matrix.view(), scale);
        e.case("logits", args![x, matrix, scale], &logits);
        e.case("weights", args![logits], a::soft::weights(logits.view()));
        let expert = |i: usize, inputs: ArrayView2<'_, f32>| {
            inputs.slice_axis(Axis(1), Slice::from(..2)).mapv(|x| ((i + 1) as f32 * x).tanh())
        };
        let expected = a::soft::soft(x.view(), matrix.view(), scale, experts, &expert);
        let shown = python("lambda i, inputs: torch.tanh((i + 1) * inputs[:, :2])");
        e.case("soft", args![x, matrix, scale, experts, shown], expected);
    }
}

pub(super) fn dispatch(e: &mut Examples) {
    e.exercise("dispatch");
    // Nobody has chosen expert 1.
    for (chosen, experts) in [(array![[2, 0], [0, 3], [3, 2]], 4), (array![[0]], 2)] {
        let (tokens, k) = chosen.dim();
        let x = e.normal((tokens, 3));
        let permuted = a::dispatch::permute(x.view(), chosen.view(), experts);
        let order = Array1::from_vec(permuted.order.clone());
        let offsets = Array1::from_vec(permuted.offsets.clone());
        e.case("permute", args![x, chosen, experts], (&permuted.rows, &order, &offsets));
        let weights = e.normal((experts, 3, 5));
        let rows = DeviceRows::new(permuted.rows.view());
        let outputs = a::dispatch::grouped(&rows, &permuted.offsets, weights.view());
        e.case("grouped", args![permuted.rows, permuted.offsets, weights], &outputs);
        let gates = e.normal((tokens, k));
        let expected = a::dispatch::unpermute(outputs.view(), &permuted.order, gates.view());
        e.case("unpermute", args![outputs, order, gates], expected);
    }

    e.exercise("depths");
    let block = |rows: ArrayView2<'_, f32>| {
        // Its tokens look at those before them.
        let mut sums = rows.to_owned();
        sums.accumulate_axis_inplace(Axis(0), |before, sum| *sum += before);
        sums
    };
    let equal = with(e.normal(5), [(1, -0.5), (3, -0.5)]);
    for (scores, d, capacity) in [(e.normal(6), 3, 2), (equal, 2, 4), (e.normal(1), 1, 1)] {
        let tokens = e.normal((scores.len(), d));
        let chosen = a::depths::choose(scores.view(), capacity);
        e.case("choose", args![scores, capacity], Array1::from_vec(chosen));
        let expected = a::depths::depths(tokens.view(), scores.view(), capacity, &block);
        e.case(
            "depths",
            args![tokens, scores, capacity, python("lambda rows: rows.cumsum(dim=0)")],
            expected,
        );
    }

    e.exercise("upcycle");
    for (tokens, d, hidden, experts, k) in [(4, 3, 5, 4, 2), (1, 1, 2, 2, 2)] {
        let mlps: Vec<Mlp> =
            (0..experts).map(|_| Mlp { up: e.normal((d, hidden)), down: e.normal((hidden, d)) }).collect();
        e.case("experts", args![mlp(&mlps[0]), experts], mlp_list(&a::upcycle::experts(&mlps[0], experts)));
        let logits = e.normal((tokens, experts)) + 800.0;
        let gates = a::upcycle::gates(logits.view(), k);
        e.case("gates", args![logits, k], &gates);
        let x = e.normal((tokens, d));
        let expected = a::upcycle::forward(x.view(), gates.view(), &mlps);
        e.case("forward", args![x, gates, mlp_list(&mlps)], expected);
    }
}

fn mlp(mlp: &Mlp) -> Value {
    object! {up: mlp.up, down: mlp.down}
}

fn mlp_list(mlps: &[Mlp]) -> Vec<Value> {
    mlps.iter().map(mlp).collect()
}

pub(super) fn everywhere(e: &mut Examples) {
    e.exercise("mhc");
    for (n, width, iterations) in [(3, 4, 2), (1, 2, 5)] {
        let logits = e.normal((n, n)) * 5.0 + 900.0;
        e.case("project", args![logits, iterations], a::mhc::project(logits.view(), iterations));
        let (streams, count) = (e.normal((n, width)) * 1e-3, 2 * n + n * n);
        let (projection, bias) = (e.normal((n * width, count)), e.normal(count));
        let (scale, epsilon) = ([0.5, 0.25, 2.0], 1e-6);
        let weights =
            MhcWeights { projection: projection.view(), bias: bias.view(), scale, epsilon, iterations };
        let shown = object! {
            projection: projection, bias: bias, scale: scale, epsilon: epsilon, iterations: iterations
        };
        let Coefficients { pre, post, mix } = a::mhc::coefficients(streams.view(), &weights);
        let read = (&pre, &post, &mix).plain();
        e.case("coefficients", args![streams, shown], &read);
        let coefficients = Coefficients { pre, post, mix };
        let layer = |x: ArrayView1<'_, f32>| x.mapv(f32::tanh);
        let expected = a::mhc::step(streams.view(), &coefficients, &layer);
        e.case("step", args![streams, read, python("torch.tanh")], expected);
    }

    e.exercise("engram");
    let hash = NgramHash {
        multipliers: vec![1_000_000_007, 805_459_861, 1_837_326_715],
        pad: 7,
        primes: vec![vec![11, 13], vec![17]],
    };
    let shown = object! {multipliers: hash.multipliers, pad: hash.pad, primes: hash.primes};
    for ids in [vec![3, u32::MAX, 3, 0, 99], vec![5]] {
        let slots = a::engram::slots(&ids, &hash);
        e.case("slots", args![Array1::from_vec(ids), shown], &slots);
        let table = e.normal((41, 2));
        e.case("look_up", args![slots, table], a::engram::look_up(slots.view(), table.view()));
    }
    for (tokens, d, taps, dilation) in [(7, 3, 3, 2), (1, 1, 2, 4)] {
        let (mut hidden, keys, gain) = (e.normal((tokens, d)), e.normal((tokens, d)), e.normal(d));
        // So small that epsilon matters, and at right angles.
        hidden.row_mut(0).mapv_inplace(|x| 1e-3 * x);
        if tokens > 1 {
            hidden.row_mut(1).fill(0.0);
            // z is smaller than what it is not less than under the root.
            hidden.row_mut(2).fill(0.0);
            hidden[[2, 0]] = 1e-9;
        }
        let expected = a::engram::gate(hidden.view(), keys.view(), gain.view(), 1e-5);
        e.case("gate", args![hidden, keys, gain, 1e-5_f32], expected);
        let taps = e.normal((taps, d));
        let expected = a::engram::short_conv(keys.view(), gain.view(), taps.view(), dilation, 1e-5);
        e.case("short_conv", args![keys, gain, taps, dilation, 1e-5_f32], expected);
    }
}
