//! Who looks at whom.

use ::attention::solution as a;
use ::attention::{
    BlockWeights, CacheConfig, Cached, Mask, PairScore, Pairing, ResamplerWeights, Running, Saved, SlowMemory,
};
use ndarray::{Array1, Array2, ArrayView2, arr0, array};
use serde_json::Value;

use crate::example::{Examples, with};
use crate::plain::{Plain, python};

const MASKS: [(Mask, bool); 2] = [(Mask::None, false), (Mask::Causal, true)];
/// n, m, d and d_v; the second has more queries than keys.
const SIZES: [[usize; 4]; 2] = [[3, 5, 4, 2], [4, 2, 3, 6]];

pub(crate) fn examples(e: &mut Examples) {
    scores(e);
    positions(e);
    heads(e);
    nearby(e);
    tiles(e);
    blocks(e);
}

fn scores(e: &mut Examples) {
    e.exercise("softmax");
    let some = e.normal((3, 5));
    e.case("softmax", args![some], a::softmax::softmax(some.view()));
    // Masked scores, a row of nothing else, and a large one.
    let masked = array![[1.0, f32::NEG_INFINITY], [f32::NEG_INFINITY; 2], [9_999.0, 1e4]];
    e.case("softmax", args![masked], a::softmax::softmax(masked.view()));
    let none = Array2::<f32>::zeros((0, 2));
    assert_eq!(a::softmax::softmax(none.view()).dim(), (0, 2));

    e.exercise("additive");
    for [n, m, q, k, v, units] in [[2, 3, 4, 5, 6, 7], [1, 1, 1, 2, 3, 1]] {
        let (queries, keys, values) = (e.normal((n, q)), e.normal((m, k)), e.normal((m, v)));
        let (w_query, w_key, w_score) = (e.normal((q, units)), e.normal((k, units)), e.normal(units));
        e.case(
            "additive",
            args![queries, keys, values, w_query, w_key, w_score],
            a::additive::additive(
                queries.view(),
                keys.view(),
                values.view(),
                w_query.view(),
                w_key.view(),
                w_score.view(),
            ),
        );
    }

    e.exercise("luong");
    let (queries, keys) = (e.normal((2, 4)), e.normal((3, 4)));
    let expected = a::luong::scores(queries.view(), keys.view(), PairScore::Dot);
    e.case("scores", args![queries, keys], expected);
    let (queries, keys, weights) = (e.normal((2, 4)), e.normal((3, 5)), e.normal((4, 5)));
    let expected =
        a::luong::scores(queries.view(), keys.view(), PairScore::General { weights: weights.view() });
    e.case("scores", args![queries, keys, weights], expected);
    let (weights, w_score) = (e.normal((9, 6)), e.normal(6));
    let score = PairScore::Concat { weights: weights.view(), w_score: w_score.view() };
    let expected = a::luong::scores(queries.view(), keys.view(), score);
    e.case("scores", args![queries, keys, weights, w_score], expected);
    let (contexts, weights) = (e.normal((2, 3)), e.normal((7, 5)));
    let expected = a::luong::attentional(contexts.view(), queries.view(), weights.view());
    e.case("attentional", args![contexts, queries, weights], expected);

    e.exercise("scaled_dot_product");
    for [n, m, d, v] in SIZES {
        let (queries, keys, values) = (e.normal((n, d)), e.normal((m, d)), e.normal((m, v)));
        for (mask, causal) in MASKS {
            let expected =
                a::scaled_dot_product::scaled_dot_product(queries.view(), keys.view(), values.view(), mask);
            e.case("scaled_dot_product", args![queries, keys, values, causal], expected);
        }
    }
}

fn positions(e: &mut Examples) {
    e.exercise("alibi");
    for heads in [1, 8, 12] {
        e.case("slopes", args![heads], a::alibi::slopes(heads));
    }
    for [n, m, d, v] in SIZES {
        let (queries, keys, values) = (e.normal((n, d)), e.normal((m, d)), e.normal((m, v)));
        let expected = a::alibi::attend(queries.view(), keys.view(), values.view(), 0.25);
        e.case("attend", args![queries, keys, values, 0.25_f32], expected);
    }

    e.exercise("rope");
    for (pairing, interleaved) in [(Pairing::Interleaved, true), (Pairing::Half, false)] {
        for (d, rotated) in [(8, 8), (7, 4)] {
            let x = e.normal((3, d));
            let positions = [17, 0, 5];
            let expected = a::rope::rope(x.view(), &positions, 1e4, pairing, rotated);
            e.case("rope", args![x, Array1::from_iter(positions), 1e4_f32, interleaved, rotated], expected);
        }
    }

    e.exercise("rope_2d");
    for (grid, d) in [((3, 2), 8), ((1, 1), 4)] {
        let x = e.normal((grid.0 * grid.1, d));
        e.case("rope_2d", args![x, grid, 100_f32], a::rope_2d::rope_2d(x.view(), grid, 100.0));
    }

    e.exercise("msrope");
    for (text, images) in [(2, vec![(4, 5), (2, 1)]), (0, vec![(3, 2)]), (3, vec![])] {
        e.case("positions", args![text, images], a::msrope::positions(text, &images));
    }
    for (n, axes) in [(3, [2, 4, 6]), (1, [2, 2, 2])] {
        let x = e.normal((n, axes.iter().sum()));
        let positions = e.below((n, 3), 40).mapv(|place| place as i64 - 20);
        let expected = a::msrope::rotate(x.view(), positions.view(), axes, 1e4);
        e.case("rotate", args![x, positions, axes, 1e4_f32], expected);
    }
}

