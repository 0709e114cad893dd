//! What the report runs of this chapter.

use crate::waves::wave;
use crate::{Launch, recurrence};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![
        recurrence::unit_rows_launch(wave(61, 7, 0.1).view()),
        recurrence::edited_memory_launch(recurrence::Edits {
            queries: wave(61, 13, 0.1).view(),
            keys: (0.4 * wave(61, 13, 0.2)).view(),
            values: wave(61, 301, 0.3).view(),
            beta: wave(1, 61, 0.4).mapv(f64::abs).row(0),
            decays: wave(61, 13, 0.5).mapv(|x| -x.abs()).view(),
        }),
        recurrence::kda_decays_launch((30.0 * wave(61, 7, 0.1)).view(), 0.7, wave(1, 7, 0.2).row(0)),
        recurrence::kda_gates_launch(wave(61, 7, 0.1).view(), (30.0 * wave(61, 7, 0.2)).view()),
    ]
}
