//! The contract of the chapter: what each answer receives and returns, by section.

mod bytes;
pub use bytes::*;
mod carried;
pub use carried::*;
mod delta;
pub use delta::*;
mod gates;
pub use gates::*;
mod matrix;
pub use matrix::*;
mod select;
pub use select::*;
mod spaces;
pub use spaces::*;
