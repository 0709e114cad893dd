//! What the report runs of this chapter.

use crate::waves::wave;
use crate::{Launch, compression};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![
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
    ]
}
