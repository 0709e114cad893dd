//! Typed access to `cuda/moe.cu`. Inputs are views of any layout, in double precision.

mod mixtures;
pub use mixtures::*;
mod switch;
pub use switch::*;
mod bias;
pub use bias::*;
mod assignment;
pub use assignment::*;
mod gradients;
pub use gradients::*;
mod dispatch;
pub use dispatch::*;
mod everywhere;
pub use everywhere::*;

use crate::Launch;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("moe", kernel, threads, arguments)
}
