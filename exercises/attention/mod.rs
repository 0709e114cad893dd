//! The answers of the chapter, in the order of the text.

use ::attention::{Answers, OnlineSoftmax};

#[cfg(not(skip = "online_softmax"))]
pub mod online_softmax;
#[cfg(not(skip = "scaled_dot_product"))]
pub mod scaled_dot_product;
#[cfg(not(skip = "softmax"))]
pub mod softmax;

// >> look_back

#[cfg(not(skip = "additive"))]
pub mod additive;
#[cfg(not(skip = "luong"))]
pub mod luong;

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
    #[cfg(not(skip = "additive"))]
    additive: Some(additive::additive),
    #[cfg(skip = "additive")]
    additive: None,

    #[cfg(not(skip = "luong"))]
    luong: Some(::attention::Luong { scores: luong::scores, attentional: luong::attentional }),
    #[cfg(skip = "luong")]
    luong: None,
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

    // << blocks
};