/// RoPE of consecutive tokens, here and in Python.
fn rotate(x: ArrayView2<'_, f32>, first: usize) -> Array2<f32> {
    let positions: Vec<usize> = (first..first + x.nrows()).collect();
    a::rope::rope(x, &positions, 100.0, Pairing::Interleaved, x.ncols())
}

fn rotate_in_python() -> Value {
    python(
        "lambda x, first: file('attention/rope').rope(x, torch.arange(first, first + len(x)), 100.0, True, x.shape[-1])",
    )
}

fn heads(e: &mut Examples) {
    e.exercise("gqa");
    for ([n, m, d, v], heads, groups) in [(SIZES[0], 6, 2), (SIZES[1], 3, 3)] {
        let queries = e.normal((n, heads, d));
        let (keys, values) = (e.normal((m, groups, d)), e.normal((m, groups, v)));
        for (mask, causal) in MASKS {
            let expected = a::gqa::gqa(queries.view(), keys.view(), values.view(), mask);
            e.case("gqa", args![queries, keys, values, causal], expected);
        }
    }

    e.exercise("qk_norm");
    for (n, m, heads, d) in [(2, 3, 3, 4), (1, 4, 1, 2)] {
        let (queries, keys) = (e.normal((n, heads, d)) * 50.0, e.normal((m, heads, d)));
        let (query_gain, key_gain) = (e.normal(d), e.normal(d));
        // So small that ε counts.
        let tiny = &keys * 1e-3;
        e.case("normalise", args![tiny, key_gain], a::qk_norm::normalise(tiny.view(), key_gain.view()));
        let expected =
            a::qk_norm::scores(queries.view(), keys.view(), query_gain.view(), key_gain.view(), rotate);
        e.case("scores", args![queries, keys, query_gain, key_gain, rotate_in_python()], expected);
    }

    e.exercise("mla");
    for [tokens, d, d_c, d_r, heads, d_nope, d_v] in [[5, 7, 4, 2, 3, 6, 8], [1, 2, 3, 4, 1, 2, 1]] {
        let (hidden, w_dkv, w_kr) = (e.normal((tokens, d)), e.normal((d, d_c)), e.normal((d, d_r)));
        let (latents, keys) = a::mla::compress(hidden.view(), w_dkv.view(), w_kr.view(), rotate, 3);
        e.case("compress", args![hidden, w_dkv, w_kr, rotate_in_python(), 3_usize], (&latents, &keys));
        let (q_nope, w_uk) = (e.normal((heads, d_nope)), e.normal((d_c, heads, d_nope)));
        let absorbed = a::mla::absorb(q_nope.view(), w_uk.view());
        e.case("absorb", args![q_nope, w_uk], &absorbed);
        let q_rope = e.normal((heads, d_r));
        let mixed = a::mla::attend(absorbed.view(), q_rope.view(), latents.view(), keys.view(), d_nope);
        e.case("attend", args![absorbed, q_rope, latents, keys, d_nope], &mixed);
        let w_uv = e.normal((d_c, heads, d_v));
        e.case("expand", args![mixed, w_uv], a::mla::expand(mixed.view(), w_uv.view()));
    }
}

