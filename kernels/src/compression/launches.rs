//! What the report runs of this chapter.

use crate::waves::{cube, wave};
use crate::{Launch, compression};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![
        compression::index_scores_launch(
            cube((37, 5, 7), 0.1).view(),
            wave(41, 7, 0.2).view(),
            wave(37, 5, 0.4).view(),
        ),
        compression::block_ranks_launch(wave(37, 41, 0.3).mapv(|x| (2.0 * x).round()).view(), 83, 3),
        compression::csa_launch(
            (3.0 * cube((61, 3, 7), 0.1)).view(),
            wave(61, 7, 0.2).view(),
            wave(15, 7, 0.3).view(),
            &(0..61).map(|t| (0..(t + 1) / 4).rev().step_by(2).collect()).collect::<Vec<_>>(),
            wave(1, 3, 0.4).row(0),
            9,
        ),
        compression::inverse_rope_launch(cube((61, 3, 7), 0.5).view(), 37, 4, 10_000.0),
        compression::mean_pool_launch(wave(211, 13, 0.1).view(), 5),
        compression::visible_blocks_launch(&(0..307).collect::<Vec<_>>(), 7),
        compression::pool_by_gates_launch(
            wave(211, 13, 0.1).view(),
            (20.0 * wave(211, 13, 0.2)).view(),
            wave(5, 13, 0.3).view(),
            compression::Pooled::Block,
        ),
        compression::pool_by_gates_launch(
            wave(211, 13, 0.1).view(),
            (20.0 * wave(211, 13, 0.2)).view(),
            wave(10, 13, 0.3).view(),
            compression::Pooled::WithBefore,
        ),
        dual_role(),
        compression::moba_ranks_launch(wave(211, 7, 0.1).view(), wave(42, 7, 0.2).view(), 5),
        compression::moba_attend_launch(
            (3.0 * wave(211, 7, 0.1)).view(),
            wave(211, 7, 0.2).view(),
            wave(211, 3, 0.3).view(),
            5,
            &(0..211).map(|t| (0..=t / 5).rev().step_by(3).collect()).collect::<Vec<_>>(),
        ),
    ]
}

fn dual_role() -> Launch {
    let role = |seed: f64| [wave(83, 19, seed), 3.0 * wave(83, 19, seed + 1.0), wave(5, 19, seed + 2.0)];
    let (current, previous) = (role(0.1), role(0.7));
    let [current, previous] = [&current, &previous].map(|[values, gates, bias]| {
        let (values, gates, bias) = (values.view(), gates.view(), bias.view());
        compression::Role { values, gates, bias }
    });
    compression::dual_role_launch(current, previous)
}
