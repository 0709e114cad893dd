//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

#[cfg(feature = "mine")]
pub use crate::mine::{
    additive, alibi, cache_bytes, flash, flash_backward, gqa, luong, merge, mla, msrope, online_softmax,
    packing, parallel_block, qk_norm, resampler, rope, rope_2d, scaled_dot_product, sink, softmax, sparse,
    window,
};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{
    additive, alibi, cache_bytes, flash, flash_backward, gqa, luong, merge, mla, msrope, online_softmax,
    packing, parallel_block, qk_norm, resampler, rope, rope_2d, scaled_dot_product, sink, softmax, sparse,
    window,
};
use crate::{
    Alibi, CacheBytes, Luong, Mla, Msrope, OnlineSoftmax, Packing, ParallelBlock, QkNorm, Resampler, Sparse,
    Window,
};

/// The two functions of `luong`.
pub const LUONG: Luong = Luong { scores: luong::scores, attentional: luong::attentional };

/// The two functions of `alibi`.
pub const ALIBI: Alibi = Alibi { slopes: alibi::slopes, attend: alibi::attend };

/// The two functions of `msrope`.
pub const MSROPE: Msrope = Msrope { positions: msrope::positions, rotate: msrope::rotate };

/// The two functions of `qk_norm`.
pub const QK_NORM: QkNorm = QkNorm { normalise: qk_norm::normalise, scores: qk_norm::scores };

/// The four steps of `mla`.
pub const MLA: Mla =
    Mla { compress: mla::compress, absorb: mla::absorb, attend: mla::attend, expand: mla::expand };

/// The four functions of `window`.
pub const WINDOW: Window =
    Window { visible: window::visible, start: window::start, push: window::push, attend: window::attend };

/// The three functions of `sparse`.
pub const SPARSE: Sparse =
    Sparse { strided: sparse::strided, fixed: sparse::fixed, two_hops: sparse::two_hops };

/// The two functions of `cache_bytes`.
pub const CACHE_BYTES: CacheBytes = CacheBytes { total: cache_bytes::total, growth: cache_bytes::growth };

/// The four functions of `online_softmax`.
pub const ONLINE_SOFTMAX: OnlineSoftmax = OnlineSoftmax {
    start: online_softmax::start,
    update: online_softmax::update,
    merge: online_softmax::merge,
    finish: online_softmax::finish,
};

/// The four functions of `packing`.
pub const PACKING: Packing = Packing {
    mask: packing::mask,
    positions: packing::positions,
    targets: packing::targets,
    attend: packing::attend,
};

/// The three functions of `parallel_block`.
pub const PARALLEL_BLOCK: ParallelBlock = ParallelBlock {
    rms_norm: parallel_block::rms_norm,
    swiglu: parallel_block::swiglu,
    block: parallel_block::parallel_block,
};

/// The two functions of `resampler`.
pub const RESAMPLER: Resampler =
    Resampler { layer_norm: resampler::layer_norm, resample: resampler::resample };
