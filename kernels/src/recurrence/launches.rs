//! What the report runs of this chapter.

use crate::waves::wave;
use crate::{Launch, recurrence};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![
        recurrence::linear_attention_launch(
            wave(311, 7, 0.1).view(),
            wave(311, 7, 0.2).view(),
            wave(311, 5, 0.3).view(),
        ),
        recurrence::linear_state_launch(wave(31, 37, 0.2).view(), wave(31, 11, 0.3).view()),
        recurrence::retention_launch(
            wave(311, 7, 0.1).view(),
            wave(311, 7, 0.2).view(),
            wave(311, 5, 0.3).view(),
            0.97,
        ),
        recurrence::gla_launch(
            wave(311, 7, 0.1).view(),
            wave(311, 7, 0.2).view(),
            wave(311, 5, 0.3).view(),
            (wave(311, 7, 0.4) - 1.0).view(),
        ),
    ]
}
