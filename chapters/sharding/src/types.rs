//! The types that answers use.

mod chain;
mod layers;
mod narrow;
mod replicas;
mod ring;
mod shards;

pub use chain::*;
pub use layers::*;
pub use narrow::*;
pub use replicas::*;
pub use ring::*;
pub use shards::*;
