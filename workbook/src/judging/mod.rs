//! From the reader's files to verdicts: a chapter is built with them, and what was built is run.

pub mod build;
mod bundle;
pub(crate) mod cargo;
mod clock;
mod direct;
mod encoding;
mod errors;
pub mod grade;
mod inputs;
mod siblings;
mod told;
pub(crate) mod waiting;

pub use cargo::Step;