fn nearby(e: &mut Examples) {
    e.exercise("window");
    for [n, m, window] in [[4, 6, 3], [5, 3, 2], [2, 2, 9]] {
        e.case("visible", args![n, m, window], a::window::visible(n, m, window));
    }
    // Not yet full, and full for long.
    for (pushed, window) in [(2, 4), (7, 3)] {
        let mut ring = a::window::start(window, 4, 2);
        e.case("start", args![window, 4_usize, 2_usize], (&ring.keys, &ring.values, ring.seen));
        for _ in 0..pushed {
            let (key, value) = (e.normal(4), e.normal(2));
            let before = (&ring.keys, &ring.values, ring.seen).plain();
            a::window::push(&mut ring, key.view(), value.view());
            e.case("push", args![before, key, value], (&ring.keys, &ring.values, ring.seen));
        }
        let query = e.normal(4);
        let expected = a::window::attend(&ring, query.view());
        e.case("attend", args![(&ring.keys, &ring.values, ring.seen), query], expected);
    }

    e.exercise("sink");
    for [heads, n, m, d, v] in [[2, 3, 4, 5, 6], [1, 2, 1, 3, 2]] {
        let (queries, keys, values) =
            (e.normal((heads, n, d)), e.normal((heads, m, d)), e.normal((heads, m, v)));
        let sinks = e.normal(heads);
        // The first query sees nothing.
        let visible = Array2::from_shape_fn((n, m), |(i, j)| i > 0 && (i + j) % 3 != 0);
        let expected =
            a::sink::sink(queries.view(), keys.view(), values.view(), sinks.view(), visible.view());
        e.case("sink", args![queries, keys, values, sinks, visible], expected);
    }

    e.exercise("sparse");
    for (n, stride, columns) in [(7, 3, 2), (4, 5, 1)] {
        e.case("strided", args![n, stride], a::sparse::strided(n, stride));
        let [own, last] = a::sparse::fixed(n, stride, columns);
        e.case("two_hops", args![own, last], a::sparse::two_hops(own.view(), last.view()));
        e.case("fixed", args![n, stride, columns], [own, last]);
    }

    e.exercise("cache_bytes");
    let full = (
        Cached::Full { kv_heads: 2, head_width: 64 },
        object! {kind: "full", kv_heads: 2_usize, head_width: 64_usize},
    );
    let window = (
        Cached::Window { kv_heads: 2, head_width: 64, window: 100 },
        object! {kind: "window", kv_heads: 2_usize, head_width: 64_usize, window: 100_usize},
    );
    let latent = (
        Cached::Latent { latent: 512, rotary: 64 },
        object! {kind: "latent", latent: 512_usize, rotary: 64_usize},
    );
    for (kinds, layers, bits) in [(vec![full, window], 5, 16), (vec![latent], 2, 8)] {
        let (pattern, shown): (Vec<Cached>, Vec<Value>) = kinds.into_iter().unzip();
        let config = CacheConfig { layers, pattern, query_heads: 8, width: 512, bits };
        let shown = object! {layers: layers, pattern: shown, bits: bits};
        for context in [0, 99, 100, 1000] {
            e.case("total", args![shown, context], a::cache_bytes::total(&config, context));
            e.case("growth", args![shown, context], a::cache_bytes::growth(&config, context));
        }
    }
}

/// A state as Python has it.
fn running(state: &Running) -> Value {
    (arr0(state.max), arr0(state.sum), &state.output).plain()
}

fn tiles(e: &mut Examples) {
    use a::online_softmax as o;
    e.exercise("online_softmax");
    for width in [3, 1] {
        let empty = o::start(width);
        e.case("start", args![width], running(&empty));
        e.case("finish", args![running(&empty)], o::finish(&empty));
        let mut states = [empty.clone(), empty.clone()];
        for (state, scores) in states.iter_mut().zip([[f32::NEG_INFINITY, 2.0, -1.0], [30.0, 31.0, 5.0]]) {
            for score in scores {
                let (value, before) = (e.normal(width), running(state));
                o::update(state, score, value.view());
                e.case("update", args![before, arr0(score), value], running(state));
            }
            e.case("finish", args![running(state)], o::finish(state));
        }
        let [left, right] = &states;
        for (left, right) in [(left, right), (&empty, right), (&empty, &empty)] {
            e.case("merge", args![running(left), running(right)], running(&o::merge(left, right)));
        }
    }

    e.exercise("merge");
    for [parts, n, width] in [[3, 4, 2], [1, 2, 5]] {
        let outputs = e.normal((parts, n, width));
        // The last query has seen nothing in any part, and the first nothing in the first one.
        let mut sums = e.normal((parts, n)) * 10.0;
        sums.column_mut(n - 1).fill(f32::NEG_INFINITY);
        let sums = if parts > 1 { with(sums, [([0, 0], f32::NEG_INFINITY)]) } else { sums };
        let outputs = ndarray::Zip::from(&outputs)
            .and_broadcast(&sums.view().insert_axis(ndarray::Axis(2)))
            .map_collect(|&output, &sum| if sum == f32::NEG_INFINITY { 0.0 } else { output });
        e.case("merge", args![outputs, sums], a::merge::merge(outputs.view(), sums.view()));
    }

    for ([n, m, d, v], tile) in [([3, 7, 4, 2], 2), ([5, 3, 2, 3], 4)] {
        let (queries, keys, values) = (e.normal((n, d)), e.normal((m, d)), e.normal((m, v)));
        for (mask, causal) in MASKS {
            let memory = SlowMemory::new(keys.view(), values.view(), tile);
            let (output, log_sum_exp) = a::flash::flash(queries.view(), &memory, mask);
            e.exercise("flash");
            e.case("flash", args![queries, keys, values, causal, tile], (&output, &log_sum_exp));

            e.exercise("flash_backward");
            let upstream = e.normal((n, v));
            let saved = Saved {
                queries: queries.view(),
                keys: keys.view(),
                values: values.view(),
                output: output.view(),
                log_sum_exp: log_sum_exp.view(),
                mask,
            };
            let shown = object! {
                queries: queries, keys: keys, values: values, output: output, log_sum_exp: log_sum_exp, causal: causal
            };
            let expected = a::flash_backward::flash_backward(&saved, upstream.view());
            e.case(
                "flash_backward",
                args![shown, upstream, 2_usize],
                (expected.queries, expected.keys, expected.values),
            );
        }
    }
}

