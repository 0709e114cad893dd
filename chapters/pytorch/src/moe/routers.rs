//! Who is chosen.

use ::moe::solution as a;
use ::moe::{Groups, Routed};
use ndarray::{Array1, Array2, array};

use crate::example::Examples;

pub(super) fn mixtures(e: &mut Examples) {
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
    // All may be 0, or so small that what is added to their mean counts.
    for values in [Array1::zeros(3), array![1e-6, 3e-6]] {
        e.case("cv_squared", args![values], a::load::cv_squared(values.view()));
    }
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

pub(super) fn switch(e: &mut Examples) {
    e.exercise("switch");
    // Whole but for what a float makes of it, and rounded up.
    for (tokens, experts, factor) in [(40, 4, 1.1), (4_096, 64, 1.37), (7, 3, 1.25), (1, 8, 0.05)] {
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

pub(super) fn bias(e: &mut Examples) {
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
    for (tokens, experts) in [(vec![3, 17, u32::MAX, 17, 0], 1 << 21), (vec![], 2)] {
        e.case("bigram", args![tokens, experts], a::hash::bigram(&tokens, experts));
    }
}

pub(super) fn assignment(e: &mut Examples) {
    e.exercise("base");
    // In the third all tokens want the same experts.
    for (tokens, experts, d, pull) in [(6, 3, 4, 0.0), (4, 1, 2, 0.0), (12, 4, 1, 3.0)] {
        // Of these one assignment is best, and no other as good.
        let mut affinities = e.normal((tokens, experts)).mapv(|x: f32| (64.0 * x).round() / 64.0);
        for (expert, mut column) in affinities.columns_mut().into_iter().enumerate() {
            column += pull * expert as f32;
        }
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
