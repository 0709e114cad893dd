//! What lessons, cells and figures call: the solutions, or with the feature `mine` the reader's answers.

// >> mixtures
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
#[cfg(feature = "mine")]
pub use crate::mine::{engram, mhc};
#[cfg(not(feature = "mine"))]
pub use crate::solution::{engram, mhc};

/// The three functions of `mhc`.
pub const MHC: crate::Mhc =
    crate::Mhc { project: mhc::project, coefficients: mhc::coefficients, step: mhc::step };

/// The four functions of `engram`.
pub const ENGRAM: crate::Engram = crate::Engram {
    slots: engram::slots,
    look_up: engram::look_up,
    gate: engram::gate,
    short_conv: engram::short_conv,
};
// << everywhere
