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

// << tiles

// >> blocks

// << blocks
