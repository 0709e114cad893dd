//! Typed access to `cuda/moe.cu`. Inputs are views of any layout, in double precision.

mod assignment;
mod bias;
mod dispatch;
mod dselect;
mod everywhere;
mod gradients;
mod launches;
mod mixtures;
mod soft;
mod switch;

use crate::Launch;
pub use assignment::*;
pub use bias::*;
pub use dispatch::*;
pub use dselect::*;
pub use everywhere::*;
pub use gradients::*;
pub(crate) use launches::launches;
pub use mixtures::*;
pub use soft::*;
pub use switch::*;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("moe", kernel, threads, arguments)
}
