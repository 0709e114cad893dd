//! Mixtures of experts.

use ::moe::solution as a;
use ::moe::{Baseline, Coefficients, DeviceRows, Feedback, Groups, MhcWeights, Mlp, NgramHash, Routed};
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, Slice, arr0, array};
use serde_json::Value;

use crate::example::{Examples, with};
use crate::plain::{Plain, python};

pub(crate) fn examples(e: &mut Examples) {
    mixtures(e);
    switch(e);
    bias(e);
    assignment(e);
    gradients(e);
    dispatch(e);
    everywhere(e);
}

impl Plain for Feedback {
    fn plain(&self) -> Value {
        (arr0(self.loss), &self.outputs, &self.logits).plain()
    }
}

fn mixtures(e: &mut Examples) {
    e.exercise("mixture");
    for (experts, d) in [(4, 3), (1, 2)] {
        let (logits, outputs, target) = (e.normal(experts), e.normal((experts, d)), e.normal(d));
        // Far from every output: all exponentials are 0 there.
        for target in [&target, &(&target + 100.0)] {
            let (l, o, t) = (logits.view(), outputs.view(), target.view());
            let arguments = args![logits, outputs, target];
            e.case("blended", arguments.clone(), a::mixture::blended(l, o, t));
            e.case("competitive", arguments.clone(), a::mixture::competitive(l, o, t));
            e.case("responsibilities", arguments.clone(), a::mixture::responsibilities(l, o, t));
            e.case("likelihood", arguments, a::mixture::likelihood(l, o, t));
        }
    }

    e.exercise("noisy_top_k");
    for (tokens, experts, k) in [(3, 5, 2), (1, 4, 4), (0, 2, 1)] {
        let [clean, scale, noise] = [(); 3].map(|()| e.normal((tokens, experts)));
        let gates = a::noisy_top_k::noisy_top_k(clean.view(), scale.view(), noise.view(), k);
        e.case("noisy_top_k", args![clean, scale, noise, k], gates);
    }
    // Equal entries, and a scale whose exponential is infinite.
    let (clean, scale, noise) =
        (array![[1.0, 2.0, 2.0, 2.0]], array![[0.0, 900.0, 0.0, 0.0]], Array2::zeros((1, 4)));
    let gates = a::noisy_top_k::noisy_top_k(clean.view(), scale.view(), noise.view(), 2);
    e.case("noisy_top_k", args![clean, scale, noise, 2_usize], gates);

    e.exercise("load");
    for (tokens, experts, k) in [(5, 4, 2), (2, 3, 3)] {
        let gates = e.uniform((tokens, experts), 0.0, 1.0);
        e.case("cv_squared", args![gates.row(0)], a::load::cv_squared(gates.row(0)));
        e.case("importance_loss", args![gates], a::load::importance_loss(gates.view()));
        let (clean, noisy) = (e.normal((tokens, experts)), e.normal((tokens, experts)));
        let scale = e.uniform((tokens, experts), 0.5, 2.0);
        let (c, n, s) = (clean.view(), noisy.view(), scale.view());
        e.case("chances", args![clean, noisy, scale, k], a::load::chances(c, n, s, k));
        if k < experts {
            e.case("load_loss", args![clean, noisy, scale, k], a::load::load_loss(c, n, s, k));
        }
    }
    let none = Array1::<f32>::zeros(3);
    assert_eq!(a::load::cv_squared(none.view()), 0.0);
}

/// Experts, gates and slots, −1 for a dropped token.
fn routed(tokens: &[Routed]) -> (Array1<usize>, Array1<f32>, Array1<i64>) {
    let slot = |routed: &Routed| routed.slot.map_or(-1, |slot| slot as i64);
    (
        tokens.iter().map(|routed| routed.expert).collect(),
        tokens.iter().map(|routed| routed.gate).collect(),
        tokens.iter().map(slot).collect(),
    )
}

fn switch(e: &mut Examples) {
    e.exercise("switch");
    // Whole but for what a float makes of it, and rounded up.
    for (tokens, experts, factor) in [(40, 4, 1.1), (7, 3, 1.25), (1, 8, 0.05)] {
        let capacity = a::switch::capacity(tokens, experts, factor);
        e.case("capacity", args![tokens, experts, factor], capacity);
    }
    let all = [e.normal((7, 3)), array![[2.0, 2.0], [1.0, 1.0], [0.0, 1.0]], array![[900.0]]];
    for logits in &all {
        for capacity in [2, 1] {
            let expected = routed(&a::switch::route(logits.view(), capacity));
            e.case("route", args![logits, capacity], expected);
        }
    }

    e.exercise("balance_loss");
    for logits in &all {
        e.case("balance_loss", args![logits], a::balance_loss::balance_loss(logits.view()));
    }

    e.exercise("z_loss");
    for logits in &all {
        e.case("z_loss", args![logits], a::z_loss::z_loss(logits.view()));
    }

    e.exercise("gshard");
    for (logits, capacity) in [(e.normal((6, 4)), 2), (e.normal((1, 2)), 1)] {
        let tokens = a::gshard::route(logits.view(), capacity);
        let (experts, gates, slots) = routed(tokens.as_flattened());
        let shape = (tokens.len(), 2);
        let expected = (
            experts.into_shape_with_order(shape).expect("two choices"),
            gates.into_shape_with_order(shape).expect("two choices"),
            slots.into_shape_with_order(shape).expect("two choices"),
        );
        e.case("gshard", args![logits, capacity], expected);
    }
}

/// Numbers and weights, each as an array.
fn weighted(pairs: &[(usize, f32)]) -> (Array1<usize>, Array1<f32>) {
    (pairs.iter().map(|pair| pair.0).collect(), pairs.iter().map(|pair| pair.1).collect())
}

