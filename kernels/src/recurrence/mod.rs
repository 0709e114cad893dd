//! Typed access to `cuda/recurrence.cu`. Inputs are views of any layout, in double precision.

mod chunks;
mod launches;

use crate::Launch;
pub use chunks::*;
pub(crate) use launches::launches;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("recurrence", kernel, threads, arguments)
}
