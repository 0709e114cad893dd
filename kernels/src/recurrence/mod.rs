//! Typed access to `cuda/recurrence.cu`. Inputs are views of any layout, in double precision.

mod edits;
mod launches;

use crate::Launch;
pub use edits::*;
pub(crate) use launches::launches;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("recurrence", kernel, threads, arguments)
}