fn bias(e: &mut Examples) {
    e.exercise("deepseek");
    for (experts, groups, kept, k) in [(12, 4, 2, 3), (4, 2, 2, 1)] {
        let (logits, bias, shared) = (e.normal(experts), e.normal(experts), e.normal(5));
        let config = Groups { groups, kept, k, scale: 2.5 };
        let shown = object! {groups: groups, kept: kept, k: k, scale: config.scale};
        let chosen = a::deepseek::route(logits.view(), bias.view(), &config);
        e.case("route", args![logits, bias, shown], weighted(&chosen));
        // Experts that were not chosen have computed nothing.
        let mut outputs = e.normal((experts, 5));
        let idle = (0..experts).find(|expert| chosen.iter().all(|one| one.0 != *expert));
        outputs.row_mut(idle.expect("fewer than all are chosen")).fill(f32::NAN);
        let expected = a::deepseek::combine(&chosen, outputs.view(), shared.view());
        e.case("combine", args![weighted(&chosen), outputs, shared], expected);
    }

    e.exercise("bias_update");
    for counts in [vec![3, 5, 4, 4], vec![1 << 40, (1 << 40) + 1], vec![0, 0, 0]] {
        let bias = e.normal(counts.len());
        let expected = a::bias_update::bias_update(bias.view(), &counts, 0.125);
        e.case("bias_update", args![bias, Array1::from_vec(counts), 0.125_f32], expected);
    }
    for (tokens, experts, k) in [(5, 4, 2), (1, 3, 3)] {
        let logits = e.normal((tokens, experts));
        e.case("sequence_loss", args![logits, k], a::bias_update::sequence_loss(logits.view(), k));
    }

    e.exercise("hash");
    for (counts, experts) in [(vec![5, 9, 0, 5, 2, 7], 3), (vec![4], 3)] {
        e.case("balanced", args![counts, experts], a::hash::balanced(&counts, experts));
    }
    for (vocabulary, experts, seed) in [(6, 8, 17), (1, 3, 0), (0, 4, 5)] {
        e.case("random", args![vocabulary, experts, seed], a::hash::random(vocabulary, experts, seed));
    }
    for (tokens, experts) in [(vec![3, 17, u32::MAX, 17, 0], 8), (vec![], 2)] {
        e.case("bigram", args![tokens, experts], a::hash::bigram(&tokens, experts));
    }
}

fn assignment(e: &mut Examples) {
    e.exercise("base");
    for (tokens, experts, d) in [(6, 3, 4), (4, 1, 2)] {
        // Of these one assignment is best, and no other as good.
        let affinities = e.normal((tokens, experts)).mapv(|x: f32| (64.0 * x).round() / 64.0);
        let chosen = a::base::assign(affinities.view());
        e.case("assign", args![affinities], &chosen);
        let (x, centroids, outputs) = (e.normal((tokens, d)), e.normal((experts, d)), e.normal((tokens, d)));
        let expected = a::base::combine(x.view(), centroids.view(), &chosen, outputs.view());
        e.case("combine", args![x, centroids, chosen, outputs], expected);
    }

    e.exercise("sinkhorn");
    for (tokens, experts, iterations) in [(5, 3, 4), (1, 2, 1)] {
        let logits = e.normal((tokens, experts)) + 300.0;
        e.case("plan", args![logits, iterations], a::sinkhorn::plan(logits.view(), iterations));
        e.case(
            "choose",
            args![logits, iterations],
            Array1::from_vec(a::sinkhorn::choose(logits.view(), iterations)),
        );
        for training in [true, false] {
            let expected = a::sinkhorn::route(logits.view(), iterations, training);
            e.case("route", args![logits, iterations, training], weighted(&expected));
        }
    }

    e.exercise("expert_choice");
    for (tokens, experts, capacity, d) in [(5, 3, 2, 4), (2, 1, 2, 1)] {
        let logits = e.normal((tokens, experts));
        let chosen = a::expert_choice::choose(logits.view(), capacity);
        let pairs = chosen.concat();
        let shown = (
            Array2::from_shape_fn((experts, capacity), |(e, c)| pairs[e * capacity + c].0),
            Array2::from_shape_fn((experts, capacity), |(e, c)| pairs[e * capacity + c].1),
        );
        e.case("choose", args![logits, capacity], &shown);
        let outputs = e.normal((experts, capacity, d));
        // One token more, that no expert has taken.
        let expected = a::expert_choice::combine(tokens + 1, &chosen, outputs.view());
        e.case("combine", args![tokens + 1, shown, outputs], expected);
    }
}

fn gradients(e: &mut Examples) {
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
        let (x, matrix) = (e.normal((tokens, d)), e.normal((d, slots)));
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

fn dispatch(e: &mut Examples) {
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

fn everywhere(e: &mut Examples) {
    e.exercise("mhc");
    for (n, width, iterations) in [(3, 4, 2), (1, 2, 5)] {
        let logits = e.normal((n, n)) * 5.0 + 900.0;
        e.case("project", args![logits, iterations], a::mhc::project(logits.view(), iterations));
        let (streams, count) = (e.normal((n, width)), 2 * n + n * n);
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
        }
        let expected = a::engram::gate(hidden.view(), keys.view(), gain.view(), 1e-5);
        e.case("gate", args![hidden, keys, gain, 1e-5_f32], expected);
        let taps = e.normal((taps, d));
        let expected = a::engram::short_conv(keys.view(), gain.view(), taps.view(), dilation, 1e-5);
        e.case("short_conv", args![keys, gain, taps, dilation, 1e-5_f32], expected);
    }
}
