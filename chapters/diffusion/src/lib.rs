//! Chapter 5, **diffusion: from noise, by regression**.
//!
//! The list of its exercises, the types that answers use, the solutions, and the lessons that draw the figures. What judges the
//! exercises is a crate of its own, in `grade/`.

extern crate self as diffusion;

#[macro_use]
mod list;

/// The solutions.
#[allow(missing_docs, unreachable_pub)]
#[path = "../../../solutions/diffusion"]
pub mod solution {
    exercises!(contract::modules);
}

/// The reader's answers.
#[cfg(feature = "mine")]
#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/diffusion"]
pub mod mine {
    exercises!(contract::mine);
}

pub mod answers;
mod digits;
pub mod idx;
pub mod lesson;
pub mod normal;
mod symmetric;
mod types;

pub use digits::{Digits, digits};
/// For cells, whose arrays must be of the version that the chapter uses.
pub use ndarray;
pub use symmetric::symmetric_eigen;
pub use types::*;

exercises!(contract::answers);
