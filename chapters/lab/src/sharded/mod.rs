//! Experiments of chapter 6.

pub(crate) mod links;
pub(crate) mod ways;
