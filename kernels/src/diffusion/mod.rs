//! Typed access to `cuda/diffusion.cu`. Inputs are views of any layout, in double precision.

mod launches;
mod levels;
mod networks;
mod noise;
mod scores;
mod steps;
mod straight;
mod targets;

use crate::Launch;
pub(crate) use launches::launches;
#[allow(unused_imports)]
pub use levels::*;
#[allow(unused_imports)]
pub use networks::*;
#[allow(unused_imports)]
pub use noise::*;
#[allow(unused_imports)]
pub use scores::*;
#[allow(unused_imports)]
pub use steps::*;
#[allow(unused_imports)]
pub use straight::*;
#[allow(unused_imports)]
pub use targets::*;

#[allow(dead_code)]
fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("diffusion", kernel, threads, arguments)
}
