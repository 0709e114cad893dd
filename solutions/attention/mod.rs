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
#[cfg(not(skip = "flash"))]
pub mod flash;
#[cfg(not(skip = "flash_backward"))]
pub mod flash_backward;
#[cfg(not(skip = "merge"))]
pub mod merge;

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

    // << nearby

    // >> tiles
    #[cfg(not(skip = "merge"))]
    merge: Some(merge::merge),
    #[cfg(skip = "merge")]
    merge: None,

    #[cfg(not(skip = "flash"))]
    flash: Some(flash::flash),
    #[cfg(skip = "flash")]
    flash: None,

    #[cfg(not(skip = "flash_backward"))]
    flash_backward: Some(flash_backward::flash_backward),
    #[cfg(skip = "flash_backward")]
    flash_backward: None,
    // << tiles

    // >> blocks

    // << blocks
};