fn blocks(e: &mut Examples) {
    use a::{packing, parallel_block as p, resampler};
    e.exercise("packing");
    for (lengths, total) in [(vec![2, 0, 3], 7), (vec![1], 1), (vec![0, 4, 0], 4)] {
        e.case("mask", args![lengths, total], packing::mask(&lengths, total));
        e.case("positions", args![lengths, total], packing::positions(&lengths, total));
        e.case("targets", args![lengths, total], packing::targets(&lengths, total));
        let (queries, keys, values) = (e.normal((total, 4)), e.normal((total, 4)), e.normal((total, 3)));
        let expected = packing::attend(queries.view(), keys.view(), values.view(), &lengths);
        e.case("attend", args![queries, keys, values, lengths], expected);
    }

    e.exercise("parallel_block");
    for [n, d, width, heads, f] in [[4, 5, 3, 2, 7], [1, 2, 1, 1, 1]] {
        let x = e.normal((n, d));
        let (gain, epsilon) = (e.normal(d), 1e-5);
        let tiny = &x * 1e-3;
        e.case("rms_norm", args![tiny, gain, epsilon], p::rms_norm(tiny.view(), gain.view(), epsilon));
        let (query, key, value) = (e.normal((d, heads * width)), e.normal((d, width)), e.normal((d, width)));
        let out = e.normal((heads * width, d));
        let (gate, up, down) = (e.normal((d, f)), e.normal((d, f)), e.normal((f, d)));
        let expected = p::swiglu(x.view(), gate.view(), up.view(), down.view());
        e.case("swiglu", args![x, gate, up, down], expected);
        let shown = object! {
            gain: gain, epsilon: epsilon, query: query, key: key, value: value, out: out, gate: gate, up: up, down: down
        };
        let weights = BlockWeights {
            gain: gain.view(),
            epsilon,
            query: query.view(),
            key: key.view(),
            value: value.view(),
            out: out.view(),
            gate: gate.view(),
            up: up.view(),
            down: down.view(),
        };
        e.case("parallel_block", args![x, shown], p::parallel_block(x.view(), &weights));
    }

    e.exercise("resampler");
    // The second has no inputs.
    for [n, r, d, width, heads] in [[5, 2, 4, 3, 2], [0, 3, 2, 1, 1]] {
        let (inputs, latents) = (e.normal((n, d)), e.normal((r, d)));
        let (input_gain, input_bias) = (e.normal(d), e.normal(d));
        let (latent_gain, latent_bias) = (e.normal(d), e.normal(d));
        let epsilon = 1e-5;
        let expected = resampler::layer_norm(latents.view(), input_gain.view(), input_bias.view(), epsilon);
        e.case("layer_norm", args![latents, input_gain, input_bias, epsilon], expected);
        let [query, key, value] = [(); 3].map(|()| e.normal((d, heads * width)));
        let out = e.normal((heads * width, d));
        let shown = object! {
            input_gain: input_gain, input_bias: input_bias, latent_gain: latent_gain, latent_bias: latent_bias,
            epsilon: epsilon, heads: heads, query: query, key: key, value: value, out: out
        };
        let weights = ResamplerWeights {
            input_gain: input_gain.view(),
            input_bias: input_bias.view(),
            latent_gain: latent_gain.view(),
            latent_bias: latent_bias.view(),
            epsilon,
            heads,
            query: query.view(),
            key: key.view(),
            value: value.view(),
            out: out.view(),
        };
        e.case(
            "resample",
            args![inputs, latents, shown],
            resampler::resample(inputs.view(), latents.view(), &weights),
        );
    }
}
