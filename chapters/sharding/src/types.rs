//! The types that answers use.

mod ring;
mod shards;

pub use ring::*;
pub use shards::*;
