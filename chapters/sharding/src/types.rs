//! The types that answers use.

mod layers;
mod ring;

pub use layers::*;
pub use ring::*;
