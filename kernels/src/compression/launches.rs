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
    ]
}
