//! The contract of the chapter: what each answer receives and returns, by section.

mod levels;
pub use levels::*;
mod network;
pub use network::*;
mod networks;
pub use networks::*;
mod noise;
pub use noise::*;
mod scores;
pub use scores::*;
mod steps;
pub use steps::*;
mod straight;
pub use straight::*;
mod targets;
pub use targets::*;
