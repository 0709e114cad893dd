//! What is kept of the keys, and in which order they come.

use ::attention::solution as a;
use ::attention::{CacheConfig, Cached, Running, Saved, SlowMemory};
use ndarray::{Array2, arr0};
use serde_json::Value;

use super::MASKS;
use crate::example::{Examples, with};
use crate::plain::Plain;

pub(super) fn nearby(e: &mut Examples) {
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

pub(super) fn tiles(e: &mut Examples) {
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
