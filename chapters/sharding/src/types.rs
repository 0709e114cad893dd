//! The types that answers use.

mod chain;
mod narrow;
mod replicas;
mod ring;

pub use chain::*;
pub use narrow::*;
pub use replicas::*;
pub use ring::*;
