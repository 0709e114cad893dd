//! From the reader's files to verdicts: a chapter is built with them, and what was built is run.

pub mod build;
pub(crate) mod cargo;
mod encoding;
mod errors;
pub mod grade;
mod told;
mod siblings;
pub(crate) mod waiting;

pub use cargo::Step;
