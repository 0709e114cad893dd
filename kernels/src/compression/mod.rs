//! Typed access to `cuda/compression.cu`. Inputs are views of any layout, in double precision.

mod attend;
mod chosen;
mod launches;
mod layer;
mod moba;
mod pool;
mod roles;
mod select;

use crate::Launch;
pub use attend::*;
pub use chosen::*;
pub(crate) use launches::launches;
pub use layer::*;
pub use moba::*;
pub use pool::*;
pub use roles::*;
pub use select::*;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("compression", kernel, threads, arguments)
}
