//! The answers of the chapter, in the order of the text.

use ::moe::Answers;

// >> mixtures
// << mixtures
// >> switch
#[cfg(not(skip = "balance_loss"))]
pub mod balance_loss;
#[cfg(not(skip = "gshard"))]
pub mod gshard;
#[cfg(not(skip = "switch"))]
pub mod switch;
#[cfg(not(skip = "z_loss"))]
pub mod z_loss;
// << switch
// >> bias
// << bias
// >> assignment
// << assignment
// >> gradients
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
// << everywhere

pub static ANSWERS: Answers = Answers {
    // >> mixtures
    // << mixtures
    // >> switch
    #[cfg(not(skip = "switch"))]
    switch: Some(::moe::Switch { capacity: switch::capacity, route: switch::route }),
    #[cfg(skip = "switch")]
    switch: None,

    #[cfg(not(skip = "balance_loss"))]
    balance_loss: Some(balance_loss::balance_loss),
    #[cfg(skip = "balance_loss")]
    balance_loss: None,

    #[cfg(not(skip = "z_loss"))]
    z_loss: Some(z_loss::z_loss),
    #[cfg(skip = "z_loss")]
    z_loss: None,

    #[cfg(not(skip = "gshard"))]
    gshard: Some(gshard::route),
    #[cfg(skip = "gshard")]
    gshard: None,
    // << switch
    // >> bias
    // << bias
    // >> assignment
    // << assignment
    // >> gradients
    // << gradients
    // >> dispatch
    // << dispatch
    // >> everywhere
    // << everywhere
};
