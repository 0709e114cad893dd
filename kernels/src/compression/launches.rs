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
        hca(),
        grouped_output(),
        nsa(),
        compression::nsa_scores_launch(wave(3, 1031, 0.1).mapv(f64::abs).view(), [35, 7, 21], 347),
        compression::dsa_launch(
            (3.0 * cube((61, 3, 7), 0.1)).view(),
            wave(61, 7, 0.2).view(),
            wave(61, 5, 0.3).view(),
            &(0..61).map(|t| (0..=t).rev().step_by(3).collect()).collect::<Vec<_>>(),
        ),
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

fn hca() -> Launch {
    compression::hca_launch(compression::Hca {
        queries: (3.0 * cube((61, 3, 7), 0.1)).view(),
        tokens: wave(61, 7, 0.2).view(),
        values: wave(61, 7, 0.3).view(),
        gates: (9.0 * wave(61, 7, 0.4)).view(),
        bias: wave(5, 7, 0.5).view(),
        sinks: wave(1, 3, 0.6).row(0),
        window: 9,
    })
}

fn grouped_output() -> Launch {
    let (heads, down) = (cube((41, 6, 5), 0.1), cube((3, 10, 7), 0.2));
    compression::grouped_output_launch(heads.view(), down.view(), wave(21, 11, 0.3).view())
}

fn nsa() -> Launch {
    let (queries, keys, values) = (cube((61, 6, 5), 0.1), cube((61, 2, 5), 0.2), cube((61, 2, 7), 0.3));
    let gates = cube((61, 6, 3), 0.4).mapv(f64::abs);
    let lists: Vec<Vec<usize>> =
        (0..122).map(|list| (0..=list / 2 / 4).rev().step_by(2 + list % 2).collect()).collect();
    compression::nsa_launch([queries.view(), keys.view(), values.view(), gates.view()], &lists, 4, 9)
}
