//! The answers of the chapter, in the order of the text.

use ::moe::Answers;

// >> mixtures
#[cfg(not(skip = "load"))]
pub mod load;
#[cfg(not(skip = "mixture"))]
pub mod mixture;
#[cfg(not(skip = "noisy_top_k"))]
pub mod noisy_top_k;
// << mixtures
// >> switch
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
    #[cfg(not(skip = "mixture"))]
    mixture: Some(::moe::Mixture {
        blended: mixture::blended,
        competitive: mixture::competitive,
        responsibilities: mixture::responsibilities,
        likelihood: mixture::likelihood,
    }),
    #[cfg(skip = "mixture")]
    mixture: None,

    #[cfg(not(skip = "noisy_top_k"))]
    noisy_top_k: Some(noisy_top_k::noisy_top_k),
    #[cfg(skip = "noisy_top_k")]
    noisy_top_k: None,

    #[cfg(not(skip = "load"))]
    load: Some(::moe::Load {
        cv_squared: load::cv_squared,
        importance_loss: load::importance_loss,
        chances: load::chances,
        load_loss: load::load_loss,
    }),
    #[cfg(skip = "load")]
    load: None,
    // << mixtures
    // >> switch
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
