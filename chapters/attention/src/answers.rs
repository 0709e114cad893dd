//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

#[cfg(feature = "mine")]
pub use crate::mine::{online_softmax, scaled_dot_product, softmax};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{online_softmax, scaled_dot_product, softmax};

/// The four functions of `online_softmax`.
pub const ONLINE_SOFTMAX: crate::OnlineSoftmax = crate::OnlineSoftmax {
    start: online_softmax::start,
    update: online_softmax::update,
    merge: online_softmax::merge,
    finish: online_softmax::finish,
};

// >> look_back

#[cfg(feature = "mine")]
pub use crate::mine::{additive, luong};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{additive, luong};

/// The two functions of `luong`.
pub const LUONG: crate::Luong = crate::Luong { scores: luong::scores, attentional: luong::attentional };

// << look_back

// >> positions

#[cfg(feature = "mine")]
pub use crate::mine::{alibi, msrope, rope, rope_2d};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{alibi, msrope, rope, rope_2d};

/// The two functions of `alibi`.
pub const ALIBI: crate::Alibi = crate::Alibi { slopes: alibi::slopes, attend: alibi::attend };

/// The two functions of `msrope`.
pub const MSROPE: crate::Msrope = crate::Msrope { positions: msrope::positions, rotate: msrope::rotate };

// << positions

// >> heads

#[cfg(feature = "mine")]
pub use crate::mine::{gqa, mla, qk_norm};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{gqa, mla, qk_norm};

/// The two functions of `qk_norm`.
pub const QK_NORM: crate::QkNorm = crate::QkNorm { normalise: qk_norm::normalise, scores: qk_norm::scores };

/// The four steps of `mla`.
pub const MLA: crate::Mla =
    crate::Mla { compress: mla::compress, absorb: mla::absorb, attend: mla::attend, expand: mla::expand };
// << heads

// >> nearby

#[cfg(feature = "mine")]
pub use crate::mine::{cache_bytes, sink, sparse, window};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{cache_bytes, sink, sparse, window};

/// The four functions of `window`.
pub const WINDOW: crate::Window = crate::Window {
    visible: window::visible,
    start: window::start,
    push: window::push,
    attend: window::attend,
};

/// The three functions of `sparse`.
pub const SPARSE: crate::Sparse =
    crate::Sparse { strided: sparse::strided, fixed: sparse::fixed, two_hops: sparse::two_hops };

/// The two functions of `cache_bytes`.
pub const CACHE_BYTES: crate::CacheBytes =
    crate::CacheBytes { total: cache_bytes::total, growth: cache_bytes::growth };

// << nearby

// >> tiles
#[cfg(feature = "mine")]
pub use crate::mine::{flash, flash_backward, merge};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{flash, flash_backward, merge};

// << tiles

// >> blocks
#[cfg(feature = "mine")]
pub use crate::mine::{packing, parallel_block, resampler};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{packing, parallel_block, resampler};

/// The four functions of `packing`.
pub const PACKING: crate::Packing = crate::Packing {
    mask: packing::mask,
    positions: packing::positions,
    targets: packing::targets,
    attend: packing::attend,
};

/// The three functions of `parallel_block`.
pub const PARALLEL_BLOCK: crate::ParallelBlock = crate::ParallelBlock {
    rms_norm: parallel_block::rms_norm,
    swiglu: parallel_block::swiglu,
    block: parallel_block::parallel_block,
};

/// The two functions of `resampler`.
pub const RESAMPLER: crate::Resampler =
    crate::Resampler { layer_norm: resampler::layer_norm, resample: resampler::resample };

// << blocks
