//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

// >> mixtures
#[cfg(feature = "mine")]
pub use crate::mine::{load, mixture, noisy_top_k};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{load, mixture, noisy_top_k};

/// The four functions of `mixture`.
pub const MIXTURE: crate::Mixture = crate::Mixture {
    blended: mixture::blended,
    competitive: mixture::competitive,
    responsibilities: mixture::responsibilities,
    likelihood: mixture::likelihood,
};

/// The four functions of `load`.
pub const LOAD: crate::Load = crate::Load {
    cv_squared: load::cv_squared,
    importance_loss: load::importance_loss,
    chances: load::chances,
    load_loss: load::load_loss,
};
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
