//! Context, compressed.

use ::compression::solution as a;
use ::compression::{Layers, Projected, Role, Stream};
use ndarray::{Array2, Array3, array};
use serde_json::Value;

use crate::example::{Examples, with};

pub(crate) fn examples(e: &mut Examples) {
    pool(e);
    streams(e);
    select(e);
    layer(e);
    others(e);
}

/// n, m and c: with tokens left over, with none, with less than a block, and with nothing at all.
const POOLS: [[usize; 3]; 4] = [[8, 3, 2], [4, 2, 5], [2, 3, 1], [0, 2, 3]];

fn pool(e: &mut Examples) {
    e.exercise("mean_pool");
    for [n, m, c] in &POOLS[..3] {
        let tokens = e.normal((*n, *c));
        e.case("mean_pool", args![tokens, m], a::mean_pool::mean_pool(tokens.view(), *m));
    }
    for (position, block) in [(0, 3), (2, 3), (3, 3), (9, 1)] {
        e.case("visible", args![position, block], a::mean_pool::visible(position, block));
    }

    e.exercise("gated_pool");
    for [n, m, c] in POOLS {
        let (values, gates, bias) = (e.normal((n, c)), e.normal((n, c)), e.normal((m, c)));
        let expected = a::gated_pool::gated_pool(values.view(), gates.view(), bias.view());
        e.case("gated_pool", args![values, gates, bias], expected);
    }

    e.exercise("overlap");
    for [n, m, c] in POOLS {
        let (values, gates, bias) = (e.normal((n, c)), e.normal((n, c)), e.normal((2 * m, c)));
        let expected = a::overlap::overlap(values.view(), gates.view(), bias.view());
        e.case("overlap", args![values, gates, bias], expected);
    }

    e.exercise("dual_role");
    for [n, m, c] in POOLS {
        let roles = [(); 2].map(|()| (e.normal((n, c)), e.normal((n, c)), e.normal((m, c))));
        let [current, previous] = roles.each_ref().map(|(values, gates, bias)| Role {
            values: values.view(),
            gates: gates.view(),
            bias: bias.view(),
        });
        let [now, before] =
            roles.each_ref().map(|(values, gates, bias)| object! {values: values, gates: gates, bias: bias});
        e.case("dual_role", args![now, before], a::dual_role::dual_role(current, previous));
    }
}

fn token(token: &Projected) -> Value {
    object! {
        current_value: token.current_value, current_gate: token.current_gate,
        previous_value: token.previous_value, previous_gate: token.previous_gate
    }
}

fn stream(stream: &Stream) -> Value {
    let held: Vec<Value> = stream.held.iter().map(token).collect();
    object! {current: stream.current, previous: stream.previous, held: held, seen: stream.seen}
}

fn streams(e: &mut Examples) {
    e.exercise("stream");
    for [n, m, c] in &POOLS[..2] {
        let (current, previous) = (e.normal((*m, *c)), e.normal((*m, *c)));
        let mut state = a::stream::start(current.view(), previous.view());
        e.case("start", args![current, previous], stream(&state));
        for _ in 0..*n {
            let projected = Projected {
                current_value: e.normal(*c),
                current_gate: e.normal(*c),
                previous_value: e.normal(*c),
                previous_gate: e.normal(*c),
            };
            let arguments = args![stream(&state), token(&projected)];
            let entry = a::stream::push(&mut state, projected);
            e.changes("push", arguments, entry, &[(0, stream(&state))]);
        }
    }
}

fn select(e: &mut Examples) {
    e.exercise("indexer");
    for [n, heads, d, blocks] in [[3, 2, 4, 5], [1, 1, 2, 1]] {
        let (queries, keys, weights) = (e.normal((n, heads, d)), e.normal((blocks, d)), e.normal((n, heads)));
        let expected = a::indexer::indexer(queries.view(), keys.view(), weights.view());
        e.case("indexer", args![queries, keys, weights], expected);
    }

    e.exercise("top_k");
    let scores = with(e.normal((4, 6)), [([0, 5], f32::NAN), ([1, 0], 9.0), ([1, 2], 9.0)]);
    for (first, block, k) in [(7, 2, 2), (0, 1, 9)] {
        e.case("top_k", args![scores, first, block, k], a::top_k::top_k(scores.view(), first, block, k));
    }
    // Equal scores, zeros of both signs, and too little for a block.
    let equal = array![[1.0, 1.0, 1.0], [0.0, -0.0, 0.0]];
    for (first, block) in [(1, 1), (1, 3)] {
        e.case("top_k", args![equal, first, block, 2_usize], a::top_k::top_k(equal.view(), first, block, 2));
    }

    e.exercise("csa");
    for (n, heads, c, b, window) in [(4, 2, 3, 3, 2), (2, 1, 2, 0, 9)] {
        let (queries, tokens, blocks) = (e.normal((n, heads, c)), e.normal((n, c)), e.normal((b, c)));
        let sinks = e.normal(heads);
        let chosen: Vec<Vec<usize>> = (0..n).map(|t| (0..b.min(t)).rev().collect()).collect();
        let expected =
            a::csa::csa(queries.view(), tokens.view(), blocks.view(), &chosen, sinks.view(), window);
        e.case("csa", args![queries, tokens, blocks, chosen, sinks, window], expected);
    }
}

