//! What the answers of the chapter receive and return.

mod count;
pub use count::*;
mod order;
pub use order::*;
mod lanes;
pub use lanes::*;
mod share;
pub use share::*;
