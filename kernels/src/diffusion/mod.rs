//! Typed access to `cuda/diffusion.cu`. Inputs are views of any layout, in double precision.

mod launches;
mod levels;
mod networks;
mod noise;
mod steps;
mod straight;
mod targets;

use crate::Launch;
pub(crate) use launches::launches;
pub use levels::*;
pub use networks::*;
pub use noise::*;
pub use steps::*;
pub use straight::*;
pub use targets::*;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("diffusion", kernel, threads, arguments)
}
