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
#[cfg(feature = "mine")]
pub use crate::mine::{flash, flash_backward, merge};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{flash, flash_backward, merge};

// << tiles

// >> blocks

// << blocks
