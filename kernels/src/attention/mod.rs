//! Typed access to `cuda/attention.cu`. Inputs are views of any layout, in double precision.

mod basic;
mod blocks;
mod heads;
mod latent;
mod launches;
mod look_back;
mod nearby;
mod norms;
mod packing;
mod positions;
mod tiles;

use crate::Launch;
use crate::arrays::{flat, shaped, sizes, take};
pub use basic::*;
pub use blocks::*;
pub use heads::*;
pub use latent::*;
pub(crate) use launches::launches;
pub use look_back::*;
pub use nearby::*;
pub use norms::*;
pub use packing::*;
pub use positions::*;
pub use tiles::*;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("attention", kernel, threads, arguments)
}
