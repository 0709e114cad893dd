//! Chapter 1, **attention: who looks at whom**.
//!
//! The types that answers use, the solutions, and (feature `grade`) the list of exercises with their references,
//! cases, properties and typical mistakes.

extern crate self as attention;

#[allow(missing_docs, unreachable_pub)]
#[path = "../../../solutions/attention/mod.rs"]
pub mod solution;

/// The reader's answers.
#[cfg(feature = "mine")]
#[allow(warnings, clippy::all, clippy::pedantic, unsafe_code)]
#[path = "../../../exercises/attention/mod.rs"]
pub mod mine;

#[cfg(feature = "grade")]
mod grade;
mod types;

#[cfg(feature = "grade")]
pub use grade::exercises;
pub use types::{Answers, Mask, OnlineSoftmax, Running, ScaledDotProduct, Softmax};
