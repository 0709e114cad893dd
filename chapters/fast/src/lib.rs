//! **Fast**: from the definition to what a processor can do.
//!
//! The list of its exercises, the types that answers use, the solutions, and the lessons that draw the figures. What judges the
//! exercises is a crate of its own, in `grade/`; what measures is the crate `ladders`.

extern crate self as fast;

#[macro_use]
mod list;

/// The solutions.
#[allow(missing_docs, unreachable_pub)]
#[path = "../../../solutions/fast"]
pub mod solution {
    exercises!(contract::modules);
}

/// The reader's answers.
#[cfg(feature = "mine")]
#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/fast"]
pub mod mine {
    exercises!(contract::mine);
}

pub mod answers;
pub mod lesson;
mod types;

/// For cells, whose arrays must be of the version that the chapter uses.
pub use ndarray;
pub use types::*;

exercises!(contract::answers);
