//! Notebooks at work: Jupyter and its Rust kernel, and whose answers the cells call.

pub mod jupyter;
mod kept;
pub mod mine;
