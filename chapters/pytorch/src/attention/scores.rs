//! Scores, positions and heads.

use ::attention::solution as a;
use ::attention::{PairScore, Pairing};
use ndarray::{Array1, Array2, ArrayView2, array};
use serde_json::Value;

use super::{MASKS, SIZES};
use crate::example::Examples;
use crate::plain::python;

pub(super) fn scores(e: &mut Examples) {
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

pub(super) fn positions(e: &mut Examples) {
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

pub(super) fn heads(e: &mut Examples) {
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
        let (mut hidden, w_dkv, w_kr) = (e.normal((tokens, d)), e.normal((d, d_c)), e.normal((d, d_r)));
        // A row may be tiny.
        hidden.row_mut(0).mapv_inplace(|x| 1e-3 * x);
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
