//! Typed access to `cuda/recurrence.cu`. Inputs are views of any layout, in double precision.

mod chunks;
mod edits;
mod gates;
mod launches;
mod matrix;
mod select;
mod spaces;

use crate::Launch;
pub use chunks::*;
pub use edits::*;
pub use gates::*;
pub(crate) use launches::launches;
pub use matrix::*;
pub use select::{Lru, Selective, affine_chain, lru, lru_decay, selective_scan, short_conv};
pub(crate) use select::{
    affine_chain_launch, lru_decay_launch, lru_launch, selective_scan_launch, short_conv_launch,
};
pub use spaces::*;

fn launch(kernel: &str, threads: usize, arguments: Vec<crate::Argument>) -> Launch {
    Launch::new("recurrence", kernel, threads, arguments)
}
