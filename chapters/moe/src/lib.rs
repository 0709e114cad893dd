//! Chapter 3, **mixture of experts: who computes**.
//!
//! The types that answers use, the solutions, the lessons that draw the figures, and (feature `grade`) the list of
//! exercises with their references, cases, properties and typical mistakes.

extern crate self as moe;

#[allow(missing_docs, unreachable_pub)]
#[path = "../../../solutions/moe/mod.rs"]
pub mod solution;

#[cfg(feature = "mine")]
#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
pub mod mine;

pub mod answers;
#[cfg(feature = "grade")]
mod grade;
pub mod lesson;
mod types;

#[cfg(feature = "grade")]
pub use grade::exercises;
/// For cells, whose arrays must be of the version that the chapter uses.
pub use ndarray;
pub use types::*;
