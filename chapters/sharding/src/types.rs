//! The types that answers use.

mod ring;

pub use ring::*;
