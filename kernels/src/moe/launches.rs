//! What the report runs of this chapter.

use ndarray::Array2;

use crate::waves::{cube, wave};
use crate::{Launch, moe};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![
        moe::mixture_launch(
            wave(1, 61, 0.5).row(0),
            wave(61, 7, 0.6).view(),
            wave(1, 7, 0.7).row(0),
            moe::Of::Losses,
        ),
        moe::mixture_launch(
            wave(1, 61, 0.5).row(0),
            wave(61, 7, 0.6).view(),
            wave(1, 7, 0.7).row(0),
            moe::Of::Responsibilities,
        ),
        moe::mixture_launch(
            wave(1, 61, 0.5).row(0),
            wave(61, 7, 0.6).view(),
            wave(1, 7, 0.7).row(0),
            moe::Of::OutputGradients,
        ),
        moe::mixture_launch(
            wave(1, 61, 0.5).row(0),
            wave(61, 7, 0.6).view(),
            wave(1, 7, 0.7).row(0),
            moe::Of::LogitGradients,
        ),
        moe::noisy_top_k_launch(
            wave(67, 13, 0.1).view(),
            wave(67, 13, 0.2).view(),
            wave(67, 13, 0.9).view(),
            3,
        ),
        moe::chances_launch(
            wave(67, 13, 0.1).view(),
            wave(67, 13, 1.1).view(),
            wave(67, 13, 0.2).mapv(|x| 1.5 + x).view(),
            3,
        ),
        moe::column_sums_launch(wave(67, 131, 0.1).view()),
        moe::cv_squared_launch(wave(1, 131, 0.1).mapv(|x| 1.5 + x).row(0)),
        moe::switch_route_launch((20.0 * wave(211, 17, 0.0)).view(), 11),
        moe::balance_loss_launch((2.0 * wave(61, 17, 0.0)).view()),
        moe::z_loss_launch((2.0 * wave(61, 17, 0.0)).view()),
        moe::gshard_route_launch((20.0 * wave(211, 17, 0.0)).view(), 21),
        moe::deepseek_choose_launch(wave(1, 84, 0.1).row(0), wave(1, 84, 0.9).row(0), [7, 3, 9]),
        moe::deepseek_weights_launch(
            wave(1, 84, 0.1).row(0),
            &(0..84).map(|e| i64::from(e % 9 == 2)).collect::<Vec<_>>(),
            2.5,
        ),
        moe::combine_launch(
            &[(3, 0.3), (60, 1.9), (11, 0.3)],
            wave(61, 83, 0.2).view(),
            wave(1, 83, 0.4).row(0),
        ),
        moe::bias_update_launch(
            wave(1, 83, 0.5).row(0),
            &(0..83).map(|e| e * e % 17).collect::<Vec<_>>(),
            0.01,
        ),
        moe::sequence_terms_launch(wave(61, 19, 0.6).view(), 4),
        moe::gated_launch(
            wave(61, 19, 0.0).view(),
            wave(7, 19, 1.0).view(),
            &(0..61).map(|t| (t * 5 + 2) % 7).collect::<Vec<_>>(),
            wave(61, 19, 2.0).view(),
        ),
        moe::factors_launch((3.0 * wave(83, 7, 0.0)).view(), 5),
        moe::plan_launch(wave(83, 7, 0.0).view(), wave(1, 83, 1.0).row(0), wave(1, 7, 2.0).row(0)),
        moe::expert_choice_launch((3.0 * wave(83, 7, 0.0)).view()),
        moe::gathered_launch(
            61,
            &(0..35).map(|pair| (pair * 17) % 61).collect::<Vec<_>>(),
            wave(1, 35, 0.0).row(0),
            wave(35, 19, 1.0).view(),
        ),
        moe::score_exact_launch(wave(1, 301, 0.2).row(0), wave(1, 301, 0.9).row(0)),
        moe::score_samples_launch(
            wave(1, 13, 0.3).row(0),
            &(0..37).map(|n| n * n % 13).collect::<Vec<_>>(),
            wave(1, 37, 0.4).row(0),
            None,
        ),
        moe::straight_through_launch(
            wave(1, 301, 0.5).row(0),
            wave(301, 3, 0.6).view(),
            wave(1, 3, 0.7).row(0),
            17,
        ),
        moe::smooth_step_launch(wave(1, 301, 0.8).row(0), 1.3),
        moe::dselect_selectors_launch((wave(7, 6, 0.1) * 0.6).view(), 43, 1.3),
        moe::dselect_gate_launch((wave(3, 9, 0.2) * 0.6).view(), wave(1, 3, 0.3).row(0), 301, 1.3),
        moe::dselect_penalty_launch((wave(7, 6, 0.4) * 0.6).view(), 43, 1.3),
        moe::soft_logits_launch(wave(19, 5, 0.5).view(), wave(5, 21, 0.6).view(), Some(1.7)),
        moe::soft_weights_launch(wave(19, 21, 0.7).view()),
        moe::soft_moe_launch(
            wave(37, 5, 0.8).view(),
            wave(37, 6, 0.9).view(),
            wave(15, 11, 0.1).into_shape_with_order((3, 5, 11)).expect("15 rows").view(),
            true,
        ),
        {
            let group: Vec<usize> = (0..61).map(|r| r * 5 / 61).collect();
            let weights = cube((5, 19, 23), 1.0);
            moe::dispatch_grouped_launch(wave(61, 19, 0.0).view(), &group, weights.view())
        },
        moe::dispatch_dense_launch(
            wave(61, 19, 0.0).view(),
            wave(61, 5, 2.0).view(),
            cube((5, 19, 23), 1.0).view(),
        ),
        {
            let selected: Vec<bool> = (0..61).map(|t| t % 3 == 1).collect();
            let scores = wave(1, 61, 2.0);
            moe::depths_launch(wave(61, 19, 0.0).view(), scores.row(0), &selected, wave(19, 19, 1.0).view())
        },
        {
            let chosen = Array2::from_shape_fn((61, 7), |(t, e)| (t + e) % 3 == 0);
            moe::upcycle_gates_launch((5.0 * wave(61, 7, 0.0)).view(), chosen.view())
        },
        moe::upcycle_forward_launch(
            wave(61, 19, 0.0).view(),
            wave(61, 5, 2.0).view(),
            cube((5, 19, 13), 1.0).view(),
            cube((5, 13, 19), 3.0).view(),
        ),
        moe::mhc_project_launch(wave(156, 4, 0.3).mapv(|x| 3.0 * x).view(), 7),
        moe::mhc_numbers_launch(
            wave(4, 19, 0.0).view(),
            wave(76, 24, 1.0).view(),
            wave(1, 24, 2.0).row(0),
            [0.3, 0.5, 0.7],
            1e-5,
        ),
        moe::mhc_read_launch(wave(5, 83, 0.0).view(), wave(1, 5, 1.0).row(0)),
        moe::mhc_write_launch(
            wave(5, 83, 0.0).view(),
            wave(1, 5, 1.0).row(0),
            wave(5, 5, 2.0).view(),
            wave(1, 83, 3.0).row(0),
        ),
        moe::engram_slots_launch(
            &(0..61).map(|t| (t * t * 7919) % 128_000).collect::<Vec<i64>>(),
            &[31_415_926_535_897, 27_182_818_284_591, 14_142_135_623_731],
            2,
            &[vec![1009, 1013], vec![1019, 1021, 1031]],
        ),
        moe::engram_look_up_launch(
            Array2::from_shape_fn((37, 5), |(t, h)| ((t * 7 + h * 11) % 83) as i64).view(),
            wave(83, 3, 0.0).view(),
        ),
        moe::engram_gate_launch(
            wave(83, 19, 0.0).view(),
            wave(83, 19, 1.0).view(),
            wave(1, 19, 2.0).row(0),
            1e-5,
        ),
        moe::engram_conv_launch(
            wave(83, 7, 0.0).view(),
            wave(1, 7, 1.0).row(0),
            wave(4, 7, 2.0).view(),
            3,
            1e-5,
        ),
    ]
}
