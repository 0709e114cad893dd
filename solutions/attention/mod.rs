//! The answers of the chapter, in the order of the text.

use ::attention::{Answers, OnlineSoftmax};

#[cfg(not(skip = "online_softmax"))]
pub mod online_softmax;
#[cfg(not(skip = "scaled_dot_product"))]
pub mod scaled_dot_product;
#[cfg(not(skip = "softmax"))]
pub mod softmax;

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
#[cfg(not(skip = "packing"))]
pub mod packing;
#[cfg(not(skip = "parallel_block"))]
pub mod parallel_block;
#[cfg(not(skip = "resampler"))]
pub mod resampler;

// << blocks

pub static ANSWERS: Answers = Answers {
    #[cfg(not(skip = "softmax"))]
    softmax: Some(softmax::softmax),
    #[cfg(skip = "softmax")]
    softmax: None,

    #[cfg(not(skip = "scaled_dot_product"))]
    scaled_dot_product: Some(scaled_dot_product::scaled_dot_product),
    #[cfg(skip = "scaled_dot_product")]
    scaled_dot_product: None,

    #[cfg(not(skip = "online_softmax"))]
    online_softmax: Some(OnlineSoftmax {
        start: online_softmax::start,
        update: online_softmax::update,
        merge: online_softmax::merge,
        finish: online_softmax::finish,
    }),
    #[cfg(skip = "online_softmax")]
    online_softmax: None,
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
    #[cfg(not(skip = "packing"))]
    packing: Some(::attention::Packing {
        mask: packing::mask,
        positions: packing::positions,
        targets: packing::targets,
        attend: packing::attend,
    }),
    #[cfg(skip = "packing")]
    packing: None,

    #[cfg(not(skip = "parallel_block"))]
    parallel_block: Some(::attention::ParallelBlock {
        rms_norm: parallel_block::rms_norm,
        swiglu: parallel_block::swiglu,
        block: parallel_block::parallel_block,
    }),
    #[cfg(skip = "parallel_block")]
    parallel_block: None,

    #[cfg(not(skip = "resampler"))]
    resampler: Some(::attention::Resampler {
        layer_norm: resampler::layer_norm,
        resample: resampler::resample,
    }),
    #[cfg(skip = "resampler")]
    resampler: None,
    // << blocks
};
