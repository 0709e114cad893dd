//! The commands of a reader, each a function that does and tells.

mod answers;
mod book;
mod judging;
mod moving;
pub(crate) mod progress;

pub use answers::{hint, reset, solution};
pub use book::{build, notebook};
pub use judging::{grade, list};
pub use moving::{export, import, update};
