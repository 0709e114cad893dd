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
#[cfg(not(skip = "gqa"))]
pub mod gqa;
#[cfg(not(skip = "mla"))]
pub mod mla;
#[cfg(not(skip = "qk_norm"))]
pub mod qk_norm;
// << heads

// >> nearby

// << nearby

// >> tiles

// << tiles

// >> blocks

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
    #[cfg(not(skip = "gqa"))]
    gqa: Some(gqa::gqa),
    #[cfg(skip = "gqa")]
    gqa: None,

    #[cfg(not(skip = "qk_norm"))]
    qk_norm: Some(::attention::QkNorm { normalise: qk_norm::normalise, scores: qk_norm::scores }),
    #[cfg(skip = "qk_norm")]
    qk_norm: None,

    #[cfg(not(skip = "mla"))]
    mla: Some(::attention::Mla {
        compress: mla::compress,
        absorb: mla::absorb,
        attend: mla::attend,
        expand: mla::expand,
    }),
    #[cfg(skip = "mla")]
    mla: None,
    // << heads

    // >> nearby

    // << nearby

    // >> tiles

    // << tiles

    // >> blocks

    // << blocks
};