fn layer(e: &mut Examples) {
    e.exercise("inverse_rope");
    for (shape, first, rotary) in [((3, 2, 7), 5, 4), ((1, 1, 2), 0, 2)] {
        let outputs = e.normal(shape);
        let expected = a::inverse_rope::inverse_rope(outputs.view(), first, rotary, 1e4);
        e.case("inverse_rope", args![outputs, first, rotary, 1e4_f32], expected);
    }

    e.exercise("hca");
    // In the second no block is complete, and the window is larger than the text.
    for (n, heads, c, m, window) in [(7, 2, 3, 3, 2), (2, 1, 2, 4, 9)] {
        let (queries, tokens) = (e.normal((n, heads, c)), e.normal((n, c)));
        let (values, gates, bias) = (e.normal((n, c)), e.normal((n, c)), e.normal((m, c)));
        let sinks = e.normal(heads);
        let expected = a::hca::hca(
            queries.view(),
            tokens.view(),
            values.view(),
            gates.view(),
            bias.view(),
            sinks.view(),
            window,
        );
        e.case("hca", args![queries, tokens, values, gates, bias, sinks, window], expected);
    }

    e.exercise("grouped_output");
    for [n, h, c, g, r, d] in [[3, 6, 2, 3, 5, 4], [1, 1, 2, 1, 3, 1]] {
        let (heads, down, up) = (e.normal((n, h, c)), e.normal((g, h / g * c, r)), e.normal((g * r, d)));
        let expected = a::grouped_output::grouped_output(heads.view(), down.view(), up.view());
        e.case("grouped_output", args![heads, down, up], expected);
    }
}

fn others(e: &mut Examples) {
    e.exercise("dsa");
    for (n, heads, d, width, k) in [(6, 2, 3, 4, 2), (2, 1, 2, 1, 7)] {
        let (queries, keys, values) = (e.normal((n, heads, d)), e.normal((n, d)), e.normal((n, width)));
        // What a query does not see can be anything, and equal scores are taken in order.
        let mut scores = e.normal((n, n));
        scores[[0, 1]] = f32::NAN;
        scores.row_mut(n - 1).fill(1.0);
        let expected = a::dsa::dsa(queries.view(), keys.view(), values.view(), scores.view(), k);
        e.case("dsa", args![queries, keys, values, scores, k], expected);
    }

    e.exercise("nsa_scores");
    for (heads, compressed, [length, stride, block, blocks]) in [(2, 5, [4, 2, 6, 3]), (1, 3, [6, 3, 3, 4])] {
        let weights = e.uniform((heads, compressed), 0.0, 1.0);
        let expected = a::nsa_scores::nsa_scores(weights.view(), length, stride, block, blocks);
        e.case("nsa_scores", args![weights, length, stride, block, blocks], expected);
    }

    e.exercise("nsa");
    // In the second no block is ever complete.
    for (n, heads, groups, d, width, [block, chosen, window]) in
        [(11, 4, 2, 3, 5, [2, 3, 3]), (3, 2, 2, 2, 1, [4, 9, 1])]
    {
        let queries = e.normal((n, heads, d));
        let (keys, values) = (e.normal((n, groups, d)), e.normal((n, groups, width)));
        let gates: Array3<f32> = e.uniform((n, heads, 3), 0.0, 1.0);
        let expected =
            a::nsa::nsa(queries.view(), keys.view(), values.view(), gates.view(), block, chosen, window);
        e.case("nsa", args![queries, keys, values, gates, block, chosen, window], expected);
    }

    e.exercise("moba");
    for (n, d, width, block, k) in [(9, 3, 2, 2, 3), (3, 2, 4, 5, 1)] {
        let (queries, keys, values) = (e.normal((n, d)), e.normal((n, d)), e.normal((n, width)));
        let chosen = a::moba::choose(queries.view(), keys.view(), block, k);
        let expected = a::moba::attend(queries.view(), keys.view(), values.view(), block, &chosen);
        e.case("attend", args![queries, keys, values, block, chosen], expected);
        e.case("choose", args![queries, keys, block, k], chosen);
    }
    // All gates are equal.
    let equal = Array2::<f32>::ones((6, 2));
    e.case(
        "choose",
        args![equal, equal, 1_usize, 3_usize],
        a::moba::choose(equal.view(), equal.view(), 1, 3),
    );

    e.exercise("budget");
    let layers = |count, window, block, chosen| Layers {
        count,
        window,
        block,
        chosen,
        entry_bytes: 584,
        key_bytes: if chosen.is_some() { 66 } else { 0 },
        entry_flops: 4096,
        key_flops: if chosen.is_some() { 256 } else { 0 },
    };
    for model in
        [vec![layers(3, 128, 4, Some(16)), layers(2, 128, 128, None)], vec![layers(1, 64, 0, None)], vec![]]
    {
        let shown: Vec<Value> = model
            .iter()
            .map(|layers| {
                object! {
                    count: layers.count, window: layers.window, block: layers.block, chosen: layers.chosen,
                    entry_bytes: layers.entry_bytes, key_bytes: layers.key_bytes,
                    entry_flops: layers.entry_flops, key_flops: layers.key_flops
                }
            })
            .collect();
        for tokens in [0, 100, 1000] {
            e.case("cache", args![shown, tokens], a::budget::cache(&model, tokens));
            e.case("flops", args![shown, tokens], a::budget::flops(&model, tokens));
        }
    }
}
