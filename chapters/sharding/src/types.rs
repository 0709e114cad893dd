//! The types that answers use.

// What an answer is, is said at its function.
#![allow(clippy::type_complexity)]

mod chain;
mod communicator;
mod fewer;
mod layers;
mod narrow;
mod quorum;
mod replicas;
mod ring;
mod seldom;
mod shards;

pub use chain::*;
pub use communicator::*;
pub use fewer::*;
pub use layers::*;
pub use narrow::*;
pub use quorum::*;
pub use replicas::*;
pub use ring::*;
pub use seldom::*;
pub use shards::*;
