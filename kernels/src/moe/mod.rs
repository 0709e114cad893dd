//! Typed access to `cuda/moe.cu`. Inputs are views of any layout, in double precision.

// >> mixtures
mod mixtures;
pub use mixtures::*;
// << mixtures
// >> switch
mod switch;
pub use switch::*;
// << switch
// >> bias
mod bias;
pub use bias::*;
// << bias
// >> assignment
mod assignment;
pub use assignment::*;
// << assignment
// >> gradients
mod gradients;
pub use gradients::*;
// << gradients
// >> dispatch
// << dispatch
// >> everywhere
// << everywhere

use crate::Launch;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("moe", kernel, threads, arguments)
}
