//! What the report runs of this chapter.

use ndarray::{Array1, Array2};

use crate::waves::{cube, wave};
use crate::{Launch, attention};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    let (queries, keys, values) = (wave(61, 19, 0.0), wave(83, 19, 1.0), wave(83, 23, 2.0));
    let scores: Array1<f64> = wave(1, 83, 3.0).row(0).mapv(|x| 20.0 * x);
    let member = Array2::from_shape_fn((61, 83), |(s, j)| (s * 7 + j * 3) % 5 < 2);
    vec![
        attention::softmax_launch((20.0 * &queries).view()),
        attention::scaled_dot_product_launch(queries.view(), keys.view(), values.view(), false),
        attention::scaled_dot_product_launch(queries.view(), keys.view(), values.view(), true),
        attention::online_softmax_launch(scores.view(), values.view(), member.view()),
        attention::additive_scores_launch(
            queries.view(),
            keys.view(),
            wave(19, 13, 0.1).view(),
            wave(19, 13, 0.2).view(),
            wave(1, 13, 0.3).row(0),
        ),
        attention::additive_contexts_launch(
            queries.view(),
            keys.view(),
            values.view(),
            wave(19, 13, 0.1).view(),
            wave(19, 13, 0.2).view(),
            wave(1, 13, 0.3).row(0),
        ),
        attention::luong_dot_launch(queries.view(), keys.view()),
        attention::luong_general_launch(queries.view(), values.view(), wave(19, 23, 0.1).view()),
        attention::luong_concat_launch(
            queries.view(),
            values.view(),
            wave(42, 13, 0.1).view(),
            wave(1, 13, 0.3).row(0),
        ),
        attention::luong_attentional_launch(
            wave(61, 23, 0.4).view(),
            queries.view(),
            wave(42, 17, 0.1).view(),
        ),
        attention::alibi_slopes_launch(83),
        attention::alibi_launch(queries.view(), keys.view(), values.view(), 0.3),
        attention::rope_launch(keys.view(), &[7; 83], 10_000.0, false, 14),
        attention::rope_launch(keys.view(), &[300; 83], 10_000.0, true, 14),
        attention::rope_2d_launch(wave(84, 20, 0.5).view(), (7, 12), 10_000.0),
        attention::msrope_launch(
            wave(83, 18, 0.5).view(),
            attention::msrope_positions(62, &[(3, 7)]).view(),
            [4, 6, 8],
            10_000.0,
        ),
        attention::msrope_scores_launch(
            wave(83, 18, 0.5).view(),
            wave(83, 18, 1.5).view(),
            attention::msrope_positions(62, &[(3, 7)]).view(),
            attention::msrope_positions(62, &[(3, 7)]).view(),
            [4, 6, 8],
            10_000.0,
        ),
        attention::gqa_launch(
            cube((13, 6, 5), 0.0).view(),
            cube((17, 2, 5), 1.0).view(),
            cube((17, 2, 7), 2.0).view(),
            true,
        ),
        attention::qk_normalise_launch(wave(61, 18, 0.0).view(), wave(1, 18, 1.0).row(0)),
        attention::qk_scores_launch(
            cube((13, 5, 6), 0.0).view(),
            cube((17, 5, 6), 1.0).view(),
            wave(1, 6, 2.0).row(0),
            wave(1, 6, 3.0).row(0),
        ),
        attention::mla_compress_launch(
            wave(37, 11, 0.0).view(),
            wave(11, 7, 1.0).view(),
            wave(11, 6, 2.0).view(),
            5,
        ),
        attention::mla_launch(
            wave(31, 6, 0.0).view(),
            wave(31, 4, 1.0).view(),
            wave(19, 7, 2.0).view(),
            wave(19, 4, 3.0).view(),
            cube((7, 31, 6), 4.0).view(),
            cube((7, 31, 9), 5.0).view(),
        ),
        attention::mla_absorb_launch(wave(31, 6, 0.0).view(), cube((13, 31, 6), 4.0).view()),
        attention::mla_attend_launch(
            wave(31, 13, 0.0).view(),
            wave(31, 4, 1.0).view(),
            wave(19, 13, 2.0).view(),
            wave(19, 4, 3.0).view(),
            6,
        ),
        attention::mla_expand_launch(wave(31, 13, 0.0).view(), cube((13, 31, 9), 5.0).view()),
        attention::window_attention_launch(
            queries.view(),
            keys.view(),
            values.view(),
            &(22..83).collect::<Vec<_>>(),
            13,
        ),
        attention::sink_attention_launch(
            wave(35, 19, 0.0).into_shape_with_order((5, 7, 19)).expect("35 rows").view(),
            wave(55, 19, 1.0).into_shape_with_order((5, 11, 19)).expect("55 rows").view(),
            wave(55, 23, 2.0).into_shape_with_order((5, 11, 23)).expect("55 rows").view(),
            wave(1, 5, 3.0).row(0),
            Array2::from_shape_fn((7, 11), |(i, j)| (i * 7 + j * 3) % 5 < 3).view(),
        ),
        attention::merge_launch(
            wave(5 * 61, 23, 0.5).to_shape((5, 61, 23)).expect("as many numbers").view(),
            (9.0 * wave(5, 61, 0.6)).view(),
        ),
        attention::flash_launch(attention::Attention::new(queries.view(), keys.view(), values.view(), true)),
        attention::flash_backward_launch(
            attention::Attention::new(queries.view(), keys.view(), values.view(), true),
            wave(61, 23, 0.4).view(),
            attention::Of::Queries,
        ),
        attention::flash_backward_launch(
            attention::Attention::new(queries.view(), keys.view(), values.view(), false),
            wave(61, 23, 0.4).view(),
            attention::Of::Keys,
        ),
        attention::flash_backward_launch(
            attention::Attention::new(queries.view(), keys.view(), values.view(), true),
            wave(61, 23, 0.4).view(),
            attention::Of::Values,
        ),
        attention::packing_launch(&[17, 0, 31, 8], 61),
        attention::masked_attention_launch(
            queries.view(),
            keys.view(),
            values.view(),
            Array2::from_shape_fn((61, 83), |(i, j)| i64::from((i * 5 + j * 3) % 7 < 3)).view(),
        ),
        attention::rms_norm_launch(queries.view(), wave(1, 19, 4.0).row(0), 1e-5),
        attention::layer_norm_launch(queries.view(), wave(1, 19, 4.0).row(0), wave(1, 19, 5.0).row(0), 1e-5),
        attention::swiglu_launch(
            queries.view(),
            wave(19, 37, 4.0).view(),
            wave(19, 37, 5.0).view(),
            wave(37, 19, 6.0).view(),
        ),
        attention::parallel_block_launch(
            queries.view(),
            queries.view(),
            attention::Projections {
                query: wave(19, 15, 4.0).view(),
                key: wave(19, 5, 5.0).view(),
                value: wave(19, 5, 6.0).view(),
                out: wave(15, 19, 7.0).view(),
            },
            attention::Gated {
                gate: wave(19, 37, 4.0).view(),
                up: wave(19, 37, 5.0).view(),
                down: wave(37, 19, 6.0).view(),
            },
        ),
        attention::resampler_launch(
            queries.view(),
            wave(11, 19, 3.0).view(),
            wave(11, 19, 3.0).view(),
            attention::Projections {
                query: wave(19, 15, 4.0).view(),
                key: wave(19, 15, 5.0).view(),
                value: wave(19, 15, 6.0).view(),
                out: wave(15, 19, 7.0).view(),
            },
            3,
        ),
    ]
}
