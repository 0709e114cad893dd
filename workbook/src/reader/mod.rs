//! The reader's files: what they grow from, what is remembered of them, and how they outlive a release or a move.

pub(crate) mod answer;
pub mod archive;
pub(crate) mod file;
pub mod merge;
pub mod state;
pub mod stub;
pub mod update;
