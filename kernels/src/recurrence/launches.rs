//! What the report runs of this chapter.

use crate::waves::wave;
use crate::{Launch, recurrence};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    let mut launches = Vec::new();
    launches.extend(chunks());
    launches
}

fn chunks() -> Vec<Launch> {
    let steps = wave(211, 1, 0.2).mapv(|x| 0.5 + 0.4 * x);
    let (x, b, c, start) = (wave(211, 13, 0.1), wave(211, 5, 0.3), wave(211, 5, 0.4), wave(5, 13, 0.5));
    let (x, b, c, start, dt) = (x.view(), b.view(), c.view(), start.view(), steps.column(0));
    let ssd = recurrence::Ssd { x, dt, a: -0.1, b, c, start };
    let sums = wave(211, 1, 0.7).mapv(|x| x - 1.0);
    let (queries, keys) = (wave(211, 5, 0.6), 0.4 * wave(211, 5, 0.7));
    let (queries, keys, beta) = (queries.view(), keys.view(), wave(211, 1, 0.8).mapv(f64::abs));
    let (decays, values) = (wave(211, 5, 0.9).mapv(|x| x - 1.0), x);
    let kda = recurrence::Kda { queries, keys, values, beta: beta.column(0), decays: decays.view(), start };
    vec![
        recurrence::running_sum_launch(decays.view()),
        recurrence::ssd_launch(ssd, sums.view()),
        recurrence::ssd_state_launch(ssd, sums.view()),
        recurrence::kda_columns_launch(kda, decays.view()),
        recurrence::kda_solve_launch(keys, beta.column(0), decays.view()),
    ]
}
