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

#[cfg(not(skip = "cache_bytes"))]
pub mod cache_bytes;
#[cfg(not(skip = "sink"))]
pub mod sink;
#[cfg(not(skip = "sparse"))]
pub mod sparse;
#[cfg(not(skip = "window"))]
pub mod window;

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

    // << heads

    // >> nearby
    #[cfg(not(skip = "window"))]
    window: Some(::attention::Window {
        visible: window::visible,
        start: window::start,
        push: window::push,
        attend: window::attend,
    }),
    #[cfg(skip = "window")]
    window: None,

    #[cfg(not(skip = "sink"))]
    sink: Some(sink::sink),
    #[cfg(skip = "sink")]
    sink: None,

    #[cfg(not(skip = "sparse"))]
    sparse: Some(::attention::Sparse {
        strided: sparse::strided,
        fixed: sparse::fixed,
        two_hops: sparse::two_hops,
    }),
    #[cfg(skip = "sparse")]
    sparse: None,

    #[cfg(not(skip = "cache_bytes"))]
    cache_bytes: Some(::attention::CacheBytes { total: cache_bytes::total, growth: cache_bytes::growth }),
    #[cfg(skip = "cache_bytes")]
    cache_bytes: None,
    // << nearby

    // >> tiles

    // << tiles

    // >> blocks

    // << blocks
};
