//! Typed access to `cuda/recurrence.cu`. Inputs are views of any layout, in double precision.

mod launches;
mod spaces;

use crate::Launch;
pub(crate) use launches::launches;
pub use spaces::*;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("recurrence", kernel, threads, arguments)
}
