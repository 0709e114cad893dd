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

// << look_back

// >> positions

// << positions

// >> heads

// << heads

// >> nearby

// << nearby

// >> tiles

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
