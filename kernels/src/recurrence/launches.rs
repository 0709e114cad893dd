//! What the report runs of this chapter.

use crate::waves::wave;
use crate::{Launch, recurrence};

/// An input for every kernel of this chapter, larger than one block of threads and a multiple of nothing.
pub(crate) fn launches() -> Vec<Launch> {
    vec![
        recurrence::lru_decay_launch(
            (3.0 * wave(1, 307, 0.1) - 2.0).row(0),
            (2.0 * wave(1, 307, 0.2) - 1.0).row(0),
        ),
        recurrence::affine_chain_launch((0.7 * wave(307, 4, 0.3)).view()),
        recurrence::lru_launch(&recurrence::Lru {
            inputs: wave(61, 7, 0.1).view(),
            nu: (2.0 * wave(1, 5, 0.2) - 2.0).row(0),
            theta: wave(1, 5, 0.3).row(0),
            b: [wave(5, 7, 0.4).view(), wave(5, 7, 0.5).view()],
            c: [wave(7, 5, 0.6).view(), wave(7, 5, 0.7).view()],
            d: wave(1, 7, 0.8).row(0),
        }),
        recurrence::short_conv_launch(wave(211, 13, 0.1).view(), wave(13, 4, 0.2).view()),
        recurrence::selective_scan_launch(&recurrence::Selective {
            u: wave(61, 7, 0.1).view(),
            raw: (2.0 * wave(61, 7, 0.2)).view(),
            bias: wave(1, 7, 0.3).row(0),
            a: (wave(7, 5, 0.4) - 1.5).view(),
            b: wave(61, 5, 0.5).view(),
            c: wave(61, 5, 0.6).view(),
            skip: wave(1, 7, 0.7).row(0),
            z: wave(61, 7, 0.8).view(),
        }),
    ]
}
